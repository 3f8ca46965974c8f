// Keeps the form's shell on the device, so that somebody without a network can write; the draft is kept already.
import { announce, say } from "./words.js";

const isPublic = () => document.body.dataset.density === "site";

export function startOffline() {
  const writing = document.querySelector("form[data-draft]");
  if (writing) {
    window.addEventListener("offline", () => announce(say("offline"), "warn"));
    window.addEventListener("online", () => announce(say("online"), "good"));
  }
  if (!("serviceWorker" in navigator) || !isPublic()) return;
  // Whoever pays for every byte gets it only where they write.
  if (navigator.connection?.saveData && !writing) return;
  window.addEventListener("load", () => navigator.serviceWorker.register("/worker.js").catch(() => {}));
}
