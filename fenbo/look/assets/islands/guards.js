// A second press sends nothing. `pageshow` frees the form when somebody comes back to it.
import { say } from "./words.js";

const release = (form) => {
  delete form.dataset.sent;
  form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
};

export const hold = (form, button) => {
  form.dataset.sent = "";
  button?.setAttribute("aria-busy", "true");
  button?.setAttribute("title", say("busy"));
};

export function startGuards() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if ("sent" in form.dataset) {
      event.preventDefault();
      event.stopImmediatePropagation();
    } else if (!event.defaultPrevented) hold(form, event.submitter);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt.closest?.("form");
    if (form) release(form);
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));
}
