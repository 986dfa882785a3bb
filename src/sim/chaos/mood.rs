//! Sorts of trouble, each a table of what happens how often.

use crate::raft::TimerRange;
use crate::script::Temper;

/// What sort of trouble it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// Something now and then, one thing at a time, and a majority always runs: clients hardly notice.
    Mild,
    /// Everything, and often before the last thing is over: whole clusters stop, and have to recover.
    Wild,
    /// For the fuzzer: everything, in any mix, and clients' operations with it.
    Mixed,
    /// For the fuzzer: no leader lives long, just long enough to leave some of its entries with some of the others. The
    /// commit rule (paper 5.4.2) matters only here, and a mix rarely gets here.
    Regicide,
    /// For the fuzzer: messages that come late, or twice, when another leader rules or the same one anew.
    Ghosts,
    /// For the fuzzer: leaders that have been cut off, and a client that asks whomever it likes.
    Doubts,
    /// For the fuzzer: everything that harms no disk for good, and nodes that join and leave all the while.
    Churn,
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
    Change,
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
    (3, Trouble::Pipe),
    (3, Trouble::Operation),
    (1, Trouble::Rot),
];

const REGICIDE: &[(u32, Trouble)] = &[
    (3, Trouble::CrashLeader),
    (3, Trouble::Restart),
    (1, Trouble::Timeout),
    (3, Trouble::Operation),
];

const GHOSTS: &[(u32, Trouble)] = &[
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

const DOUBTS: &[(u32, Trouble)] = &[
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
];

// No disk rots here: how many disks may rot depends on who takes part, and that may be another question a moment later.
const CHURN: &[(u32, Trouble)] = &[
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
    (3, Trouble::Operation),
];

impl Mood {
    /// What the fuzzer chooses from; what stands here more than once is chosen more often.
    pub(super) const FOR_FUZZING: &[Self] = &[
        Self::Mixed,
        Self::Mixed,
        Self::Mixed,
        Self::Regicide,
        Self::Regicide,
        Self::Ghosts,
        Self::Doubts,
        Self::Churn,
        Self::Churn,
    ];

    /// Which trouble happens, each as often as its weight says.
    pub(super) fn troubles(self) -> &'static [(u32, Trouble)] {
        match self {
            Self::Mild => MILD,
            Self::Wild => WILD,
            Self::Mixed => MIXED,
            Self::Regicide => REGICIDE,
            Self::Ghosts => GHOSTS,
            Self::Doubts => DOUBTS,
            Self::Churn => CHURN,
        }
    }

    /// How long it is quiet between two troubles: one of these ranges, chosen each time.
    pub(super) fn pauses(self) -> &'static [TimerRange] {
        const MILD: &[TimerRange] = &[TimerRange { min_us: 300_000, max_us: 1_500_000 }];
        const WILD: &[TimerRange] = &[up_to(20), up_to(100), up_to(600)];
        const MIXED: &[TimerRange] = &[up_to(1), up_to(10), up_to(100), up_to(300)];
        const REGICIDE: &[TimerRange] = &[up_to(5), up_to(20), up_to(60)];
        match self {
            Self::Mild => MILD,
            Self::Wild => WILD,
            Self::Mixed => MIXED,
            Self::Regicide => REGICIDE,
            Self::Ghosts | Self::Doubts | Self::Churn => MIXED,
        }
    }

    /// How large a cluster it wants; what stands here more than once is wanted more often.
    pub(super) fn sizes(self) -> &'static [u32] {
        match self {
            Self::Mild | Self::Wild | Self::Mixed => &[1, 2, 3, 3, 3, 3, 4, 5, 5, 5, 6, 7, 9],
            Self::Regicide | Self::Ghosts | Self::Doubts => &[3, 3, 5],
            Self::Churn => &[1, 2, 3, 3, 4, 5],
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

impl From<Temper> for Mood {
    fn from(temper: Temper) -> Self {
        match temper {
            Temper::Mild => Self::Mild,
            Temper::Wild => Self::Wild,
        }
    }
}
