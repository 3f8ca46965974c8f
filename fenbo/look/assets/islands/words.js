// The phrases come with the page, in its language (fenbo/look/words.py).
const source = document.getElementById("words");
const words = source ? JSON.parse(source.textContent) : {};

export const say = (name, values = {}) =>
  (words[name] ?? name).replace(/%\((\w+)\)s/g, (_, key) => values[key] ?? "");

let region;
/** Tell everybody, also those who listen to the page. */
export function announce(text, tone = "info") {
  if (!region) {
    region = Object.assign(document.createElement("div"), { className: "outbox" });
    region.setAttribute("aria-live", "polite");
    (document.getElementById("main") ?? document.body).append(region);
  }
  const line = Object.assign(document.createElement("p"), { className: "notice__title", textContent: text });
  const box = Object.assign(document.createElement("div"), { className: `notice notice--${tone}` });
  box.append(line);
  region.replaceChildren(...(text ? [box] : []));
  return box;
}
