// The key "/" goes to the search field from anywhere but a field.

addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
  const field = document.getElementById("q") ?? document.getElementById("bar-search");
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
});
