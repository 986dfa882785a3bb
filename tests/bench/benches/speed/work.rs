//! The work that both cores do.

/// What each command holds: 64 bytes.
pub const COMMAND: &[u8; 64] = &[7; 64];

/// How many commands are done in one measurement.
pub const COMMANDS: u64 = 20_000;

/// Three servers in one process.
pub trait Cluster {
    /// Three that have just elected the first.
    fn elected() -> Self;

    /// A client hands the leader a command.
    fn propose(&mut self);

    /// Writes are done and messages arrive until nothing is left to do.
    fn settle(&mut self);

    /// How many commands each has applied.
    fn applied(&self) -> [u64; 3];
}

/// Gets all commands done, with so many of them under way at once.
pub fn commands<C: Cluster>(mut cluster: C, window: u64) -> C {
    let mut proposed = 0;
    while cluster.applied()[0] < COMMANDS {
        while proposed < COMMANDS && proposed - cluster.applied()[0] < window {
            cluster.propose();
            proposed += 1;
        }
        cluster.settle();
    }
    // Followers hear with the next command that the last one is committed.
    let [leader, followers @ ..] = cluster.applied();
    assert_eq!(leader, COMMANDS);
    assert!(followers.iter().all(|applied| applied + window >= COMMANDS), "{followers:?}");
    cluster
}
