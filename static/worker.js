// Carries out a task of the page's beside it, in a worker: the program once more, with a memory of its own (src/ui/remote.rs).
// The page says where the program's module is, gives what it has compiled already, the task, and the messages of its language.

// Who is told nothing that can be read does it in another way. An error is told to the page by the browser.
addEventListener("unhandledrejection", () => postMessage(""));

const begin = async ([address, program, task, messages]) => {
  // What the program does here instead of showing a page (src/main.rs).
  globalThis.raftariumTask = task;
  globalThis.raftariumCatalog = messages;
  const module = await import(address);
  await module.default({ module_or_path: program });
};

addEventListener("message", ({ data }) => begin(data), { once: true });
