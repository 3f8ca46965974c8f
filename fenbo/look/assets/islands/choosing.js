// Proposals that fill in a box, and Ctrl + Enter to send a form from any of its boxes.
function fill(box, value) {
  if (!box) return;
  box.value = value;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
}

const first = (panel) =>
  [...panel.querySelectorAll("input:not([type=hidden]), textarea, select")].find((box) => box.checkVisibility?.() ?? true);

function stand(panel) {
  const box = panel && first(panel);
  box?.focus();
  if (box?.value && box.matches("input")) box.select?.();
}

export function startChoosing() {
  // The form that is open already keeps what was typed: stand in it instead of fetching it again.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-act]");
    const panel = document.getElementById("act");
    if (!link || !panel || panel.dataset.action !== link.dataset.act) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    stand(panel);
  }, true);
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.elt.id === "act") stand(event.detail.elt);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-fill], [data-fill-next]");
    if (!button) return;
    const { fill: id, fillNext: name, fillAlso: other, value, valueAlso } = button.dataset;
    if (other) fill(document.getElementById(other), valueAlso);
    if (id) return fill(document.getElementById(id), value);
    const boxes = [...button.closest("form").querySelectorAll(`[name="${CSS.escape(name)}"]`)];
    if (!boxes.some((box) => box.value === value)) fill(boxes.find((box) => !box.value), value);
  });
  document.addEventListener("keydown", (event) => {
    const form = event.target.form;
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !form) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("button:not([type]), button[type=submit]"));
  });
}
