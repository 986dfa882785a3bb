//! One run of one mutant, bounded in time and memory: a mutant may loop for ever, and collect memory while it does.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::Failure;

use super::weave::VARIABLE;

/// How much address space a run may have, in kilobytes.
const MOST_MEMORY_KB: u64 = 4_000_000;

/// How long a run may take.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// Of a processor's time. This is the limit that a mutant meets which loops for ever, however busy the machine is.
    pub work: Duration,
    /// On the clock, for one that waits for ever.
    pub wait: Duration,
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// Nothing was wrong.
    Well,
    /// This was wrong.
    Caught(String),
    /// It took too long.
    TooLong,
}

/// A program that is run with one mutant after the other.
#[derive(Debug)]
pub struct Program<'a> {
    /// It and its arguments.
    pub line: Vec<String>,
    /// Where it runs.
    pub place: &'a Path,
    /// What a line of its output shows to be wrong, if it does. Then it need not go on.
    pub shows: fn(&str) -> Option<String>,
}

impl Program<'_> {
    /// Runs it with this mutant, for so long at most.
    pub fn run(&self, mutant: u32, limit: Limit) -> Result<End, Failure> {
        let mut child = self.start(mutant, limit.work)?;
        let lines = lines(&mut child);
        let deadline = Instant::now() + limit.wait;
        let shown = loop {
            match lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(line) => {
                    if let Some(wrong) = (self.shows)(&line) {
                        break Some(End::Caught(wrong));
                    }
                }
                Err(RecvTimeoutError::Timeout) => break Some(End::TooLong),
                Err(RecvTimeoutError::Disconnected) => break None,
            }
        };
        if shown.is_some() {
            // It may have ended by itself meanwhile.
            let _ = child.kill();
        }
        let status = child.wait().map_err(|error| error.to_string())?;
        let ended = if status.success() { End::Well } else { End::Caught(status.to_string()) };
        Ok(shown.unwrap_or(ended))
    }

    /// How much of a processor's time it takes without a mutant, if the system can tell. The clock on the wall would say more
    /// about what else the machine is doing.
    pub fn work(&self) -> Option<Duration> {
        let mut shell = Command::new("sh");
        shell.args(["-c", "\"$0\" \"$@\" >&2; times"]).args(&self.line);
        shell.current_dir(self.place).stdin(Stdio::null()).stderr(Stdio::null());
        let output = shell.output().ok().filter(|it| it.status.success())?;
        children_times(&String::from_utf8_lossy(&output.stdout))
    }

    fn start(&self, mutant: u32, work: Duration) -> Result<Child, Failure> {
        let mut command = if cfg!(unix) {
            let mut shell = Command::new("sh");
            let seconds = work.as_secs() + 1;
            let limited =
                format!("ulimit -v {MOST_MEMORY_KB}; ulimit -t {seconds}; exec \"$0\" \"$@\"");
            shell.args(["-c", &limited]).args(&self.line);
            shell
        } else {
            let mut program = Command::new(&self.line[0]);
            program.args(&self.line[1..]);
            program
        };
        command
            .current_dir(self.place)
            .env(VARIABLE, mutant.to_string())
            // The same numbers each time, no shrinking, and nothing written.
            .env("PROPTEST_RNG_SEED", "1")
            .env("PROPTEST_MAX_SHRINK_ITERS", "0")
            .env("PROPTEST_DISABLE_FAILURE_PERSISTENCE", "1")
            .env_remove("UPDATE_GOLDEN")
            .env_remove("RAFTARIUM_UPDATE")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command.spawn().map_err(|error| format!("{} does not start: {error}", self.line[0]))
    }
}

/// What the second line of a shell's `times` counts: user and system time of its children, as in `0m2.04s 0m0.01s`.
fn children_times(times: &str) -> Option<Duration> {
    let line = times.lines().nth(1)?;
    let mut sum = Duration::ZERO;
    for part in line.split_whitespace() {
        let (minutes, seconds) = part.strip_suffix('s')?.split_once('m')?;
        let minutes: u64 = minutes.parse().ok()?;
        let seconds: f64 = seconds.replace(',', ".").parse().ok()?;
        sum += Duration::from_secs(minutes * 60) + Duration::try_from_secs_f64(seconds).ok()?;
    }
    Some(sum)
}

/// What it prints, line by line, until nobody is left who could print.
fn lines(child: &mut Child) -> Receiver<String> {
    let (sender, receiver) = channel();
    let output = child.stdout.take().map(|it| Box::new(it) as Box<dyn std::io::Read + Send>);
    let errors = child.stderr.take().map(|it| Box::new(it) as Box<dyn std::io::Read + Send>);
    for stream in [output, errors].into_iter().flatten() {
        let sender = sender.clone();
        thread::spawn(move || {
            for line in BufReader::new(stream).split(b'\n') {
                let Ok(line) = line else { break };
                if sender.send(String::from_utf8_lossy(&line).into_owned()).is_err() {
                    break;
                }
            }
        });
    }
    receiver
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn run(script: &str, work: Duration, wait: Duration) -> End {
        let line = ["sh", "-c", script].map(str::to_owned).to_vec();
        let shows = |line: &str| line.strip_prefix("wrong: ").map(str::to_owned);
        Program { line, place: Path::new("."), shows }.run(7, Limit { work, wait }).unwrap()
    }

    const LONG: Duration = Duration::from_secs(60);

    #[test]
    fn a_run_ends_well_or_with_what_is_wrong() {
        assert_eq!(run("echo fine", LONG, LONG), End::Well);
        assert_eq!(run("test $RAFTARIUM_MUTANT = 7", LONG, LONG), End::Well);
        assert_eq!(
            run("echo wrong: a; while true; do :; done", LONG, LONG),
            End::Caught("a".to_owned())
        );
        assert_eq!(run("echo wrong: b >&2; exit 1", LONG, LONG), End::Caught("b".to_owned()));
        assert_eq!(run("exit 3", LONG, LONG), End::Caught("exit status: 3".to_owned()));
    }

    #[test]
    fn the_time_of_a_processor_is_what_the_shell_counts_for_its_children() {
        let times = "0m0.00s 0m0.00s\n1m2.50s 0m0.25s\n";
        assert_eq!(children_times(times), Some(Duration::from_millis(62_750)));
        assert_eq!(children_times("nothing\n"), None);
        let line = ["sh", "-c", "exit 0"].map(str::to_owned).to_vec();
        let program = Program { line, place: Path::new("."), shows: |_| None };
        assert!(program.work().expect("a shell counts it") < Duration::from_secs(5));
    }

    #[test]
    fn a_run_that_would_go_on_for_ever_is_stopped() {
        let forever = "while true; do :; done";
        assert_eq!(run(forever, LONG, Duration::from_millis(50)), End::TooLong);
        let End::Caught(how) = run(forever, Duration::ZERO, LONG) else { panic!("it ends") };
        assert!(how.contains("signal"), "{how}");
    }
}
