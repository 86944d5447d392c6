// The page of one case.

import { showDesk } from "./alarm.js";
import { restoreDrafts, takeOverForms } from "./forms.js";
import "./keys.js";
import { showNear, showUnread, tellTyping, typing } from "./near.js";
import { ask, number } from "./page.js";
import { replacePart } from "./parts.js";
import { poll } from "./poll.js";
import { toEnd, updateTalk } from "./talk.js";
import { keepShowing, showWaiting } from "./waiting.js";

let desk = "";
let seen = "";
let panel = document.body.dataset.panel;
let tab = new URLSearchParams(location.search).get("tab") ?? "";

const wake = poll(
  (wait) => `/cases/${number}/events?wait=${wait}&seen=${desk}&case=${seen}&typing=${typing()}`,
  async (news) => {
    desk = news.mark;
    showDesk(news);
    if (news.rail && replacePart(document.getElementById("part-rail"), news.rail)) showWaiting();
    showNear(news.near);
    await updateTalk(news.case.turns);
    if (news.case.panel !== panel) await updatePanel();
    // Only now: had a fetch failed, the same news would have to come again.
    seen = news.case.mark;
  },
);

async function updatePanel() {
  const answer = await ask(`/cases/${number}/panel?tab=${tab}`);
  if (!answer.ok) throw new Error(String(answer.status));
  const news = await answer.json();
  for (const [name, html] of Object.entries(news.parts)) replacePart(document.getElementById(`part-${name}`), html);
  showWaiting();
  panel = news.mark;
  restoreDrafts();
  showUnread();
}

document.getElementById("part-tabs").addEventListener("click", (event) => {
  const link = event.target.closest("a[data-tab]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  tab = link.dataset.tab;
  link.closest("details")?.removeAttribute("open");
  history.replaceState(null, "", link.href);
  const side = document.getElementById("part-side");
  updatePanel().then(() => side.scrollTo(0, 0), () => location.assign(link.href));
});

document.getElementById("part-tabs").addEventListener("focusout", (event) => {
  const menu = event.target.closest("details");
  if (menu && !menu.contains(event.relatedTarget)) menu.removeAttribute("open");
});

takeOverForms(wake);
restoreDrafts();
keepShowing();
tellTyping(wake);
showUnread();
toEnd();
if (location.hash) document.querySelector(location.hash)?.scrollIntoView();
