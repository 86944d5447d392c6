// The strip above the talk: who else is here; and telling others that an answer is being written.

import { number } from "./page.js";
import { replacePart } from "./parts.js";
import { showWaiting } from "./waiting.js";

const AGAIN = 8000;
const part = document.getElementById("part-near");
const place = `inside:${number}`;

let typed = false;
let told = 0;
let lines = Number(part.dataset.lines);

// Whether something was typed since the last question; asking forgets it.
export function typing() {
  const since = typed;
  typed = false;
  return since ? 1 : 0;
}

export function tellTyping(wake) {
  addEventListener("input", (event) => {
    if (event.target.id !== "reply-text") return;
    typed = true;
    if (Date.now() - told < AGAIN) return;
    told = Date.now();
    wake();
  });
}

export function showNear(news) {
  lines = news.lines;
  if (replacePart(part, news.html)) showWaiting();
  showUnread();
}

// Colleagues wrote something that this page has not shown.
export function showUnread() {
  const tab = document.getElementById("tab-together");
  if (!tab) return;
  if (tab.hasAttribute("aria-current")) sessionStorage.setItem(place, lines);
  const unread = lines > Number(sessionStorage.getItem(place) ?? 0);
  tab.classList.toggle("news", unread);
  tab.title = unread ? "同事有新消息" : "";
}
