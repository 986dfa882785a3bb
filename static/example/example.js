// Drives the package: a cluster, a script, what came of it. After `wasm-pack build --target web` at the top of the
// repository, any web server that serves it from there shows this page at /static/example/.
import init, { Raftarium } from "../../pkg/raftarium.js";

/** How many events are shown, of those that are no traffic. */
const EVENTS = 12;
const TRAFFIC = new Set(["sent", "delivered", "write-started", "write-finished"]);

const find = (id) => document.getElementById(id);
let raftarium;

/** An element with this text in it. Text from a cluster is always text, never HTML. */
function element(name, text, className) {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

function row(node) {
  const made = document.createElement("tr");
  made.dataset.node = node.id;
  const values = Object.entries(node.kv).map(([key, value]) => `${key} = ${value}`);
  const role = node.up ? node.role : "down";
  made.append(
    element("th", node.id),
    element("td", role, role),
    element("td", node.term, "number"),
    element("td", node.commit, "number"),
    element("td", node.last_index, "number"),
    element("td", values.join(", ")),
  );
  made.firstChild.scope = "row";
  return made;
}

function show() {
  const state = raftarium.state();
  find("clock").textContent = `${(state.time_us / 1000).toFixed(1)} ms`;
  find("nodes").replaceChildren(...state.nodes.map(row));
  const events = raftarium.events().filter((event) => !TRAFFIC.has(event.kind)).slice(-EVENTS);
  find("events").replaceChildren(
    ...events.map((event) => {
      const item = element("li", event.text);
      item.prepend(element("time", `${(event.at_us / 1000).toFixed(1)} ms`));
      return item;
    }),
  );
  find("digest").textContent = raftarium.digest();
}

function run() {
  // A cluster of its own for each run; the one before it gives its memory back.
  raftarium?.free();
  raftarium = new Raftarium();
  globalThis.raftarium = raftarium;
  const { ok, output, error } = raftarium.run(find("script").value);
  find("output").textContent = output.join("\n");
  if (!ok) find("output").append("\n", element("strong", error));
  show();
}

await init();
find("form").addEventListener("submit", (event) => {
  event.preventDefault();
  run();
});
find("step").addEventListener("click", () => {
  raftarium.advance(100);
  show();
});
run();
