// Asks for news again and again: one long question at a time, slower when nobody answers.

import * as shelf from "./shelf.js";
import { news } from "./talk.js";

const WAIT = 20;
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export class Feed {
  constructor({ keys, arrived, gone, trouble }) {
    this.on = { keys, arrived, gone, trouble };
    this.conversation = null;
    this.after = 0;
    this.tries = 0;
  }

  // A message was just sent: the question on its way does not know its key, so it is asked anew.
  kick() {
    this.question?.abort();
    this.wake?.();
  }

  async run() {
    while (!shelf.isClosed()) {
      const began = Date.now();
      try {
        const page = await this.ask();
        if (shelf.isClosed()) return;
        this.tries = 0;
        this.on.trouble(false);
        this.take(page);
        if (page.messages.length === 0 && Date.now() - began < 2000) await this.rest();
      } catch (error) {
        if (!this.question.signal.aborted) await this.failed();
      }
    }
  }

  ask() {
    this.question = new AbortController();
    const first = this.after === 0 && this.conversation === null;
    return news({
      conversation: this.conversation,
      after: this.after,
      keys: this.on.keys(),
      wait: first ? 0 : WAIT,
      signal: this.question.signal,
    });
  }

  take(page) {
    if (this.conversation !== null && page.conversation !== this.conversation) {
      this.on.gone();
      this.after = 0;
    }
    this.conversation = page.conversation;
    for (const turn of page.messages) this.after = Math.max(this.after, turn.seq);
    this.on.arrived(page.messages);
  }

  // Nobody has written yet, or the server is too busy to let us wait.
  async rest() {
    await Promise.race([pause(this.conversation || this.on.keys().length ? 3000 : 60_000), this.woken()]);
  }

  async failed() {
    if (++this.tries > 1) this.on.trouble(true);
    // Ten seconds at most: somebody may have answered a child in danger meanwhile.
    await Promise.race([pause(Math.min(10_000, 1000 * 2 ** this.tries)), this.woken()]);
  }

  woken() {
    return new Promise((resolve) => (this.wake = resolve));
  }
}
