// A button that prints; without script the browser's own menu does.
export function startPrinting(part) {
  part.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
}
