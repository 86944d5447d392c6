// The queue page.

import { showDesk } from "./alarm.js";
import { takeOverForms } from "./forms.js";
import "./keys.js";
import { replacePart } from "./parts.js";
import { poll } from "./poll.js";
import { keepShowing, showWaiting } from "./waiting.js";

const queue = document.getElementById("queue");
const spoken = document.getElementById("spoken");
const everything = new URLSearchParams(location.search).get("all") === "1" ? "&all=1" : "";
let mark = "";

const wake = poll(
  (wait) => `/events?rows=1${everything}&wait=${wait}&seen=${mark}`,
  (news) => {
    mark = news.mark;
    showDesk(news);
    if (replacePart(queue, news.rows)) announce();
  },
);

// Read aloud in one line: hearing the whole table again at every change would hide what changed.
function announce() {
  showWaiting();
  const counts = queue.querySelector(".counts").textContent.replace(/\s+/g, " ").trim();
  if (spoken.textContent !== counts) spoken.textContent = counts;
}

takeOverForms(wake);
keepShowing();
