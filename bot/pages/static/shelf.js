// What this tab remembers over a reload: unsent messages and the words in the box. Gone with the tab.

const UNSENT = "u";
const DRAFT = "d";
const LEFT = "l";
let closed = false;

// Storage may be switched off or full: then everything lives in memory only, and a reload forgets it.
function attempt(action, otherwise) {
  try {
    return action();
  } catch {
    return otherwise;
  }
}

export function unsent() {
  return attempt(() => JSON.parse(sessionStorage.getItem(UNSENT)), null) ?? [];
}

export function keepUnsent(items) {
  if (!closed) attempt(() => sessionStorage.setItem(UNSENT, JSON.stringify(items)));
}

export function draft() {
  return attempt(() => sessionStorage.getItem(DRAFT), null) ?? "";
}

export function keepDraft(text) {
  if (!closed) attempt(() => sessionStorage.setItem(DRAFT, text));
}

// After this nothing is written any more: an answer that arrives late must not bring words back.
export function clear() {
  closed = true;
  attempt(() => sessionStorage.clear());
}

export function isClosed() {
  return closed;
}

// A bare mark without any words: the server could not be told yet that this browser has left.
export function markLeft() {
  attempt(() => localStorage.setItem(LEFT, "1"));
}

export function hasLeft() {
  return attempt(() => localStorage.getItem(LEFT), null) === "1";
}

export function unmarkLeft() {
  attempt(() => localStorage.removeItem(LEFT));
}
