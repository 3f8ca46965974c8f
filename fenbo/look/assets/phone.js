// The telephone of a seat, in a window of its own: the desk is a page that changes, and a call must not end with it.
import { UA, WebSocketInterface } from "jssip";

const box = document.querySelector("[data-phone]");
const told = box.querySelector("[data-state]");
const words = JSON.parse(document.getElementById("phone-words").textContent);
const sound = box.querySelector("audio");
const desk = new BroadcastChannel("fenbo-phone");
const SOUND_ONLY = { mediaConstraints: { audio: true, video: false }, pcConfig: { iceServers: [] } };
let session = null;
let state = "connecting";

function be(next) {
  state = next;
  told.textContent = words[next];
  box.dataset.phone = next;
  const spoken = session?.isEstablished() ?? false;
  button("answer").hidden = next !== "ringing";
  button("mute").hidden = !spoken;
  button("end").hidden = !session;
  button("mute").setAttribute("aria-pressed", String(spoken && session.isMuted().audio === true));
  document.title = `${words[next]} · ${box.dataset.seat}`;
  next === "ringing" ? ring.start() : ring.stop();
  tell();
}

const tell = () => desk.postMessage({ seat: box.dataset.seat, state, said: words[state] });
const button = (what) => box.querySelector(`[data-do="${what}"]`);
const rest = () => be(phone.isRegistered() ? "ready" : phone.isConnected() ? "refused" : "lost");

// The ringing that callers in China know: 450 Hz, one second in five.
const ring = {
  start() {
    if (this.timer) return;
    this.context = new AudioContext();
    const once = () => {
      const tone = this.context.createOscillator();
      tone.frequency.value = 450;
      tone.connect(this.context.destination);
      tone.start();
      tone.stop(this.context.currentTime + 1);
    };
    once();
    this.timer = setInterval(once, 5000);
  },
  stop() {
    clearInterval(this.timer);
    this.timer = undefined;
    this.context?.close();
    this.context = undefined;
  },
};

function answer() {
  if (session && !session.isEstablished()) session.answer(SOUND_ONLY);
}

function take({ originator, session: incoming }) {
  if (originator !== "remote") return;
  if (session) return incoming.terminate({ status_code: 486 });
  session = incoming;
  session.on("peerconnection", ({ peerconnection }) => {
    peerconnection.addEventListener("track", ({ streams }) => (sound.srcObject = streams[0]));
  });
  session.on("confirmed", () => be("talking"));
  const over = ({ cause } = {}) => {
    const denied = cause === "User Denied Media Access";
    session = null;
    denied ? be("deaf") : rest();
  };
  session.on("ended", over);
  session.on("failed", over);
  be("ringing");
  window.focus();
}

const phone = new UA({
  sockets: [new WebSocketInterface(box.dataset.url)],
  uri: `sip:${box.dataset.seat}@fenbo`,
  password: box.dataset.key,
  register_expires: 60,
  session_timers: false,
  connection_recovery_min_interval: 1,
  connection_recovery_max_interval: 10,
});
phone.on("registered", () => session || be("ready"));
phone.on("unregistered", () => session || rest());
phone.on("registrationFailed", () => {
  session || rest();
  // The platform may not have heard yet that somebody sits here.
  setTimeout(() => phone.isConnected() && !phone.isRegistered() && phone.register(), 2000);
});
phone.on("disconnected", () => be("lost"));
phone.on("newRTCSession", take);
// The desk's own key to answer comes by way of the platform.
phone.on("sipEvent", ({ event, request }) => {
  if (event.event === "talk") answer();
  request.reply(200);
});

const doing = {
  answer,
  mute() {
    session.isMuted().audio ? session.unmute() : session.mute();
    be("talking");
  },
  end: () => session?.terminate(),
};
box.addEventListener("click", (event) => doing[event.target.closest("[data-do]")?.dataset.do]?.());
desk.addEventListener("message", ({ data }) => data === "who" && tell());
window.addEventListener("beforeunload", (event) => session && event.preventDefault());
// Nobody hung up: Asterisk is told so (Q.850, temporary failure), and keeps the caller.
window.addEventListener("pagehide", () => {
  if (session?.isEstablished()) session.terminate({ extraHeaders: ['Reason: Q.850;cause=41;text="window closed"'] });
  phone.stop();
});

// Asked for now and not when somebody waits for an answer.
navigator.mediaDevices
  ?.getUserMedia({ audio: true })
  .then((stream) => stream.getTracks().forEach((track) => track.stop()))
  .catch(() => be("deaf"));
be("connecting");
phone.start();
