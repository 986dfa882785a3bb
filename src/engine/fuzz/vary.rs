//! Variations of cases: what was almost something new may be it with a command less, a command more, or an end of another
//! case.

use rand_core::{RngCore, SeedableRng};
use rand_xoshiro::SplitMix64;

use crate::script::{
    ClientLink, ClientRef, ClientWay, Coming, Command, EndRef, Jump, Medium, NodeRef, PacketsRef,
    ReadChoice, Setting, Way,
};
use crate::sim::Time;
use crate::sim::chaos::singles::{APPLY_US, FILTERED, JUMPS_US, OWN_KNOBS};

use super::case::{Act, Case};
use super::tolerance::{is_tolerable, promises};

/// How many things are changed at most.
const CHANGES: u64 = 4;
/// How often a variation is looked for that Raft tolerates.
const ATTEMPTS: u32 = 5;
/// The most commands of a case: variations must not grow for ever.
const LONGEST: usize = 300;

/// The part of a seed that clocks that jump, slow state machines, and writes that go astray are drawn from.
pub(super) const RARE_FAULTS: u64 = 0x4a4d_7057;
/// The part of a seed that faults of single messages, clients and knobs are drawn from.
pub(super) const SINGLE_FAULTS: u64 = 0xf117_e125;

/// The part of a seed that learners, promotions and demotions are drawn from.
pub(super) const LEARNERS: u64 = 0x1ea2_2e25;

/// The part of a seed that limits, priorities and reads at followers are drawn from.
pub(super) const LIMITS: u64 = 0x11a1_7500;

/// The part of a seed that the sending of snapshots is drawn from.
pub(super) const WINDOWS: u64 = 0xc407_4b57;

/// Chance, for one variation.
pub(super) struct Dice(SplitMix64);

impl Dice {
    /// Dice that fall in the same way for the same numbers.
    pub(super) fn new(seed: u64, part: u64) -> Self {
        Self(SplitMix64::seed_from_u64(seed ^ part.rotate_left(32)))
    }

    /// A number below this one; 0 for 0.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        let bound = bound.max(1) as u64;
        usize::try_from(self.0.next_u64() % bound).unwrap_or(0)
    }

    /// Whether a thing of one in so many happens.
    pub(super) fn happens(&mut self, one_in: usize) -> bool {
        self.below(one_in) == 0
    }

    /// A moment of a case.
    fn moment(&mut self, case: &Case) -> Time {
        Time(self.below(usize::try_from(case.end.0).unwrap_or(usize::MAX)) as u64)
    }

    /// One of the nodes that a case begins with.
    fn node(&mut self, case: &Case) -> NodeRef {
        NodeRef::Id(1 + self.below(case.nodes as usize) as u32)
    }
}

/// A case like this one, perhaps with something of that one, if one is found that Raft tolerates.
pub(super) fn vary(case: &Case, other: &Case, dice: &mut Dice) -> Option<Case> {
    (0..ATTEMPTS).find_map(|_| {
        let mut varied = case.clone();
        for _ in 0..1 + dice.below(CHANGES as usize) {
            change(&mut varied, other, dice);
        }
        varied.acts.sort_by_key(|act| act.at);
        varied.acts.truncate(LONGEST);
        is_tolerable(&varied).then_some(varied)
    })
}

fn change(case: &mut Case, other: &Case, dice: &mut Dice) {
    let count = case.acts.len();
    let place = dice.below(count);
    match dice.below(9) {
        // One command less, or a few.
        0 if count > 1 => _ = case.acts.remove(place),
        1 if count > 4 => {
            let end = (place + 1 + dice.below(count / 4)).min(count);
            case.acts.drain(place..end);
        }
        // One that comes again, or at another time.
        2 if count > 0 => {
            let Act { at, command } = case.acts[place].clone();
            case.acts.push(Act { at: shifted(at, case.end, dice), command });
        }
        3 | 4 if count > 0 => case.acts[place].at = shifted(case.acts[place].at, case.end, dice),
        // One of another case.
        5 if !other.acts.is_empty() => {
            let act = other.acts[dice.below(other.acts.len())].clone();
            case.acts.push(Act { at: act.at.min(case.end), ..act });
        }
        // Another end: of this case what came before a moment, and of the other what came after it.
        6 if !other.acts.is_empty() => {
            let moment = other.acts[dice.below(other.acts.len())].at;
            case.acts.retain(|act| act.at <= moment);
            case.acts.extend(other.acts.iter().filter(|act| act.at > moment).cloned());
            case.nodes = case.nodes.max(other.nodes);
        }
        // Another's knobs.
        7 => {
            let knob = |act: &&Act| matches!(act.command, Command::Set(_));
            let knobs: Vec<&Act> = other.acts.iter().filter(knob).collect();
            if let Some(act) = knobs.get(dice.below(knobs.len())) {
                case.acts.insert(0, Act { at: Time::ZERO, command: act.command.clone() });
            }
        }
        // Other luck.
        _ => case.seed = case.seed.wrapping_add(1 + dice.below(1 << 16) as u64),
    }
}

/// Adds to some cases what no fault of a whole link or node does: the next few messages of a type are lost, copied, late, or
/// held for a while; the client does not hear a node, or is not heard; one node has a knob for itself; a disk fails writes.
/// Dice of their own decide, so that nothing else about a variation depends on it.
pub(super) fn add_single_faults(case: &mut Case, dice: &mut Dice) {
    if dice.happens(3) {
        add_filters(case, dice);
    }
    let mut acts = Vec::new();
    if dice.happens(6) {
        let ways = [ClientWay::Both, ClientWay::ToNode, ClientWay::ToClient];
        let (at, client, way) = (dice.moment(case), ClientRef::YOU, ways[dice.below(ways.len())]);
        let link = ClientLink { client, node: dice.node(case), way };
        acts.push(Act { at, command: Command::CutClient(link) });
        let healed = at.plus_us(1_000 * (1 + dice.below(2_000) as u64)).min(case.end);
        acts.push(Act { at: healed, command: Command::HealClient(link) });
    }
    if dice.happens(6) {
        let (at, setting, node) =
            (dice.moment(case), OWN_KNOBS[dice.below(OWN_KNOBS.len())], dice.node(case));
        acts.push(Act { at, command: Command::SetFor { setting, node } });
        if dice.happens(2) {
            acts.push(Act { at: dice.moment(case).max(at), command: Command::ClearFor(node) });
        }
    }
    if dice.happens(6) {
        let (at, node) = (dice.moment(case), dice.node(case));
        let medium = if dice.happens(2) { Medium::Full } else { Medium::Hung };
        acts.push(Act { at, command: Command::Disk { node, medium } });
        let healed = at.plus_us(1_000 * (1 + dice.below(1_500) as u64)).min(case.end);
        acts.push(Act { at: healed, command: Command::Disk { node, medium: Medium::Ok } });
    }
    case.acts.extend(acts);
    case.acts.sort_by_key(|act| act.at);
}

/// Adds to some cases nodes that join as learners, learners that are promoted and voters that are demoted, if that is
/// tolerable. Dice of their own decide.
pub(super) fn add_learners(case: &mut Case, dice: &mut Dice) {
    if !dice.happens(4) {
        return;
    }
    let mut varied = case.clone();
    for _ in 0..1 + dice.below(4) {
        // Those that come later are numbered from the last one on.
        let node = vec![NodeRef::Id(1 + dice.below(case.nodes as usize + 2) as u32)];
        let command = match dice.below(4) {
            0 => Command::AddLearners(node),
            1 => Command::Promote(node),
            2 => Command::Demote(vec![NodeRef::Leader]),
            _ => Command::Demote(node),
        };
        varied.acts.push(Act { at: dice.moment(case), command });
    }
    varied.acts.sort_by_key(|act| act.at);
    if is_tolerable(&varied) {
        *case = varied;
    }
}

/// Adds to some cases clocks that jump, state machines that take their time, and writes that go astray, as far as Raft
/// tolerates it; and to a few a restart from an empty disk, which it does not, and after which nothing is demanded but that
/// the program does not give up. Dice of their own decide, so that nothing else about a variation depends on it.
pub(super) fn add_rare_faults(case: &mut Case, dice: &mut Dice) {
    let mut sorts: Vec<Vec<Act>> = Vec::new();
    if dice.happens(5) {
        let jumps = (0..1 + dice.below(3)).map(|_| {
            let jump = Jump { ahead: dice.happens(2), by_us: JUMPS_US[dice.below(JUMPS_US.len())] };
            Act {
                at: dice.moment(case),
                command: Command::ClockJump { node: dice.node(case), jump },
            }
        });
        sorts.push(jumps.collect());
    }
    if dice.happens(5) {
        let (at, setting) =
            (dice.moment(case), Setting::Apply(APPLY_US[dice.below(APPLY_US.len())]));
        let command = match dice.happens(2) {
            true => Command::Set(setting),
            false => Command::SetFor { setting, node: dice.node(case) },
        };
        sorts.push(vec![Act { at, command }]);
        if dice.happens(2) {
            let command = Command::Set(Setting::Apply(0));
            sorts.push(vec![Act { at: dice.moment(case).max(at), command }]);
        }
    }
    if dice.happens(4) {
        let (at, node) = (dice.moment(case), dice.node(case));
        let command = if dice.happens(2) { Command::Misdirect(node) } else { Command::Stale(node) };
        sorts.push(vec![Act { at, command }]);
    }
    if dice.happens(16) {
        let (at, node) = (dice.moment(case), dice.node(case));
        let back = at.plus_us(1_000 * dice.below(300) as u64).min(case.end);
        case.acts.push(Act { at, command: Command::Crash(node) });
        case.acts.push(Act { at: back, command: Command::RestartEmpty(node) });
    }
    for acts in sorts {
        let mut more = case.clone();
        more.acts.extend(acts);
        more.acts.sort_by_key(|act| act.at);
        if is_tolerable(&more) || !promises(case) {
            *case = more;
        }
    }
    case.acts.sort_by_key(|act| act.at);
}

/// What limits a node, or lets it lead, or answer reads.
const LIMITING: [Setting; 6] = [
    Setting::Uncommitted(Some(40)),
    Setting::BatchBytes(Some(30)),
    Setting::InFlightBytes(Some(60)),
    Setting::Priority(5),
    Setting::Priority(9),
    Setting::Reads(ReadChoice::Follower),
];

/// Lets a node of some cases take, send or keep in flight only so many bytes, or be wanted for a leader, or answer reads; or
/// all nodes answer reads. Dice of their own decide.
pub(super) fn add_limits(case: &mut Case, dice: &mut Dice) {
    if dice.happens(5) {
        let command = Command::Set(Setting::Reads(ReadChoice::Follower));
        case.acts.insert(0, Act { at: Time::ZERO, command });
    }
    if dice.happens(5) {
        let at = dice.moment(case);
        let setting = LIMITING[dice.below(LIMITING.len())];
        let node = dice.node(case);
        case.acts.push(Act { at, command: Command::SetFor { setting, node } });
        case.acts.sort_by_key(|act| act.at);
    }
}

/// How snapshots are sent in some cases.
const SENDING: [Setting; 4] = [
    Setting::ChunkWindow(2),
    Setting::ChunkWindow(8),
    Setting::ChunkRate(Some(40)),
    Setting::ChunkRate(None),
];

/// Lets several chunks of a snapshot be under way in some cases, or limits them, or changes that in the midst.
pub(super) fn add_windows(case: &mut Case, dice: &mut Dice) {
    if !dice.happens(3) {
        return;
    }
    for at in [Time::ZERO, dice.moment(case)] {
        let command = Command::Set(SENDING[dice.below(SENDING.len())]);
        case.acts.insert(0, Act { at, command });
    }
    case.acts.sort_by_key(|act| act.at);
}

fn add_filters(case: &mut Case, dice: &mut Dice) {
    for _ in 0..1 + dice.below(3) {
        let at = dice.moment(case);
        let what = FILTERED[dice.below(FILTERED.len())];
        let (from, to) = (EndRef::Node(dice.node(case)), EndRef::Node(dice.node(case)));
        let way = match dice.below(4) {
            0 => Way::Any,
            1 => Way::From(from),
            2 => Way::To(to),
            _ if from == to => Way::From(from),
            _ => Way::Between { from, to, both_ways: false },
        };
        let packets = PacketsRef { what, way };
        let coming = Coming { times: Some(1 + dice.below(3) as u32), packets };
        let late_us = 1_000 * (1 + dice.below(400) as u64);
        case.acts.push(Act {
            at,
            command: match dice.below(4) {
                0 => Command::DropComing(coming),
                1 => Command::DuplicateComing(coming),
                2 => Command::DelayComing { coming, by_us: late_us },
                _ => Command::Hold(coming),
            },
        });
        if dice.happens(2) {
            let command = Command::Release(Some(packets));
            case.acts.push(Act { at: at.plus_us(2 * late_us).min(case.end), command });
        }
    }
}

/// A moment not far from this one, and not after the end.
fn shifted(at: Time, end: Time, dice: &mut Dice) -> Time {
    let far = [1_000, 10_000, 100_000, 1_000_000][dice.below(4)];
    let by = dice.below(far) as u64;
    let to = if dice.happens(2) { at.plus_us(by) } else { Time(at.0.saturating_sub(by)) };
    to.min(end)
}
