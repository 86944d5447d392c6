// Everything typed goes through here: kept with its key until the server has shown it back to us.
//
// An item is waiting → sending → sent (and gone once the feed confirms its key), or failed (tried
// again by itself, with the same key) or refused (the server said why; the words stay on the page).

import * as shelf from "./shelf.js";
import { deliver, deliverAndForget } from "./talk.js";

const LONGEST = 30_000;

// crypto.randomUUID exists over https only; an office may use plain http inside its own network.
function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (n) => n.toString(16).padStart(2, "0")).join("");
}

export class Outbox {
  constructor({ added, changed, removed, kept, trouble }) {
    this.on = { added, changed, removed, kept, trouble };
    this.items = [];
    this.files = new Map();
    this.busy = false;
    this.tries = 0;
    window.addEventListener("online", () => this.retry());
  }

  // What an earlier load of this page left. Files cannot be kept: they have to be chosen again.
  restore() {
    for (const item of shelf.unsent()) {
      if (item.state === "sending" || item.state === "failed") item.state = "waiting";
      if (item.file && item.state === "waiting") Object.assign(item, { state: "refused", problem: "页面刷新过，这个文件要重新选一次" });
      this.items.push(item);
      this.on.changed(item);
    }
    this.run();
  }

  add(text, file = null) {
    const item = { key: newKey(), text, file: file?.name ?? null, state: "waiting" };
    if (file) this.files.set(item.key, file);
    this.items.push(item);
    this.change(item);
    this.on.added();
    this.run();
  }

  // Keys the feed should look for: every one, since any of them may have arrived without our knowing.
  keys() {
    return this.items.map((item) => item.key);
  }

  confirm(key) {
    this.remove(this.items.find((item) => item.key === key));
  }

  // The conversation was erased or left: what belonged to it will never be confirmed.
  dropSent() {
    for (const item of this.items.filter((each) => each.state === "sent")) this.remove(item);
  }

  remove(item) {
    if (!item) return;
    this.items = this.items.filter((each) => each !== item);
    this.files.delete(item.key);
    shelf.keepUnsent(this.items);
    this.on.removed(item);
  }

  retry() {
    clearTimeout(this.timer);
    for (const item of this.items.filter((each) => each.state === "failed")) this.change(item, "waiting");
    this.run();
  }

  async run() {
    if (this.busy) return;
    this.busy = true;
    try {
      let item;
      while (!shelf.isClosed() && (item = this.items.find((each) => each.state === "waiting"))) await this.send(item);
    } finally {
      this.busy = false;
    }
  }

  async send(item) {
    this.change(item, "sending");
    let answer;
    try {
      answer = await deliver(item, this.files.get(item.key));
    } catch {
      this.failed();
      return;
    }
    this.tries = 0;
    if (!this.items.includes(item)) return; // the feed was faster
    if (answer.refused) {
      item.problem = answer.refused;
      this.change(item, "refused");
    } else {
      this.change(item, "sent");
      this.on.kept(answer);
    }
  }

  // Nothing overtakes: what was typed later waits behind what failed.
  failed() {
    for (const item of this.items) if (item.state === "sending" || item.state === "waiting") this.change(item, "failed");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.retry(), Math.min(LONGEST, 1000 * 2 ** this.tries++) * (0.75 + Math.random() / 2));
    this.on.trouble();
  }

  change(item, state = item.state) {
    item.state = state;
    shelf.keepUnsent(this.items);
    this.on.changed(item);
  }

  // The person leaves: what they pressed "send" on gets its chance, without an answer.
  flush() {
    clearTimeout(this.timer);
    for (const item of this.items) {
      if (!item.file && item.state !== "sent" && item.state !== "refused") deliverAndForget(item);
    }
  }
}
