//! The commands, in one table: the name of each, other names that people try, its usage, what it does, a line to try, and
//! its forms. A form is what may stand behind the name, argument by argument, and the [`Command`] that it makes, written
//! once: read from left to right it makes a command of what was typed, and from right to left it writes one. The parser,
//! `Display`, `help`, completion, the README and the property tests all go by this table.
//!
//! Some arguments have a grammar of their own, which is in a file of its own: conditions, what `why` asks about, the
//! weather of a link, a load, a knob. To the table each is one argument.

use super::argument::{Argument, Given, Part};
use super::bounds::{
    DEFAULT_FAILOVERS, DEFAULT_PAST_US, DEFAULT_PIPE, MAX_CLOCK_PPM, MAX_FAILOVERS, MAX_LIMIT,
    MAX_NODES, MAX_PIPE, MAX_REPEAT, MIN_CLOCK_PPM,
};
use super::command::{ChaosLevel, ClientOp, Command};
use super::entry::{Entry, entry};
use super::error::ScriptError;
use super::shape::Shape;
use super::suggest::nearest;
use super::token::Cursor;
use super::travel::Travel;

/// A command, explained.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Its name, its usage, what it does, and a line to try.
    pub entry: Entry,
    /// What other systems call it.
    pub aliases: &'static [&'static str],
    /// Where in a script it may stand.
    pub place: Place,
    /// What may stand behind its name.
    pub(super) forms: &'static [Form],
}

/// Where in a script a command may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// It begins the cluster anew, so only commands that set up may stand before it.
    Beginning,
    /// It sets up: it may stand even before what begins anew, and holds on.
    SetUp,
    /// Anywhere but before what begins anew.
    Anywhere,
}

/// What may stand behind a command's name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Form {
    pub(super) arguments: &'static [Argument],
    /// Makes the command of as many arguments.
    pub(super) make: fn(Vec<Given>) -> Command,
}

/// Commands that belong together.
#[derive(Clone, Copy, Debug)]
pub struct Group {
    /// What they have in common.
    pub title: &'static str,
    /// The commands.
    pub rows: &'static [Row],
}

macro_rules! form {
    ($( ( $($word:literal)? $($part:ident: $argument:expr)? ) )* => $($made:tt)*) => {
        Form {
            arguments: &[$( $(Argument::Word($word))? $($argument)? ),*],
            make: |given| {
                #[allow(unused_mut, unused_variables, reason = "a form may have no arguments")]
                let mut given = given.into_iter();
                #[allow(unused_mut, unused_variables, reason = "a form may have no arguments")]
                let mut next = || given.next().expect("as many arguments as the form has");
                $(
                    $(
                        let _: (&str, Given) = ($word, next());
                    )?
                    $(let $part = Part::take(next());)?
                )*
                Command::$($made)*
            },
        }
    };
}

macro_rules! place {
    () => {
        Place::Anywhere
    };
    ($place:ident) => {
        Place::$place
    };
}

/// Makes the table, and what goes from a command back to what stands in its row. A row says after `at` where the command
/// may stand, if that is not anywhere.
macro_rules! commands {
    ($($title:literal { $(
        $name:literal $(($($alias:literal),*))? $(at $place:ident)? $usage:literal, $does:literal, $example:literal,
        $( [$( ( $($word:literal)? $($part:ident: $argument:expr)? ) )*] = ($($made:tt)*); )*
        $( also [$($short:tt)*] = ($($meant:tt)*); )*
    )* })*) => {
        /// Every command, in groups of what belongs together.
        pub const GROUPS: &[Group] = &[$(
            Group {
                title: $title,
                rows: &[$(
                    Row {
                        entry: entry($name, $usage, $does, $example),
                        aliases: &[$($($alias),*)?],
                        place: place!($($place)?),
                        forms: &[
                            $(form!($( ( $($word)? $($part: $argument)? ) )* => $($made)*),)*
                            $(form!($($short)* => $($meant)*),)*
                        ],
                    },
                )*],
            },
        )*];

        impl Command {
            /// The word that it begins with.
            pub fn name(&self) -> &'static str {
                #[allow(unused_variables, reason = "the arguments do not matter")]
                match self {
                    $($($(Self::$($made)* => $name,)*)*)*
                }
            }

            /// Where in a script it may stand.
            pub fn place(&self) -> Place {
                row(self.name()).expect("it is in the table").place
            }

            /// What stands behind that word.
            pub(super) fn arguments(&self) -> Vec<(Argument, Given)> {
                match self.clone() {
                    $($($(Self::$($made)* => vec![$(
                        $((Argument::Word($word), Given::Word))?
                        $(($argument, $part.give()))?
                    ),*],)*)*)*
                }
            }
        }
    };
}

const NODE: Argument = Argument::Node;
const PACKET: Argument = Argument::Packet;
const COMING: Argument = Argument::Coming("a packet in flight such as p17, ");
const KEY: Argument = Argument::Key;
const VALUE: Argument = Argument::Text("a value");
const TIME: Argument = Argument::Of(Shape::Time(1));

const fn count(what: &'static str, most: u32) -> Argument {
    Argument::Of(Shape::Count(what, 1, most as u64))
}

// A command that is written in a form is read by it. What stands after `also` is read only: it is written in another form.
commands! {
    "client" {
        "put" ("write") "put KEY VALUE",
            "Sets a key.",
            "put name \"Alice B.\"",
            [(key: KEY) (value: VALUE)] = (Client(ClientOp::Put(key, value)));
        "get" "get KEY",
            "Tells the value of a key.",
            "get name",
            [(key: KEY)] = (Client(ClientOp::Get(key)));
        "delete" ("del", "rm") "delete KEY",
            "Removes a key.",
            "delete name",
            [(key: KEY)] = (Client(ClientOp::Delete(key)));
        "cas" "cas KEY OLD NEW",
            "Sets a key if its value is OLD.",
            "cas name Alice Bob",
            [(key: KEY) (old: Argument::Text("the old value")) (new: Argument::Text("the new value"))]
                = (Client(ClientOp::Cas(key, old, new)));
        "create" "create KEY VALUE",
            "Sets a key that is absent.",
            "create name Alice",
            [(key: KEY) (value: VALUE)] = (Client(ClientOp::Create(key, value)));
        "read" "read KEY",
            "Tells the value of a key that is there.",
            "read name",
            [(key: KEY)] = (Client(ClientOp::Read(key)));
        "update" "update KEY VALUE",
            "Sets a key that is there.",
            "update name Bob",
            [(key: KEY) (value: VALUE)] = (Client(ClientOp::Update(key, value)));
        "pipe" "pipe [COUNT]",
            "Begins that many random operations at once, or 40.",
            "pipe 40",
            [(operations: count("a number of operations", MAX_PIPE))] = (Pipe(operations));
            also [] = (Pipe(DEFAULT_PIPE));
        "load" "load COUNT/s for TIME [clients COUNT]",
            "Begins random operations at a steady rate, and tells how they went.",
            "load 300/s for 10s clients 10",
            [(load: Argument::Load)] = (Load(load));
        "connect" "connect NODE",
            "Sends what comes next to this node.",
            "connect n2",
            [(node: NODE)] = (Connect(node));
        "client" "client CLIENT connect NODE, or CLIENT: put KEY VALUE and its like",
            "Lets another client appear, c2 first, or turn to another node; and it asks, one thing at a time, beside what \
             others ask. You are the first one.",
            "client c2 connect n3",
            [(client: Argument::Client) ("connect") (node: NODE)] = (ClientConnect { client, node });
            [(client: Argument::Client) (operation: Argument::Operation)]
                = (ClientAsks { client, operation });
        "show_log" ("log", "logs") "show_log [NODE]",
            "Shows the log of a node, or of the one you are connected to.",
            "show_log n2",
            [(node: NODE)] = (ShowLog(Some(node)));
            [] = (ShowLog(None));
        "status" "status",
            "Shows a line for each node.",
            "status",
            [] = (Status);
        "why" "why NODE, why NODE INDEX, why PACKET, why CLIENT, why event NUMBER, why not leader NODE, \
             why not committed NODE INDEX, or why not answered CLIENT",
            "Tells what led there, step by step, and the rule of the protocol that applied; or what is missing.",
            "why leader",
            [(inquiry: Argument::Inquiry)] = (Why(inquiry));
        "exit" ("quit", "bye") "exit",
            "Ends the session, or the script.",
            "exit",
            [] = (Exit);
        "help" "help [COMMAND]",
            "Lists the commands, or explains one.",
            "help partition",
            [(topic: Argument::Topic)] = (Help(Some(topic)));
            [] = (Help(None));
    }

    "faults" {
        "crash" ("kill") "crash NODE [after write]",
            "Stops a node: its memory and unfinished writes are gone. After a write, it stops as soon as its next \
             write is durable, before it can tell anybody.",
            "crash leader",
            [(node: NODE)] = (Crash(node));
            [(node: NODE) ("after") ("write")] = (CrashAfterWrite(node));
        "restart" ("start") "restart NODE [empty]",
            "Starts a crashed node from its disk; or empty, from another disk that has nothing on it, under its old number. \
             Raft does not allow for that: it may vote twice in a term, and forget what was committed, so checks may fail.",
            "restart n1",
            [(node: NODE)] = (Restart(node));
            [(node: NODE) ("empty")] = (RestartEmpty(node));
        "pause" ("stop") "pause NODE",
            "Freezes a node, which keeps its memory.",
            "pause n2",
            [(node: NODE)] = (Pause(node));
        "resume" "resume NODE",
            "Lets a paused node go on.",
            "resume n2",
            [(node: NODE)] = (Resume(node));
        "partition" ("split") "partition [only] NODES | NODES ..., or partition ring",
            "Cuts every link between groups, of which nodes that are not named form one more, and leaves what was cut \
             before; with only, it mends that. In a ring, each node hears its two neighbours only.",
            "partition n1 n2 | n3 n4 n5",
            [(groups: Argument::Groups)] = (Partition(groups));
            [("only") (groups: Argument::Groups)] = (PartitionOnly(groups));
            [("ring")] = (PartitionRing);
        "cut" "cut NODE > NODE, or cut NODE NODE",
            "Cuts a link one way, or both ways; one of the two may be a client, such as c2 or you.",
            "cut n1 > n2",
            [(link: Argument::ClientLink)] = (CutClient(link));
            [(link: Argument::Link)] = (Cut(link));
        "heal" "heal [NODE NODE]",
            "Mends every link, or the one between two nodes or a client and a node, whether cut or clogged. Filters stand until there is a \
             release.",
            "heal n1 n2",
            [(link: Argument::ClientLink)] = (HealClient(link));
            [(ends: Argument::Ends)] = (Heal(Some(ends)));
            [] = (Heal(None));
        "drop" "drop PACKET, drop next [COUNT] TYPE [WAY], or drop all TYPE [WAY]",
            "Loses a packet in flight; or the next of a type that are sent, on this way if one is named; or all of them, \
             until there is a release.",
            "drop next append n1 > n2",
            [(packet: PACKET)] = (Drop(packet));
            [(coming: COMING)] = (DropComing(coming));
        "duplicate" "duplicate PACKET, duplicate next [COUNT] TYPE [WAY], or duplicate all TYPE [WAY]",
            "Copies a packet in flight; or the next of a type that are sent, or all of them.",
            "duplicate next vote n2",
            [(packet: PACKET)] = (Duplicate(packet));
            [(coming: COMING)] = (DuplicateComing(coming));
        "delay" "delay PACKET TIME, delay next [COUNT] TYPE [WAY] TIME, or delay all TYPE [WAY] TIME",
            "Lets a packet in flight arrive later; or the next of a type that are sent, or all of them.",
            "delay next 3 acks n2 > n1 50ms",
            [(packet: PACKET) (by_us: TIME)] = (Delay { packet, by_us });
            [(coming: COMING) (by_us: TIME)] = (DelayComing { coming, by_us });
        "hold" "hold next [COUNT] TYPE [WAY], or hold [all] TYPE [WAY]",
            "Lets the next packets of a type that are sent, or all of them, wait at the end of their way until there is a \
             release; deliver takes one out of the order.",
            "hold acks n2 > n1",
            [(coming: Argument::Coming(""))] = (Hold(coming));
        "release" "release [TYPE [WAY]]",
            "Lets packets that are held go on, and ends the filters, whatever they do, that were set for just this type \
             and way; or all of them.",
            "release acks n2 > n1",
            [(packets: Argument::Packets)] = (Release(Some(packets)));
            [] = (Release(None));
        "chaos" "chaos on [mild, wild or all], or chaos off",
            "Lets trouble come by itself: mild, wild, or all, which draws single messages, clients, knobs of one node, full and \
             hung disks, clocks that jump and slow state machines as well; off, it mends what is broken.",
            "chaos on wild",
            [("on") (level: Argument::ChaosLevel)] = (Chaos(Some(level)));
            [("off")] = (Chaos(None));
            also [("on")] = (Chaos(Some(ChaosLevel::Mild)));
        "deliver" "deliver PACKET",
            "Lets a packet in flight arrive now.",
            "deliver p17",
            [(packet: PACKET)] = (Deliver(packet));
        "clog" "clog NODE > NODE, or clog NODE NODE",
            "Lets packets wait on a link, one way or both ways; none is lost.",
            "clog n1 > n2",
            [(link: Argument::Link)] = (Clog(link));
        "unclog" "unclog [NODE > NODE, or NODE NODE]",
            "Lets what waits on every link, or on one, arrive in order.",
            "unclog n1 > n2",
            [(link: Argument::Link)] = (Unclog(Some(link)));
            [] = (Unclog(None));
        "link" "link NODE > NODE, or link NODE NODE, then latency TIME..TIME, loss CHANCE, \
             duplicate CHANCE, reorder CHANCE or clear; or link clear",
            "Gives a link its own weather, whatever the knobs say of all links, or clears it up.",
            "link n1 > n2 loss 10%",
            [(link: Argument::Link) (setting: Argument::Weather)] = (Link { link, setting });
            [("clear")] = (ClearLinks);
        "fsync" ("flush", "sync") "fsync NODE",
            "Lets the write that is under way at a node's disk be done now.",
            "fsync n1",
            [(node: NODE)] = (Fsync(node));
        "tear" "tear NODE",
            "Stops a node in the middle of a write, the present or the next one: part of it is on the disk.",
            "tear n1",
            [(node: NODE)] = (Tear(node));
        "corrupt" "corrupt NODE [INDEX]",
            "Lets a bit rot on a node's disk, in an entry or anywhere. When the node restarts, the checksum does not \
             match, and it refuses to serve: it may have promised what it cannot read. A majority goes on without it.",
            "corrupt n1 7",
            [(node: NODE)] = (Corrupt { node, index: None });
            [(node: NODE) (index: Argument::Of(Shape::Count("the index of an entry", 1, u64::MAX)))]
                = (Corrupt { node, index: Some(index) });
        "wipe" "wipe NODE",
            "Loses a node's disk, and stops the node. Raft does not allow for that: a server that forgets may vote twice, \
             and forget what was committed. So a restart refuses to serve from an empty disk, and a server with another \
             number has to take its place; restart empty does it all the same.",
            "wipe n1",
            [(node: NODE)] = (Wipe(node));
        "slow" "slow NODE TIME..TIME, or slow NODE off",
            "Gives a node's disk its own time for a write, whatever set disk says of all.",
            "slow n1 20ms..40ms",
            [(node: NODE) (span_us: Argument::Of(Shape::OrOff(&Shape::Range(0))))]
                = (Slow { node, span_us });
        "disk" "disk NODE full, hung or ok, or disk NODE misdirect or stale",
            "Lets a node's disk fail every write, as there is no room, so that a leader steps down; or end none; or work \
             again, and do what it has not done. Or lets its next write land in the place of something else, or nowhere, \
             and be said to be done: a restart may find that by the checksums, or what stood there before. No protocol can \
             help then, and checks may fail.",
            "disk n1 full",
            [(node: NODE) ("misdirect")] = (Misdirect(node));
            [(node: NODE) ("stale")] = (Stale(node));
            [(node: NODE) (medium: Argument::Medium)] = (Disk { node, medium });
        "lie" "lie NODE on, or lie NODE off",
            "Lets a node's disk say at once that a write is done, and do it later. A crash then loses what others were \
             told is safe: no protocol can help, and checks may fail.",
            "lie n1 on",
            [(node: NODE) (lies: Argument::Of(Shape::Switch))] = (Lie { node, lies });
        "clock" "clock NODE RATE, or clock NODE +TIME or -TIME",
            "Lets a node's clock run fast or slow, and its timers with it, from their next start on; 100% is true. Or lets \
             it jump, forward or back, and its timers that run fire so much earlier or later: no lease is prepared for that.",
            "clock n1 105%",
            [(node: NODE) (jump: Argument::Jump)] = (ClockJump { node, jump });
            [(node: NODE) (rate_ppm: Argument::Of(Shape::Rate(MIN_CLOCK_PPM, MAX_CLOCK_PPM)))]
                = (Clock { node, rate_ppm });
    }

    "protocol" {
        "reseed" ("redraw") "reseed SEED",
            "Whatever is drawn by chance from now on is drawn as in a cluster of this seed. What was drawn before stays.",
            "reseed 7",
            [(seed: Argument::Of(Shape::Count("a seed", 0, u64::MAX)))] = (Reseed(seed));
        "timeout" "timeout NODE",
            "Lets a node's election timer run out now.",
            "timeout n3",
            [(node: NODE)] = (Timeout(node));
        "transfer" "transfer NODE",
            "Lets the leader transfer the leadership to this node.",
            "transfer n2",
            [(node: NODE)] = (Transfer(node));
        "stepdown" "stepdown [NODE]",
            "Lets the leader, or a candidate, give up.",
            "stepdown leader",
            [(node: NODE)] = (StepDown(Some(node)));
            [] = (StepDown(None));
        "snapshot" "snapshot [NODE]",
            "Lets a node, or every one, write down its state and cut its log.",
            "snapshot n2",
            [(node: NODE)] = (Snapshot(Some(node)));
            [] = (Snapshot(None));
        "add" "add NODES [as learner]",
            "Lets nodes join the cluster, all at once: as voters, once they have caught up; or as learners, who get the log and \
             stay without a vote until they are promoted.",
            "add n6 n7",
            [(new: Argument::Newcomers) ("as") ("learner")] = (AddLearners(new));
            [(new: Argument::Newcomers)] = (Add(new));
        "promote" "promote NODES",
            "Gives learners a vote, all at once, once they have caught up.",
            "promote n6",
            [(learners: Argument::Members)] = (Promote(learners));
        "demote" "demote NODES",
            "Makes learners of voters, all at once: they go on getting the log. A leader hands its leadership over.",
            "demote n2",
            [(voters: Argument::Members)] = (Demote(voters));
        "remove" "remove NODES",
            "Lets nodes leave the cluster, all at once, voters and learners.",
            "remove n1",
            [(old: Argument::Members)] = (Remove(old));
        "replace" "replace NODES with NODES",
            "Lets some nodes leave and others join, all at once.",
            "replace n1 n2 with n6 n7",
            [(old: Argument::Members) ("with") (new: Argument::Newcomers)] = (Replace { old, new });
    }

    "checks" {
        "break" "break RULE, or break one of RULES",
            "Lets every node follow a wrong rule, or the one of some that the seed chooses; a mission does not tell which.",
            "break vote-twice",
            [("one") ("of") (rules: Argument::Rules)] = (BreakOneOf(rules));
            [(rule: Argument::Rule)] = (Break(rule));
        "mend" "mend RULE, or mend all",
            "Lets every node follow the rule again.",
            "mend all",
            [("all")] = (Mend(None));
            [(rule: Argument::Rule)] = (Mend(Some(rule)));
        "failover" "failover [SEEDS]",
            "Crashes the leader of so many clusters like this one, or of 200, and tells how long nobody led.",
            "failover 200",
            [(seeds: count("a number of seeds", MAX_FAILOVERS))] = (Failover(seeds));
            also [] = (Failover(DEFAULT_FAILOVERS));
        "find" ("search", "explore") "find CONDITION [within TIME] [using MOVES] [most COUNT moves]",
            "Looks for a schedule from this moment on that leads to where the condition holds: first every schedule of few moves, \
             one after another, then many by chance. What it finds, shortened, is shown on a branch of its own; or it says what it \
             looked through.",
            "find violated within 2s using crash restart put most 3 moves",
            [(find: Argument::Find)] = (Find(find));
        "odds" ("likelihood") "odds CONDITION [over TIME]",
            "Where the condition holds: how likely it was to come to that, at moments of the time before (5s). From each, the cluster \
             goes on several times with other random numbers and the same commands. Names the event after which it was likely.",
            "odds violated over 5s",
            [(condition: Argument::Condition) ("over") (over_us: TIME)] = (Odds { condition, over_us });
            also [(condition: Argument::Condition)] = (Odds { condition, over_us: DEFAULT_PAST_US });
        "rescue" ("avert") "rescue CONDITION [over TIME]",
            "Where the condition holds: which single change in the time before (5s) would have averted it: a packet that arrives, \
             comes later or is lost, a write that is done sooner, a command that is not given. The latest are tried first.",
            "rescue violated over 5s",
            [(condition: Argument::Condition) ("over") (over_us: TIME)] = (Rescue { condition, over_us });
            also [(condition: Argument::Condition)] = (Rescue { condition, over_us: DEFAULT_PAST_US });
        "enabled" ("moves", "next") "enabled",
            "Lists what can happen next: what is under way, with when it is due, and the faults; and what each would change at \
             once. Votes, roles and commits stand first.",
            "enabled",
            [] = (Enabled);
        "rules" ("coverage") "rules [next]",
            "Lists the rules of the paper's figure 2 and of the dissertation, and which of them were at work up to now, how often, \
             and when first. With next, tries a few seeds with chaos, and names one that shows a rule which was not.",
            "rules",
            [] = (Rules);
            [("next")] = (NextRule);
    }

    "set-up" {
        "cluster" at Beginning "cluster NODES",
            "Begins anew with 1 to 51 nodes.",
            "cluster 5",
            [(nodes: count("a number of nodes", MAX_NODES))] = (Cluster(nodes));
        "seed" at Beginning "seed NUMBER, or seed from \"NAME\"",
            "Begins anew with this seed of every random choice; or with the one that a name leads to.",
            "seed 42",
            [("from") (name: Argument::Name)] = (SeedFrom(name));
            [(seed: Argument::Of(Shape::Count("a seed", 0, u64::MAX)))] = (Seed(seed));
        "preset" at SetUp "preset paper, system-a or system-b",
            "Turns all knobs at once.",
            "preset system-b",
            [(preset: Argument::Preset)] = (Preset(preset));
        "set" at SetUp "set KNOB VALUE [for NODE], or set clear for NODE",
            "Turns a knob; or one of the protocol at one node, which keeps it whatever happens, until it is clear.",
            "set heartbeat 50ms",
            [("clear") ("for") (node: NODE)] = (ClearFor(node));
            [(setting: Argument::Setting) ("for") (node: NODE)] = (SetFor { setting, node });
            [(setting: Argument::Setting)] = (Set(setting));
    }

    "time" {
        "advance" ("wait", "sleep") "advance TIME",
            "Lets virtual time pass.",
            "advance 500ms",
            [(us: TIME)] = (Advance(us));
        "until" "until CONDITION within TIME",
            "Lets virtual time pass until the condition holds.",
            "until leader within 5s",
            [(condition: Argument::Condition) ("within") (within_us: TIME)]
                = (Until { condition, within_us });
        "expect" ("assert") "expect CONDITION",
            "Fails if the condition does not hold.",
            "expect value n1 x = 1",
            [(condition: Argument::Condition)] = (Expect(condition));
        "repeat" ("loop") "repeat COUNT",
            "In a script: what stands between it and its `end`, on lines of their own, happens so often.",
            "repeat 5",
            [(times: count("a number of rounds", MAX_REPEAT))] = (Repeat(times));
        "end" "end",
            "Ends a repeat.",
            "end",
            [] = (End);
        "say" ("echo", "print") "say \"WORDS\"",
            "Tells whoever watches.",
            "say \"Now the leader is cut off.\"",
            [(words: Argument::Words)] = (Say(words));
    }

    "lessons" {
        "ask" "ask \"QUESTION\" \"ANSWER\" when CONDITION ; ..., or ask \"QUESTION\" pick node|entry when CONDITION of it, or \
             ask \"QUESTION\" pick packet that brings CONDITION",
            "Asks whoever watches what comes next; the last answer may stand before `otherwise`. No answer's condition holds yet: \
             what happens decides, and reveal tells.",
            "ask \"Who leads next?\" \"n1\" when leader is n1 ; \"nobody\" otherwise",
            [(ask: Argument::Question)] = (Ask(ask));
        "reveal" "reveal [within TIME]",
            "Tells which answer is right, and why: just one has to be. Or lets time pass until one is.",
            "reveal within 2s",
            [("within") (us: TIME)] = (RevealWithin(us));
            [] = (Reveal);
        "quiz" "quiz",
            "Asks what comes next from this moment on, where that is not plain; nobody wrote the question. On the page time stands \
             until it is answered.",
            "quiz",
            [] = (Quiz);
        "task" "task \"WORDS\"",
            "Begins a mission: what is to be done.",
            "task \"Let n3 lead.\"",
            [(words: Argument::Words)] = (Task(words));
        "goal" "goal [\"NAME\"] [always or never] CONDITION [within TIME] [worth POINTS]",
            "What a mission demands: a condition that is to hold once, in time if there is one, or always, or never.",
            "goal \"n3 leads\" leader is n3 within 5s",
            [(goal: Argument::Goal)] = (Goal(goal));
        "allow" "allow COMMANDS",
            "What may be used in a mission, besides looking, waiting and telling; a beginning such as \"set prevote\" allows just that.",
            "allow crash restart",
            [(uses: Argument::Uses)] = (Allow(uses));
        "limit" "limit COUNT commands",
            "How many commands may be used in a mission.",
            "limit 3 commands",
            [(most: count("a number of commands", MAX_LIMIT)) ("commands")] = (Limit(most));
        "par" "par COUNT commands",
            "How many commands are enough for a mission.",
            "par 2 commands",
            [(enough: count("a number of commands", MAX_LIMIT)) ("commands")] = (Par(enough));
        "open" "open until DATE TIME",
            "Until when what is handed in for a mission counts, in UTC.",
            "open until 2027-01-31 18:00",
            [("until") (minute: Argument::Minute)] = (OpenUntil(minute));
        "hint" "hint \"WORDS\"",
            "What helps in a mission, for who asks for it.",
            "hint \"Who else could be elected?\"",
            [(words: Argument::Words)] = (Hint(words));
    }

    "session" {
        "go" "go TIME, go TIME after N, or go \"BOOKMARK\"",
            "Shows another moment; `after` N of its commands, the others are yet to be done.",
            "go 2.5s",
            [(us: Argument::Moment)] = (Travel(Travel::Go(us)));
            [(us: Argument::Moment) ("after") (done: Argument::Of(DONE))]
                = (Travel(Travel::GoAfter(us, done)));
            [(name: Argument::Bookmark)] = (Travel(Travel::GoTo(name)));
        "bookmark" "bookmark \"NAME\"",
            "Gives the present moment a name.",
            "bookmark \"the crash\"",
            [(name: Argument::Name)] = (Travel(Travel::Bookmark(name)));
        "unbookmark" "unbookmark \"NAME\"",
            "Takes that name away again.",
            "unbookmark \"the crash\"",
            [(name: Argument::Bookmark)] = (Travel(Travel::Unbookmark(name)));
        "branches" "branches",
            "Lists the branches, and which one is shown.",
            "branches",
            [] = (Travel(Travel::Branches));
        "branch" "branch NUMBER, or branch \"NAME\"",
            "Shows another branch.",
            "branch 2",
            [(number: Argument::Branch)] = (Travel(Travel::Branch(number)));
            [(name: Argument::Name)] = (Travel(Travel::BranchTo(name)));
        "rename" "rename \"NAME\"",
            "Gives the branch that is shown a name.",
            "rename \"without the crash\"",
            [(name: Argument::Name)] = (Travel(Travel::Rename(name)));
    }
}

const DONE: Shape = Shape::Count("how many of its commands are done", 0, u32::MAX as u64);

/// Every command, group by group.
pub fn entries() -> impl Iterator<Item = &'static Entry> {
    rows().map(|row| &row.entry)
}

fn rows() -> impl Iterator<Item = &'static Row> {
    GROUPS.iter().flat_map(|group| group.rows)
}

/// The command of this name, in lower case.
pub(super) fn row(name: &str) -> Option<&'static Row> {
    rows().find(|row| row.entry.name == name)
}

/// Reads the name of a command, which an error calls `what` if there is nothing.
pub(super) fn row_of(cursor: &mut Cursor<'_>, what: &str) -> Result<&'static Row, ScriptError> {
    let token = cursor.word(what)?;
    let name = token.source.to_ascii_lowercase();
    row(&name).ok_or_else(|| {
        // What other systems call it tells more than likeness does.
        let alias = rows().find(|row| row.aliases.contains(&name.as_str()));
        let meant = alias.map(|row| row.entry.name);
        let expected = match meant.or_else(|| nearest(&name, entries().map(|entry| entry.name))) {
            Some(guess) => format!("a command; did you mean {guess}?"),
            None => "a command; help lists them".to_owned(),
        };
        cursor.unexpected(&token, &expected)
    })
}
