//! Histories of a register that is linearizable because it is one: each operation takes effect at a random moment
//! between its invocation and its return. Then the same with one wrong answer.

use std::collections::{BTreeMap, BTreeSet};

use super::dice::Dice;
use crate::linearizable::{Effect, Guard, Operation, Step, Value, Verdict, check};

/// What a history is made of.
#[derive(Clone, Copy, Debug)]
struct Mix {
    operations: usize,
    processes: usize,
    keys: usize,
    /// How many values there are; 0 for a new one each time.
    values: usize,
    /// Shares of reads, writes, compare-and-set, appends.
    shares: [usize; 4],
    /// How many of a thousand operations have no known outcome.
    unknown: usize,
}

const MIX: Mix =
    Mix { operations: 10_000, processes: 50, keys: 1, values: 5, shares: [1, 1, 0, 0], unknown: 0 };

/// What is asked of the register.
#[derive(Clone, Debug)]
enum Ask {
    Read,
    Write(Value),
    Cas(Value, Value),
    Append(String),
}

impl Ask {
    fn random(dice: &mut Dice, mix: &Mix, fresh: &mut usize) -> Self {
        let mut text = |dice: &mut Dice| {
            *fresh += 1;
            format!("v{}", if mix.values == 0 { *fresh } else { dice.below(mix.values) })
        };
        let mut choice = dice.below(mix.shares.iter().sum());
        let kind = mix.shares.iter().position(|share| {
            let chosen = choice < *share;
            choice = choice.saturating_sub(*share);
            chosen
        });
        match kind {
            Some(1) => Self::Write(Value::Text(text(dice))),
            Some(2) => Self::Cas(Value::Text(text(dice)), Value::Text(text(dice))),
            Some(3) => Self::Append(text(dice)),
            _ => Self::Read,
        }
    }

    /// What it does where the value is `found`.
    fn meets(self, found: &Value) -> Step {
        match self {
            Self::Read => Step::read(found.clone()),
            Self::Write(value) => Step::write(value),
            Self::Cas(old, _) if old != *found => Step::refused(old),
            Self::Cas(old, new) => Step::cas(old, new),
            Self::Append(text) => Step::append(text),
        }
    }

    /// What it does if it does anything.
    fn possibly(self) -> Step {
        match self {
            Self::Cas(old, new) => Step::cas(old, new),
            // Where nobody knows the answer, any will do: the search leaves such reads out.
            ask => ask.meets(&Value::Null),
        }
    }
}

/// What happens at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Invoke { process: usize },
    Effect { operation: usize },
    Return { operation: usize },
}

/// The longest time between two steps of one operation.
const LONG: usize = 100;

fn history(mix: &Mix, seed: u64) -> Vec<Operation> {
    let mut dice = Dice::new(seed);
    let mut agenda: BTreeSet<(usize, usize, Event)> = BTreeSet::new();
    let mut count = 0;
    let mut plan = |agenda: &mut BTreeSet<_>, at: usize, event: Event| {
        count += 1;
        agenda.insert((at, count, event));
    };
    for process in 0..mix.processes {
        plan(&mut agenda, dice.below(LONG), Event::Invoke { process });
    }
    let (mut operations, mut asks): (Vec<Operation>, Vec<Ask>) = (Vec::new(), Vec::new());
    let mut registers: BTreeMap<String, Value> = BTreeMap::new();
    let (mut line, mut fresh) = (0, 0);
    while let Some((at, _, event)) = agenda.pop_first() {
        match event {
            Event::Invoke { process } if operations.len() < mix.operations => {
                line += 1;
                let ask = Ask::random(&mut dice, mix, &mut fresh);
                let unknown = dice.below(1000) < mix.unknown;
                let operation = operations.len();
                operations.push(Operation {
                    process: process as i64,
                    key: format!("k{}", dice.below(mix.keys)),
                    step: ask.clone().possibly(),
                    invoked: line,
                    returned: None,
                });
                asks.push(ask);
                let effect = at + 1 + dice.below(LONG);
                if !unknown {
                    plan(&mut agenda, effect, Event::Effect { operation });
                    let end = effect + 1 + dice.below(LONG);
                    plan(&mut agenda, end, Event::Return { operation });
                    continue;
                }
                match dice.below(3) {
                    0 => {}
                    1 => plan(&mut agenda, effect, Event::Effect { operation }),
                    _ => plan(&mut agenda, at + dice.below(50 * LONG), Event::Effect { operation }),
                }
                plan(&mut agenda, at + LONG, Event::Invoke { process });
            }
            Event::Invoke { .. } => {}
            Event::Effect { operation } => {
                let Operation { key, step, .. } = &mut operations[operation];
                let register = registers.entry(key.clone()).or_default();
                *step = asks[operation].clone().meets(register);
                if let Some(next) = step.apply(register) {
                    *register = next;
                }
            }
            Event::Return { operation } => {
                line += 1;
                operations[operation].returned = Some(line);
                let process = operations[operation].process as usize;
                plan(&mut agenda, at + 1 + dice.below(5), Event::Invoke { process });
            }
        }
    }
    // A compare-and-set of unknown outcome may still succeed, whatever it met.
    for (operation, ask) in operations.iter_mut().zip(asks) {
        if operation.returned.is_none() {
            operation.step = ask.possibly();
        }
    }
    operations
}

/// The reads that returned, in the order of their invocation.
fn reads(history: &[Operation]) -> Vec<usize> {
    let is_read = |operation: &Operation| {
        let Step { guard, effect } = &operation.step;
        matches!((guard, effect), (Guard::Is(_), Effect::Keep)) && operation.returned.is_some()
    };
    (0..history.len()).filter(|&at| is_read(&history[at])).collect()
}

/// A history of this mix is linearizable; and it is not once a read, nine tenths along, has found what was there when
/// the history was half as long, or what nobody ever wrote.
#[track_caller]
fn check_mix(mix: Mix) {
    for seed in 0..2 {
        let right = history(&mix, seed);
        assert_eq!(check(&right), Verdict::Linearizable, "{mix:?}, seed {seed}");

        let reads = reads(&right);
        let late = reads[reads.len() * 9 / 10];
        let mut invented = right.clone();
        invented[late].step = Step::read("never written".into());
        refuses(&invented, late, &format!("{mix:?}, seed {seed}, invented"));

        if mix.values == 0 {
            let old = right[reads[reads.len() / 2]].step.clone();
            let mut stale = right.clone();
            stale[late].step = old;
            refuses(&stale, late, &format!("{mix:?}, seed {seed}, stale"));
        }
    }
}

#[track_caller]
fn refuses(history: &[Operation], wrong: usize, what: &str) {
    let Verdict::NotLinearizable(conflict) = check(history) else { panic!("accepted: {what}") };
    let wrong = &history[wrong];
    assert!(conflict.operations.contains(wrong), "{what}: {conflict:?}");
    assert!(conflict.operations.len() < 12, "{what}: {conflict:?}");
}

#[test]
fn ten_thousand_reads_and_writes_of_one_key_by_fifty_processes() {
    check_mix(MIX);
    check_mix(Mix { values: 0, ..MIX });
    check_mix(Mix { values: 0, shares: [1, 9, 0, 0], ..MIX });
}

#[test]
fn hundreds_of_writes_of_unknown_outcome() {
    check_mix(Mix { values: 0, unknown: 30, ..MIX });
    check_mix(Mix { values: 0, shares: [1, 3, 0, 0], unknown: 50, ..MIX });
    check_mix(Mix { unknown: 30, ..MIX });
}

#[test]
fn compare_and_set_that_succeeds_fails_and_is_never_heard_of_again() {
    check_mix(Mix { shares: [1, 1, 1, 0], ..MIX });
    check_mix(Mix { shares: [1, 1, 1, 0], values: 3, ..MIX });
    check_mix(Mix { shares: [1, 1, 1, 0], keys: 10, unknown: 30, ..MIX });
}

#[test]
fn appends_alone_and_with_everything_else() {
    check_mix(Mix { shares: [1, 0, 0, 1], values: 9, ..MIX });
    check_mix(Mix { shares: [1, 0, 0, 1], values: 0, ..MIX });
    check_mix(Mix { shares: [1, 0, 0, 1], values: 9, unknown: 30, ..MIX });
    check_mix(Mix { shares: [1, 1, 1, 1], keys: 3, ..MIX });
    check_mix(Mix { shares: [1, 1, 1, 1], keys: 10, unknown: 30, ..MIX });
}
