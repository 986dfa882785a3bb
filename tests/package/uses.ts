// Everything that the package offers, used as its declarations say. It is compiled and never run: what is to be seen is
// that the types allow what they should, and, where a line says so, that they refuse what they should.
import init, { Raftarium } from "./pkg/raftarium.js";
import type {
  EntryState,
  EventName,
  EventRecord,
  NodeState,
  PacketName,
  PacketState,
  Role,
  RunResult,
  State,
  Time,
  TransferState,
} from "./pkg/raftarium.js";

await init();
const raftarium: Raftarium = new Raftarium();

raftarium.exec("put name Alice");
const result: RunResult = raftarium.run("until leader within 5s");
const lines: string[] = result.output;
const error: string | undefined = result.error;
if (!result.ok) throw new Error(`${lines.join("\n")}\n${error}`);
raftarium.advance(100);

const state: State = raftarium.state();
const now: Time = state.time_us;
const leader: string | null = state.leader;
const nodes: NodeState[] = state.nodes;
for (const node of nodes) {
  const role: Role = node.role;
  const match: number | undefined = node.match["n2"];
  const sending: TransferState | undefined = node.sending["n3"];
  const entries: EntryState[] = node.log;
  const snapshot: number = node.snapshot?.index ?? 0;
  const slow: [number, number] | null = node.disk.slow_us;
  console.log(role, match, sending, entries.length, snapshot, slow);
  switch (role) {
    case "leader":
    case "follower":
    case "candidate":
    case "pre-candidate":
    case "learner":
      break;
    default: {
      const none: never = role;
      throw new Error(none);
    }
  }
}
const packets: PacketState[] = state.packets;
const kinds: PacketName[] = packets.map((packet) => packet.kind);
const evidence: string[] = state.violations.map((violation) => violation.evidence);

const events: EventRecord[] = raftarium.events();
const later: EventRecord[] = raftarium.events(events.length);
const names: Set<EventName> = new Set(later.map((event) => event.kind));
const elected: EventRecord | undefined = events.find((event) => event.kind === "role-changed");
const place: string | null = elected?.at ?? null;
const parent: number | null = elected?.parent ?? null;
const command: number | null = elected?.command ?? null;

const script: string = raftarium.script();
raftarium.load(script);
const link: string = raftarium.link();
const warning: string | undefined = raftarium.open(link);
const digest: string = raftarium.digest();
raftarium.play();
raftarium.pause();
raftarium.free();
console.log(now, leader, kinds, evidence, names, place, parent, command, warning, digest);

// @ts-expect-error: time is a number of milliseconds
raftarium.advance("1s");
// @ts-expect-error: there is no such role
const wrongRole: Role = "boss";
// @ts-expect-error: there is no such event
events.find((event) => event.kind === "elected");
// @ts-expect-error: nobody may lead
const wrongLeader: string = state.leader;
console.log(wrongRole, wrongLeader);
