// Time left goes on without asking the server. Same words as fenbo/look/components/clocks.py.
import { say } from "./words.js";

const tones = ["clock--amber", "clock--red"];

export function words(milliseconds) {
  const minutes = Math.floor(Math.abs(milliseconds) / 60000);
  const hours = Math.floor(minutes / 60);
  const parts = { days: Math.floor(hours / 24), hours: hours % 24, minutes: minutes % 60 };
  const kind = parts.days ? "days" : parts.hours ? "hours" : parts.minutes ? "minutes" : "moment";
  return say(milliseconds < 0 ? "over" : "left", { span: say(kind, parts) });
}

function tick(clock, now) {
  const due = Date.parse(clock.dateTime);
  const tone = now > due ? tones[1] : now >= Date.parse(clock.dataset.amber) ? tones[0] : "";
  const text = words(due - now);
  if (clock.textContent !== text) clock.textContent = text;
  tones.forEach((name) => clock.classList.toggle(name, name === tone));
}

export function startClocks(part) {
  // The device's clock may be wrong: trust the server's words until a minute has passed here.
  if (part !== document) return;
  const loadedAt = Date.now();
  const served = Number(document.documentElement.dataset.now) || loadedAt;
  setInterval(() => {
    const now = served + (Date.now() - loadedAt);
    document.querySelectorAll("[data-clock]").forEach((clock) => tick(clock, now));
  }, 20000);
}
