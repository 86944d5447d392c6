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
  const fields = [...part.querySelectorAll("textarea[id], select[id], input[id]:not([type=file])")];
  return {
    open: [...part.querySelectorAll("details[open][id]")].map((each) => each.id),
    values: fields.filter(changed).map((each) => [each.id, each.value, each.checked]),
    // What somebody is changing was read at this version: one that is drawn meanwhile they have not seen.
    seen: fields.filter(changed).map(seenBy).filter(Boolean).map((each) => [each.id, each.value]),
    // What a script has put there, such as the results of a search, is not what the server draws.
    inside: [...part.querySelectorAll("[data-kept][id]")].map((each) => [each.id, each.innerHTML]),
    focus: active?.id,
    selection: active?.selectionStart !== undefined ? [active.selectionStart, active.selectionEnd] : null,
    scroll: part.scrollTop,
  };
}

function giveBack(part, kept) {
  for (const [id, html] of kept.inside) {
    const place = part.querySelector(`#${CSS.escape(id)}`);
    if (place) place.innerHTML = html;
  }
  for (const id of kept.open) part.querySelector(`#${CSS.escape(id)}`)?.setAttribute("open", "");
  for (const [id, value, checked] of kept.values) {
    const field = part.querySelector(`#${CSS.escape(id)}`);
    if (!field) continue;
    if (ticked(field)) field.checked = checked;
    else field.value = value;
  }
  for (const [id, value] of kept.seen) {
    const field = part.querySelector(`#${CSS.escape(id)}`);
    if (field) field.value = value;
  }
  part.scrollTop = kept.scroll;
  const field = kept.focus && part.querySelector(`#${CSS.escape(kept.focus)}`);
  if (!field) return;
  field.focus({ preventScroll: true });
  if (kept.selection && field.setSelectionRange) field.setSelectionRange(...kept.selection);
}

function ticked(field) {
  return field.type === "checkbox" || field.type === "radio";
}

export function seenBy(field) {
  return field.form?.querySelector("input[type=hidden][name=seen][id]") ?? null;
}

export function changed(field) {
  if (ticked(field)) return field.checked !== field.defaultChecked;
  if (field.tagName !== "SELECT") return field.value !== field.defaultValue;
  // Where no option is marked as selected, the browser shows the first.
  const first = [...field.options].find((option) => option.defaultSelected) ?? field.options[0];
  return field.value !== (first?.value ?? "");
}
