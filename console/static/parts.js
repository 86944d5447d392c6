// Replacing a part of the page without taking away what somebody is writing in it.

const drawn = new WeakMap();

export function replacePart(part, html) {
  if (drawn.get(part) === html) return false;
  drawn.set(part, html);
  const kept = keep(part);
  part.innerHTML = html;
  giveBack(part, kept);
  return true;
}

function keep(part) {
  const active = part.contains(document.activeElement) ? document.activeElement : null;
  const fields = [...part.querySelectorAll("textarea[id], select[id]")];
  return {
    open: [...part.querySelectorAll("details[open][id]")].map((each) => each.id),
    values: fields.filter(changed).map((each) => [each.id, each.value]),
    focus: active?.id,
    selection: active?.selectionStart !== undefined ? [active.selectionStart, active.selectionEnd] : null,
    scroll: part.scrollTop,
  };
}

function giveBack(part, kept) {
  for (const id of kept.open) part.querySelector(`#${CSS.escape(id)}`)?.setAttribute("open", "");
  for (const [id, value] of kept.values) {
    const field = part.querySelector(`#${CSS.escape(id)}`);
    if (field) field.value = value;
  }
  part.scrollTop = kept.scroll;
  const field = kept.focus && part.querySelector(`#${CSS.escape(kept.focus)}`);
  if (!field) return;
  field.focus({ preventScroll: true });
  if (kept.selection && field.setSelectionRange) field.setSelectionRange(...kept.selection);
}

function changed(field) {
  if (field.tagName === "TEXTAREA") return field.value !== field.defaultValue;
  return [...field.options].some((option) => option.selected !== option.defaultSelected);
}
