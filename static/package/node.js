// The package for Node.js, where there is no page to fetch the program from: it is read from the file beside this one.
import { readFile } from "node:fs/promises";
import start from "./raftarium.js";

export * from "./raftarium.js";

export default async function init(input) {
  const program = new URL("raftarium_bg.wasm", import.meta.url);
  return start(input ?? { module_or_path: await readFile(program) });
}
