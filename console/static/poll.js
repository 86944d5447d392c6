// One waiting question per page: the server answers as soon as something has changed.

import { ask } from "./page.js";

// Seconds. Short enough that a pulled cable, which gives no error, is noticed before a child waits long.
const LONG = 10;
const GRACE = 5;
const HIDDEN_PAUSE = 4000;

const lost = document.getElementById("offline");

export function poll(path, onNews) {
  let running = null;
  let woken = null;
  let failures = 0;

  function wake() {
    running?.abort("woken");
    woken?.();
  }

  function rest(milliseconds) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      woken = () => { clearTimeout(timer); resolve(); };
    });
  }

  async function once() {
    const wait = failures || restful() ? 0 : LONG;
    const answer = await inTime(wait + GRACE, path(wait));
    if (answer.status === 401) return signedOut();
    if (!answer.ok) throw new Error(String(answer.status));
    const news = await answer.json();
    if (failures > 0) lost.hidden = true;
    failures = 0;
    await onNews(news);
    return true;
  }

  async function inTime(seconds, address) {
    const question = new AbortController();
    running = question;
    const late = setTimeout(() => question.abort("late"), seconds * 1000);
    try {
      return await ask(address, { signal: question.signal });
    } finally {
      clearTimeout(late);
    }
  }

  async function loop() {
    for (;;) {
      try {
        if (!(await once())) return;
        // A case in a hidden tab does not hold a connection: browsers allow only six per server.
        if (restful()) await rest(HIDDEN_PAUSE);
      } catch {
        if (running.signal.reason === "woken") continue;
        failures += 1;
        if (failures > 1) say("与服务器的连接断了，队列和警报不再更新。正在重连……如超过一分钟，请改用电话并告诉负责人。");
        await rest(Math.min(1000 * 2 ** failures, 10000));
      }
    }
  }

  document.addEventListener("visibilitychange", () => { if (!document.hidden) wake(); });
  addEventListener("online", wake);
  addEventListener("offline", wake);
  loop();
  return wake;
}

function restful() {
  return document.hidden && document.body.classList.contains("case");
}

function signedOut() {
  say("登录已过期，警报不会再响。草稿已留在本页，请刷新后重新登录。");
  return false;
}

function say(sentence) {
  if (lost.textContent !== sentence) lost.textContent = sentence;
  lost.hidden = false;
}
