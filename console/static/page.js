// What every module needs to know of the page it runs on.

const facts = document.body.dataset;

export const base = facts.base;
export const csrf = facts.csrf;
export const number = facts.number || "";

// The server's clock counts, not that of the computer: an office clock may be minutes off.
const offset = Date.parse(facts.now) - Date.now();

export function now() {
  return Date.now() + offset;
}

export function ask(path, options = {}) {
  return fetch(base + path, {
    cache: "no-store",
    ...options,
    headers: { "X-Console": "1", "X-CSRF": csrf, ...options.headers },
  });
}
