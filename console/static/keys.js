// The keyboard of the desk: everything with Alt, so that no letter of a reply is taken for a command.

const help = document.getElementById("keys");

const commands = {
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  KeyR: () => document.getElementById("reply-text")?.focus(),
  KeyT: () => document.querySelector("#head-claim, .rows .act button")?.focus(),
  KeyQ: () => document.querySelector(".places a, a.brand")?.click(),
  KeyK: () => (help?.open ? help.close() : help?.showModal()),
};

function step(by) {
  const links = [...document.querySelectorAll(".rail a[id^=rail-HM], .rows th a[id^=row-]")];
  if (!links.length) return;
  const at = links.findIndex((link) => link === document.activeElement || link.hasAttribute("aria-current"));
  const next = links[(at + by + links.length) % links.length];
  if (next.closest(".rail")) next.click();
  else next.focus();
}

function tab(number) {
  document.querySelectorAll("#part-tabs a")[number - 1]?.click();
}

addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
  const digit = /^Digit([1-9])$/.exec(event.code);
  const command = digit ? () => tab(Number(digit[1])) : commands[event.code];
  if (!command) return;
  event.preventDefault();
  command();
});

document.getElementById("keys-open")?.addEventListener("click", () => help.showModal());
