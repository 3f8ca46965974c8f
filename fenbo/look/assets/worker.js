// The service worker: the form's shell and the files it needs, for times without a network. Nothing that belongs to
// anybody is kept: the shell is fetched without cookies, answers of the site are never stored.
const { shell, files, version, closed } = self.fenbo;
const NAME = `fenbo-${version}`;

self.addEventListener("install", (event) => {
  const page = new Request(shell, { credentials: "omit", cache: "reload" });
  event.waitUntil(
    caches.open(NAME).then((cache) => cache.addAll([page, ...files])).then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  const drop = (names) => Promise.all(names.filter((name) => name !== NAME).map((name) => caches.delete(name)));
  event.waitUntil(caches.keys().then(drop).then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (files.includes(address.pathname)) {
    event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
  } else if (request.mode === "navigate" && !closed.some((path) => address.pathname.startsWith(path))) {
    event.respondWith(fetch(request).catch(() => caches.match(shell)));
  }
});
