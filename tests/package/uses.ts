// Everything that the package offers, used as its declarations say. It is compiled and never run: what is to be seen is
// that the types allow what they should, and, where a line says so, that they refuse what they should.
import init, { Raftarium } from "./pkg/raftarium.js";
import type {
  Answer,
  EntryId,
  EntryState,
  EventFields,
  EventName,
  EventRecord,
  ExportFormat,
  Message,
  NodeState,
  ObservedState,
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

// An event's kind tells which fields it has, and a message's type which those are.
function told(event: EventRecord): string {
  switch (event.kind) {
    case "role-changed":
      return `${event.data.node} is ${event.data.to} in term ${event.data.term}`;
    case "committed": {
      const state: ObservedState | null = event.state;
      return `${event.data.index} of ${state?.last.index}: ${state?.log_terms.map(([index, term]) => index * term)}`;
    }
    case "sent":
    case "delivered":
    case "lost":
      return `${event.data.packet} ${event.data.from} ${event.data.to} ${said(event.data.message)}`;
    case "handover-failed":
      return event.data.outcome === "timed-out" ? "too slow" : event.data.outcome;
    default:
      return event.text;
  }
}
function said(message: Message): string {
  switch (message.type) {
    case "vote-request":
    case "pre-vote-request": {
      const last: EntryId = message.last_log;
      return `${message.campaign} ${message.term} ${last.index}`;
    }
    case "entries":
      return `${message.prev_log.index} ${message.entry_terms.length} ${message.leader_commit}`;
    case "ack":
    case "reject":
      return message.outcome.success ? `${message.outcome.match_index}` : `${message.outcome.refused.index}`;
    case "request":
      return message.operation.type === "cas" ? message.operation.old : message.operation.key;
    default:
      return message.type;
  }
}
const lines_told: string[] = events.map(told);
const crash: EventFields["crashed"] | undefined = events.find((event) => event.kind === "crashed")?.data;
console.log(lines_told, crash?.lost_writes);

const stop: () => void = raftarium.subscribe((news: EventRecord[]) => console.log(news.map(told)));
raftarium.advance(50);
stop();
const answer: Answer = raftarium.why("leader");
const since: (Time | null)[] = answer.chain?.steps.map((step) => step.at_us) ?? [];
const rule: string = answer.rule?.citation ?? "";
const asked: Answer[] = answer.questions.map((question) => raftarium.why(question));
const calls: string[] = raftarium.history().split("\n");
const format: ExportFormat = "mmd";
const diagram: string = raftarium.exportAs(format);
console.log(since, rule, asked, calls, diagram);

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
// @ts-expect-error: there is no such format
raftarium.exportAs("pdf");
// @ts-expect-error: there is no such role
const wrongRole: Role = "boss";
// @ts-expect-error: there is no such event
events.find((event) => event.kind === "elected");
// @ts-expect-error: what a timer does not have
const wrongField = events.filter((event) => event.kind === "timer-fired").map((event) => event.data.packet);
// @ts-expect-error: nobody may lead
const wrongLeader: string = state.leader;
console.log(wrongRole, wrongField, wrongLeader);
