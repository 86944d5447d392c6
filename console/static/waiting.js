// Waiting times, counted here so that a queue in which nothing happens needs no answer from the server.

import { now } from "./page.js";

export function showWaiting() {
  showLeft();
  for (const time of document.querySelectorAll("time.wait")) {
    const seconds = Math.max(0, Math.floor((now() - Date.parse(time.dateTime)) / 1000));
    const shown = time.hasAttribute("data-ago") ? `${inWords(seconds)}前` : inWords(seconds);
    const late = time.dataset.limit !== undefined && seconds > Number(time.dataset.limit);
    const text = late ? `${shown} · 超时` : shown;
    if (time.textContent !== text) time.textContent = text;
    time.classList.toggle("late", late);
  }
}

// Time that is left until a limit, and by how much it has passed.
function showLeft() {
  for (const time of document.querySelectorAll("time.countdown")) {
    const left = Math.ceil((Date.parse(time.dateTime) - now()) / 1000);
    const text = left > 0 ? `还剩 ${inWords(left)}` : `超时 ${inWords(-left)}`;
    if (time.textContent !== text) time.textContent = text;
    time.classList.toggle("late", left <= 0);
    time.title ||= new Date(time.dateTime).toLocaleString("zh-CN", { timeZone: "Asia/Shanghai" });
  }
}

function inWords(seconds) {
  if (seconds < 60) return `${seconds} 秒`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} 分 ${seconds % 60} 秒`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} 小时 ${minutes % 60} 分`;
  return `${Math.floor(hours / 24)} 天`;
}

export function keepShowing() {
  showWaiting();
  setInterval(showWaiting, 1000);
}
