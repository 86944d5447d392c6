// The alarm one can hear. A browser lets a page sound only after a click, so a click switches it on.

const button = document.getElementById("sound");
const KEY = "desk-sound";

let context = null;
let ringing = null;
let wanted = remembered();

function remembered() {
  try { return localStorage.getItem(KEY) === "on"; } catch { return false; }
}

function remember(on) {
  try { localStorage.setItem(KEY, on ? "on" : "off"); } catch { /* private mode: asked again next time */ }
}

export function audible() {
  return wanted && context !== null && context.state === "running";
}

async function start() {
  context ??= new AudioContext();
  context.onstatechange = show;
  if (context.state !== "running") await context.resume();
  show();
}

// One buffer played in a loop: it keeps ringing in a hidden tab, where timers are slowed down.
function pattern(notes, seconds) {
  const rate = context.sampleRate;
  const buffer = context.createBuffer(1, Math.floor(rate * seconds), rate);
  const samples = buffer.getChannelData(0);
  for (const [from, length, pitch, loud] of notes) {
    for (let i = 0; i < length * rate; i += 1) {
      const edge = Math.min(1, i / (0.01 * rate), (length * rate - i) / (0.03 * rate));
      samples[Math.floor(from * rate) + i] = Math.sin((2 * Math.PI * pitch * i) / rate) * loud * edge;
    }
  }
  const source = context.createBufferSource();
  source.buffer = buffer;
  source.connect(context.destination);
  return source;
}

export function ring(on) {
  if (!on || !audible()) {
    ringing?.stop();
    ringing = null;
  } else if (!ringing) {
    ringing = pattern([[0, 0.22, 880, 0.5], [0.3, 0.22, 660, 0.5], [0.6, 0.22, 880, 0.5]], 1.8);
    ringing.loop = true;
    ringing.start();
  }
  button.classList.toggle("ringing", on);
}

export function chime() {
  if (audible()) pattern([[0, 0.15, 660, 0.25], [0.18, 0.25, 880, 0.2]], 0.6).start();
}

function show() {
  const on = audible();
  button.textContent = on ? "提示音已开" : wanted ? "点这里恢复提示音" : "开启提示音";
  button.setAttribute("aria-pressed", String(on));
  button.classList.toggle("off", !on);
  document.dispatchEvent(new Event("sound"));
}

button.addEventListener("click", async () => {
  wanted = !audible();
  remember(wanted);
  if (wanted) {
    await start();
    chime();
  }
  show();
});

// After a change of page the browser may want another click: the first one anywhere will do.
function revive(event) {
  if (wanted && !audible() && event.target !== button) start();
}

addEventListener("pointerdown", revive);
addEventListener("keydown", revive);
if (wanted) start();
show();
