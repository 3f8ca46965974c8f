// Stands in for WeChat's own script (jweixin) in tests and in the demonstration: the signature is really checked.
(() => {
  const home = new URL(document.currentScript.src).origin;
  const waiting = { true: [], false: [] };
  let state;
  const when = (wanted, act) => (state === wanted ? act() : waiting[wanted].push(act));
  window.standinChecked = (isRight) => {
    state = isRight;
    waiting[isRight].splice(0).forEach((act) => act());
  };
  window.wx = {
    config(given) {
      const url = location.href.split("#")[0];
      const asked = new URLSearchParams({ ...given, url });
      document.head.append(Object.assign(document.createElement("script"), { src: `${home}/jssdk/check?${asked}` }));
    },
    ready: (act) => when(true, act),
    error: (act) => when(false, act),
    getLocation: ({ success, fail }) =>
      state ? success({ latitude: 36.617, longitude: 101.778, speed: 0, accuracy: 30 }) : fail({}),
  };
})();
