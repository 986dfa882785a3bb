// The messages between an embedded Raftarium and the page around it; docs/embedding.md tells what they mean.
import type { EventRecord, State } from "./pkg/raftarium.js";

/** Asks something of the frame. `id` comes back with the answer. */
export type Ask = { raftarium: 1; id?: string | number } & Task;

/** What can be asked. */
export type Task =
  | { do: "play" }
  | { do: "pause" }
  /** To a moment of virtual time, such as `"2.5s"`. */
  | { do: "go"; to: string }
  /** To a step of the scenario that is told, counted from 1. */
  | { do: "go"; step: number }
  /** To a scenario, at its first step or at this one. */
  | { do: "go"; scenario: string; step?: number }
  /** Runs a script, as `raftarium.run` does. */
  | { do: "run"; script: string }
  | { do: "state" }
  | { do: "script" }
  /** The fragment of an address that opens this session. */
  | { do: "link" }
  /** At most 5,000 events, from this number on. */
  | { do: "events"; from?: number }
  /** Whether new events are told as they happen. */
  | { do: "follow"; on: boolean };

/** What each task is answered with. */
export interface Values {
  play: null;
  pause: null;
  go: null;
  /** What the console shows of the script, line by line. */
  run: string[];
  state: State;
  script: string;
  link: string;
  events: EventRecord[];
  follow: null;
}

/** The answer to what was asked with this `id`. */
export type Answer<T extends Task["do"] = Task["do"]> =
  | { raftarium: 1; id: string | number | null; ok: true; value: Values[T] }
  | { raftarium: 1; id: string | number | null; ok: false; error: string };

/** What the frame says without being asked: that it can be talked to, what happens, to whoever follows, and what was answered. */
export type Tell =
  | { raftarium: 1; tell: "ready" }
  | { raftarium: 1; tell: "events"; events: EventRecord[] }
  /** A reader's answer to a question, once it is decided: which one, by its words and its place from 0, and whether it was right. */
  | { raftarium: 1; tell: "answer"; question: string; at_us: number; answer: string; place: number; right: boolean };
