// `form[data-resend]`: a submission survives a dead network, a restarting server and a closed page, and counts once.
// The hidden `submission_key` lets the server answer a repeated submission with the first one's result.
import { forget } from "./drafts.js";
import { hold } from "./guards.js";
import { announce, say } from "./words.js";

const PATIENCE = [2, 3, 5, 8, 15, 30, 60];
const DAY = 24 * 3600 * 1000;
const slot = (form) => `fenbo.resend.${form.dataset.resend || form.action}`;
const wait = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

function keep(form, data) {
  // Files cannot be kept in this store; they are sent again only while the page stays open.
  const text = [...data].filter(([, value]) => typeof value === "string");
  const files = [...data].some(([, value]) => value instanceof File && value.size > 0);
  const key = data.get("submission_key");
  try {
    if (key) localStorage.setItem(slot(form), JSON.stringify({ at: Date.now(), text, files }));
  } catch {
    // A full or forbidden store: the open page still retries.
  }
}

export const drop = (form) => localStorage.removeItem(slot(form));

/** Whether the answer may change by asking again. A plain 500 mostly will not: five tries, then it is shown. */
const passing = (status, turn) => status >= 502 || status === 429 || (status === 500 && turn < 4);

async function send(form, data) {
  for (let turn = 0; ; turn += 1) {
    try {
      const response = await fetch(form.action, { method: "POST", body: data, credentials: "same-origin" });
      if (!passing(response.status, turn)) return response;
    } catch {
      // Unreachable: the same as a server that is just starting.
    }
    const seconds = PATIENCE[Math.min(turn, PATIENCE.length - 1)];
    announce(say("waiting", { seconds }), "warn");
    await Promise.race([wait(seconds), new Promise((resolve) => addEventListener("online", resolve, { once: true }))]);
    announce(say("sending"));
  }
}

async function finish(form, response) {
  drop(form);
  if (response.redirected) {
    if (form.dataset.draft) forget(form.dataset.draft);
    announce(say("sent"), "good");
    location.assign(response.url);
    return;
  }
  // Not accepted: the same page with its errors, which replaces ours without a third request.
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  document.title = page.title;
  const main = page.getElementById("main");
  if (main) document.getElementById("main").replaceWith(document.adoptNode(main));
  document.dispatchEvent(new CustomEvent("htmx:load", { detail: { elt: document.getElementById("main") } }));
  document.querySelector("[data-focus]")?.focus();
}

async function deliver(form, data, button) {
  hold(form, button);
  keep(form, data);
  await finish(form, await send(form, data));
}

function unfinished(form) {
  try {
    const kept = JSON.parse(localStorage.getItem(slot(form)));
    if (kept && !kept.files && Date.now() - kept.at < DAY) return kept.text;
  } catch {
    // Damaged: nothing to resend.
  }
  drop(form);
  return null;
}

export function startResending(part) {
  part.querySelectorAll("form[data-resend]").forEach((form) => {
    form.addEventListener("submit", (event) => {
      if ("sent" in form.dataset) return;
      event.preventDefault();
      deliver(form, new FormData(form, event.submitter), event.submitter);
    });
    const text = unfinished(form);
    if (!text) return;
    const data = new FormData();
    text.forEach(([name, value]) => data.append(name, value));
    // The token of the page that is open now; the submission key of the one that was sent.
    data.set("csrfmiddlewaretoken", new FormData(form).get("csrfmiddlewaretoken") ?? "");
    announce(say("sending"));
    deliver(form, data);
  });
}
