//! What the language offers, as data: the parser, `help` and completion all read these tables, so none of them can
//! know a word that the others do not.

use super::bug::Bug;
use super::knobs::KNOBS;

/// A word of the language, explained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The word.
    pub name: &'static str,
    /// How it is used: words in capitals are to be replaced, `[...]` may be left out.
    pub usage: &'static str,
    /// What it does, in a sentence.
    pub does: &'static str,
    /// A line to try.
    pub example: &'static str,
}

/// Commands that belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Group {
    /// What they have in common.
    pub title: &'static str,
    /// The commands.
    pub entries: &'static [Entry],
}

pub(super) const fn entry(
    name: &'static str,
    usage: &'static str,
    does: &'static str,
    example: &'static str,
) -> Entry {
    Entry { name, usage, does, example }
}

/// Every command, in groups of what belongs together.
pub const GROUPS: &[Group] = &[
    Group { title: "client", entries: CLIENT },
    Group { title: "faults", entries: FAULTS },
    Group { title: "protocol", entries: PROTOCOL },
    Group { title: "checks", entries: CHECKS },
    Group { title: "set-up", entries: SET_UP },
    Group { title: "time", entries: TIME },
    Group { title: "session", entries: SESSION },
];

/// What a person at the console asks of the cluster.
const CLIENT: &[Entry] = &[
    entry("put", "put KEY VALUE", "Sets a key.", "put name \"Alice B.\""),
    entry("get", "get KEY", "Tells the value of a key.", "get name"),
    entry("delete", "delete KEY", "Removes a key.", "delete name"),
    entry("cas", "cas KEY OLD NEW", "Sets a key if its value is OLD.", "cas name Alice Bob"),
    entry("create", "create KEY VALUE", "Sets a key that is absent.", "create name Alice"),
    entry("read", "read KEY", "Tells the value of a key that is there.", "read name"),
    entry("update", "update KEY VALUE", "Sets a key that is there.", "update name Bob"),
    entry("pipe", "pipe [COUNT]", "Begins that many random operations at once, or 40.", "pipe 40"),
    entry(
        "load",
        "load COUNT/s for TIME [clients COUNT]",
        "Begins random operations at a steady rate, and tells how they went.",
        "load 300/s for 10s clients 10",
    ),
    entry("connect", "connect NODE", "Sends what comes next to this node.", "connect n2"),
    entry(
        "show_log",
        "show_log [NODE]",
        "Shows the log of a node, or of the one you are connected to.",
        "show_log n2",
    ),
    entry("status", "status", "Shows a line for each node.", "status"),
    entry(
        "why",
        "why NODE, why NODE INDEX, why PACKET, why CLIENT, why event NUMBER, why not leader NODE, \
         why not committed NODE INDEX, or why not answered CLIENT",
        "Tells what led there, step by step, and the rule of the protocol that applied; or what is missing.",
        "why leader",
    ),
    entry("exit", "exit", "Ends the session, or the script.", "exit"),
    entry("help", "help [COMMAND]", "Lists the commands, or explains one.", "help partition"),
];

/// What goes wrong, and right again.
const FAULTS: &[Entry] = &[
    entry(
        "crash",
        "crash NODE [after write]",
        "Stops a node: its memory and unfinished writes are gone. After a write, it stops as soon as its next \
         write is durable, before it can tell anybody.",
        "crash leader",
    ),
    entry("restart", "restart NODE", "Starts a crashed node from its disk.", "restart n1"),
    entry("pause", "pause NODE", "Freezes a node, which keeps its memory.", "pause n2"),
    entry("resume", "resume NODE", "Lets a paused node go on.", "resume n2"),
    entry(
        "partition",
        "partition NODES | NODES ..., or partition ring",
        "Cuts every link between groups, of which nodes that are not named form one more; \
         in a ring, each node hears its two neighbours only.",
        "partition n1 n2 | n3 n4 n5",
    ),
    entry(
        "cut",
        "cut NODE > NODE, or cut NODE NODE",
        "Cuts a link one way, or both ways.",
        "cut n1 > n2",
    ),
    entry(
        "heal",
        "heal [NODE NODE]",
        "Mends every link, or the one between two nodes, whether cut or clogged.",
        "heal n1 n2",
    ),
    entry("drop", "drop PACKET", "Loses a packet in flight.", "drop p17"),
    entry("duplicate", "duplicate PACKET", "Copies a packet in flight.", "duplicate p17"),
    entry("delay", "delay PACKET TIME", "Holds a packet in flight back.", "delay p17 50ms"),
    entry(
        "chaos",
        "chaos on [mild or wild], or chaos off",
        "Lets trouble come by itself; off, it mends what is broken.",
        "chaos on wild",
    ),
    entry("deliver", "deliver PACKET", "Lets a packet in flight arrive now.", "deliver p17"),
    entry(
        "clog",
        "clog NODE > NODE, or clog NODE NODE",
        "Lets packets wait on a link, one way or both ways; none is lost.",
        "clog n1 > n2",
    ),
    entry(
        "unclog",
        "unclog [NODE > NODE, or NODE NODE]",
        "Lets what waits on every link, or on one, arrive in order.",
        "unclog n1 > n2",
    ),
    entry(
        "link",
        "link NODE > NODE, or link NODE NODE, then latency TIME..TIME, loss CHANCE, \
         duplicate CHANCE, reorder CHANCE or clear; or link clear",
        "Gives a link its own weather, whatever the knobs say of all links, or clears it up.",
        "link n1 > n2 loss 10%",
    ),
    entry(
        "tear",
        "tear NODE",
        "Stops a node in the middle of a write, the present or the next one: part of it is on the disk.",
        "tear n1",
    ),
    entry(
        "corrupt",
        "corrupt NODE [INDEX]",
        "Lets a bit rot on a node's disk, in an entry or anywhere. When the node restarts, the checksum does not \
         match, and it refuses to serve: it may have promised what it cannot read. A majority goes on without it.",
        "corrupt n1 7",
    ),
    entry(
        "wipe",
        "wipe NODE",
        "Loses a node's disk, and stops the node. Raft does not allow for that: a server that forgets may vote twice, \
         and forget what was committed. So a restart refuses to serve from an empty disk, and a server with another \
         number has to take its place.",
        "wipe n1",
    ),
    entry(
        "slow",
        "slow NODE TIME..TIME, or slow NODE off",
        "Gives a node's disk its own time for a write, whatever set disk says of all.",
        "slow n1 20ms..40ms",
    ),
    entry(
        "lie",
        "lie NODE on, or lie NODE off",
        "Lets a node's disk say at once that a write is done, and do it later. A crash then loses what others were \
         told is safe: no protocol can help, and checks may fail.",
        "lie n1 on",
    ),
    entry(
        "clock",
        "clock NODE RATE",
        "Lets a node's clock run fast or slow, and its timers with it, from their next start on; 100% is true.",
        "clock n1 105%",
    ),
];

/// What an operator asks of the protocol.
const PROTOCOL: &[Entry] = &[
    entry("timeout", "timeout NODE", "Lets a node's election timer run out now.", "timeout n3"),
    entry(
        "transfer",
        "transfer NODE",
        "Lets the leader transfer the leadership to this node.",
        "transfer n2",
    ),
    entry(
        "stepdown",
        "stepdown [NODE]",
        "Lets the leader, or a candidate, give up.",
        "stepdown leader",
    ),
    entry(
        "snapshot",
        "snapshot [NODE]",
        "Lets a node, or every one, write down its state and cut its log.",
        "snapshot n2",
    ),
    entry("add", "add NODES", "Lets nodes join the cluster, all at once.", "add n6 n7"),
    entry("remove", "remove NODES", "Lets nodes leave the cluster, all at once.", "remove n1"),
    entry(
        "replace",
        "replace NODES with NODES",
        "Lets some nodes leave and others join, all at once.",
        "replace n1 n2 with n6 n7",
    ),
];

/// What the checks can be tried with.
const CHECKS: &[Entry] = &[
    entry("break", "break RULE", "Lets every node follow a wrong rule.", "break vote-twice"),
    entry("mend", "mend RULE, or mend all", "Lets every node follow the rule again.", "mend all"),
    entry(
        "failover",
        "failover [SEEDS]",
        "Crashes the leader of so many clusters like this one, or of 200, and tells how long nobody led.",
        "failover 200",
    ),
];

/// What the cluster is like.
const SET_UP: &[Entry] = &[
    entry("cluster", "cluster NODES", "Begins anew with 1 to 51 nodes.", "cluster 5"),
    entry("seed", "seed NUMBER", "Begins anew with this seed of every random choice.", "seed 42"),
    entry(
        "preset",
        "preset paper, system-a or system-b",
        "Turns all knobs at once.",
        "preset system-b",
    ),
    entry("set", "set KNOB VALUE", "Turns a knob.", "set heartbeat 50ms"),
];

/// How a script goes on.
const TIME: &[Entry] = &[
    entry("advance", "advance TIME", "Lets virtual time pass.", "advance 500ms"),
    entry(
        "until",
        "until CONDITION within TIME",
        "Lets virtual time pass until the condition holds.",
        "until leader within 5s",
    ),
    entry(
        "expect",
        "expect CONDITION",
        "Fails if the condition does not hold.",
        "expect value n1 x = 1",
    ),
    entry("say", "say \"WORDS\"", "Tells whoever watches.", "say \"Now the leader is cut off.\""),
];

/// Going about in the session, which changes nothing in it.
const SESSION: &[Entry] = &[
    entry(
        "go",
        "go TIME, go TIME after N, or go \"BOOKMARK\"",
        "Shows another moment; `after` N of its commands, the others are yet to be done.",
        "go 2.5s",
    ),
    entry(
        "bookmark",
        "bookmark \"NAME\"",
        "Gives the present moment a name.",
        "bookmark \"the crash\"",
    ),
    entry(
        "unbookmark",
        "unbookmark \"NAME\"",
        "Takes that name away again.",
        "unbookmark \"the crash\"",
    ),
    entry("branches", "branches", "Lists the branches, and which one is shown.", "branches"),
    entry("branch", "branch NUMBER, or branch \"NAME\"", "Shows another branch.", "branch 2"),
    entry(
        "rename",
        "rename \"NAME\"",
        "Gives the branch that is shown a name.",
        "rename \"without the crash\"",
    ),
];

/// Every condition of `until` and `expect`.
pub const CONDITIONS: &[Entry] = &[
    entry(
        "leader",
        "leader, leader is NODE, or leader in NODES",
        "A live node leads, and none is ahead of it in term.",
        "leader in n3 n4 n5",
    ),
    entry("no", "no leader", "No live node leads.", "no leader"),
    entry(
        "role",
        "role NODE = ROLE",
        "A node is follower, pre-candidate, candidate, leader or learner.",
        "role n1 = follower",
    ),
    entry("term", "term NODE >= NUMBER", "A node's term.", "term n1 >= 3"),
    entry("commit", "commit NODE >= NUMBER", "A node's commit index.", "commit n1 >= 5"),
    entry(
        "applied",
        "applied, or applied NODE >= NUMBER",
        "Every live member has applied all that is known to be committed, or a node's last applied index.",
        "applied",
    ),
    entry("first", "first NODE = NUMBER", "The first index in a node's log.", "first n1 = 1"),
    entry("last", "last NODE = NUMBER", "The last index in a node's log.", "last n1 = 7"),
    entry("up", "up NODE", "A node runs.", "up n1"),
    entry(
        "value",
        "value [NODE] KEY = VALUE, or value [NODE] KEY absent",
        "The value of a key on a node, or on every live member.",
        "value n1 name = Alice",
    ),
    entry("logs", "logs agree", "All live members have equal logs.", "logs agree"),
    entry("safe", "safe", "No safety property was ever violated.", "safe"),
    entry(
        "violated",
        "violated, or violated PROPERTY",
        "A safety property was violated.",
        "violated log-matching",
    ),
    entry(
        "linearizable",
        "linearizable",
        "Some order of what the clients did explains all that they were told.",
        "linearizable",
    ),
    entry(
        "members",
        "members = NODES",
        "Just these nodes vote, and no change of the membership is under way.",
        "members = n1 n2 n3",
    ),
    entry("answered", "answered", "No client waits for an answer.", "answered"),
    entry(
        "not",
        "not A, A and B, A or B, (A)",
        "Conditions combine; not binds tightest, then and, then or.",
        "not up n1 and (leader is n2 or leader is n3)",
    ),
];

/// The safety properties that are watched, by name.
pub const PROPERTIES: &[&str] = &[
    "election-safety",
    "leader-append-only",
    "log-matching",
    "leader-completeness",
    "state-machine-safety",
    "monotonic",
    "one-vote",
    "up-to-date-leader",
    "vote-promise",
    "lease-exclusivity",
    "durable-before-visible",
    "match-index",
    "quorum-log",
    "committed-append-only",
    "configuration-safety",
    "snapshot-configuration",
    "equal-state",
    "exactly-once",
    "read-index",
    "linearizability",
];

/// The command of this name, in lower case.
pub fn command(name: &str) -> Option<&'static Entry> {
    commands().find(|entry| entry.name == name)
}

/// Every command, group by group.
pub fn commands() -> impl Iterator<Item = &'static Entry> {
    GROUPS.iter().flat_map(|group| group.entries)
}

/// What `help` prints: every command, by group.
pub fn overview() -> Vec<String> {
    let line = |group: &Group| {
        let names: Vec<&str> = group.entries.iter().map(|entry| entry.name).collect();
        format!("{:8} {}", group.title, names.join(", "))
    };
    let more =
        "help COMMAND explains one, such as help put; nodes are n1, n2, ... or leader".to_owned();
    GROUPS.iter().map(line).chain([more]).collect()
}

/// What `help COMMAND` prints: usage, meaning, an example, and what may stand in its place.
pub fn explain(entry: &Entry) -> Vec<String> {
    let mut lines =
        vec![entry.usage.to_owned(), entry.does.to_owned(), format!("example: {}", entry.example)];
    let detail = |entry: &Entry| format!("{}: {}", entry.usage, entry.does);
    match entry.name {
        "set" => lines.extend(KNOBS.iter().map(|knob| detail(&knob.entry))),
        "until" | "expect" => lines.extend(CONDITIONS.iter().map(detail)),
        _ => {}
    }
    if let "break" | "mend" = entry.name {
        let line = |bug: Bug| format!("{}: {} ({})", bug.name(), bug.does(), bug.breaks());
        lines.extend(Bug::ALL.map(line));
    }
    lines
}

/// The command that is meant by a word that other systems use for it.
pub(super) fn synonym(word: &str) -> Option<&'static str> {
    Some(match word {
        "kill" => "crash",
        "start" => "restart",
        "stop" => "pause",
        "quit" | "bye" => "exit",
        "del" | "rm" => "delete",
        "write" => "put",
        "wait" | "sleep" => "advance",
        "log" | "logs" => "show_log",
        "split" => "partition",
        "echo" | "print" => "say",
        "assert" => "expect",
        _ => return None,
    })
}
