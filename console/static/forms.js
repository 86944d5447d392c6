// Forms that are sent without leaving the page, and drafts that survive a reload.

import { ask, number } from "./page.js";

function key(field) {
  const form = field.closest("form[data-draft]");
  return form ? `draft:${number}:${form.dataset.draft}:${field.name}` : null;
}

export function restoreDrafts() {
  for (const field of document.querySelectorAll("form[data-draft] textarea")) {
    const kept = sessionStorage.getItem(key(field));
    if (kept && !field.value) field.value = kept;
    // Typed before this script was there to notice.
    else if (field.value) sessionStorage.setItem(key(field), field.value);
  }
}

function keepDraft(event) {
  const place = event.target.tagName === "TEXTAREA" ? key(event.target) : null;
  if (!place) return;
  if (event.target.value) sessionStorage.setItem(place, event.target.value);
  else sessionStorage.removeItem(place);
}

async function send(form, wake) {
  const problem = form.querySelector(".problem");
  const buttons = form.querySelectorAll("button");
  const say = (sentence) => { if (problem) problem.textContent = sentence; };
  say("");
  for (const button of buttons) button.disabled = true;
  const body = new URLSearchParams(new FormData(form));
  try {
    const answer = await ask(new URL(form.action).pathname.slice(document.body.dataset.base.length), { method: "POST", body });
    const result = await answer.json();
    if (result.ok) done(form);
    else say(result.problem);
  } catch {
    // Sent or not: nobody knows. What was written stays, and the talk shows whether it arrived.
    say("连接中断，不确定是否已送出。请先看对话里有没有，再决定是否重发。");
  }
  for (const button of buttons) button.disabled = false;
  wake();
}

function done(form) {
  const fields = form.querySelectorAll("textarea");
  const focused = form.contains(document.activeElement);
  form.reset();
  for (const field of fields) {
    const place = key(field);
    if (place) sessionStorage.removeItem(place);
  }
  form.closest("details")?.removeAttribute("open");
  if (focused && form.dataset.draft) fields[0]?.focus();
}

export function takeOverForms(wake) {
  addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-live]")) return;
    event.preventDefault();
    send(event.target, wake);
  });
  addEventListener("input", keepDraft);
  addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.target.closest?.("form[data-draft]")?.requestSubmit();
  });
  document.getElementById("sign-out").addEventListener("submit", () => sessionStorage.clear());
}
