// What somebody has typed outlives a reload, a crash and a flat battery. It stays on this device only, for a day:
// a shared computer must not keep it. Passwords, files, hidden fields and `data-no-draft` are never kept.
import { DAY, recall, remember, unremember } from "./lasting.js";
import { announce, say } from "./words.js";

const name = (key) => `fenbo.draft.${key}`;
const skipped = new Set(["password", "file", "hidden", "submit", "button"]);
const kept = (form) =>
  [...form.elements].filter((control) => control.name && !skipped.has(control.type) && !("noDraft" in control.dataset));

// An empty draft stays in its place: whoever goes on at once may not wait for the second place to be emptied, and an
// older draft from there must not come back.
export function forget(key) {
  localStorage.setItem(name(key), JSON.stringify({ at: Date.now(), values: [] }));
  unremember(name(key));
}

function save(form) {
  const values = kept(form).map((control) =>
    ["checkbox", "radio"].includes(control.type)
      ? [control.name, control.value, control.checked]
      : [control.name, control.value, null],
  );
  const text = JSON.stringify({ at: Date.now(), values });
  localStorage.setItem(name(form.dataset.draft), text);
  remember(name(form.dataset.draft), text);
}

function read(key) {
  try {
    const draft = JSON.parse(localStorage.getItem(name(key)));
    if (draft && Date.now() - draft.at < DAY) return draft.values;
  } catch {
    // A damaged draft is no draft.
  }
  forget(key);
  return [];
}

function restore(form) {
  let changed = false;
  for (const [field, value, checked] of read(form.dataset.draft)) {
    const same = kept(form).filter((control) => control.name === field);
    const control = checked === null ? same[0] : same.find((one) => one.value === value);
    if (!control) continue;
    if (checked === null) {
      // What the server sent back is newer than the draft.
      if (control.value && control.tagName !== "SELECT") continue;
      changed ||= control.value !== value;
      control.value = value;
    } else {
      changed ||= control.checked !== checked;
      control.checked = checked;
    }
    control.dispatchEvent(new Event("input", { bubbles: true }));
  }
  return changed;
}

const typed = (control) =>
  ["checkbox", "radio"].includes(control.type)
    ? control.checked !== control.defaultChecked
    : "defaultValue" in control && control.value !== control.defaultValue;

function offerDiscard(form) {
  const button = Object.assign(document.createElement("button"), {
    type: "button", className: "plain", textContent: say("discard"),
  });
  button.addEventListener("click", () => {
    form.reset();
    forget(form.dataset.draft);
    announce("");
  });
  announce(say("restored")).append(button);
}

let recalled;

export async function startDrafts(part) {
  part.querySelectorAll("[data-draft-done]").forEach((mark) => forget(mark.dataset.draftDone));
  await (recalled ??= recall());
  part.querySelectorAll("form[data-draft]").forEach((form) => {
    if (restore(form)) offerDiscard(form);
    let timer;
    const keep = () => {
      clearTimeout(timer);
      timer = undefined;
      save(form);
    };
    // On a slow phone somebody has begun to type before this script came.
    if (kept(form).some(typed)) save(form);
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(keep, 300);
    });
    form.addEventListener("submit", keep);
    window.addEventListener("pagehide", () => timer !== undefined && keep());
  });
}
