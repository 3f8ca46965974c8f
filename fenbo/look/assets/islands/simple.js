// The simple version is remembered on this device, not by the server.
const NAME = "fenbo.simple";
const root = document.documentElement;

const store = (on) => {
  try {
    if (on) localStorage.setItem(NAME, "1");
    else localStorage.removeItem(NAME);
  } catch {
    // A browser that keeps nothing still shows it on this page.
  }
};

export function startSimple() {
  const asked = new URLSearchParams(location.search).get("simple");
  if (asked !== null) store(asked === "1");
  try {
    root.toggleAttribute("data-simple", asked === "1" || (asked === null && localStorage.getItem(NAME) === "1"));
  } catch {
    // As served.
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-simple-switch]");
    if (!link) return;
    event.preventDefault();
    const on = root.toggleAttribute("data-simple");
    store(on);
    document.querySelector(`[data-simple-switch].${on ? "only" : "not"}-simple`)?.focus();
  });
}
