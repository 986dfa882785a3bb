//! How large anything in a script may be. Whatever is typed, pasted, opened or linked meets these before it costs
//! anything.

/// The most bytes in a line.
pub const MAX_LINE_BYTES: usize = 64 * 1024;
/// The most bytes in a script.
pub const MAX_SCRIPT_BYTES: usize = 1024 * 1024;
/// The most bytes in a key; the least is 1.
pub const MAX_KEY_BYTES: usize = 256;
/// The most bytes in a value, or in what the narrator says.
pub const MAX_VALUE_BYTES: usize = 4 * 1024;
/// The most bytes in the name of a moment or of a branch; the least is 1.
pub const MAX_NAME_BYTES: usize = 60;
/// The most nodes in a cluster; the least is 1.
pub const MAX_NODES: u32 = 51;
/// The most operations in one `pipe`; the least is 1.
pub const MAX_PIPE: u32 = 1_000;
/// The operations of a `pipe` that does not say how many.
pub const DEFAULT_PIPE: u32 = 40;
/// The most rounds of a `repeat`; the least is 1.
pub const MAX_REPEAT: u32 = 10_000;
/// How deep a `repeat` may stand in others, itself counted.
pub const MAX_REPEAT_DEPTH: usize = 4;
/// The most lines that a script may have when all that is repeated is written out.
pub const MAX_WRITTEN_OUT: u64 = 100_000;
/// The most packets that a filter such as `drop next 3 acks` is for; the least is 1.
pub const MAX_COMING: u32 = 100_000;
/// The most filters that stand at a time.
pub const MAX_FILTERS: usize = 100;
/// The most operations a second of a `load`; the least is 1.
pub const MAX_LOAD_RATE: u32 = 10_000;
/// The most clients of a `load`; the least is 1.
pub const MAX_LOAD_CLIENTS: u32 = 100;
/// The clients of a `load` that does not say how many.
pub const DEFAULT_LOAD_CLIENTS: u32 = 10;
/// The most operations of a `load`; the least is 1.
pub const MAX_LOAD: u64 = 100_000;
/// The most answers of a question; the least is 2.
pub const MAX_ANSWERS: usize = 6;
/// The most bytes in an answer, in the name of a goal, and in the beginning of a line that a mission allows; a question has
/// twice as many.
pub const MAX_ANSWER_BYTES: usize = 200;
/// The most that a goal counts; the least is 1.
pub const MAX_WORTH: u32 = 1_000;
/// The most commands of a `limit` and of a `par`; the least is 1.
pub const MAX_LIMIT: u32 = 1_000;
/// The most commands that an `allow` names.
pub const MAX_USES: usize = 60;
/// The most goals that a mission has, and the most hints.
pub const MAX_GOALS: usize = 40;
/// The most parts in a condition: comparisons, `not`s and parentheses. Conditions are trees, and this bounds them.
pub const MAX_CONDITION_PARTS: u32 = 100;
/// The most clusters of a `failover`; the least is 1.
pub const MAX_FAILOVERS: u32 = 10_000;
/// The clusters of a `failover` that does not say how many.
pub const DEFAULT_FAILOVERS: u32 = 200;
/// The most moves of a schedule that `find` looks for; the least is none.
pub const MAX_FIND_MOVES: u32 = 20;
/// The moves of a `find` that does not say how many at most.
pub const DEFAULT_FIND_MOVES: u32 = 4;
/// Within how many microseconds a `find` looks that does not say so.
pub const DEFAULT_FIND_US: u64 = 2_000_000;
/// How many microseconds `odds` and `rescue` look back that do not say so.
pub const DEFAULT_PAST_US: u64 = 5_000_000;
/// The longest time, in microseconds: a day.
pub const MAX_TIME_US: u64 = 24 * 3_600 * 1_000_000;
/// The latest moment that `@` can name, in microseconds: a year.
pub const MAX_MOMENT_US: u64 = 365 * MAX_TIME_US;
/// The shortest heartbeat, election and client timeout, in microseconds.
pub const MIN_TIMEOUT_US: u64 = 1_000;
/// The slowest clock, in parts per million of the true rate.
pub const MIN_CLOCK_PPM: u32 = 100_000;
/// The fastest clock, in parts per million of the true rate.
pub const MAX_CLOCK_PPM: u32 = 10_000_000;
