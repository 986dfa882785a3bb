//! What stands in a cluster that a line may name.

/// What completion knows of the cluster: names that may stand in a line now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// The numbers of the nodes, in order.
    pub nodes: Vec<u32>,
    /// The numbers of the packets in flight, in order.
    pub packets: Vec<u64>,
    /// The keys that some node holds, in order.
    pub keys: Vec<String>,
    /// The names of moments, in order of time.
    pub bookmarks: Vec<String>,
    /// How many branches there are.
    pub branches: usize,
}
