//! The commands as data. How each is written, and read, stands in the table of `commands`.

use super::ask::Ask;
use super::bug::Bug;
use super::condition::Condition;
use super::end::{ClientLink, ClientRef};
use super::filter::{Coming, PacketsRef};
use super::find::Find;
use super::goal::{Goal, Uses};
use super::inquiry::Inquiry;
use super::jump::Jump;
use super::knobs::Setting;
use super::link::{LinkRef, LinkSetting};
use super::load::Load;
use super::minute::Minute;
use super::named::named;
use super::node::NodeRef;
use super::packet::PacketRef;
use super::travel::Travel;

/// One line of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The line's number in its text, from 1.
    pub number: u32,
    /// In which round it is, from 1, of each `repeat` that it stands in, the outermost first.
    pub rounds: Vec<u32>,
    /// `@1.5s`: first let virtual time reach this many microseconds since the start.
    pub at_us: Option<u64>,
    /// What to do; `None` on a line that only has a time.
    pub command: Option<Command>,
    /// A trailing `&`: do not wait for the client's answer.
    pub background: bool,
}

/// One command. The texts and numbers within it keep the bounds that [`super::bounds`] names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// `cluster 5`: how many nodes, 1 to 51; begins anew.
    Cluster(u32),
    /// `seed 42`: the seed of every random choice; begins anew.
    Seed(u64),
    /// `seed from "Ada"`: the seed that a name leads to; begins anew.
    SeedFrom(String),
    /// `preset paper`: all knobs at once.
    Preset(Preset),
    /// `set heartbeat 50ms`: one knob.
    Set(Setting),
    /// `set prevote on for n2`: one knob of one node, whatever the others have.
    SetFor { setting: Setting, node: NodeRef },
    /// `set clear for n2`: its knobs are those of all others again.
    ClearFor(NodeRef),

    /// `crash n1`: volatile state and unsynced writes are gone.
    Crash(NodeRef),
    /// `restart n1`: from what is on disk.
    Restart(NodeRef),
    /// `restart n1 empty`: under its old number, with another disk that is empty.
    RestartEmpty(NodeRef),
    /// `pause n1`: the process stops; nothing is lost.
    Pause(NodeRef),
    /// `resume n1`: it goes on.
    Resume(NodeRef),
    /// `partition n1 n2 | n3 n4 n5`: only links within a group stay; nodes not named form one more group.
    Partition(Vec<Vec<NodeRef>>),
    /// `partition only n1 n2 | n3 n4 n5`: the same, and whatever else was cut is mended.
    PartitionOnly(Vec<Vec<NodeRef>>),
    /// `cut n1 > n2` (one way) or `cut n1 n2` (both ways).
    Cut(LinkRef),
    /// `cut c2 n1`, `cut c2 > n1` or `cut n1 > c2`: between a client and a node.
    CutClient(ClientLink),
    /// `heal c2 n1`: it is whole again.
    HealClient(ClientLink),
    /// `heal`: every cut and partition; `heal n1 n2`: the link between two nodes, both ways.
    Heal(Option<(NodeRef, NodeRef)>),
    /// `drop p17`: lose a packet in flight.
    Drop(PacketRef),
    /// `duplicate p17`: a second copy of a packet in flight.
    Duplicate(PacketRef),
    /// `delay p17 50ms`: let it arrive this much later.
    Delay {
        packet: PacketRef,
        /// By how many microseconds.
        by_us: u64,
    },
    /// `deliver p17`: let it arrive now.
    Deliver(PacketRef),
    /// `drop next append n1 > n2`, `drop all acks n2 > n1`: lose packets as they are sent.
    DropComing(Coming),
    /// `duplicate next vote n2`: a second copy of each.
    DuplicateComing(Coming),
    /// `delay next ack n2 > n1 50ms`: let each arrive this much later.
    DelayComing {
        coming: Coming,
        /// By how many microseconds.
        by_us: u64,
    },
    /// `hold acks n2 > n1`: let them wait until they are released.
    Hold(Coming),
    /// `release acks n2 > n1`: what such filters hold goes on, and they stand no longer; `release`: all of them.
    Release(Option<PacketsRef>),
    /// `partition ring`: each node hears its two neighbours only.
    PartitionRing,
    /// `clog n1 > n2` (one way) or `clog n1 n2` (both ways): packets wait on the link, and none is lost.
    Clog(LinkRef),
    /// `unclog`: every link; `unclog n1 > n2` or `unclog n1 n2`: what waited arrives, in order.
    Unclog(Option<LinkRef>),
    /// `link n1 > n2 loss 10%` (one way) or `link n1 n2 loss 10%` (both ways): the weather of a link.
    Link {
        link: LinkRef,
        /// What it is like from now on.
        setting: LinkSetting,
    },
    /// `link clear`: every link is as the knobs say.
    ClearLinks,
    /// `crash n1 after write`: it crashes as soon as its next write is durable, before anything is sent.
    CrashAfterWrite(NodeRef),
    /// `tear n1`: it crashes in the middle of the write under way, or of the next one.
    Tear(NodeRef),
    /// `fsync n1`: the write under way is done now.
    Fsync(NodeRef),
    /// `corrupt n1 7`: a bit of this entry rots on its disk; `corrupt n1`: of anything there.
    Corrupt {
        /// Whose disk.
        node: NodeRef,
        /// Which entry.
        index: Option<u64>,
    },
    /// `wipe n1`: its disk is lost.
    Wipe(NodeRef),
    /// `slow n1 20ms..40ms`: how long its disk takes for a write; `slow n1 off`: as long as the knobs say.
    Slow {
        /// Whose disk.
        node: NodeRef,
        /// Least and most, in microseconds.
        span_us: Option<(u64, u64)>,
    },
    /// `disk n1 full`: its disk fails every write; `disk n1 hung`: it ends none; `disk n1 ok`: it works again.
    Disk {
        /// Whose disk.
        node: NodeRef,
        /// What it does with writes.
        medium: Medium,
    },
    /// `disk n1 misdirect`: its next write lands in the place of something else.
    Misdirect(NodeRef),
    /// `disk n1 stale`: its next write is lost, and a restart finds what stood there before.
    Stale(NodeRef),
    /// `lie n1 on`: its disk says that writes are done before they are; `lie n1 off`: only when they are.
    Lie {
        /// Whose disk.
        node: NodeRef,
        /// Whether it does.
        lies: bool,
    },
    /// `clock n1 105%`: how fast a node's clock runs.
    Clock {
        node: NodeRef,
        /// Its rate in parts per million of the true one.
        rate_ppm: u32,
    },
    /// `clock n1 +500ms`, `clock n1 -500ms`: it is set forward or back, at once.
    ClockJump {
        node: NodeRef,
        /// By how much.
        jump: Jump,
    },

    /// `chaos on`, `chaos on wild`, `chaos on all`: trouble comes by itself; `chaos off`: no more, and what is broken is mended.
    Chaos(Option<ChaosLevel>),

    /// `break vote-twice`: every node follows this wrong rule from now on.
    Break(Bug),
    /// `break one of vote-twice commit-alone`: the same with one of these, as the seed has it.
    BreakOneOf(Vec<Bug>),
    /// `mend vote-twice`: no node does any more; `mend all`: nor any other.
    Mend(Option<Bug>),

    /// `failover 200`: how long nobody leads when the leader crashes, in so many clusters like this one.
    Failover(u32),

    /// `find violated within 1s most 3 moves`: a schedule from here on that leads to where the condition holds.
    Find(Find),

    /// `odds violated over 5s`: how likely it was to come to this, at each moment before.
    Odds {
        condition: Condition,
        /// How far back, in microseconds.
        over_us: u64,
    },
    /// `rescue violated over 5s`: which single change would have averted it.
    Rescue {
        condition: Condition,
        /// How far back, in microseconds.
        over_us: u64,
    },

    /// `enabled`: what can happen next, and what each would change.
    Enabled,
    /// `rules`: which rules of the protocol were at work up to now.
    Rules,
    /// `rules next`: where one is to be seen that was not.
    NextRule,

    /// `reseed 7`: what is drawn from now on is drawn as a cluster of this seed would.
    Reseed(u64),

    /// `timeout n3`: its election timer fires now.
    Timeout(NodeRef),
    /// `transfer n2`: the leader hands its leadership to this node.
    Transfer(NodeRef),
    /// `stepdown n1`: it stops leading, or standing for election; without a node, the leader.
    StepDown(Option<NodeRef>),
    /// `snapshot n2`: it writes down its state, and cuts its log; without a node, every node that runs.
    Snapshot(Option<NodeRef>),
    /// `add n6 n7`: these nodes join the cluster, all at once.
    Add(Vec<NodeRef>),
    /// `add n6 as learner`: these nodes get the log and do not vote, until they are promoted.
    AddLearners(Vec<NodeRef>),
    /// `promote n6`: these learners vote from now on.
    Promote(Vec<NodeRef>),
    /// `demote n2`: these voters are learners from now on.
    Demote(Vec<NodeRef>),
    /// `remove n1 n2`: these nodes leave the cluster, all at once.
    Remove(Vec<NodeRef>),
    /// `replace n1 n2 with n6 n7`: some leave and others join, all at once.
    Replace {
        /// Who leaves.
        old: Vec<NodeRef>,
        /// Who joins.
        new: Vec<NodeRef>,
    },

    /// `put k v` and its like: the client's operations.
    Client(ClientOp),
    /// `client c2 connect n3`: another client appears, or one that is there turns to this node.
    ClientConnect { client: ClientRef, node: NodeRef },
    /// `c2: put k v`: another client asks.
    ClientAsks {
        client: ClientRef,
        /// For what.
        operation: ClientOp,
    },
    /// `pipe 40`: that many random operations at once.
    Pipe(u32),
    /// `load 300/s for 10s clients 10`: random operations at a steady rate.
    Load(Load),
    /// `connect n2`: the client talks to this node next.
    Connect(NodeRef),
    /// `show_log`, of the node the client is attached to, or `show_log n2`.
    ShowLog(Option<NodeRef>),
    /// `status`: a line a node.
    Status,
    /// `why n2`, `why not leader n3`: what led there, and the rule.
    Why(Inquiry),
    /// `exit`: ends the client's session; in a script, ends the script.
    Exit,
    /// `help`, or `help put`: about one command, by its name in lower case.
    Help(Option<String>),

    /// `advance 500ms`: let virtual time pass.
    Advance(u64),
    /// `until leader within 5s`: let virtual time pass until the condition holds; failing is an error.
    Until {
        /// What to wait for.
        condition: Condition,
        /// The longest wait in microseconds.
        within_us: u64,
    },
    /// `expect value n1 x = 1`: must hold now; failing is an error.
    Expect(Condition),
    /// `repeat 5`: what stands between it and its `end` happens so often. In scripts only, which are carried out without
    /// either: what is repeated is written out.
    Repeat(u32),
    /// `end`: of the innermost `repeat`.
    End,
    /// `say "..."`: narration; some words.
    Say(String),
    /// `ask "Who leads next?" "n1" when leader is n1 ; "nobody" otherwise`: a question to whoever watches.
    Ask(Ask),
    /// `reveal`: which answer is right, by what holds now.
    Reveal,
    /// `reveal within 2s`: the same, as soon as one is, or after so many microseconds.
    RevealWithin(u64),
    /// `quiz`: a question to whoever watches about what comes next, which nobody has written.
    Quiz,
    /// `task "Let n3 lead."`: what whoever plays a mission is to do.
    Task(String),
    /// `goal leader is n3 within 5s`: what has to hold, and when.
    Goal(Goal),
    /// `allow crash restart`: what may be used.
    Allow(Uses),
    /// `limit 3 commands`: how many may be used.
    Limit(u32),
    /// `par 2 commands`: how many are enough.
    Par(u32),
    /// `open until 2027-01-31 18:00`: until when what is done counts, in UTC.
    OpenUntil(Minute),
    /// `hint "Who else could be elected?"`: for who asks for it.
    Hint(String),
    /// `go 2.5s`, `bookmark "the crash"`, `branch 2`: going about in the session.
    Travel(Travel),
}

/// What a client asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClientOp {
    /// `get k`
    Get(String),
    /// `put k v`
    Put(String, String),
    /// `delete k`
    Delete(String),
    /// `cas k old new`
    Cas(String, String, String),
    /// `create k v`
    Create(String, String),
    /// `read k`
    Read(String),
    /// `update k v`
    Update(String, String),
}

named! {
    /// How bad chaos is.
    ChaosLevel {
        /// One thing at a time, and a majority always runs.
        Mild = "mild",
        /// Everything at once.
        Wild = "wild",
        /// That, and faults of single messages, clients, knobs, disks and clocks.
        All = "all",
    }
}

named! {
    /// What a disk does with writes.
    Medium {
        /// It carries them out.
        Ok = "ok",
        /// There is no room: it fails every one of them.
        Full = "full",
        /// It neither carries them out nor fails them.
        Hung = "hung",
    }
}

named! {
    /// A set of knobs with a name.
    Preset {
        /// The paper's suggestions (9.3).
        Paper = "paper",
        /// The knobs of a Flask key-value demonstration: everything in seconds.
        SystemA = "system-a",
        /// The knobs of an asyncio key-value store: batches every 25 ms, heartbeats every 150 ms.
        SystemB = "system-b",
    }
}

impl Line {
    /// A line that nobody has typed.
    pub fn unnumbered(at_us: Option<u64>, command: Option<Command>) -> Self {
        let background = command.as_ref().is_some_and(Command::can_run_in_background);
        Self { number: 0, rounds: Vec::new(), at_us, command, background }
    }

    /// Where it stands: its number, and in which round it is if it is repeated.
    pub fn place(&self) -> String {
        match self.rounds.as_slice() {
            [] => format!("line {}", self.number),
            [outer, inner @ ..] => {
                let inner = inner.iter().map(|round| format!(", round {round} within that"));
                format!("line {}, round {outer}{}", self.number, inner.collect::<String>())
            }
        }
    }
}

impl Command {
    /// Whether a trailing `&` means anything to it: whether it asks something of the cluster as a client.
    pub fn can_run_in_background(&self) -> bool {
        let asks = matches!(self, Self::Client(_) | Self::ClientAsks { .. });
        asks || matches!(self, Self::Pipe(_) | Self::Load(_))
    }
}
