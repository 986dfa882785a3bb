// Starts the page. It is a file and not an inline script, so that the content-security policy can refuse every inline
// script. Trunk writes the two addresses into the head (pattern_preload in Trunk.toml).
const address = (id) => document.getElementById(id).href;

const start = async () => {
  if (typeof WebAssembly !== "object") {
    throw new Error("this browser has no WebAssembly");
  }
  const module = await import(address("page-module"));
  await module.default({ module_or_path: address("page-wasm") });
};

start().catch((error) => {
  console.error(error);
  const boot = document.getElementById("boot");
  if (boot) {
    boot.setAttribute("role", "alert");
    boot.textContent =
      `The page could not start: ${error.message}. Load it again; if that does not help, try a current version of ` +
      "Firefox, Chrome, Edge or Safari.";
  }
});
