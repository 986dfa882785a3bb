//! The ring in two sentences, for whoever cannot see it.

use crate::catalog::tr;
use crate::explain::words::{count, list};
use crate::raft::NodeId;
use crate::sim::{ClusterView, Liveness, NodeView};

use super::group::groups;

/// How many nodes there are, who leads, who does not run, and who can talk to whom.
pub fn summary(view: &ClusterView) -> String {
    let who = |liveness: Liveness| -> Vec<NodeId> {
        let like = view.nodes.iter().filter(|node: &&NodeView| node.liveness == liveness);
        like.map(|node| node.id).collect()
    };
    let mut parts = vec![count(view.nodes.len() as u64, "node", "nodes")];
    parts.push(match view.leader.and_then(|id| view.node(id)) {
        Some(leader) => {
            tr!("{node} leads term {term}", node = leader.id, term = leader.term)
        }
        None => tr!("nobody leads").to_owned(),
    });
    let (down, paused) = (who(Liveness::Down), who(Liveness::Paused));
    if !down.is_empty() {
        parts.push(tr!("down: {nodes}", nodes = list(down)));
    }
    if !paused.is_empty() {
        parts.push(tr!("paused: {nodes}", nodes = list(paused)));
    }
    let mut text = format!("{}.", parts.join(", "));
    let groups = groups(view);
    if groups.len() > 1 {
        let told = groups.iter().map(|group| {
            let members = list(group.members.iter().copied());
            if group.quorum { tr!("{members} with a quorum", members) } else { members }
        });
        let groups = told.collect::<Vec<_>>().join("; ");
        text.push(' ');
        text += &tr!("Cut apart: {groups}.", groups);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::{Session, Setup};

    fn after(script: &str) -> String {
        let mut session = Session::open(Setup::default());
        let report = session.run_script(script);
        assert!(report.ok(), "{:?}", report.error);
        summary(&session.view())
    }

    #[test]
    fn it_says_who_leads_who_is_down_and_who_is_cut_off() {
        assert_eq!(after(""), "5 nodes, nobody leads.");
        let elected = "timeout n2\nuntil leader is n2 within 5s\n";
        assert_eq!(after(elected), "5 nodes, n2 leads term 1.");
        let cut = format!("{elected}crash n4\npartition n1 n2 | n3 n4 n5\n");
        assert_eq!(
            after(&cut),
            "5 nodes, n2 leads term 1, down: n4. Cut apart: n1 and n2; n3, n4 and n5."
        );
    }
}
