// The package in Node.js, found as a program's dependency is found, and the two other kinds that wasm-pack makes of the same
// code. All of them do the same.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import init, { Raftarium } from "raftarium";

const SCRIPT = "cluster 5\nseed 7\nuntil leader within 5s\nput name Alice\ncrash leader\nuntil leader within 5s\nexpect safe";

function digest(Raftarium) {
  const cluster = new Raftarium();
  const heard = [];
  const stop = cluster.subscribe((events) => heard.push(...events));
  const result = cluster.run(SCRIPT);
  stop();
  assert.equal(result.error, undefined);
  assert.deepEqual(heard, cluster.events().slice(-heard.length));
  assert.match(cluster.why("leader").headline, /leads term/);
  assert.match(cluster.history(), /Alice/);
  assert.throws(() => cluster.load("frobnicate"), /frobnicate/);
  return cluster.digest();
}

await init();
const here = digest(Raftarium);

const nodejs = createRequire(import.meta.url)("./nodejs/raftarium.js");
assert.equal(digest(nodejs.Raftarium), here, "as wasm-pack's target nodejs");

// Node.js imports WebAssembly as a bundler does.
const bundler = await import("./bundler/raftarium.js");
assert.equal(digest(bundler.Raftarium), here, "as wasm-pack's target bundler");

console.log(`the package runs in Node.js ${process.version} to ${here}, as do the two other kinds`);
