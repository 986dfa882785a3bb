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
export type ChaosLevel = "mild" | "wild";

/** What a packet is. */
export type PacketName =
  | "vote-request" | "vote-refused" | "vote" | "heartbeat" | "entries" | "reject" | "ack" | "request"
  | "answer" | "snapshot-chunk" | "snapshot-ack" | "timeout-now" | "pre-vote-request" | "pre-vote-refused"
  | "pre-vote" | "successor-vote-request" | "refusal" | "configuration";

/** What kind of thing happened. */
export type EventName =
  | "sent" | "delivered" | "lost" | "duplicated" | "delayed" | "timer-fired" | "role-changed" | "term-changed"
  | "voted" | "vote-request-ignored" | "vote-received" | "pre-vote-received" | "stepped-down"
  | "handover-begun" | "handover-done" | "handover-failed" | "appended" | "truncated" | "committed"
  | "applied" | "snapshot-taken" | "chunk-taken" | "snapshot-received" | "snapshot-installed"
  | "snapshot-unreadable" | "configuration-changed" | "membership-changed" | "change-refused"
  | "write-started" | "write-finished" | "round-begun" | "round-answered" | "lease-begun" | "lease-ended"
  | "read-answered" | "invoked" | "retried" | "redirected" | "completed" | "load-begun" | "booted" | "crashed"
  | "restarted" | "paused" | "resumed" | "cut" | "healed" | "clogged" | "unclogged" | "weather-set"
  | "clock-set" | "torn" | "tail-cut" | "refused" | "rotted" | "wiped" | "lying-set" | "disk-set" | "armed"
  | "configured" | "said";
