import { announce, say } from "./words.js";

export function startCopying(part) {
  part.querySelectorAll("[data-copy]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(button.dataset.copy);
        button.textContent = say("copied");
        announce(say("copied"), "good");
      } catch {
        announce(say("copy_failed"), "warn");
      }
    });
  });
}
