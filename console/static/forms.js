// Forms that are sent without leaving the page, and drafts that survive a reload.

import { ask, number } from "./page.js";
import { changed, seenBy } from "./parts.js";

const KEPT = "textarea, select, input:not([type=hidden], [type=file], [type=checkbox], [type=radio], [type=password])";

function key(field, name = field.name) {
  const form = field.closest("form[data-draft]");
  return form ? `draft:${number}:${form.dataset.draft}:${name}` : null;
}

export function restoreDrafts() {
  for (const field of document.querySelectorAll("form[data-draft]")) restore(field);
}

function restore(form) {
  for (const field of form.querySelectorAll(KEPT)) {
    const kept = sessionStorage.getItem(key(field));
    if (kept !== null && !changed(field)) {
      field.value = kept;
      const seen = seenBy(field);
      // Written on an earlier version than the one drawn now: the server must be able to tell.
      if (seen && changed(field)) seen.value = sessionStorage.getItem(key(field, "@seen")) ?? seen.value;
    } else if (changed(field)) keepDraft({ target: field }); // typed before this script was there to notice
  }
}

function keepDraft(event) {
  const place = event.target.matches(KEPT) ? key(event.target) : null;
  if (!place) return;
  if (!changed(event.target)) return sessionStorage.removeItem(place);
  sessionStorage.setItem(place, event.target.value);
  const seen = seenBy(event.target);
  if (seen) sessionStorage.setItem(key(event.target, "@seen"), seen.value);
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
    else {
      say(result.problem);
      // Told of the newer version, and it is drawn beside: sending once more is meant.
      if (result.version) form.elements.seen.value = result.version;
    }
  } catch {
    // Sent or not: nobody knows. What was written stays, and the talk shows whether it arrived.
    say("连接中断，不确定是否已送出。请先看对话里有没有，再决定是否重发。");
  }
  for (const button of buttons) button.disabled = false;
  wake();
}

function done(form) {
  const fields = form.querySelectorAll(KEPT);
  const focused = form.contains(document.activeElement);
  form.reset();
  for (const field of fields) {
    const place = key(field);
    if (place) sessionStorage.removeItem(place);
    if (place) sessionStorage.removeItem(key(field, "@seen"));
  }
  form.closest("details")?.removeAttribute("open");
  if (focused && form.dataset.draft) form.querySelector("textarea")?.focus();
}

// Drafts go only with a sign-out that was granted: whoever is in a chat is sent to hand it over first.
async function leave(event) {
  event.preventDefault();
  try {
    const answer = await ask("/sign-out", { method: "POST" });
    if (new URL(answer.url).pathname.endsWith("/sign-in")) sessionStorage.clear();
    location.assign(answer.url);
  } catch {
    event.target.submit();
  }
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
  document.getElementById("sign-out").addEventListener("submit", leave);
}
