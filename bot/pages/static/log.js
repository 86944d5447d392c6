// The conversation on the page. Words only ever enter it as text, never as HTML.

const WHO = { caller: "我", bot: "护苗 · 智能助手", operator: "值班老师" };
const STATES = { waiting: "发送中…", sending: "发送中…", sent: "已送达", failed: "未送达", refused: "没有发出去" };
const SYMBOLS = { photo: "照片", voice: "录音", video: "视频", file: "文件" };
const time = new Intl.DateTimeFormat("zh-CN", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const dayAndTime = new Intl.DateTimeFormat("zh-CN", { month: "long", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

function make(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function button(className, label, pressed) {
  const made = make("button", className, label);
  made.type = "button";
  made.addEventListener("click", pressed);
  return made;
}

function dial(number) {
  const sms = number === "12110"; // the police number that is written to, not called
  const link = make("a", "dial", `${sms ? "发短信" : "拨打"} ${number}`);
  link.href = `${sms ? "sms" : "tel"}:${number.replace(/[^\d+]/g, "")}`;
  return link;
}

function clock(at) {
  const moment = new Date(at);
  const today = moment.toDateString() === new Date().toDateString();
  const made = make("time", "", (today ? time : dayAndTime).format(moment));
  made.dateTime = at;
  return made;
}

export class Log {
  constructor({ said, unsent, opening, choose, resend, takeBack }) {
    this.said = said;
    this.unsent = unsent;
    this.opening = opening;
    this.on = { choose, resend, takeBack };
    this.shown = new Map();
  }

  // One turn from the server; the opening already stands at the top of the page.
  add(turn) {
    if (turn.author === "bot" && turn.text.trim() === this.opening && !turn.choices.length) return;
    if (turn.author === "caller") this.closeChoices();
    const box = this.box(turn.author, turn.text, turn.files, turn.kind);
    if (turn.at) box.querySelector(".who").append(" ", clock(turn.at));
    this.buttons(box, turn);
    this.said.append(box);
  }

  box(author, text, files = [], kind = "text") {
    const box = make("section", `turn ${author}`);
    box.append(make("p", "who", WHO[author]));
    if (text) box.append(make("div", "bubble", text));
    for (const file of files) box.append(make("div", "bubble file", `${SYMBOLS[kind] ?? SYMBOLS.file}：${file.name}`));
    return box;
  }

  buttons(box, { choices = [], numbers = [] }) {
    if (numbers.length) {
      const row = make("div", "row numbers");
      row.append(...numbers.slice(0, 3).map(dial));
      box.append(row);
    }
    if (choices.length) {
      const row = make("div", "row choices");
      row.append(...choices.map((choice) => button("choice", choice.label, () => this.on.choose(choice.sends))));
      box.append(row);
    }
  }

  // Once answered, or once something else was said, the buttons would answer the wrong question.
  closeChoices() {
    for (const row of this.said.querySelectorAll(".choices")) row.remove();
  }

  showUnsent(item) {
    let box = this.shown.get(item.key);
    if (!box) {
      box = item.file ? this.box("caller", "", [{ name: item.file }]) : this.box("caller", item.text);
      box.append(make("p", "fate"));
      this.shown.set(item.key, box);
      this.unsent.append(box);
      this.closeChoices();
    }
    box.dataset.state = item.state;
    box.querySelector(".fate").replaceChildren(...this.fate(item));
  }

  fate(item) {
    const words = make("span", "", item.problem ?? STATES[item.state]);
    if (item.state === "failed") return [words, button("again", "点此重发", () => this.on.resend())];
    if (item.state !== "refused") return [words];
    return [words, button("again", item.file ? "知道了" : "拿回来改", () => this.on.takeBack(item))];
  }

  removeUnsent(item) {
    this.shown.get(item.key)?.remove();
    this.shown.delete(item.key);
  }

  clear() {
    this.said.replaceChildren();
  }
}
