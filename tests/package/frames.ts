// The messages of an embedded page (static/embed.d.ts), used as docs/embedding.md says. It is compiled and never run.
import type { Answer, Ask, Tell, Values } from "./embed.js";
import type { EventRecord, State } from "./pkg/raftarium.js";

const asks: Ask[] = [
  { raftarium: 1, do: "play" },
  { raftarium: 1, id: "a", do: "go", to: "2.5s" },
  { raftarium: 1, id: 7, do: "go", step: 3 },
  { raftarium: 1, do: "go", scenario: "split-vote" },
  { raftarium: 1, do: "run", script: "crash leader" },
  { raftarium: 1, do: "events", from: 120 },
  { raftarium: 1, do: "follow", on: true },
];
// @ts-expect-error: there is no such task.
const unknown: Ask = { raftarium: 1, do: "explode" };
// @ts-expect-error: a script is text.
const number: Ask = { raftarium: 1, do: "run", script: 7 };

function heard(data: Answer<"state"> | Tell): void {
  if ("tell" in data) {
    const events: EventRecord[] = data.tell === "events" ? data.events : [];
    console.log(events.length);
  } else if (data.ok) {
    const state: State = data.value;
    console.log(state.leader);
  } else {
    const error: string = data.error;
    console.log(error);
  }
}

const lines: Values["run"] = ["ok"];
console.log(asks, unknown, number, lines, heard);
