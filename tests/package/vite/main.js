// An application that a bundler puts together: the package on the page and in a worker.
import init, { Raftarium } from "raftarium";
import { digest } from "./digest.js";

await init();
window.raftarium = new Raftarium();
document.querySelector("#page").textContent = digest(window.raftarium);

const worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
worker.onmessage = (event) => {
  document.querySelector("#worker").textContent = event.data;
};
