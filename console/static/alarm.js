// What the whole desk must notice: banners, the sound and the title of the tab.

import { replacePart } from "./parts.js";
import { chime, ring } from "./sound.js";
import { showWaiting } from "./waiting.js";

const banners = document.getElementById("banners");
const title = document.body.dataset.title;

let ringing = [];
let heard = null;
let unread = 0;
let tick = false;

export function showDesk(news) {
  document.body.dataset.mark = news.mark;
  ringing = news.ringing;
  if (replacePart(banners, news.banners)) showWaiting();
  if (heard && !ringing.length && news.alerts.some((id) => !heard.has(id))) chime();
  heard = new Set(news.alerts);
  sound();
}

export function countUnread() {
  unread += 1;
  chime();
  showTitle();
}

function sound() {
  ring(ringing.length > 0);
  showTitle();
}

function showTitle() {
  const plain = unread ? `【${unread} 条新消息】${title}` : title;
  document.title = ringing.length ? (tick ? `【红】${ringing.length} 单等人接` : plain) : plain;
}

document.addEventListener("sound", sound);
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  unread = 0;
  showTitle();
});
setInterval(() => { tick = !tick; showTitle(); }, 1000);
if (banners.querySelector(".ringing")) ringing = [...banners.querySelectorAll(".ringing li")];
