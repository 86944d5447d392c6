// Talks to the server. A fetch that fails throws; what the server says comes back as plain data.

import * as shelf from "./shelf.js";

const SECONDS = 1000;
const OURS = { "X-Chat": "1" };

// The server's reasons not to take a message: sending it again by itself would change nothing.
const DECLINED = [413, 422, 429, 507];
const asking = new Set();

async function ask(url, options = {}, seconds = 40) {
  if (shelf.isClosed()) throw new Error("left");
  const stop = new AbortController();
  asking.add(stop);
  options.signal?.addEventListener("abort", () => stop.abort());
  const timer = setTimeout(() => stop.abort(), seconds * SECONDS);
  try {
    return await fetch(url, { ...options, headers: { ...OURS, ...options.headers }, signal: stop.signal });
  } finally {
    clearTimeout(timer);
    asking.delete(stop);
  }
}

// The person leaves: an answer that is still on its way must not set a cookie afterwards.
export function stopAsking() {
  for (const each of asking) each.abort();
}

function message(item) {
  return {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ key: item.key, text: item.text }),
    keepalive: true, // pressing send and leaving at once still sends
  };
}

let begun = false;

let leaving = null;

// Somebody left this page while the network was down: the server learns it before anything else.
export function finishLeaving() {
  if (shelf.hasLeft()) leaving ??= tellLeft().finally(() => (leaving = null));
  return leaving;
}

async function tellLeft() {
  const answer = await ask("/chat/leave", { method: "POST" });
  if (!answer.ok) throw new Error("leave");
  shelf.unmarkLeft();
}

// The cookie comes before the first message: should the answer to that message get lost, sending it
// again must come from the same person, or it would count twice.
async function begin() {
  await finishLeaving();
  if (begun) return;
  const answer = await ask("/chat/begin", { method: "POST" });
  if (!answer.ok) throw new Error("begin");
  begun = true;
}

// → {kept, emergency} | {refused: sentence}; throws when it should be tried again.
export async function deliver(item, file) {
  await begin();
  if (shelf.isClosed()) throw new Error("left"); // flush has sent it, perhaps as somebody new
  const answer = file ? await ask("/chat/files", form(item, file), 180) : await ask("/chat/messages", message(item));
  const said = await answer.json();
  if (DECLINED.includes(answer.status)) return { refused: said.problem };
  if (!answer.ok) throw new Error("not kept");
  return said;
}

function form(item, file) {
  const body = new FormData();
  body.append("key", item.key);
  body.append("file", file, file.name);
  return { method: "POST", body };
}

// The last chance of what is still on its way; nobody is left to read the answer.
export function deliverAndForget(item) {
  const request = message(item);
  fetch("/chat/messages", { ...request, headers: { ...OURS, ...request.headers, "X-Leaving": "1" } }).catch(() => {});
}

// → {conversation, messages}
export async function news({ conversation, after, keys, wait, signal }) {
  await finishLeaving();
  const place = new URLSearchParams({ after, wait });
  if (conversation) place.set("conversation", conversation);
  const headers = keys.length ? { "X-Keys": keys.slice(0, 50).join(",") } : {};
  const answer = await ask(`/chat/messages?${place}`, { headers, signal }, wait + 20);
  if (!answer.ok) throw new Error("news");
  return answer.json();
}
