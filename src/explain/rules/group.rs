//! Rules that belong together.

use crate::catalog::tr;

/// Where rules are stated: the boxes of figure 2, and chapters of the dissertation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Figure 2, "Persistent state on all servers".
    Persistence,
    /// Figure 2, "RequestVote RPC".
    RequestVote,
    /// Figure 2, "AppendEntries RPC".
    AppendEntries,
    /// Figure 2, "All Servers".
    AllServers,
    /// Figure 2, "Followers".
    Followers,
    /// Figure 2, "Candidates".
    Candidates,
    /// Figure 2, "Leaders".
    Leaders,
    /// Dissertation chapter 4.
    Membership,
    /// Dissertation chapter 5.
    Compaction,
    /// Dissertation chapter 6.
    Clients,
    /// Dissertation section 6.4.
    Reads,
    /// Dissertation section 3.10.
    Transfer,
    /// Dissertation section 9.6.
    PreVote,
    /// Dissertation section 6.2.
    CheckQuorum,
}

impl Group {
    /// Every group, figure 2 first.
    pub const ALL: [Self; 14] = [
        Self::Persistence,
        Self::RequestVote,
        Self::AppendEntries,
        Self::AllServers,
        Self::Followers,
        Self::Candidates,
        Self::Leaders,
        Self::Membership,
        Self::Compaction,
        Self::Clients,
        Self::Reads,
        Self::Transfer,
        Self::PreVote,
        Self::CheckQuorum,
    ];

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Persistence => tr!("Persistent state"),
            Self::RequestVote => tr!("RequestVote RPC"),
            Self::AppendEntries => tr!("AppendEntries RPC"),
            Self::AllServers => tr!("All servers"),
            Self::Followers => tr!("Followers"),
            Self::Candidates => tr!("Candidates"),
            Self::Leaders => tr!("Leaders"),
            Self::Membership => tr!("Membership"),
            Self::Compaction => tr!("Compaction"),
            Self::Clients => tr!("Clients"),
            Self::Reads => tr!("Reads"),
            Self::Transfer => tr!("Leadership transfer"),
            Self::PreVote => tr!("Pre-vote"),
            Self::CheckQuorum => tr!("Check-quorum"),
        }
    }
}
