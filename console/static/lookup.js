// Finding articles to cite: the text beside the citation, and words selected in it as the proof.

import { ask } from "./page.js";

const list = document.getElementById("citations");
const field = document.getElementById("lookup");
const said = document.getElementById("looked");
const results = document.getElementById("articles");

function piece(tag, text, name) {
  const made = document.createElement(tag);
  made.textContent = text;
  if (name) made.className = name;
  return made;
}

function emptyRow() {
  const rows = [...list.children];
  const free = rows.find((row) => [...row.querySelectorAll("input[name], textarea")].every((each) => each.type === "checkbox" || !each.value));
  if (free) return free;
  const next = Math.max(...rows.map((row) => Number(row.querySelector("[data-law]").dataset.law))) + 1;
  const holder = document.createElement("ol");
  holder.innerHTML = document.getElementById("new-citation").innerHTML.replaceAll(/(name="[a-z.]+\.|id="[a-z]+-|for="[a-z]+-|data-law=")N"/g, `$1${next}"`);
  list.append(holder.firstElementChild);
  return list.lastElementChild;
}

function law(article) {
  const days = `${article.version_date} 通过的文本，${article.in_force_from} 起有效`;
  const text = piece("blockquote", article.text, "law-text");
  text.tabIndex = 0;
  return [piece("p", days, "quiet"), text];
}

function cite(article, changed) {
  const row = emptyRow();
  row.querySelector('[name^="law."]').value = article.law;
  row.querySelector('[name^="article."]').value = article.article;
  row.querySelector("[data-law]").replaceChildren(...law(article));
  changed();
  row.querySelector("textarea").focus();
  row.scrollIntoView({ block: "center" });
}

function offer(article, changed) {
  const item = document.createElement("li");
  const line = piece("div", "", "line");
  const choose = piece("button", "引用这一条", "plain");
  choose.type = "button";
  choose.setAttribute("aria-label", `引用 ${article.law} ${article.article}`);
  choose.addEventListener("click", () => cite(article, changed));
  line.append(choose, piece("span", article.why, "quiet"));
  item.append(piece("h3", `${article.law} ${article.article}`), ...law(article), line);
  return item;
}

async function look(changed) {
  const wanted = field.value.trim();
  if (!wanted) return;
  said.textContent = "正在查找……";
  results.replaceChildren();
  try {
    const answer = await ask(`/knowledge/articles?q=${encodeURIComponent(wanted)}`);
    const { articles } = await answer.json();
    said.textContent = articles.length ? `${articles.length} 条，都是今天有效的条文` : "没有找到今天有效的条文。";
    results.replaceChildren(...articles.map((one) => offer(one, changed)));
  } catch {
    said.textContent = "连接中断，请再试。";
  }
}

// A law and a number written by hand: the article they mean, put in full, beside them.
async function spellOut(row) {
  const [name, no] = ["law.", "article."].map((start) => row.querySelector(`[name^="${start}"]`));
  const beside = row.querySelector("[data-law]");
  if (!name.value.trim() || !no.value.trim()) return;
  const wanted = `《${name.value.trim().replace(/[《》]/g, "")}》${no.value.trim()}`;
  try {
    const answer = await ask(`/knowledge/articles?exact=1&q=${encodeURIComponent(wanted)}`);
    const [found] = (await answer.json()).articles;
    if (found) [name.value, no.value] = [found.law, found.article];
    beside.replaceChildren(...(found ? law(found) : [piece("p", "没有这一条，或今天没有效力。", "problem")]));
  } catch {
    beside.replaceChildren(piece("p", "连接中断，条文没有显示。", "problem"));
  }
}

export function takeOverLookup(changed) {
  document.querySelector(".lookup").hidden = false;
  document.getElementById("look").addEventListener("click", () => look(changed));
  field.addEventListener("input", (event) => event.stopPropagation());
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    look(changed);
  });
  list.addEventListener("change", (event) => {
    if (/^(law|article)\./.test(event.target.name)) spellOut(event.target.closest(".citation"));
  });
  // The words that prove it may stand far down in a long article.
  for (const mark of list.querySelectorAll(".law-text mark:not(:empty)")) {
    mark.parentElement.scrollTop = mark.offsetTop - mark.parentElement.offsetTop - 30;
  }
  for (const event of ["mouseup", "keyup"]) list.addEventListener(event, () => prove(changed));
}

// Words selected in an article's text become the proof of the citation beside it.
function prove(changed) {
  const chosen = getSelection();
  const text = chosen.toString().trim();
  const beside = chosen.anchorNode?.parentElement?.closest("[data-law]");
  if (!beside || text.length < 4) return;
  const anchor = beside.closest(".citation").querySelector("textarea");
  if (anchor.value === text) return;
  anchor.value = text;
  changed();
}
