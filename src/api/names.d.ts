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
export type Temper = "mild" | "wild";

/** What a packet is. */
export type PacketName =
  | "vote-request" | "vote" | "vote-refused" | "heartbeat" | "entries" | "ack" | "reject" | "snapshot-chunk"
  | "snapshot-ack" | "timeout-now" | "pre-vote-request" | "pre-vote" | "pre-vote-refused"
  | "successor-vote-request" | "request" | "answer" | "refusal";

/** What kind of thing happened. */
export type EventName =
  | "sent" | "delivered" | "lost" | "duplicated" | "delayed" | "timer-fired" | "role-changed"
  | "term-changed" | "voted" | "vote-received" | "appended" | "truncated" | "committed" | "applied"
  | "write-started" | "write-finished" | "crashed" | "restarted" | "paused" | "resumed" | "cut" | "healed"
  | "configured" | "invoked" | "retried" | "redirected" | "completed" | "said" | "pre-vote-received"
  | "stepped-down" | "handover-begun" | "handover-done" | "handover-failed" | "clogged" | "unclogged" | "weather-set"
  | "clock-set" | "snapshot-taken" | "chunk-taken" | "snapshot-received" | "snapshot-installed"
  | "snapshot-unreadable" | "torn" | "tail-cut" | "refused" | "rotted" | "wiped" | "lying-set" | "disk-set"
  | "armed" | "read-answered" | "round-begun" | "round-answered" | "lease-begun" | "lease-ended" | "booted"
  | "configuration-changed" | "membership-changed" | "change-refused" | "load-begun";
