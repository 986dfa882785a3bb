//! Which configuration goes with a snapshot (paper 7, dissertation 5): the one that ruled at its last entry, and no other.

use std::sync::Arc;

use super::cluster::{Cluster, encode, id};
use super::traps::{accepted, append};
use crate::raft::{
    Configuration, Input, InstallSnapshot, Message, NodeId, Refusal, Settings, Term, Timer,
};

fn small() -> Settings {
    Settings { snapshot_tail: 0, ..Settings::default() }
}

fn of(voters: &[u32]) -> Configuration {
    Configuration::of(voters.iter().map(|id| NodeId(*id)))
}

/// `n1` leads three servers, all of whom have applied its first entry.
fn led() -> Cluster {
    let mut cluster = Cluster::with_settings(&[(0, &[][..]); 3], small());
    cluster.elect(1);
    cluster
}

#[test]
fn a_snapshot_goes_with_the_configuration_at_its_last_entry_and_not_with_a_later_one() {
    let mut cluster = led();
    cluster.partition(&[&[1], &[2, 3]]);
    cluster.change(1, &[], &[2, 3]);
    cluster.persist(1);
    assert!(cluster.node(1).configuration().is_joint(), "it rules from its append on");
    cluster.take_snapshot(1);
    cluster.persist(1);
    let snapshot = cluster.node(1).snapshot().expect("entry 1 was applied");
    assert_eq!((snapshot.last, &*snapshot.configuration), (id(1, 1), &of(&[1, 2, 3])));
    // The change comes to nothing. Whoever goes by the snapshot must not find it there.
    cluster.crash(1);
    cluster.restart(1);
    cluster.receive(3, 1, append(2, id(1, 1), &[super::cluster::entry(2, 2)], 2));
    assert_eq!(cluster.node(1).configuration(), &of(&[1, 2, 3]));
}

#[test]
fn a_snapshot_after_a_change_goes_with_the_new_configuration() {
    let mut cluster = led();
    cluster.change(1, &[], &[3]);
    cluster.settle();
    cluster.take_snapshot(1);
    let snapshot = cluster.node(1).snapshot().expect("all of it was applied");
    assert_eq!(*snapshot.configuration, of(&[1, 2]));
}

#[test]
fn whoever_takes_over_a_snapshot_goes_by_its_configuration() {
    let mut cluster = led();
    cluster.receive(1, 2, append(1, id(1, 1), &[], 1));
    let data = encode(&[id(1, 1), id(2, 1), id(3, 1)]);
    let chunk = InstallSnapshot {
        term: Term(1),
        last: id(3, 1),
        configuration: Arc::new(of(&[1, 2, 4])),
        offset: 0,
        total: data.len() as u64,
        data,
        round: 0,
    };
    cluster.receive(1, 2, Message::InstallSnapshot(chunk));
    assert_eq!(cluster.node(2).configuration(), &of(&[1, 2, 4]));
    cluster.persist(2);
    cluster.crash(2);
    cluster.restart(2);
    assert_eq!(cluster.node(2).configuration(), &of(&[1, 2, 4]), "and after a restart");
}

#[test]
fn a_server_that_has_left_is_forgotten_when_it_has_been_told() {
    let mut cluster = led();
    cluster.change(1, &[], &[3]);
    cluster.settle();
    let crate::raft::Role::Leader(leader) = cluster.node(1).role() else { panic!("n1 leads") };
    assert!(leader.leaving.is_empty());
    assert!(!leader.progress().contains_key(&NodeId(3)));
}

#[test]
fn a_change_whose_new_servers_were_given_up_is_over() {
    let mut cluster = Cluster::with_spares(&[(0, &[][..]); 3], 1, small());
    cluster.elect(1);
    cluster.partition(&[&[1, 2, 3], &[4]]);
    let proposal = cluster.change(1, &[4], &[]);
    cluster.settle();
    let change = |cluster: &Cluster| match cluster.node(1).role() {
        crate::raft::Role::Leader(leader) => leader.change().map(|change| change.proposal()),
        _ => None,
    };
    assert_eq!(change(&cluster), Some(proposal));
    let refused = |cluster: &Cluster| {
        let refusals = cluster.outputs.iter().filter(|(_, output)| {
            matches!(
                output,
                crate::raft::Output::ChangeRefused { refusal: Refusal::NotCaughtUp(NodeId(4)), .. }
            )
        });
        refusals.count()
    };
    for _ in 0..200 {
        cluster.fire(1, Timer::Heartbeat);
        cluster.settle();
    }
    assert_eq!((change(&cluster), refused(&cluster)), (None, 1), "it is told once");
    assert_eq!(cluster.node(1).configuration(), &of(&[1, 2, 3]), "and nobody has joined");
    // An answer of nobody brings it back.
    cluster.receive(2, 1, accepted(1, 1));
    assert_eq!(change(&cluster), None);
}

/// Four servers, of which `n4` is to leave; `n2` hears nothing, and the leadership is being transferred to it.
fn transferring() -> Cluster {
    let mut cluster = Cluster::with_spares(&[(0, &[][..]); 4], 1, small());
    cluster.elect(1);
    cluster.partition(&[&[1, 3, 4], &[2, 5]]);
    cluster
}

#[test]
fn while_the_leadership_is_transferred_no_configuration_follows_a_joint_one() {
    let mut cluster = transferring();
    cluster.change(1, &[], &[4]);
    assert!(cluster.node(1).configuration().is_joint());
    cluster.step(1, Input::Transfer { to: NodeId(2) });
    cluster.settle();
    assert_eq!(cluster.node(1).commit_index(), cluster.node(1).log().last().index);
    assert!(cluster.node(1).configuration().is_joint(), "the successor is to catch up");
    cluster.fire(1, Timer::Transfer);
    cluster.settle();
    assert_eq!(cluster.node(1).configuration(), &of(&[1, 2, 3]), "and then it goes on");
}

#[test]
fn while_the_leadership_is_transferred_no_new_server_is_given_up() {
    let mut cluster = transferring();
    cluster.change(1, &[5], &[]);
    cluster.settle();
    cluster.propose(1, "x");
    cluster.step(1, Input::Transfer { to: NodeId(2) });
    for _ in 0..200 {
        cluster.fire(1, Timer::Heartbeat);
        cluster.settle();
    }
    assert!(cluster.node(1).configuration().learners.contains(NodeId(5)));
}

#[test]
fn a_set_of_servers_has_the_hash_of_their_list() {
    let hash = |value: &dyn Fn(&mut std::hash::DefaultHasher)| {
        let mut hasher = std::hash::DefaultHasher::new();
        value(&mut hasher);
        std::hash::Hasher::finish(&hasher)
    };
    use std::hash::Hash;
    let list = [1, 4, 6].map(NodeId);
    let set = crate::raft::NodeSet::from(list);
    assert_eq!(hash(&|hasher| set.hash(hasher)), hash(&|hasher| list[..].hash(hasher)));
}

#[test]
fn a_set_of_servers_counts_what_is_left_of_it_and_is_read_as_a_list() {
    use serde::Deserialize;
    use serde::de::value::{Error, SeqDeserializer};
    let mut set = crate::raft::NodeSet::from([3, 1].map(NodeId));
    assert_eq!((set.iter().len(), set.iter().size_hint()), (2, (2, Some(2))));
    assert_eq!(
        [set.pop_first(), set.pop_first(), set.pop_first()],
        [Some(NodeId(1)), Some(NodeId(3)), None]
    );
    let read = |ids: Vec<u32>| {
        crate::raft::NodeSet::deserialize(SeqDeserializer::<_, Error>::new(ids.into_iter()))
    };
    assert_eq!(read(vec![63, 2]), Ok([2, 63].map(NodeId).into()));
    assert_eq!(read(vec![2, 64]).unwrap_err().to_string(), "found server 64, expected at most 63");
}

#[test]
fn all_voters_may_be_replaced_at_once() {
    let mut cluster = Cluster::with_spares(&[(0, &[][..]); 2], 2, Settings::default());
    cluster.elect(1);
    cluster.change(1, &[3, 4], &[1, 2]);
    for _ in 0..12 {
        cluster.settle();
        if cluster.waits_for(1, Timer::Heartbeat) {
            cluster.fire(1, Timer::Heartbeat);
        }
    }
    assert_eq!(cluster.node(3).configuration(), &Configuration::of([3, 4].map(NodeId)));
}
