// Starts the page. It is a file and not an inline script, so that the content-security policy can refuse every inline
// script. Trunk writes the two addresses into the head (pattern_preload in Trunk.toml).
const address = (id) => document.getElementById(id).href;

const embedded = new URLSearchParams(location.search).has("embed");

// The page has its object when all of its program has come, which may be after it has begun.
const whole = new Promise((tell) => addEventListener("raftariumready", tell, { once: true }));

// The language. Where even that cannot be found out, it is English.
const spoken = () =>
  import(new URL("lang/catalog.js", document.baseURI))
    .then(({ speak }) => speak())
    .catch((error) => console.error(error));

const start = async () => {
  if (typeof WebAssembly !== "object") {
    throw new Error("this browser has no WebAssembly");
  }
  // What listens for a lecturer is asked for with the page: whoever leaves once the page is there leaves nothing half fetched.
  const projector = embedded ? undefined : import(new URL("notes/projector.js", document.baseURI));
  const [module, catalog] = await Promise.all([
    import(address("page-module")),
    spoken(),
    projector?.catch(() => {}),
  ]);
  // The page reads it as it begins (src/ui/browser/language.rs).
  globalThis.raftariumCatalog = catalog;
  await module.default({ module_or_path: address("page-wasm") });
  await whole;
  const listening = projector ?? import(new URL("embed.js", document.baseURI));
  (await listening).listen();
};

// Lets the service worker keep the page for when there is no network (static/sw.js). The page hears `newversion` when
// another version is ready, and says `loadnewversion` when the person wants it.
const keep = async () => {
  const worker = document.querySelector("meta[name=offline]")?.content;
  if (!worker || embedded || !("serviceWorker" in navigator)) return;
  const { serviceWorker } = navigator;
  const registration = await serviceWorker.register(worker);
  const tell = () => {
    if (!registration.waiting || !serviceWorker.controller) return;
    document.documentElement.dataset.version = "waiting";
    dispatchEvent(new Event("newversion"));
  };
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", tell);
  });
  addEventListener("loadnewversion", () => {
    serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    registration.waiting?.postMessage("take over");
  });
  tell();
};

start()
  // Where service workers are refused, the page works as it would without them.
  .then(() => keep().catch(() => {}))
  .catch((error) => {
    console.error(error);
    const boot = document.getElementById("boot");
    if (boot) {
      boot.setAttribute("role", "alert");
      boot.textContent =
        `The page could not start: ${error.message}. Load it again; if that does not help, try a current version of ` +
        "Firefox, Chrome, Edge or Safari.";
    }
  });
