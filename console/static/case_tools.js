// Approved answers and canned replies: found while the reply is being written, and put into it.

import { ask } from "./page.js";

const side = document.getElementById("part-side");
const LONGEST = 2000;

function say(sentence) {
  const line = document.getElementById("know-said");
  if (line) line.textContent = sentence;
}

// What is in the reply already stays: the text is put after it.
function insert(text) {
  const reply = document.getElementById("reply-text");
  if (!reply) return say("接单以后才能放进回复。");
  reply.value = reply.value.trim() ? `${reply.value.trimEnd()}\n\n${text}` : text;
  reply.dispatchEvent(new Event("input", { bubbles: true }));
  reply.focus();
  reply.setSelectionRange(reply.value.length, reply.value.length);
  say(reply.value.length > LONGEST ? `已放进回复；超过 ${LONGEST} 字，请删减后再发。` : "已放进回复，请按情形改好再发。");
}

async function find(form) {
  say("正在找……");
  try {
    const path = new URL(form.action).pathname.slice(document.body.dataset.base.length);
    const answer = await ask(path, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    if (!answer.ok) throw new Error(String(answer.status));
    document.getElementById("know-found").innerHTML = (await answer.json()).html;
    say("");
  } catch {
    say("没有连上，请再试。");
  }
  wakeUp();
}

function filter() {
  const field = document.getElementById("canned-filter");
  const wanted = field?.value.trim() ?? "";
  for (const group of document.querySelectorAll("#canned-list details")) {
    const items = [...group.querySelectorAll("li")];
    for (const item of items) item.hidden = Boolean(wanted) && !`${group.dataset.situation}${item.textContent}`.includes(wanted);
    group.hidden = items.every((item) => item.hidden);
    if (wanted) group.open = !group.hidden;
  }
}

function shown() {
  return [...document.querySelectorAll("#canned-list button")].filter((button) => button.checkVisibility());
}

function move(event) {
  const buttons = shown();
  const at = buttons.indexOf(document.activeElement);
  const next = event.key === "ArrowDown" ? at + 1 : at - 1;
  if (next < -1 || next >= buttons.length) return;
  event.preventDefault();
  (buttons[next] ?? document.getElementById("canned-filter")).focus();
}

// Without this script the buttons could do nothing, so they are shown by it.
function wakeUp() {
  for (const button of document.querySelectorAll("[data-insert][hidden]")) button.hidden = false;
  const field = document.getElementById("canned-filter");
  if (field?.hidden) field.hidden = false;
  if (field?.value) filter();
}

side.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-find]")) return;
  event.preventDefault();
  find(event.target);
});
side.addEventListener("click", (event) => {
  const button = event.target.closest("[data-insert]");
  if (button) insert(button.closest("[data-answer]").querySelector(".approved").textContent.trim());
});
side.addEventListener("input", (event) => { if (event.target.id === "canned-filter") filter(); });
side.addEventListener("keydown", (event) => {
  if (!["ArrowDown", "ArrowUp"].includes(event.key)) return;
  if (event.target.id === "canned-filter" || event.target.closest("#canned-list")) move(event);
});
new MutationObserver(wakeUp).observe(side, { childList: true });
wakeUp();
