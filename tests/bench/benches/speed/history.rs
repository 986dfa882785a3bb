//! A history that is judged: 10,000 operations of 50 clients on ten keys.

use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write;
use std::hint::black_box;

use criterion::{Criterion, Throughput};
use raftarium::linearizable::history::check_text;

/// How many operations.
pub const OPERATIONS: u64 = 10_000;

/// How many clients.
const CLIENTS: u64 = 50;

/// Reading the history and finding it linearizable.
pub fn judge(criterion: &mut Criterion) {
    let text = history();
    let mut group = criterion.benchmark_group("history");
    group.throughput(Throughput::Elements(OPERATIONS));
    group.bench_function("linearizable", |bencher| {
        bencher.iter(|| {
            let verdict = check_text(black_box(&text)).expect("a history that is well written");
            assert!(verdict.is_linearizable(), "each takes effect when it begins");
        });
    });
    group.finish();
}

/// Every client has an operation under way nearly all the time. Each takes effect when it begins, and its answer comes
/// when half of the other clients have begun one of theirs.
fn history() -> String {
    let mut text = String::new();
    let (mut values, mut answers) = (BTreeMap::new(), VecDeque::new());
    for number in 0..OPERATIONS {
        let (process, key) = (number % CLIENTS, number * 7 % 10);
        let begun = |op: &str, value: &str| {
            let shared = format!("\"process\": {process}, \"op\": \"{op}\", \"key\": \"k{key}\"");
            format!("{{\"type\": \"TYPE\", {shared}, \"value\": {value}}}\n")
        };
        let (invoked, answer) = if number % 3 == 0 {
            values.insert(key, number);
            let line = begun("write", &number.to_string());
            (line.clone(), line)
        } else {
            let found = values.get(&key).map_or("null".to_owned(), u64::to_string);
            (begun("read", "null"), begun("read", &found))
        };
        // Writing to a string cannot fail.
        let _ = write!(text, "{}", invoked.replace("TYPE", "invoke"));
        answers.push_back(answer.replace("TYPE", "ok"));
        if answers.len() as u64 > CLIENTS / 2 {
            text.extend(answers.pop_front());
        }
    }
    text.extend(answers);
    text
}
