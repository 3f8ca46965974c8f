// Reads the page aloud with the voices of the reader's own device; where there are none the button stays hidden.
import { say } from "./words.js";

const BLOCKS = "h1, h2, h3, h4, p, li, dt, dd, th, td, caption, legend, label, summary, blockquote";
const speech = window.speechSynthesis;

/** The texts in the order of the page, each once: the innermost block holds its words. */
function pieces(part) {
  return [...part.querySelectorAll(BLOCKS)]
    .filter((block) => !block.querySelector(BLOCKS) && (block.checkVisibility?.() ?? true))
    .map((block) => block.innerText.trim())
    .filter(Boolean);
}

function voice(language) {
  const wanted = language.slice(0, 2);
  return speech.getVoices().find((one) => one.lang.slice(0, 2) === wanted) ?? null;
}

export function startReading() {
  const button = document.querySelector("[data-read-aloud]");
  if (!button || !speech) return;
  const language = document.documentElement.lang === "en" ? "en" : "zh-CN";
  const show = (on) => {
    button.setAttribute("aria-pressed", String(on));
    button.textContent = say(on ? "read_stop" : "read_aloud");
  };
  // Long texts stop by themselves in some browsers: one utterance for each block.
  const read = () => {
    const texts = pieces(document.getElementById("main"));
    texts.forEach((text, at) => {
      const utterance = Object.assign(new SpeechSynthesisUtterance(text), { lang: language, voice: voice(language) });
      if (at === texts.length - 1) utterance.onend = () => show(false);
      utterance.onerror = () => show(false);
      speech.speak(utterance);
    });
    show(texts.length > 0);
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    const on = button.getAttribute("aria-pressed") === "true";
    speech.cancel();
    if (on) show(false);
    else read();
  });
  window.addEventListener("pagehide", () => speech.cancel());
}
