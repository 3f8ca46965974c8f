// `data-key="d"` on a link, button or field; `j` `k` through `[data-rows]`; `?` lists what there is.
import { say } from "./words.js";

const typing = (target) => target.closest("input:not([type=checkbox],[type=radio]), textarea, select, [contenteditable]");
const visible = (element) => element.checkVisibility?.() ?? element.offsetParent !== null;

function label(element) {
  const copy = element.cloneNode(true);
  copy.querySelectorAll("kbd").forEach((key) => key.remove());
  return element.dataset.keyLabel || element.labels?.[0]?.textContent.trim() || copy.textContent.trim();
}

function press(element) {
  if (element.matches("input, textarea, select")) {
    element.focus();
    element.select?.();
  } else element.click();
}

function step(by) {
  const links = [...document.querySelectorAll("[data-rows] .row-link")].filter(visible);
  if (!links.length) return;
  const here = links.indexOf(document.activeElement?.closest("tr, li")?.querySelector(".row-link"));
  const next = links[here < 0 ? 0 : Math.min(links.length - 1, Math.max(0, here + by))];
  next.focus();
  next.closest("tr, li").scrollIntoView({ block: "nearest" });
}

function pick() {
  const box = document.activeElement?.closest("[data-rows] tr")?.querySelector(".table__pick input");
  box?.click();
}

function list() {
  const pairs = [...document.querySelectorAll("[data-key]")].filter(visible).map((one) => [one.dataset.key, label(one)]);
  if (document.querySelector("[data-rows]")) {
    pairs.push(["j", say("key_next")], ["k", say("key_previous")], ["Enter", say("key_open")]);
  }
  pairs.push(["?", say("key_help")]);
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-label", say("keys"));
  const close = Object.assign(document.createElement("button"), { className: "plain", textContent: say("close") });
  close.dataset.close = "";
  const header = document.createElement("header");
  header.append(Object.assign(document.createElement("h2"), { textContent: say("keys") }), close);
  const grid = document.createElement("dl");
  grid.className = "keys";
  for (const [key, text] of pairs) {
    const term = document.createElement("dt");
    term.append(Object.assign(document.createElement("kbd"), { textContent: key }));
    grid.append(term, Object.assign(document.createElement("dd"), { textContent: text }));
  }
  dialog.append(header, grid);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

const moves = { j: () => step(1), k: () => step(-1), x: pick, "?": list };

export function startKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    const found = [...document.querySelectorAll(`[data-key="${CSS.escape(event.key)}"]`)].filter(visible);
    // What is worked on goes before the menu, which has some of the same keys.
    const target = found.find((one) => one.closest("main")) ?? found[0];
    if (!target && !moves[event.key]) return;
    event.preventDefault();
    if (target) press(target);
    else moves[event.key]();
  });
}
