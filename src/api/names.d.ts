/** A moment, or a length of time, in microseconds of virtual time. */
export type Time = number;

/** A term of Raft; 0 before the first election. */
export type Term = number;

/** A place in a log, from 1; 0 is the place before the first entry. */
export type Index = number;

/** What a node is. Only a `leader` serves clients; a `learner` has no vote. */
export type Role = "follower" | "pre-candidate" | "candidate" | "leader" | "learner";

/** What a log entry holds: a client's command, a configuration, or nothing, at the start of a leader's term. */
export type EntryKind = "noop" | "command" | "configuration";

/** How a leader sends to a follower: one try at a time, one message after the other, or a snapshot. */
export type SendingMode = "probe" | "replicate" | "snapshot";

/** How bad chaos is. */
export type ChaosLevel = "mild" | "wild" | "all";

/** What a run can be written as: JSON lines, ShiViz's log, Mermaid's sequence diagram, a drawing. */
export type ExportFormat = "jsonl" | "log" | "mmd" | "svg";

/** What a packet is. */
export type PacketName =
  | "vote-request" | "vote-refused" | "vote" | "heartbeat" | "entries" | "reject" | "ack" | "request"
  | "answer" | "snapshot-chunk" | "snapshot-ack" | "timeout-now" | "pre-vote-request" | "pre-vote-refused"
  | "pre-vote" | "successor-vote-request" | "refusal" | "configuration" | "read-index-request"
  | "read-index-answer" | "overloaded";

/** What kind of thing happened. */
export type EventName =
  | "sent" | "delivered" | "lost" | "duplicated" | "delayed" | "timer-fired" | "role-changed" | "term-changed"
  | "voted" | "vote-request-ignored" | "vote-received" | "pre-vote-received" | "stepped-down"
  | "handover-begun" | "handover-done" | "handover-failed" | "appended" | "truncated" | "committed"
  | "applied" | "snapshot-taken" | "chunk-taken" | "snapshot-received" | "snapshot-installed"
  | "snapshot-unreadable" | "configuration-changed" | "membership-changed" | "change-refused"
  | "write-started" | "write-finished" | "round-begun" | "round-answered" | "lease-begun" | "lease-ended"
  | "read-answered" | "invoked" | "retried" | "redirected" | "overloaded" | "put-off" | "completed"
  | "load-begun" | "booted" | "crashed" | "restarted" | "paused" | "resumed" | "client-joined" | "client-cut"
  | "client-healed" | "cut" | "healed" | "clogged" | "unclogged" | "weather-set" | "filter-set" | "filter-met"
  | "released" | "clock-set" | "write-astray" | "clock-jumped" | "torn" | "tail-cut" | "refused" | "rotted"
  | "wiped" | "disk-replaced" | "lying-set" | "disk-set" | "medium-set" | "write-failed" | "armed"
  | "configured" | "said";

/** An entry of a log by its identity. */
export interface EntryId {
  term: Term;
  index: Index;
}

/** What a timer is for. */
export type TimerName =
  | "election" | "heartbeat" | "batch" | "stickiness" | "quorum" | "transfer" | "lease" | "lease renewal";

/** Who takes part; `voters_outgoing` has somebody while a joint configuration rules. */
export interface Configuration {
  voters: string[];
  voters_outgoing: string[];
  learners: string[];
}

/** What a client asks of the store. */
export type Operation =
  | { type: "get" | "delete" | "read"; key: string }
  | { type: "put" | "create" | "update"; key: string; value: string }
  | { type: "cas"; key: string; old: string; new: string };

/** What the store answers. */
export type Reply =
  | { type: "value" | "mismatch"; value: string }
  | { type: "absent" | "done" | "exists" | "not-found" | "session-expired" | "session-over" };

/** What becomes of entries at a follower: it has all up to `match_index` on its disk, or `refused` did not match. */
export type AppendOutcome =
  | { success: true; match_index: Index }
  | { success: false; refused: EntryId; conflict_term: Term | null; conflict_index: Index };

/** What a directed link is like from now on. */
export type LinkSetting =
  | { type: "latency"; min_us: Time; max_us: Time }
  | { type: "loss" | "duplicate" | "reorder"; ppm: number }
  | { type: "clear" };

/** What each kind of packet says. */
export interface MessageFields {
  "vote-request": { campaign: "election"; term: Term; last_log: EntryId };
  "vote": { pre_vote: false; term: Term; granted: boolean; removed_at: Index | null };
  "vote-refused": { pre_vote: false; term: Term; granted: boolean; removed_at: Index | null };
  "heartbeat": { term: Term; prev_log: EntryId; leader_commit: Index };
  "entries": {
    term: Term;
    prev_log: EntryId;
    count: number;
    last: EntryId;
    entry_terms: Term[];
    leader_commit: Index;
    configuration: boolean;
  };
  "configuration": {
    term: Term;
    prev_log: EntryId;
    count: number;
    last: EntryId;
    entry_terms: Term[];
    leader_commit: Index;
    configuration: boolean;
  };
  "ack": { term: Term; outcome: AppendOutcome };
  "reject": { term: Term; outcome: AppendOutcome };
  "request": { sequence: number; attempt: number; operation: Operation };
  "answer": { sequence: number; operation: Operation; reply: Reply; may_be_old: boolean };
  "refusal": { sequence: number; leader: string | null };
  "read-index-request": { term: Term };
  "read-index-answer": { term: Term; index: Index | null };
  "overloaded": { sequence: number };
  "snapshot-chunk": { term: Term; last: EntryId; offset: number; bytes: number; total: number };
  "snapshot-ack": { term: Term; last: EntryId; received: number };
  "timeout-now": { term: Term };
  "pre-vote-request": { campaign: "pre-vote"; term: Term; last_log: EntryId };
  "pre-vote": { pre_vote: true; term: Term; granted: boolean; removed_at: Index | null };
  "pre-vote-refused": { pre_vote: true; term: Term; granted: boolean; removed_at: Index | null };
  "successor-vote-request": { campaign: "transfer"; term: Term; last_log: EntryId };
}

/** What a packet says; `type` tells which fields it has. */
export type Message = { [K in PacketName]: { type: K } & MessageFields[K] }[PacketName];

/** What each kind of event says. */
export interface EventFields {
  "sent": { packet: string; from: string; to: string; message: Message };
  "delivered": { packet: string; from: string; to: string; message: Message };
  "lost": {
    packet: string;
    from: string;
    to: string;
    message: Message;
    reason: "chance" | "cut" | "receiver-down" | "dropped";
    progress_ppm: number;
  };
  "duplicated": { packet: string; copy: string };
  "delayed": { packet: string; due_us: Time };
  "timer-fired": { node: string; timer: TimerName };
  "role-changed": { node: string; from: Role; to: Role; term: Term };
  "term-changed": { node: string; term: Term };
  "voted": { node: string; term: Term; candidate: string };
  "vote-received": { node: string; from: string; votes: number };
  "appended": { node: string; first: EntryId; last: EntryId };
  "truncated": { node: string; from: Index; to: Index };
  "committed": { node: string; index: Index };
  "applied": { node: string; index: Index };
  "write-started": { node: string; token: number };
  "write-finished": { node: string; token: number };
  "crashed": { node: string; lost_writes: number };
  "restarted": { node: string };
  "paused": { node: string };
  "resumed": { node: string };
  "cut": { links: [string, string][] };
  "healed": { links: [string, string][] };
  "configured": { command: string };
  "invoked": { client: string; sequence: number; operation: Operation };
  "retried": { client: string; sequence: number; attempt: number; to: string };
  "redirected": { client: string; sequence: number; from: string; to: string | null };
  "completed": {
    client: string;
    sequence: number;
    reply: Reply | null;
    entry: EntryId | null;
    took_us: number;
  };
  "said": { text: string };
  "pre-vote-received": { node: string; from: string; votes: number };
  "stepped-down": {
    node: string;
    term: Term;
    reason: "asked" | "no-quorum" | "removed" | "cannot-write" | "demoted";
  };
  "handover-begun": { node: string; to: string };
  "handover-done": {
    node: string;
    to: string;
    outcome: "completed" | "timed-out" | "replaced" | "deposed" | "refused";
  };
  "handover-failed": {
    node: string;
    to: string;
    outcome: "completed" | "timed-out" | "replaced" | "deposed" | "refused";
  };
  "clogged": { links: [string, string][] };
  "unclogged": { links: [string, string][] };
  "weather-set": { links: [string, string][]; setting: LinkSetting };
  "clock-set": { node: string; rate_ppm: number };
  "write-astray": { node: string; token: number; over: Index | "head" | null };
  "clock-jumped": { node: string; ahead: boolean; by_us: number };
  "snapshot-taken": { node: string; last: EntryId; base: EntryId; bytes: number };
  "chunk-taken": { node: string; last: EntryId; received: number; total: number };
  "snapshot-received": { node: string; last: EntryId };
  "snapshot-installed": { node: string; last: EntryId };
  "read-answered": {
    node: string;
    client: string;
    sequence: number;
    by: "log" | "index" | "lease" | "unsafe" | "follower";
    index: Index;
  };
  "round-begun": { node: string; round: number };
  "round-answered": { node: string; round: number };
  "lease-begun": { node: string };
  "lease-ended": { node: string };
  "booted": { node: string };
  "configuration-changed": { node: string; configuration: Configuration };
  "membership-changed": { node: string; configuration: Configuration };
  "change-refused": { node: string; refusal: string };
  "snapshot-unreadable": { node: string; last: EntryId; error: string };
  "torn": { node: string; part: number; whole: number };
  "tail-cut": { node: string; bytes: number };
  "refused": { node: string; error: string };
  "rotted": { node: string; place: Index | "head" };
  "wiped": { node: string };
  "disk-replaced": { node: string };
  "lying-set": { node: string; lies: boolean };
  "disk-set": { node: string; span_us: [number, number] | null; under_way_us: Time | null };
  "armed": { node: string; trap: "after-write" | "tear" | "misdirect" | "lose" };
  "load-begun": { operations: number };
  "vote-request-ignored": { node: string; from: string; term: Term; leads: boolean };
  "filter-set": { filter: string };
  "filter-met": { packet: string; filter: string };
  "client-joined": { client: string; node: string };
  "client-cut": { links: [string, string][] };
  "client-healed": { links: [string, string][] };
  "medium-set": { node: string; medium: "full" | "hung" | "ok" };
  "write-failed": { node: string; token: number };
  "overloaded": { node: string; client: string; sequence: number; uncommitted: number };
  "put-off": { client: string; sequence: number; from: string };
  "released": { released: { filters: string[]; packets: string[] } };
}

/** A node after the move that an event belongs to. Of one that has crashed it is what its disk says. */
export interface ObservedState {
  /** Its name: `n1`. */
  node: string;
  /** Whether it has not crashed. */
  up: boolean;
  role: Role;
  term: Term;
  /** Who has its vote in this term. */
  voted_for: string | null;
  commit: Index;
  /** The last entry that a snapshot has replaced. */
  base: EntryId;
  /** The last entry of its log; `base` if it is empty. */
  last: EntryId;
  /** Where each term begins that the log has an entry of, as `[index, term]`, in order. */
  log_terms: [Index, Term][];
}

/** One thing that happened; `kind` tells which fields `data` has. */
export type EventRecord = {
  [K in EventName]: {
    /** Its number, from 0, without gaps. */
    seq: number;
    /** When. */
    at_us: Time;
    /** What kind of thing. */
    kind: K;
    /** At which node or client; `null` of what happens on the network, or at several at once. */
    at: string | null;
    /** What brought it about, in words. */
    cause: string;
    /** The number of the event that it follows from; `null` of what a command brought about, or was so from the beginning. */
    parent: number | null;
    /** The number of the command that brought it about, from 1; `null` if none did. */
    command: number | null;
    /** What happened, in words. */
    text: string;
    /** What happened, as data. */
    data: EventFields[K];
    /** The node that it changed, as it is then; `null` of what changes none. */
    state: ObservedState | null;
  };
}[EventName];
