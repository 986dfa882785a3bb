//! What can be done to the thing that is picked: each action with the script line that it issues and the key for it.

use std::collections::BTreeSet;

use crate::catalog::tr;
use crate::raft::{Index, NodeId};
use crate::sim::{ClusterView, Liveness, NodeView, PacketView, Role};

/// One action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// What the button says.
    pub label: &'static str,
    /// The script line; empty if the action makes no sense now.
    pub line: String,
    /// The key that does the same while the thing is picked or has the focus.
    pub key: &'static str,
    /// Whether it breaks something.
    pub harms: bool,
}

impl Action {
    /// Whether it makes sense now.
    pub fn possible(&self) -> bool {
        !self.line.is_empty()
    }

    fn new(label: &'static str, key: &'static str, harms: bool, line: Option<String>) -> Self {
        Self { label, line: line.unwrap_or_default(), key, harms }
    }
}

/// The directed links that are cut, as (sending end, receiving end).
type Cuts = BTreeSet<(NodeId, NodeId)>;

/// What can be done to a node of this cluster, in the order of its card.
pub fn node_actions(node: &NodeView, view: &ClusterView) -> Vec<Action> {
    let (id, cuts) = (node.id, &view.cuts);
    let (up, down) = (node.liveness == Liveness::Up, node.liveness == Liveness::Down);
    let crash = if down {
        Action::new(tr!("restart"), "c", false, Some(format!("restart {id}")))
    } else {
        Action::new(tr!("crash"), "c", true, Some(format!("crash {id}")))
    };
    let pause = if node.liveness == Liveness::Paused {
        Action::new(tr!("resume"), "z", false, Some(format!("resume {id}")))
    } else {
        Action::new(tr!("pause"), "z", true, up.then(|| format!("pause {id}")))
    };
    let waits = up && node.role != Role::Leader;
    let mut others = node.configuration.members();
    others.remove(id);
    let alone = others.iter().all(|o| cuts.contains(&(id, o)) && cuts.contains(&(o, id)));
    let apart = if alone && !others.is_empty() {
        // To heal is to join this node, unless others are cut off from each other as well.
        let only = cuts.iter().all(|&(from, to)| from == id || to == id);
        Action::new(tr!("join"), "i", false, only.then(|| "heal".to_string()))
    } else {
        Action::new(tr!("cut off"), "i", true, (!alone).then(|| format!("partition {id}")))
    };
    let leadership = if up && node.role == Role::Leader {
        Action::new(tr!("step down"), "w", false, Some(format!("stepdown {id}")))
    } else {
        let may = up && view.leader.is_some() && node.configuration.is_voter(id);
        Action::new(tr!("make leader"), "w", false, may.then(|| format!("transfer {id}")))
    };
    let covered = node.snapshot.as_ref().map_or(Index::ZERO, |snapshot| snapshot.last.index);
    let more = up && node.applied > covered;
    vec![
        crash,
        pause,
        Action::new(tr!("time out"), "t", false, waits.then(|| format!("timeout {id}"))),
        leadership,
        Action::new(tr!("snapshot"), "s", false, more.then(|| format!("snapshot {id}"))),
        apart,
        Action::new(tr!("connect"), "o", false, Some(format!("connect {id}"))),
        Action::new(tr!("why?"), "y", false, Some(format!("why {id}"))),
    ]
}

/// What can be done to a packet in flight, in the order of its card.
pub fn packet_actions(packet: &PacketView) -> Vec<Action> {
    let id = packet.id;
    vec![
        Action::new(tr!("drop"), "d", true, Some(format!("drop {id}"))),
        Action::new(tr!("duplicate"), "u", false, Some(format!("duplicate {id}"))),
        Action::new(tr!("delay"), "l", false, Some(format!("delay {id} 50ms"))),
        Action::new(tr!("deliver now"), "v", false, Some(format!("deliver {id}"))),
        Action::new(tr!("why?"), "y", false, Some(format!("why {id}"))),
    ]
}

/// What can be done to the link between two nodes.
pub fn link_actions(a: NodeId, b: NodeId, cuts: &Cuts) -> Vec<Action> {
    let (there, back) = (cuts.contains(&(a, b)), cuts.contains(&(b, a)));
    let line = |sensible: bool, line: String| sensible.then_some(line);
    vec![
        Action::new(tr!("cut"), "x", true, line(!(there && back), format!("cut {a} {b}"))),
        Action::new(tr!("cut one way"), "a", true, line(!there, format!("cut {a} > {b}"))),
        Action::new(tr!("cut other way"), "b", true, line(!back, format!("cut {b} > {a}"))),
        Action::new(tr!("heal"), "e", false, line(there || back, format!("heal {a} {b}"))),
    ]
}

/// The script line that a key issues for a node that is picked; `None` if the key means nothing or makes no sense now.
/// `c` crashes or restarts, `z` pauses or resumes, `t` lets its election timer run out, `i` cuts it off from all others
/// or joins it again, `w` makes it leader or lets it step down, `s` lets it take a snapshot, `o` connects the client to it,
/// `y` asks why it is as it is.
pub fn node_key(key: &str, node: &NodeView, view: &ClusterView) -> Option<String> {
    line_for(key, node_actions(node, view))
}

/// The script line that a key issues for a packet that is picked: `d` drops, `u` duplicates, `l` delays, `v` delivers,
/// `y` asks why it was sent.
pub fn packet_key(key: &str, packet: &PacketView) -> Option<String> {
    line_for(key, packet_actions(packet))
}

/// The line of the possible action with this key, whether or not Shift or Caps Lock is on.
pub fn line_for(key: &str, actions: Vec<Action>) -> Option<String> {
    let action = actions.into_iter().find(|action| action.key.eq_ignore_ascii_case(key))?;
    action.possible().then_some(action.line)
}

/// The shortest way: what a double click or a click with Shift does to a node.
pub fn crash_or_restart(node: &NodeView, view: &ClusterView) -> Option<String> {
    node_key("c", node, view)
}

/// The nodes that a digit picks: `1` is n1, and so on up to `9`, if there is such a node.
pub fn digit(key: &str, view: &ClusterView) -> Option<NodeId> {
    let id = NodeId(key.parse().ok().filter(|id| (1..=9).contains(id))?);
    view.node(id).map(|node| node.id)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Change, cluster, heartbeat, n};
    use super::*;
    use crate::script::parse_line;

    fn keys(view: &ClusterView, id: u32) -> Vec<Option<String>> {
        let node = view.node(n(id)).unwrap();
        ["c", "z", "t", "i", "o"].map(|key| node_key(key, node, view)).to_vec()
    }

    fn lines(expected: [&str; 5]) -> Vec<Option<String>> {
        expected.map(|line| (!line.is_empty()).then(|| line.to_string())).to_vec()
    }

    #[test]
    fn keys_say_what_fits_the_nodes_state() {
        let view = cluster(3);
        let expected = ["crash n2", "pause n2", "timeout n2", "partition n2", "connect n2"];
        assert_eq!(keys(&view, 2), lines(expected));
        let expected = ["crash n1", "pause n1", "", "partition n1", "connect n1"];
        assert_eq!(keys(&view, 1), lines(expected), "a leader has no election timer");
        let expected = ["restart n2", "", "", "partition n2", "connect n2"];
        assert_eq!(keys(&view.clone().down(&[2]), 2), lines(expected));
        let paused = view.with(2, |node| node.liveness = Liveness::Paused);
        let expected = ["crash n2", "resume n2", "", "partition n2", "connect n2"];
        assert_eq!(keys(&paused, 2), lines(expected));
        let node = paused.node(n(2)).unwrap();
        assert_eq!(node_key("q", node, &paused), None);
        assert_eq!(node_key("C", node, &paused).as_deref(), Some("crash n2"));
    }

    #[test]
    fn a_leader_steps_down_and_others_take_over_if_there_is_somebody_to_take_over_from() {
        let w = |view: &ClusterView, id| node_key("w", view.node(n(id)).unwrap(), view);
        let view = cluster(3);
        assert_eq!(w(&view, 1).as_deref(), Some("stepdown n1"));
        assert_eq!(w(&view, 2).as_deref(), Some("transfer n2"));
        assert_eq!(w(&view.clone().down(&[2]), 2), None);
        assert_eq!(w(&ClusterView { leader: None, ..view }, 2), None);
    }

    #[test]
    fn a_snapshot_is_offered_when_there_is_more_to_put_into_it() {
        let s = |view: &ClusterView| node_key("s", view.node(n(2)).unwrap(), view);
        assert_eq!(s(&cluster(3)), None, "nothing is applied");
        let view = cluster(3).with(2, |node| node.applied = Index(4));
        assert_eq!(s(&view).as_deref(), Some("snapshot n2"));
    }

    #[test]
    fn a_node_that_is_alone_can_be_joined_again_if_that_heals_nothing_else() {
        let i = |view: &ClusterView| keys(view, 2)[3].clone();
        let alone = cluster(3).split(&[&[2], &[1, 3]]);
        assert_eq!(i(&alone).as_deref(), Some("heal"));
        assert_eq!(i(&cluster(3).split(&[&[1], &[2], &[3]])), None);
        assert_eq!(i(&cluster(3).cut(&[(2, 1), (1, 2)])).as_deref(), Some("partition n2"));
        let one = cluster(1);
        assert_eq!(node_key("i", &one.nodes[0], &one), None, "nobody to leave");
    }

    #[test]
    fn a_link_offers_only_what_changes_it() {
        let possible = |links: &[(u32, u32)]| -> Vec<String> {
            let cuts = cluster(2).cut(links).cuts;
            let actions = link_actions(n(1), n(2), &cuts).into_iter();
            actions.filter(Action::possible).map(|action| action.line).collect()
        };
        assert_eq!(possible(&[]), ["cut n1 n2", "cut n1 > n2", "cut n2 > n1"]);
        assert_eq!(possible(&[(1, 2)]), ["cut n1 n2", "cut n2 > n1", "heal n1 n2"]);
        assert_eq!(possible(&[(1, 2), (2, 1)]), ["heal n1 n2"]);
    }

    #[test]
    fn every_line_that_a_button_issues_is_a_line_of_the_script_language() {
        let view = cluster(5).packet(1, 2, heartbeat()).down(&[3]);
        let nodes = view.nodes.iter().flat_map(|node| node_actions(node, &view));
        let packets = view.packets.iter().flat_map(packet_actions);
        let links = link_actions(n(1), n(2), &view.cuts);
        for action in nodes.chain(packets).chain(links).filter(Action::possible) {
            let parsed = parse_line(&action.line, 1);
            assert!(matches!(parsed, Ok(Some(_))), "{}: {parsed:?}", action.line);
        }
    }

    #[test]
    fn keys_of_one_card_differ() {
        let view = cluster(2).packet(1, 2, heartbeat());
        for actions in [
            node_actions(&view.nodes[0], &view),
            packet_actions(&view.packets[0]),
            link_actions(n(1), n(2), &view.cuts),
        ] {
            let keys: BTreeSet<_> = actions.iter().map(|action| action.key).collect();
            assert_eq!(keys.len(), actions.len());
        }
    }

    #[test]
    fn a_digit_picks_a_node_that_is_there() {
        let view = cluster(3);
        assert_eq!(digit("3", &view), Some(n(3)));
        for key in ["0", "4", "12", "x", ""] {
            assert_eq!(digit(key, &view), None, "{key}");
        }
    }
}
