// The screen on the wall: refreshed at every move, turned by itself, and honest about how old its numbers are.

const TURN = 20000;
const OLD = 15000;
const RETRY = 2000;
const PATIENCE = 10000;
const root = document.getElementById("screen");
const age = document.querySelector("[data-screen-age]");
const link = document.querySelector("[data-screen-link]");
const pause = document.querySelector("[data-screen-pause]");
const behind = Date.parse(document.documentElement.dataset.now) - Date.now() || 0;
const key = "fenbo-screen-slide";
const slides = () => root.querySelectorAll(".slide").length;

let confirmed = Date.now();
let busy = false;
let again = false;
let failed = false;
let tried;

// What was heard meanwhile is fetched in one go as soon as the last answer has come.
function refresh() {
  if (busy) {
    again = true;
    return;
  }
  busy = true;
  tried = setTimeout(() => settled(false), PATIENCE);
  root.dispatchEvent(new Event("refresh"));
}

function settled(well) {
  clearTimeout(tried);
  busy = false;
  failed = !well;
  if (well) confirmed = Date.now();
  if (failed) setTimeout(refresh, RETRY);
  else if (again) {
    again = false;
    refresh();
  }
}

// A login page in the place of the numbers would be a screen that nobody can leave.
root.addEventListener("htmx:beforeSwap", (event) => {
  if (!event.detail.xhr.responseText.includes("data-screen-at")) {
    event.detail.shouldSwap = false;
    location.reload();
  }
});
root.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.elt !== root) return;
  // Taken down, or logged out: say so instead of showing numbers for ever.
  if ([401, 403].includes(event.detail.xhr.status)) return location.reload();
  settled(event.detail.successful);
});

let source;
function listen() {
  source?.close();
  source = new EventSource(root.dataset.screen, { withCredentials: true });
  source.addEventListener("open", () => {
    state("on");
    refresh();
  });
  source.addEventListener("change", refresh);
  source.onerror = () => {
    state("waiting");
    // A browser gives up for good when it was refused once; a wall has nobody to press a key.
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, RETRY);
  };
}

function state(now) {
  link.dataset.state = now;
  link.textContent = link.dataset[now];
}

function tell() {
  const at = root.querySelector("[data-screen-at]")?.dataset.screenAt;
  const alive = link.dataset.state === "on";
  // While the stream is open and silent nothing has moved, so what is shown is as of now.
  const current = alive && !busy && !failed;
  const since = current ? 0 : Date.now() - confirmed;
  const seconds = Math.max(0, Math.round(since / 1000));
  const clock = new Date(current ? Date.now() + behind : Date.parse(at));
  age.textContent = `${clock.toLocaleTimeString("zh-CN", { hour12: false, timeZone: "Asia/Shanghai" })} · ${age.dataset.text.replace("0", seconds)}`;
  document.body.classList.toggle("screen--old", since > OLD);
}

let stopped = matchMedia("(prefers-reduced-motion: reduce)").matches;
let timer;
function show(slide) {
  const most = slides();
  root.dataset.slide = ((slide - 1 + most) % most) + 1;
  sessionStorage.setItem(key, root.dataset.slide);
  dispatchEvent(new Event("resize"));
  clearInterval(timer);
  if (!stopped) timer = setInterval(() => show(Number(root.dataset.slide) + 1), TURN);
}

function hold() {
  stopped = !stopped;
  pause.setAttribute("aria-pressed", stopped);
  show(Number(root.dataset.slide));
}

const turn = (by) => () => show(Number(root.dataset.slide) + by);
const actions = {
  "[data-screen-back]": turn(-1),
  "[data-screen-next]": turn(1),
  "[data-screen-pause]": hold,
  "[data-screen-full]": () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()),
};
for (const [name, act] of Object.entries(actions)) {
  const button = document.querySelector(name);
  button.hidden = false;
  button.addEventListener("click", act);
}
document.addEventListener("keydown", (event) => {
  if (event.key === "ArrowLeft") turn(-1)();
  if (event.key === "ArrowRight") turn(1)();
});
// Whoever follows a link by keyboard must not have it turned away.
root.addEventListener("focusin", () => clearInterval(timer));
root.addEventListener("focusout", () => show(Number(root.dataset.slide)));
pause.setAttribute("aria-pressed", stopped);
show(Number(sessionStorage.getItem(key)) || 1);
state("waiting");
listen();
setInterval(tell, 1000);
tell();
addEventListener("pagehide", () => source?.close());
addEventListener("pageshow", (event) => event.persisted && location.reload());
