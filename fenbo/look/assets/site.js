// The whole script of the pages. Everything works without it; each island only makes one thing quicker.
import htmx from "htmx.org";
import { startChoosing } from "./islands/choosing.js";
import { startClocks } from "./islands/clocks.js";
import { startCopying } from "./islands/copying.js";
import { startCovering } from "./islands/covering.js";
import { startCounters } from "./islands/counters.js";
import { startDialogs } from "./islands/dialogs.js";
import { startDrafts } from "./islands/drafts.js";
import { startElapsed } from "./islands/elapsed.js";
import { startErrors } from "./islands/errors.js";
import { startGuards } from "./islands/guards.js";
import { startKeeping } from "./islands/keeping.js";
import { startKeys } from "./islands/keys.js";
import { startLive } from "./islands/live.js";
import { startOffline } from "./islands/offline.js";
import { startPhone } from "./islands/phone.js";
import { startPicking } from "./islands/picking.js";
import { startPrinting } from "./islands/printing.js";
import { startReading } from "./islands/reading.js";
import { startResending } from "./islands/resending.js";
import { startSimple } from "./islands/simple.js";
import { startWechat } from "./islands/wechat.js";

startSimple();
// Each of these is given a part of the page and is called again for every part that htmx brings in.
const perPart = [
  startCounters,
  startClocks,
  startDrafts,
  startElapsed,
  startCopying,
  startPicking,
  startPrinting,
  startResending,
  startCovering,
];
const begin = (part) => perPart.forEach((start) => start(part));

begin(document);
startErrors(htmx);
startChoosing();
startDialogs();
startGuards();
startKeeping();
startKeys();
startLive(htmx);
startPhone();
startReading();
startOffline();
startWechat();
document.addEventListener("htmx:load", (event) => event.detail.elt !== document.body && begin(event.detail.elt));
document.querySelector("[data-focus]")?.focus();
