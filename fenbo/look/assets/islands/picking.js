// The box in a table's head picks every row, and says how many are picked.
export function startPicking(part) {
  part.querySelectorAll("[data-pick-all]").forEach((all) => {
    const table = all.closest("table");
    const boxes = () => [...table.querySelectorAll("tbody .table__pick input")];
    const show = () => {
      const picked = boxes().filter((box) => box.checked).length;
      all.checked = picked > 0 && picked === boxes().length;
      all.indeterminate = picked > 0 && !all.checked;
      document.querySelectorAll("[data-picked]").forEach((place) => (place.textContent = picked));
    };
    all.addEventListener("change", () => {
      boxes().forEach((box) => (box.checked = all.checked));
      show();
    });
    table.addEventListener("change", (event) => event.target !== all && show());
    show();
  });
}
