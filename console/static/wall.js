// The supervisor's wall.

import { showDesk } from "./alarm.js";
import { takeOverForms } from "./forms.js";
import { replacePart } from "./parts.js";
import { poll } from "./poll.js";
import { keepShowing, showWaiting } from "./waiting.js";

const wall = document.getElementById("wall");
let mark = "";

const wake = poll(
  (wait) => `/wall/events?wait=${wait}&seen=${mark}`,
  (news) => {
    mark = news.mark;
    showDesk(news);
    if (replacePart(wall, news.wall)) showWaiting();
  },
);

takeOverForms(wake);
keepShowing();
