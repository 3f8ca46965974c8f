// `data-live="URL"` with `hx-get` and `hx-trigger="refresh"`: refreshed whenever the stream says that something moved.
import { say } from "./words.js";

const PAUSE = 400;
const FALLBACK = 60000;

function show(state) {
  document.querySelectorAll("[data-live-state]").forEach((dot) => {
    dot.hidden = false;
    dot.dataset.state = state;
    dot.textContent = say(`live_${state}`);
  });
}

function follow(element, htmx) {
  let timer;
  let lost = false;
  const refresh = () => {
    clearTimeout(timer);
    timer = setTimeout(() => htmx.trigger(element, "refresh"), element.dataset.livePause ?? PAUSE);
  };
  const source = new EventSource(element.dataset.live, { withCredentials: true });
  source.onopen = () => {
    show("on");
    // Something may have moved while nobody was listening.
    if (lost) refresh();
    lost = false;
  };
  source.onerror = () => {
    lost = true;
    show(source.readyState === EventSource.CLOSED ? "off" : "waiting");
  };
  const names = (element.dataset.liveEvents ?? "message change").split(" ");
  names.forEach((name) => source.addEventListener(name, refresh));
  setInterval(() => lost && refresh(), FALLBACK);
  window.addEventListener("pagehide", () => source.close());
}

export function startLive(htmx) {
  document.querySelectorAll("[data-live]").forEach((element) => follow(element, htmx));
  // The browser keeps closed streams closed when a page comes back from its cache.
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
}
