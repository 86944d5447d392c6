// Puts the page together: the box to write in, the outbox, the feed and the log.

import { Feed } from "./feed.js";
import { watchForLeaving } from "./leave.js";
import { Log } from "./log.js";
import { Outbox } from "./outbox.js";
import * as shelf from "./shelf.js";

const $ = (id) => document.getElementById(id);
const CHARACTERS = Number(document.body.dataset.characters);
const MEGABYTES = Number(document.body.dataset.megabytes);
const [box, scroll, state] = [$("write"), $("scroll"), $("state")];
let warned = false;
let connected = true;
let atEnd = true;
let emergencyShown = false;

const log = new Log({
  said: $("said"),
  unsent: $("unsent"),
  opening: $("opening").textContent.trim(),
  choose: (text) => outbox.add(text),
  resend: () => outbox.retry(),
  takeBack: (item) => {
    outbox.remove(item);
    if (!item.file) write([box.value, item.text].filter(Boolean).join("\n"));
  },
});

const outbox = new Outbox({
  added: () => feed.kick(),
  changed: (item) => following(() => log.showUnsent(item)),
  removed: (item) => log.removeUnsent(item),
  kept: (answer) => {
    tell("");
    emergency(answer.emergency);
    feed.kick();
  },
  trouble: disconnected,
});

const feed = new Feed({
  keys: () => outbox.keys(),
  arrived: (turns) => {
    following(() => turns.forEach(arrive));
    if (!atEnd && turns.some((turn) => turn.author !== "caller")) $("down").hidden = false;
    $("log").setAttribute("aria-live", "polite"); // what was said before this visit is not read out
  },
  gone: () => {
    log.clear();
    outbox.dropSent();
  },
  trouble: (is) => {
    if (is) disconnected();
    else if (!connected) tell("");
    connected = !is;
  },
});

function arrive(turn) {
  if (turn.key) outbox.confirm(turn.key);
  if (turn.author === "bot") emergencyShown = false;
  log.add(turn);
}

// The store is down: said once, not after every message.
function emergency(reply) {
  if (!reply || emergencyShown) return;
  emergencyShown = true;
  following(() => log.add({ ...reply, author: "bot", files: [] }));
}

function disconnected() {
  connected = false;
  if (outbox.items.some((item) => item.state === "failed")) {
    tell("现在连不上。你写的都在这一页，连上以后会自动发出去。有危险请直接打110。");
  } else {
    tell("暂时连不上，正在重新连接……有危险请直接打110。");
  }
}

function tell(sentence) {
  if (state.textContent !== sentence) state.textContent = sentence;
}

// Keeps the newest in sight, unless the person is reading further up.
function following(change) {
  change();
  if (atEnd) toEnd();
}

function toEnd() {
  scroll.scrollTop = scroll.scrollHeight;
}

function watchTheEnd() {
  scroll.addEventListener("scroll", () => {
    atEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 60;
    if (atEnd) $("down").hidden = true;
  });
  // A keyboard that opens, or a box that grows, must not push the newest words out of sight.
  new ResizeObserver(() => atEnd && toEnd()).observe(scroll);
  $("down").addEventListener("click", toEnd);
}

// Not modal: nothing may ever lie over the quick exit.
function caution(open) {
  if (open) $("caution").show();
  else $("caution").close();
  $(open ? "caution-yes" : "attach").focus();
}

function write(text) {
  box.value = text;
  grow();
  box.focus();
}

function grow() {
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight + 2}px`; // the style sheet sets the most it may take
  shelf.keepDraft(box.value);
}

function tooLong(text) {
  const length = [...text].length;
  if (length <= CHARACTERS) return false;
  tell(`这一条有 ${length} 个字，一次最多 ${CHARACTERS} 个。你写的都还在，可以分成几条发。`);
  return true;
}

function send() {
  const text = box.value.trim();
  if (!text || tooLong(text)) return;
  tell("");
  write("");
  outbox.add(text);
  toEnd();
}

function chosen() {
  const file = $("file").files[0];
  $("file").value = "";
  if (!file) return;
  if (file.size > MEGABYTES * 1024 * 1024) tell(`这个文件太大了，最大 ${MEGABYTES} MB。可以换小一点的，或者打字告诉我。`);
  else if (file.size === 0) tell("这个文件是空的，请换一个。");
  else outbox.add("", file);
}

function listen() {
  watchForLeaving($("exit"), () => outbox.flush());
  $("form").addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  box.addEventListener("input", grow);
  box.addEventListener("keydown", (event) => {
    // While pinyin is being composed, Enter belongs to the input method.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    send();
  });
  $("attach").addEventListener("click", () => (warned ? $("file").click() : caution(true)));
  $("caution-no").addEventListener("click", () => caution(false));
  $("caution").addEventListener("keydown", (event) => event.key === "Escape" && caution(false));
  $("caution-yes").addEventListener("click", () => {
    warned = true;
    caution(false);
    $("file").click();
  });
  $("file").addEventListener("change", chosen);
  window.addEventListener("online", () => feed.kick());
}

listen();
watchTheEnd();
$("starting").remove();
box.value = shelf.draft();
grow();
outbox.restore();
feed.run();
