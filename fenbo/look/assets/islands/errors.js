// htmx keeps silent about refusals. Show the server's words where there are any, else our own.
import { announce, say } from "./words.js";

export function startErrors(htmx) {
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { status } = event.detail.xhr;
    // A form that was refused comes back with its errors: show it.
    if (status === 422 || status === 400) event.detail.shouldSwap = true;
  });
  document.addEventListener("htmx:responseError", (event) => {
    const { xhr } = event.detail;
    if ([400, 422].includes(xhr.status)) return;
    if (xhr.status === 401 || (xhr.status === 403 && xhr.getResponseHeader("HX-Redirect"))) return location.reload();
    const heading = new DOMParser().parseFromString(xhr.responseText, "text/html").querySelector("h1");
    announce(heading?.textContent || say("failed"), "bad");
  });
  document.addEventListener("htmx:sendError", () => announce(say("failed"), "bad"));
  return htmx;
}
