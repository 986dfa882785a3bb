//! What a majority has: arithmetic on configurations, plain or joint, and nothing else.

use super::node_id::NodeSet;
use super::types::{Configuration, Index, NodeId};

/// The greatest index that a quorum has reached, given what each server has reached: the lower of both majorities in a
/// joint configuration (paper 6), and 0 if there is nobody to decide.
pub(super) fn reached(configuration: &Configuration, of: impl Fn(NodeId) -> Index) -> Index {
    let voters = reached_by_majority(configuration.voters, &of);
    if configuration.outgoing.is_empty() {
        voters
    } else {
        voters.min(reached_by_majority(configuration.outgoing, &of))
    }
}

/// The greatest index that more than half of these servers have reached.
pub fn reached_by_majority(servers: NodeSet, of: impl Fn(NodeId) -> Index) -> Index {
    let mut indices = Vec::with_capacity(servers.len());
    for index in servers.iter().map(of) {
        // They are few: each goes to its place as it comes.
        let place = indices.partition_point(|lower| *lower < index);
        indices.insert(place, index);
    }
    // Of 3 the second, of 4 the second lowest, of 5 the third: from there up, it is more than half.
    let half = indices.len().saturating_sub(1) / 2;
    indices.get(half).copied().unwrap_or(Index::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Voters are numbered from 1 in the order of `voters`, outgoing voters share the numbers of `outgoing`.
    fn check(voters: &[(u32, u64)], outgoing: &[(u32, u64)], expect: u64) {
        let of = |set: &[(u32, u64)]| set.iter().map(|(id, _)| NodeId(*id)).collect();
        let configuration =
            Configuration { voters: of(voters), outgoing: of(outgoing), learners: NodeSet::EMPTY };
        let index = |id: NodeId| {
            let found = voters.iter().chain(outgoing).find(|(server, _)| *server == id.0);
            Index(found.map_or(0, |(_, index)| *index))
        };
        assert_eq!(reached(&configuration, index), Index(expect), "{voters:?} {outgoing:?}");
    }

    #[test]
    fn an_index_is_reached_when_more_than_half_have_reached_it() {
        check(&[], &[], 0);
        check(&[(1, 7)], &[], 7);
        check(&[(1, 7), (2, 5)], &[], 5);
        check(&[(1, 7), (2, 5), (3, 6)], &[], 6);
        check(&[(1, 9), (2, 8), (3, 1), (4, 2)], &[], 2);
        check(&[(1, 9), (2, 8), (3, 1), (4, 2), (5, 3)], &[], 3);
    }

    #[test]
    fn a_joint_configuration_needs_both_majorities() {
        check(&[(1, 9), (2, 9), (3, 9)], &[(4, 2), (5, 1), (6, 3)], 2);
        check(&[(1, 1), (2, 1), (3, 9)], &[(3, 9), (4, 9), (5, 9)], 1);
        // Server 3 is in both sets and counts in both.
        check(&[(1, 4), (3, 6)], &[(3, 6), (4, 6)], 4);
    }

    #[test]
    fn it_agrees_with_asking_for_a_quorum_index_by_index() {
        // Every assignment of indices 0 to 3 to four servers, for a plain and a joint configuration of them.
        let servers = [1, 2, 3, 4].map(NodeId);
        let plain = Configuration::of(servers);
        let joint = Configuration {
            voters: [1, 2, 3].map(NodeId).into(),
            outgoing: [3, 4].map(NodeId).into(),
            learners: NodeSet::EMPTY,
        };
        for code in 0..4_u64.pow(4) {
            let of = |id: NodeId| Index(code / 4_u64.pow(id.0 - 1) % 4);
            for configuration in [&plain, &joint] {
                let expect = (0..4)
                    .map(Index)
                    .rfind(|index| {
                        configuration
                            .is_quorum(servers.into_iter().filter(|id| of(*id) >= *index).collect())
                    })
                    .expect("all have reached 0");
                assert_eq!(reached(configuration, of), expect, "code {code}");
            }
        }
    }
}
