// On the desk: whether the window that is this seat's telephone is open, and what it does.
export function startPhone() {
  const box = document.querySelector("[data-phone-of]");
  if (!box || !("BroadcastChannel" in window)) return;
  const window_ = new BroadcastChannel("fenbo-phone");
  const told = box.querySelector("[data-said]");
  window_.addEventListener("message", ({ data }) => {
    if (data.seat !== box.dataset.phoneOf) return;
    told.textContent = data.said;
    box.dataset.state = data.state;
  });
  window_.postMessage("who");
  box.querySelector("a").addEventListener("click", (event) => {
    event.preventDefault();
    window.open(event.currentTarget.href, "fenbo-phone", "popup,width=360,height=320")?.focus();
  });
}
