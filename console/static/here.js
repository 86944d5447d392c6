// Says twice a minute that somebody is at this page, so that reading an answer does not count as leaving the desk.

import { ask } from "./page.js";

const EVERY = 30_000;

function here() {
  // Nothing to tell when it fails: the desk's own pages say when the line is cut.
  ask("/here").catch(() => {});
}

here();
setInterval(here, EVERY);
document.getElementById("presence")?.addEventListener("change", (event) => event.target.form.requestSubmit());
