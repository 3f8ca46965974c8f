// A second place for drafts. What is written to localStorage reaches the disk some seconds later; a browser that is
// killed before has lost it. IndexedDB gives it to the system at once.
export const DAY = 24 * 3600 * 1000;
const STORE = "drafts";
let opened;

const open = () =>
  (opened ??= new Promise((done, failed) => {
    const asked = indexedDB.open("fenbo", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE);
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  }));

async function store(mode) {
  return (await open()).transaction(STORE, mode).objectStore(STORE);
}

// Private windows may refuse: localStorage is then all there is.
const quietly = (work) => work.catch(() => {});

export const remember = (key, text) => quietly(store("readwrite").then((drafts) => drafts.put(text, key)));
export const unremember = (key) => quietly(store("readwrite").then((drafts) => drafts.delete(key)));

// Into localStorage what is missing there, or older; what is too old for a draft goes.
export function recall() {
  return quietly(
    store("readwrite").then(
      (drafts) =>
        new Promise((done) => {
          const cursor = drafts.openCursor();
          cursor.onerror = done;
          cursor.onsuccess = () => {
            const row = cursor.result;
            if (!row) return done();
            if (at(row.value) < Date.now() - DAY) row.delete();
            else if (at(row.value) > at(localStorage.getItem(row.key))) localStorage.setItem(row.key, row.value);
            row.continue();
          };
        }),
    ),
  );
}

function at(text) {
  try {
    return JSON.parse(text)?.at ?? 0;
  } catch {
    return 0;
  }
}
