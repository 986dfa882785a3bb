//! The search against a checker that tries every order.

use super::dice::Dice;
use crate::linearizable::model::{Effect, Guard, Operation, Step};
use crate::linearizable::patience::Patience;
use crate::linearizable::search::{Outcome, search};
use crate::linearizable::sources::glance;
use crate::linearizable::task::{Start, Task};
use crate::linearizable::value::{Number, Value};
use crate::linearizable::{explains_in_order, is_possible, task};

/// Tries every order of the tasks that their times allow.
fn naive(tasks: &[Task<'_>], value: &Value) -> bool {
    fn go(tasks: &[Task<'_>], taken: &mut Vec<bool>, latest: u64, value: &Value) -> bool {
        let open = |taken: &[bool], i: usize| tasks[i].must && !taken[i];
        if !(0..tasks.len()).any(|i| open(taken, i)) {
            return true;
        }
        for i in 0..tasks.len() {
            let task = &tasks[i];
            let ended = task.returned.is_some_and(|returned| returned < latest);
            let early = (0..tasks.len())
                .any(|j| open(taken, j) && tasks[j].returned.is_some_and(|r| r < task.invoked));
            if taken[i] || ended || early {
                continue;
            }
            if let Some(next) = task.step.apply(value) {
                taken[i] = true;
                if go(tasks, taken, latest.max(task.invoked), &next) {
                    return true;
                }
                taken[i] = false;
            }
        }
        false
    }
    go(tasks, &mut vec![false; tasks.len()], 0, value)
}

fn values() -> Vec<Value> {
    vec![
        Value::Null,
        "a".into(),
        "b".into(),
        "ab".into(),
        "aab".into(),
        Value::Number(Number::parse("1").expect("a number")),
    ]
}

/// Invocations and returns in a random order.
fn spans(dice: &mut Dice, count: usize, width: usize) -> Vec<(u64, u64)> {
    let mut spans = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let (mut begun, mut moment) = (0, 0);
    while begun < count || !open.is_empty() {
        moment += 1;
        if begun < count && (open.is_empty() || open.len() < width && dice.below(2) == 0) {
            spans.push((moment, 0));
            open.push(begun);
            begun += 1;
        } else {
            let place = dice.below(open.len());
            let ended = open.swap_remove(place);
            spans[ended].1 = moment;
        }
    }
    spans
}

fn random_step(dice: &mut Dice, mix: usize, values: &[Value]) -> Step {
    let value = dice.pick(values).clone();
    let other = dice.pick(values).clone();
    let text = (*dice.pick(&["a", "b", "ab"])).to_owned();
    let choice = match mix {
        0 => dice.below(2),
        1 => dice.below(4),
        2 => *dice.pick(&[0, 4, 4]),
        3 => *dice.pick(&[0, 1, 4]),
        _ => dice.below(8),
    };
    match choice {
        0 => Step::read(value),
        1 => Step::write(value),
        2 => Step::cas(value, other),
        3 => Step::refused(value),
        4 => Step::append(text),
        5 => Step { guard: Guard::Not(value), effect: Effect::Set(other) },
        6 => Step { guard: Guard::Is(value), effect: Effect::Append(text) },
        _ => Step { guard: Guard::Not(value), effect: Effect::Append(text) },
    }
}

/// Some tasks, and the value that the key has at first.
struct Puzzle {
    steps: Vec<Step>,
    spans: Vec<(u64, Option<u64>, bool)>,
    start: Value,
}

impl Puzzle {
    fn random(dice: &mut Dice, all: &[Value]) -> Self {
        let mix = dice.below(5);
        let few = 2 + dice.below(all.len() - 1);
        let values = &all[..few];
        let count = 1 + dice.below(8);
        let width = 1 + dice.below(6);
        let spans = spans(dice, count, width);
        // Reads come out right more often if they are chosen along some order.
        let mut order: Vec<usize> = (0..count).collect();
        let point = |&(from, to): &(u64, u64), dice: &mut Dice| {
            100 * from + dice.below(100 * (to - from) as usize) as u64
        };
        let points: Vec<u64> = spans.iter().map(|span| point(span, dice)).collect();
        order.sort_by_key(|&i| points[i]);
        let start = dice.pick(values).clone();
        let mut value = start.clone();
        let mut steps = vec![Step::read(Value::Null); count];
        let wrong = dice.below(10);
        for i in order {
            for _ in 0..10 {
                steps[i] = random_step(dice, mix, values);
                let reads = steps[i].guard != Guard::Any && steps[i].effect == Effect::Keep;
                if reads && dice.below(10) >= wrong {
                    steps[i] = Step::read(value.clone());
                }
                match steps[i].apply(&value) {
                    Some(next) => {
                        value = next;
                        break;
                    }
                    None if dice.below(10) < wrong => break,
                    None => {}
                }
            }
        }
        let (unknown, loose) = (dice.below(4), dice.below(4));
        let outcome = |(invoked, returned)| {
            let never = dice.below(12) < unknown;
            (invoked, (!never).then_some(returned), !never && dice.below(12) >= loose)
        };
        let spans = spans.into_iter().map(outcome).collect();
        Self { steps, spans, start }
    }

    fn tasks(&self) -> Vec<Task<'_>> {
        let tasks = self.steps.iter().zip(&self.spans);
        tasks
            .map(|(step, &(invoked, returned, must))| Task { step, invoked, returned, must })
            .collect()
    }
}

#[test]
fn the_search_agrees_with_trying_every_order() {
    const ROUNDS: u64 = 20_000;
    let all = values();
    let mut counts = [0; 2];
    for seed in 0..ROUNDS {
        let mut dice = Dice::new(seed);
        let puzzle = Puzzle::random(&mut dice, &all);
        let tasks = puzzle.tasks();
        let second = if dice.below(4) == 0 { dice.pick(&all) } else { &puzzle.start };
        let starts = [&puzzle.start, second];
        let expected = starts.iter().any(|start| naive(&tasks, start));
        let found = search(&tasks, &starts.map(Start::Value), &mut Patience::new(1_000_000));
        counts[usize::from(expected)] += 1;
        let shown = || -> String {
            let each = tasks.iter().map(|Task { step, invoked, returned, must }| {
                format!("{invoked}..{returned:?} must {must} {step}\n")
            });
            each.collect()
        };
        assert_eq!(
            found == Outcome::Possible,
            expected,
            "seed {seed}: {found:?} from {starts:?}\n{}",
            shown()
        );
        if puzzle.start == Value::Null && glance(&tasks).is_some() {
            assert!(!naive(&tasks, &Value::Null), "glance, seed {seed}\n{}", shown());
        }
    }
    assert!(counts.iter().all(|&count| count > ROUNDS / 10), "{counts:?}");
}

#[test]
fn the_order_of_the_answers_explains_nothing_that_no_order_does() {
    const ROUNDS: u64 = 5_000;
    let all = values();
    let (mut possible, mut explained) = (0, 0);
    for seed in 0..ROUNDS {
        let puzzle = Puzzle::random(&mut Dice::new(seed), &all);
        let operation = |(step, &(invoked, returned, _)): (&Step, &(u64, Option<u64>, bool))| {
            Operation { process: 0, key: String::new(), step: step.clone(), invoked, returned }
        };
        let operations: Vec<_> = puzzle.steps.iter().zip(&puzzle.spans).map(operation).collect();
        let tasks: Vec<Task<'_>> = operations.iter().map(task).collect();
        let starts = [puzzle.start];
        let expected = naive(&tasks, &starts[0]);
        let explains = explains_in_order(&operations, &starts);
        assert!(expected || !explains, "seed {seed}: {operations:?}");
        assert_eq!(is_possible(&operations, &starts, 1_000_000), Some(expected), "seed {seed}");
        possible += u64::from(expected);
        explained += u64::from(explains);
    }
    assert!(explained > ROUNDS / 10 && explained < possible, "{explained} of {possible}");
}
