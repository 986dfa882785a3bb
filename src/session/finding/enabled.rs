//! What can happen next: everything that is under way, with when it is due, and every fault; and what each would change at
//! once. What decides something stands first: votes, roles, commits.

use crate::catalog::tr;
use crate::compact::sort_by_key;
use crate::explain::words::event::kind_text;
use crate::explain::words::packet::packet_name;
use crate::explain::words::{duration, timer_name, who};
use crate::raft::Timer;
use crate::script::{Command, FindMove, NodeRef, PacketRef};
use crate::session::run::Run;
use crate::sim::{EventKind, Time};

use super::moves::of_sort;
use super::trial::Trial;

/// Something that can happen next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enabled {
    /// What; of a fault, its line.
    pub what: String,
    /// The line that lets it happen now; none if there is no such line.
    pub command: Option<Command>,
    /// When it happens by itself, if it does and nobody interferes.
    pub due: Option<Time>,
    /// What it would change at once.
    pub changes: Vec<String>,
    /// Whether that is a vote, a role or a commit.
    pub decides: bool,
}

impl Enabled {
    /// In a line for the console.
    pub fn line(&self, now: Time) -> String {
        let due = self
            .due
            .map(|due| format!(", {}", tr!("due in {time}", time = duration(due.since(now)))));
        let command = self.command.as_ref().filter(|_| self.due.is_some());
        let line = command.map(|it| format!(" (`{it}`)")).unwrap_or_default();
        let changes = match self.changes.as_slice() {
            [] => String::new(),
            changes => format!(": {}", changes.join("; ")),
        };
        format!("{}{}{line}{changes}", self.what, due.unwrap_or_default())
    }
}

/// What can happen next, in a run.
pub fn enabled(run: &Run) -> Vec<Enabled> {
    let (trial, view) = (Trial::of(run), run.cluster.view());
    let mut all = Vec::new();
    for packet in &view.packets {
        let what = if packet.doomed {
            tr!("{packet} is lost on its way", packet = packet.id)
        } else {
            tr!(
                "{packet} arrives: {kind} from {from} to {to}",
                packet = packet.id,
                kind = packet_name(&packet.kind),
                from = who(packet.from),
                to = who(packet.to)
            )
        };
        let command = (!packet.doomed).then_some(Command::Deliver(PacketRef(packet.id.0)));
        let due = (!packet.waits).then_some(packet.due);
        all.push(Enabled { what, command, due, changes: Vec::new(), decides: false });
    }
    for node in &view.nodes {
        for timer in &node.timers {
            let what =
                tr!("the {timer} of {node} fires", timer = timer_name(timer.timer), node = node.id);
            let fires = timer.timer == Timer::Election;
            let command = fires.then_some(Command::Timeout(NodeRef::Id(node.id.0)));
            let due = Some(timer.due);
            all.push(Enabled { what, command, due, changes: Vec::new(), decides: false });
        }
        let disk = run.cluster.world().node(node.id).map(|it| it.disk());
        if let Some(write) = disk.and_then(|disk| disk.current()) {
            let (what, due) =
                (tr!("a write of {node} is done", node = node.id), Some(write.plan.due));
            all.push(Enabled { what, command: None, due, changes: Vec::new(), decides: false });
        }
    }
    sort_by_key(&mut all, |it| it.due.unwrap_or(Time(u64::MAX)));
    let asks = [FindMove::Timeout, FindMove::Put, FindMove::Get];
    for sort in FindMove::DEFAULT.into_iter().filter(|sort| !asks.contains(sort)) {
        for command in of_sort(&run.cluster, sort, 0, 0) {
            let (what, command) = (command.to_string(), Some(command));
            all.push(Enabled { what, command, due: None, changes: Vec::new(), decides: false });
        }
    }
    for it in &mut all {
        let Some(command) = &it.command else { continue };
        match trial.led_to(command) {
            Some(events) => {
                let tells = |kind: &&EventKind| decides(kind) || changes(kind);
                it.decides = events.iter().any(decides);
                it.changes = events.iter().filter(tells).map(kind_text).collect();
            }
            // It happens by itself alone.
            None => it.command = None,
        }
    }
    all.retain(|it| it.command.is_some() || it.due.is_some());
    sort_by_key(&mut all, |it| !it.decides);
    all
}

/// Whether something is a vote, a role or a commit.
fn decides(kind: &EventKind) -> bool {
    matches!(
        kind,
        EventKind::RoleChanged { .. }
            | EventKind::Voted { .. }
            | EventKind::VoteReceived { .. }
            | EventKind::Committed { .. }
            | EventKind::Truncated { .. }
            | EventKind::SteppedDown { .. }
    )
}

/// Whether something else changes a node, or what clients know.
fn changes(kind: &EventKind) -> bool {
    matches!(
        kind,
        EventKind::TermChanged { .. }
            | EventKind::Appended { .. }
            | EventKind::Applied { .. }
            | EventKind::Completed { .. }
            | EventKind::Crashed { .. }
            | EventKind::Restarted { .. }
            | EventKind::Paused { .. }
            | EventKind::Resumed { .. }
            | EventKind::Cut { .. }
            | EventKind::Healed { .. }
            | EventKind::Lost { .. }
            | EventKind::Duplicated { .. }
            | EventKind::Delayed { .. }
    )
}
