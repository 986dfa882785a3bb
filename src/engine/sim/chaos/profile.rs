//! Fault profiles: each a table of what happens how often.

use crate::raft::TimerRange;
use crate::script::ChaosLevel;

/// Which faults happen, how often and how close together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultProfile {
    /// Something now and then, one thing at a time, and a majority always runs: clients hardly notice.
    Mild,
    /// Everything, and often before the last thing is over: whole clusters stop, and have to recover.
    Wild,
    /// That, and faults of single messages, clients, knobs, disks and clocks.
    All,
    /// For the fuzzer: everything, in any mix, and clients' operations with it.
    Mixed,
    /// For the fuzzer: no leader lives long, just long enough to leave some of its entries with some of the others. The
    /// commit rule (paper 5.4.2) matters only here, and a mix rarely gets here.
    LeaderCrashes,
    /// For the fuzzer: messages that come late, or twice, when another leader rules or the same one anew.
    LateMessages,
    /// For the fuzzer: leaders that have been cut off, and a client that asks whomever it likes.
    StaleLeaders,
    /// For the fuzzer: nodes that join and leave all the while, and with that everything that harms no disk for good.
    Membership,
    /// For the fuzzer: reads by lease, with links that hold messages back, leaders that hand over, and a client that asks
    /// whoever leads or did.
    Leases,
    /// For the fuzzer: disks that are slow and steady, and nothing else but load. A leader that hears its followers has
    /// no reason to go (see [`Steadiness`](crate::fuzz)).
    SlowDisks,
}

/// Something that can go wrong, or right again, or be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    Crash,
    CrashLeader,
    Restart,
    Pause,
    Resume,
    Timeout,
    Transfer,
    StepDown,
    Snapshot,
    Partition,
    Cut,
    IsolateLeader,
    Heal,
    Ring,
    Clog,
    Unclog,
    Weather,
    CrashAfterWrite,
    Tear,
    Slow,
    Clock,
    Drop,
    Duplicate,
    Delay,
    Connect,
    Pipe,
    Look,
    Operation,
    Rot,
    Wipe,
    Lie,
    Change,
    /// Links are cut one by one, in any order, and healed one by one in another.
    Swizzle,
    /// A clock leaps ahead or falls behind: for a short time it runs much too fast, or hardly at all.
    ClockJump,
    /// A voter is cut off from a new leader while it holds back what the old one has said to it: it hears that late, in a
    /// later term.
    LateTerm,
    /// A knob is turned in mid-run.
    Knob,
    /// The client turns to whoever leads, or did and does not know better.
    ConnectLeader,
    /// The next few messages of a type meet a filter.
    Filter,
    /// A client is cut off from a node, for a while.
    CutClient,
    /// A node has a knob for itself, for a while.
    OwnKnob,
    /// A disk is full, or hangs, for a while.
    Medium,
    /// A clock is set forward or back.
    Jump,
}

const MILD: &[(u32, Trouble)] = &[
    (3, Trouble::Crash),
    (5, Trouble::Restart),
    (2, Trouble::Pause),
    (4, Trouble::Resume),
    (1, Trouble::Timeout),
    (1, Trouble::Transfer),
    (2, Trouble::Cut),
    (3, Trouble::Heal),
    (2, Trouble::Drop),
    (2, Trouble::Duplicate),
    (2, Trouble::Delay),
    (1, Trouble::Clog),
    (2, Trouble::Unclog),
    (1, Trouble::Weather),
    (1, Trouble::CrashAfterWrite),
    (1, Trouble::Slow),
    (1, Trouble::Snapshot),
];

const WILD: &[(u32, Trouble)] = &[
    (2, Trouble::Crash),
    (1, Trouble::CrashLeader),
    (4, Trouble::Restart),
    (1, Trouble::Pause),
    (2, Trouble::Resume),
    (1, Trouble::Timeout),
    (1, Trouble::Transfer),
    (1, Trouble::StepDown),
    (1, Trouble::Partition),
    (1, Trouble::IsolateLeader),
    (1, Trouble::Cut),
    (2, Trouble::Heal),
    (1, Trouble::Drop),
    (1, Trouble::Duplicate),
    (1, Trouble::Delay),
    (1, Trouble::Ring),
    (1, Trouble::Clog),
    (2, Trouble::Unclog),
    (1, Trouble::Weather),
    (1, Trouble::CrashAfterWrite),
    (1, Trouble::Tear),
    (1, Trouble::Slow),
    (1, Trouble::Clock),
    (1, Trouble::Snapshot),
    (1, Trouble::Change),
];

// Of what is mended later by itself, less is enough.
const ALL: &[(u32, Trouble)] = &[
    (2, Trouble::Crash),
    (1, Trouble::CrashLeader),
    (4, Trouble::Restart),
    (1, Trouble::Pause),
    (2, Trouble::Resume),
    (1, Trouble::Timeout),
    (1, Trouble::Transfer),
    (1, Trouble::StepDown),
    (1, Trouble::Partition),
    (1, Trouble::IsolateLeader),
    (1, Trouble::Cut),
    (3, Trouble::Heal),
    (1, Trouble::Clog),
    (2, Trouble::Unclog),
    (1, Trouble::Weather),
    (1, Trouble::CrashAfterWrite),
    (1, Trouble::Tear),
    (1, Trouble::Slow),
    (1, Trouble::Clock),
    (1, Trouble::Snapshot),
    (1, Trouble::Change),
    (1, Trouble::Swizzle),
    (4, Trouble::Filter),
    (1, Trouble::CutClient),
    (2, Trouble::OwnKnob),
    (2, Trouble::Medium),
    (2, Trouble::Jump),
];

const MIXED: &[(u32, Trouble)] = &[
    (2, Trouble::Crash),
    (3, Trouble::Restart),
    (1, Trouble::Pause),
    (2, Trouble::Resume),
    (1, Trouble::Timeout),
    (1, Trouble::Transfer),
    (1, Trouble::StepDown),
    (1, Trouble::Snapshot),
    (1, Trouble::Partition),
    (1, Trouble::Cut),
    (1, Trouble::Heal),
    (1, Trouble::Drop),
    (1, Trouble::Duplicate),
    (1, Trouble::Delay),
    (1, Trouble::Ring),
    (1, Trouble::Clog),
    (1, Trouble::Unclog),
    (1, Trouble::Weather),
    (1, Trouble::CrashAfterWrite),
    (1, Trouble::Tear),
    (1, Trouble::Slow),
    (1, Trouble::Clock),
    (4, Trouble::Pipe),
    (4, Trouble::Operation),
    (1, Trouble::Rot),
    (1, Trouble::Wipe),
    (1, Trouble::Lie),
    (2, Trouble::Change),
    (1, Trouble::Swizzle),
    (1, Trouble::ClockJump),
    (1, Trouble::Knob),
];

const LEADER_CRASHES: &[(u32, Trouble)] = &[
    (3, Trouble::CrashLeader),
    (3, Trouble::Restart),
    (1, Trouble::Timeout),
    (3, Trouble::Operation),
];

const LATE_MESSAGES: &[(u32, Trouble)] = &[
    (3, Trouble::Timeout),
    (2, Trouble::Transfer),
    (1, Trouble::StepDown),
    (5, Trouble::Delay),
    (2, Trouble::Duplicate),
    (1, Trouble::IsolateLeader),
    (2, Trouble::Cut),
    (2, Trouble::Heal),
    (1, Trouble::Crash),
    (2, Trouble::Restart),
    (5, Trouble::Operation),
];

const STALE_LEADERS: &[(u32, Trouble)] = &[
    (3, Trouble::IsolateLeader),
    (1, Trouble::Partition),
    (4, Trouble::Heal),
    (1, Trouble::Pause),
    (2, Trouble::Resume),
    (1, Trouble::Timeout),
    (1, Trouble::Transfer),
    (1, Trouble::Clock),
    (1, Trouble::Delay),
    (5, Trouble::Connect),
    (5, Trouble::Look),
    (5, Trouble::Operation),
    (1, Trouble::Pipe),
    (1, Trouble::Swizzle),
    (1, Trouble::Knob),
];

const LEASES: &[(u32, Trouble)] = &[
    (6, Trouble::LateTerm),
    (4, Trouble::Clog),
    (4, Trouble::Unclog),
    (3, Trouble::Transfer),
    (3, Trouble::Timeout),
    (1, Trouble::StepDown),
    (2, Trouble::IsolateLeader),
    (3, Trouble::Cut),
    (2, Trouble::Heal),
    (1, Trouble::Delay),
    (1, Trouble::Pause),
    (2, Trouble::Resume),
    (1, Trouble::CrashLeader),
    (2, Trouble::Restart),
    (1, Trouble::Clock),
    (1, Trouble::Knob),
    (6, Trouble::ConnectLeader),
    (8, Trouble::Look),
    (4, Trouble::Operation),
    (1, Trouble::Pipe),
];

const SLOW_DISKS: &[(u32, Trouble)] =
    &[(2, Trouble::Slow), (3, Trouble::Operation), (1, Trouble::Pipe), (1, Trouble::Snapshot)];

// No disk rots here: how many disks may rot depends on who takes part, and that may be another question a moment later.
const MEMBERSHIP: &[(u32, Trouble)] = &[
    (8, Trouble::Change),
    (2, Trouble::CrashLeader),
    (1, Trouble::Crash),
    (4, Trouble::Restart),
    (1, Trouble::Pause),
    (2, Trouble::Resume),
    (2, Trouble::Timeout),
    (1, Trouble::Transfer),
    (1, Trouble::StepDown),
    (1, Trouble::Snapshot),
    (1, Trouble::Partition),
    (1, Trouble::IsolateLeader),
    (1, Trouble::Cut),
    (3, Trouble::Heal),
    (1, Trouble::Delay),
    (1, Trouble::Duplicate),
    (1, Trouble::CrashAfterWrite),
    (1, Trouble::Swizzle),
    (1, Trouble::Clog),
    (1, Trouble::Unclog),
    (1, Trouble::Slow),
    (1, Trouble::Tear),
    (3, Trouble::Operation),
];

impl FaultProfile {
    /// Every profile that the fuzzer knows.
    pub const ALL_FOR_FUZZING: [Self; 7] = [
        Self::Mixed,
        Self::LeaderCrashes,
        Self::LateMessages,
        Self::StaleLeaders,
        Self::Membership,
        Self::Leases,
        Self::SlowDisks,
    ];

    /// Its name, as after `--profile`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mild => "mild",
            Self::Wild => "wild",
            Self::All => "all",
            Self::Mixed => "mixed",
            Self::LeaderCrashes => "leader-crashes",
            Self::LateMessages => "late-messages",
            Self::StaleLeaders => "stale-leaders",
            Self::Membership => "membership",
            Self::Leases => "leases",
            Self::SlowDisks => "slow-disks",
        }
    }

    /// What the fuzzer chooses from; what stands here more than once is chosen more often.
    pub(super) const FOR_FUZZING: &[Self] = &[
        Self::Mixed,
        Self::Mixed,
        Self::LeaderCrashes,
        Self::LeaderCrashes,
        Self::LateMessages,
        Self::StaleLeaders,
        Self::Membership,
        Self::Membership,
        Self::Leases,
        Self::SlowDisks,
    ];

    /// Which trouble happens, each as often as its weight says.
    pub(super) fn troubles(self) -> &'static [(u32, Trouble)] {
        match self {
            Self::Mild => MILD,
            Self::Wild => WILD,
            Self::All => ALL,
            Self::Mixed => MIXED,
            Self::LeaderCrashes => LEADER_CRASHES,
            Self::LateMessages => LATE_MESSAGES,
            Self::StaleLeaders => STALE_LEADERS,
            Self::Membership => MEMBERSHIP,
            Self::Leases => LEASES,
            Self::SlowDisks => SLOW_DISKS,
        }
    }

    /// How long it is quiet between two troubles: one of these ranges, chosen each time.
    pub(super) fn pauses(self) -> &'static [TimerRange] {
        const MILD: &[TimerRange] = &[TimerRange { min_us: 300_000, max_us: 1_500_000 }];
        const WILD: &[TimerRange] = &[up_to(20), up_to(100), up_to(600)];
        const MIXED: &[TimerRange] = &[up_to(1), up_to(10), up_to(100), up_to(300)];
        const LEADER_CRASHES: &[TimerRange] = &[up_to(5), up_to(20), up_to(60)];
        const LEASES: &[TimerRange] = &[up_to(3), up_to(10), up_to(30), up_to(120)];
        const SLOW_DISKS: &[TimerRange] = &[up_to(20), up_to(300)];
        match self {
            Self::Mild => MILD,
            Self::Wild | Self::All => WILD,
            Self::Mixed => MIXED,
            Self::LeaderCrashes => LEADER_CRASHES,
            Self::LateMessages | Self::StaleLeaders | Self::Membership => MIXED,
            Self::Leases => LEASES,
            Self::SlowDisks => SLOW_DISKS,
        }
    }

    /// How large a cluster it wants; what stands here more than once is wanted more often.
    pub(super) fn sizes(self) -> &'static [u32] {
        match self {
            Self::Mild | Self::Wild | Self::All | Self::Mixed => {
                &[1, 2, 3, 3, 3, 3, 4, 5, 5, 5, 6, 7, 9]
            }
            Self::LeaderCrashes | Self::LateMessages | Self::StaleLeaders => &[3, 3, 5],
            Self::Leases | Self::SlowDisks => &[3, 3, 3, 5],
            Self::Membership => &[1, 2, 3, 3, 4, 5],
        }
    }

    /// How long nothing goes wrong at first, in microseconds.
    pub(super) fn calm_us(self) -> u64 {
        match self {
            // So long that somebody leads.
            Self::SlowDisks => 1_000_000,
            _ => 0,
        }
    }

    /// Whether crashes and pauses always leave a majority running.
    pub(super) fn spares_the_majority(self) -> bool {
        self == Self::Mild
    }
}

const fn up_to(ms: u64) -> TimerRange {
    TimerRange { min_us: 0, max_us: ms * 1_000 }
}

impl From<ChaosLevel> for FaultProfile {
    fn from(level: ChaosLevel) -> Self {
        match level {
            ChaosLevel::Mild => Self::Mild,
            ChaosLevel::Wild => Self::Wild,
            ChaosLevel::All => Self::All,
        }
    }
}
