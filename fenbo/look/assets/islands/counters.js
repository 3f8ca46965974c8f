import { say } from "./words.js";

export function startCounters(part) {
  part.querySelectorAll("[data-count]").forEach((control) => {
    const line = document.querySelector(`[data-count-for="${CSS.escape(control.id)}"]`);
    if (!line) return;
    const limit = Number(control.dataset.count);
    const show = () => {
      // Counted as the server counts: by character, with a line end as two.
      const left = limit - [...control.value.replace(/\r?\n/g, "\r\n")].length;
      line.textContent = left < 0 ? say("over_count", { over: -left }) : say("count", { left });
      line.toggleAttribute("data-over", left < 0);
    };
    control.addEventListener("input", show);
    show();
  });
}
