//! Going about in a session: to moments, by time or by name, and to branches. Nothing here changes what happens in a
//! cluster; it is about what is looked at, and what things are called.

/// A way about in the session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Travel {
    /// `go 2.5s`: shows this moment of the branch, in microseconds since its start.
    Go(u64),
    /// `go 2.5s after 2`: shows this moment with so many of its commands done, and the rest of them yet to be done.
    GoAfter(u64, u32),
    /// `go "the crash"`: shows the moment of a bookmark.
    GoTo(String),
    /// `bookmark "the crash"`: gives the present moment a name.
    Bookmark(String),
    /// `unbookmark "the crash"`: takes that name away.
    Unbookmark(String),
    /// `branches`: lists them.
    Branches,
    /// `branch 2`: shows another branch, by its number from 1.
    Branch(u32),
    /// `branch "what if"`: shows another branch, by its name.
    BranchTo(String),
    /// `rename "what if"`: gives the branch that is shown a name.
    Rename(String),
}
