// The talk of a case: only messages that are new or changed are fetched and drawn again.

import { countUnread } from "./alarm.js";
import { ask, number } from "./page.js";
import { replacePart } from "./parts.js";

const CHUNK = 50;

const list = document.getElementById("talk");
const scroll = document.getElementById("scroll");
const newer = document.getElementById("newer");

const first = Number(list.firstElementChild?.dataset.seq ?? 0);

export function toEnd() {
  scroll.scrollTop = scroll.scrollHeight;
  newer.hidden = true;
}

function atEnd() {
  return scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;
}

export async function updateTalk(turns) {
  const stale = Object.keys(turns).map(Number).filter((seq) => seq >= first && mark(seq) !== turns[seq]);
  stale.sort((a, b) => a - b);
  for (let i = 0; i < stale.length; i += CHUNK) {
    const answer = await ask(`/cases/${number}/turns?seqs=${stale.slice(i, i + CHUNK).join(",")}`);
    if (answer.status === 410) return location.reload(); // erased meanwhile
    if (!answer.ok) throw new Error(String(answer.status));
    draw((await answer.json()).turns);
  }
}

function mark(seq) {
  return document.getElementById(`m${seq}`)?.dataset.mark;
}

function draw(turns) {
  const follow = atEnd();
  let fresh = 0;
  for (const turn of turns) {
    const old = document.getElementById(`m${turn.seq}`);
    const holder = document.createElement("ol");
    holder.innerHTML = turn.html;
    const item = holder.firstElementChild;
    if (old) {
      old.className = item.className;
      old.dataset.mark = item.dataset.mark;
      replacePart(old, item.innerHTML);
    } else {
      list.insertBefore(item, following(turn.seq));
      if (item.classList.contains("caller")) fresh += 1;
    }
  }
  if (follow) toEnd();
  else if (fresh) newer.hidden = false;
  if (fresh && document.hidden) countUnread();
}

function following(seq) {
  return [...list.children].find((item) => Number(item.dataset.seq) > seq) ?? null;
}

newer.addEventListener("click", toEnd);
scroll.addEventListener("scroll", () => { if (atEnd()) newer.hidden = true; });
