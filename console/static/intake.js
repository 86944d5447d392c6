// The form of a call: the assistant listens while it is filled in, and nothing typed is lost.

import { showDesk } from "./alarm.js";
import { takeOverForms } from "./forms.js";
import "./keys.js";
import { ask } from "./page.js";
import { replacePart } from "./parts.js";
import { poll } from "./poll.js";
import { keepShowing } from "./waiting.js";

const PLACE = "intake";
const PAUSE = 350;

const form = document.getElementById("intake");
const heard = document.getElementById("heard");
const said = document.getElementById("ear-said");
const known = document.getElementById("known");
const problem = document.getElementById("problem");
const save = document.getElementById("save");

let level = "";
let question = null;
let timer = 0;

function fields() {
  return [...form.elements].filter((field) => field.name && field.name !== "csrf");
}

function keep() {
  const typed = fields().map((field) => [field.id, ["checkbox", "radio"].includes(field.type) ? field.checked : field.value]);
  sessionStorage.setItem(PLACE, JSON.stringify(typed));
}

// The key comes back too: a call that was sent and lost its answer stays one call.
function bringBack() {
  const kept = sessionStorage.getItem(PLACE);
  if (!kept || "silent" in form.dataset) return;
  for (const [id, value] of JSON.parse(kept)) {
    const field = document.getElementById(id);
    if (!field) continue;
    if (typeof value === "boolean") field.checked = value;
    else field.value = value;
  }
  if (["wish", "warning", "contact_times", "contact_way"].some((id) => document.getElementById(id).value)) document.getElementById("more").open = true;
}

async function listen() {
  question?.abort();
  question = new AbortController();
  const body = new URLSearchParams();
  for (const name of ["words", "summary", "relation"]) body.set(name, form.elements[name].value);
  try {
    const answer = await ask("/intake/listen", { method: "POST", body, signal: question.signal });
    if (answer.status === 401) return say("登录已过期，助手听不到了。内容留在本页，请另开一页登录后再保存。");
    if (!answer.ok) throw new Error(String(answer.status));
    const news = await answer.json();
    replacePart(heard, news.html);
    announce(news.level);
  } catch (error) {
    if (error.name !== "AbortError") heard.textContent = "助手现在听不到，请按您自己的判断；内容都留在本页。";
  }
}

// Spoken once when it rises: hearing everything again at each pause would be in the way of the call.
function announce(now) {
  if (now === level) return;
  level = now;
  said.textContent = heard.querySelector(".ear-level .level")?.textContent ?? "";
}

async function recognise() {
  const body = new URLSearchParams({ phone: form.elements.phone.value });
  try {
    const answer = await ask("/intake/known", { method: "POST", body });
    known.innerHTML = answer.ok ? (await answer.json()).html : "";
  } catch {
    known.textContent = "没有连上，不知道这个号码以前有没有来过。";
  }
}

function say(sentence) {
  problem.textContent = sentence;
}

async function send() {
  say("");
  save.disabled = true;
  try {
    const answer = await ask("/intake", { method: "POST", body: new URLSearchParams(new FormData(form)) });
    const result = await answer.json();
    if (result.ok) {
      sessionStorage.removeItem(PLACE);
      location.assign(document.body.dataset.base + result.to);
      return;
    }
    say(result.problem);
  } catch {
    say("没有连上，内容都留在本页。请再点一次保存：同一页不会重复建单。");
  }
  save.disabled = false;
}

form.addEventListener("input", (event) => {
  keep();
  if (!["words", "summary", "relation"].includes(event.target.name)) return;
  clearTimeout(timer);
  timer = setTimeout(listen, PAUSE);
});
form.elements.phone.addEventListener("change", recognise);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  send();
});
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) form.requestSubmit();
  // Enter in a line of the form would save a call that is not over.
  else if (event.key === "Enter" && event.target.tagName === "INPUT") event.preventDefault();
});
let mark = "";
const wake = poll((wait) => `/events?wait=${wait}&seen=${mark}`, (news) => {
  mark = news.mark;
  showDesk(news);
});
takeOverForms(wake);
keepShowing();

bringBack();
if (form.elements.words.value) listen();
if (form.elements.phone.value) recognise();
