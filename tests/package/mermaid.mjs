// Reads sequence diagrams with Mermaid's own parser, as whoever is given one does. What it refuses ends this with 1.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

// Where npm has put it, and the files.
const [home, ...files] = process.argv.slice(2);
const { default: mermaid } = await import(
  pathToFileURL(join(home, "node_modules/mermaid/dist/mermaid.core.mjs")).href
);

/** The type of a diagram, or why it is none. */
async function read(text) {
  try {
    return (await mermaid.parse(text)).diagramType;
  } catch (error) {
    return error.message;
  }
}

let failures = 0;
function check(name, found, expected) {
  const passes = expected(found);
  if (!passes) failures += 1;
  console.log(`test mermaid reads ${name} ... ${passes ? "ok" : `FAILED: ${found}`}`);
}

// A parser that took anything would show nothing.
check("no nonsense", await read("sequenceDiagram\n  a->>b without a colon\n"), (found) => found !== "sequence");
for (const file of files) {
  const text = readFileSync(file, "utf8");
  check(file, text.length > 50_000 ? "more than it draws" : await read(text), (found) => found === "sequence");
}
const passed = files.length + 1 - failures;
console.log(`test result: ${failures > 0 ? "FAILED" : "ok"}. ${passed} passed; ${failures} failed; 0 ignored;`);
process.exit(failures > 0 ? 1 : 0);
