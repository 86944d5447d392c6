// The quick exit: empty the page first, then everything else; every step works without a network.

import * as shelf from "./shelf.js";
import { stopAsking } from "./talk.js";

const QUICK = 2000;

export function leave(link, flush) {
  const to = link.href;
  document.body.replaceChildren();
  document.title = "";
  shelf.clear();
  shelf.markLeft(); // taken back by the server's answer, or at the next visit if it never hears of this
  stopAsking();
  flush(); // also what was just stopped: the store counts the same key once
  if (!navigator.sendBeacon?.("/chat/leave")) fetch("/chat/leave", { method: "POST", keepalive: true }).catch(() => {});
  location.replace(to);
}

export function watchForLeaving(link, flush) {
  const presses = [];
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave(link, flush);
  });
  window.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape" || event.repeat) return;
      presses.push(event.timeStamp);
      if (presses.length >= 3 && event.timeStamp - presses[presses.length - 3] < QUICK) leave(link, flush);
    },
    { capture: true },
  );
  // Back must not bring a sleeping copy of the page to life: it starts again from what the server allows.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
}
