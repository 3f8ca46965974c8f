// The simple version is chosen by a link and kept in a cookie (fenbo/look/simple.py); here it changes at once.
const NAME = "fenbo_simple";
const YEAR = 365 * 24 * 3600;
const root = document.documentElement;

const keep = (on) => {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${NAME}=${on ? "1" : ""}; Path=/; Max-Age=${on ? YEAR : 0}; SameSite=Lax${secure}`;
};

function forgetParameter() {
  const address = new URL(location.href);
  address.searchParams.delete("simple");
  history.replaceState(history.state, "", address);
}

export function startSimple() {
  // A page that was kept for times without a network was drawn before the choice.
  if (document.cookie.split("; ").includes(`${NAME}=1`)) root.toggleAttribute("data-simple", true);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-simple-switch]");
    if (!link) return;
    event.preventDefault();
    const on = root.toggleAttribute("data-simple");
    keep(on);
    forgetParameter();
    document.querySelector(`[data-simple-switch].${on ? "only" : "not"}-simple`)?.focus();
  });
}
