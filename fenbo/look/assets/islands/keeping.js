// A list that refreshes itself keeps the rows that were picked and the row that somebody stands on.
let picked = new Set();
let standing = "";

const boxes = (part) => [...part.querySelectorAll(".table__pick input[name]")];

export function startKeeping() {
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { target } = event.detail;
    if (!target.closest?.("[data-live]")) return;
    picked = new Set(boxes(target).filter((box) => box.checked).map((box) => box.value));
    standing = target.contains(document.activeElement) ? (document.activeElement.getAttribute("href") ?? "") : "";
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const list = event.detail.elt.closest?.("[data-live]");
    if (!list) return;
    boxes(list).forEach((box) => (box.checked = picked.has(box.value)));
    const first = boxes(list).find((box) => box.checked);
    first?.dispatchEvent(new Event("change", { bubbles: true }));
    if (standing) list.querySelector(`a[href="${CSS.escape(standing)}"]`)?.focus();
  });
}
