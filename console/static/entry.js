// The form of an answer: the live preview, trying questions, and finding articles to cite.

import { ask } from "./page.js";
import { takeOverLookup } from "./lookup.js";

const form = document.getElementById("entry");
const here = document.body.dataset.here;
const dirty = document.getElementById("dirty");
const PAUSE = 700;

let typed = false;
let leaving = false;
let waiting = 0;
let turn = 0;

async function post(act) {
  const body = new URLSearchParams(new FormData(form));
  const answer = await ask(`${here}/${act}`, { method: "POST", body });
  const result = await answer.json();
  if (!answer.ok) throw new Error(result.problem);
  return result;
}

async function preview() {
  const mine = ++turn;
  try {
    const result = await post("preview");
    // An answer that was overtaken by a later one is old.
    if (mine === turn) document.getElementById("preview").innerHTML = result.html;
  } catch (error) {
    dirty.textContent = `预览没有更新：${error.message || "连接中断"}`;
  }
}

export function changed() {
  typed = true;
  dirty.textContent = "有改动还没有保存";
  clearTimeout(waiting);
  waiting = setTimeout(preview, PAUSE);
}

function asks(button, act, place, patience) {
  document.getElementById(button).addEventListener("click", async (event) => {
    event.preventDefault();
    const output = document.getElementById(place);
    event.target.disabled = true;
    output.textContent = patience;
    try {
      output.innerHTML = (await post(act)).html;
    } catch (error) {
      output.textContent = error.message || "连接中断，请再试。";
    }
    event.target.disabled = false;
  });
}

asks("try", "try", "tried", "正在试……");
asks("regress", "regression", "regressed", "正在比较，要几秒钟……");
document.getElementById("preview-now").addEventListener("click", (event) => {
  event.preventDefault();
  preview();
});

const question = document.getElementById("try-question");
question.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing) return;
  event.preventDefault();
  document.getElementById("try").click();
});

form.addEventListener("keydown", (event) => {
  // Enter in a field would send the form; who writes wants to go on writing.
  if (event.key === "Enter" && event.target.tagName === "INPUT" && event.target.type !== "checkbox") event.preventDefault();
});
form.addEventListener("input", (event) => {
  if (event.target !== question) changed();
});
form.addEventListener("submit", () => { leaving = true; });
addEventListener("beforeunload", (event) => {
  if (typed && !leaving) event.preventDefault();
});

const pick = document.getElementById("pick");
pick.closest(".pick").hidden = false;
document.getElementById("add-related").addEventListener("click", () => {
  const chosen = [...document.getElementById("known").options].find((one) => one.value === pick.value.trim());
  if (!chosen) return;
  const field = document.getElementById("related");
  field.value = `${field.value.trimEnd()}\n${chosen.value} ${chosen.textContent}`.trimStart();
  pick.value = "";
  changed();
});

// Brought back with problems or a clash: what is in the form is not saved.
if (document.querySelector(".clash, .box")) typed = true;

takeOverLookup(changed);
