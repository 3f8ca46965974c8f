// Within WeChat its script (JS-SDK) tells where the telephone is; the page has signed for it.
import { announce, say } from "./words.js";

const CALLS = ["getLocation"];

function written({ latitude, longitude }) {
  const values = { latitude: Number(latitude).toFixed(5), longitude: Number(longitude).toFixed(5) };
  return say("wechat_position", values);
}

function offer(button, wx) {
  const { app, stamp, nonce, signature } = button.dataset;
  wx.config({ appId: app, timestamp: Number(stamp), nonceStr: nonce, signature, jsApiList: CALLS });
  wx.ready(() => (button.hidden = false));
  wx.error(() => (button.hidden = true));
  button.addEventListener("click", () =>
    wx.getLocation({
      // As maps in China draw it (GCJ-02).
      type: "gcj02",
      success(found) {
        const field = document.getElementById(button.dataset.wechatPlace);
        field.value = [field.value.trim(), written(found)].filter(Boolean).join(" ");
        field.dispatchEvent(new Event("input", { bubbles: true }));
        field.focus();
      },
      fail: () => announce(say("wechat_no_position"), "warn"),
      cancel: () => announce(say("wechat_no_position"), "warn"),
    }),
  );
}

export function startWechat() {
  const button = document.querySelector("[data-wechat-place]");
  // WeChat's script comes after this one, if it comes.
  if (button) document.addEventListener("DOMContentLoaded", () => window.wx && offer(button, window.wx));
}
