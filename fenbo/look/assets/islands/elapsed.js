// `<time data-elapsed datetime>`: how long something has gone on, second by second. Same form as the tag `elapsed`.
const two = (number) => String(number).padStart(2, "0");

export function spell(seconds) {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = two(Math.floor(seconds) % 60);
  return hours ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}

export function startElapsed(part) {
  // The device's clock may be wrong: it is asked only for what has passed since the page was loaded.
  if (part !== document) return;
  const loadedAt = Date.now();
  const served = Number(document.documentElement.dataset.now) || loadedAt;
  setInterval(() => {
    const now = served + (Date.now() - loadedAt);
    document.querySelectorAll("[data-elapsed]").forEach((time) => {
      time.textContent = spell(Math.max(0, now - Date.parse(time.dateTime)) / 1000);
    });
  }, 1000);
}
