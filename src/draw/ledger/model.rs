//! What the ledger shows, as data.

use std::ops::RangeInclusive;

use crate::catalog::tr;
use crate::compact::sort_by_key;
use crate::explain::words::{operation_text, short};
use crate::kv::{Operation, Request};
use crate::raft::{Entry, Index, NodeId, Payload, Term};
use crate::sim::{ClusterView, Liveness, NodeView, Role};

/// One node's row, as far as it is in sight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowModel {
    /// Whose log.
    pub id: NodeId,
    /// Whether it runs.
    pub liveness: Liveness,
    /// Whether it believes that it leads.
    pub leads: bool,
    pub term: Term,
    /// The log's beginning, forgotten because a snapshot stands for it; if any of it is in sight.
    pub brick: Option<Brick>,
    /// The entries in sight.
    pub cells: Vec<Cell>,
    /// Indices in sight whose entries have just been removed.
    pub removed: Vec<Index>,
    /// Where the leader will send from next, if in sight.
    pub next: Option<Index>,
    /// Up to where the leader knows this log to agree, if in sight.
    pub matched: Option<Index>,
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Where it stands.
    pub index: Index,
    pub term: Term,
    /// What it holds, in a few letters: on one line, or a key above its value.
    pub label: Label,
    /// Whether this node knows it to be committed; for one that is down, whether others do.
    pub committed: bool,
    /// Whether this node has applied it.
    pub applied: bool,
    /// Whether it is on this node's disk.
    pub durable: bool,
}

/// The part of a log that a snapshot stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brick {
    /// The first column of it that is drawn.
    pub from: Index,
    /// Its last column: the last entry that the log has forgotten.
    pub to: Index,
    /// The last entry that the snapshot covers, which may be among those that are kept.
    pub covers: Index,
    /// The keys that the snapshot holds.
    pub keys: usize,
}

/// What a cell says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Label {
    /// It fits on one line: `∅`, `x=1`, `x?`.
    Short(String),
    /// A key, and its value below.
    Pair(String, String),
}

/// Entries that a node has just removed, because they conflicted with the leader's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Removed {
    pub node: NodeId,
    /// The first.
    pub from: Index,
    /// The last.
    pub to: Index,
}

/// The most nodes of which every row is in sight, so that all stand in order of their numbers.
const FEW: usize = 9;

/// The nodes in the order of their rows: by number, and of many the leader before all others.
pub fn order(view: &ClusterView) -> Vec<NodeId> {
    let mut ids: Vec<NodeId> = view.nodes.iter().map(|node| node.id).collect();
    if let Some(leader) = view.leader.filter(|_| ids.len() > FEW) {
        sort_by_key(&mut ids, |id| *id != leader);
    }
    ids
}

/// All rows, in the order of their nodes.
pub fn rows(view: &ClusterView, sight: &RangeInclusive<u64>, removed: &[Removed]) -> Vec<RowModel> {
    let leader = view.leader.and_then(|id| view.node(id));
    let up = view.nodes.iter().filter(|node| node.liveness != Liveness::Down);
    let furthest = up.max_by_key(|node| node.commit);
    let nodes = order(view).into_iter().filter_map(|id| view.node(id));
    nodes.map(|node| row(node, leader, furthest, sight, removed)).collect()
}

fn row(
    node: &NodeView,
    leader: Option<&NodeView>,
    furthest: Option<&NodeView>,
    sight: &RangeInclusive<u64>,
    removed: &[Removed],
) -> RowModel {
    let cells = sight
        .clone()
        .filter_map(|index| node.log.get(Index(index)))
        .map(|entry| cell(entry, node, furthest))
        .collect();
    let gone = |index: &u64| {
        removed.iter().any(|it| it.node == node.id && (it.from.0..=it.to.0).contains(index))
            && node.log.get(Index(*index)).is_none()
    };
    let progress = leader.and_then(|leader| leader.progress.get(&node.id));
    let seen = |index: Index| sight.contains(&index.0).then_some(index);
    RowModel {
        id: node.id,
        liveness: node.liveness,
        leads: node.role == Role::Leader && node.liveness != Liveness::Down,
        term: node.term,
        brick: brick(node, sight),
        cells,
        removed: sight.clone().filter(gone).map(Index).collect(),
        next: progress.and_then(|it| seen(it.next)),
        matched: progress.and_then(|it| seen(it.matched)),
    }
}

fn brick(node: &NodeView, sight: &RangeInclusive<u64>) -> Option<Brick> {
    let base = node.log.base().index;
    let (covers, keys) =
        node.snapshot.as_ref().map_or((base, 0), |it| (it.last.index, it.kv.len()));
    let from = Index((*sight.start()).max(1));
    let to = base.min(Index(*sight.end()));
    (from <= to).then_some(Brick { from, to, covers, keys })
}

fn cell(entry: &Entry, node: &NodeView, furthest: Option<&NodeView>) -> Cell {
    let index = entry.id.index;
    // Who is down has forgotten how far is committed, and the entries on its disk are what they were.
    let is_known = |it: &NodeView| index <= it.commit && it.log.contains(entry.id);
    let committed = match node.liveness {
        Liveness::Down => furthest.is_some_and(is_known),
        Liveness::Up | Liveness::Paused => index <= node.commit,
    };
    Cell {
        index,
        term: entry.id.term,
        label: label(entry),
        committed,
        applied: index <= node.applied,
        durable: node.durable.index >= index,
    }
}

/// As many letters fit on one line of a cell.
const FITS: usize = 6;

/// What an entry holds, in as few letters as tell it from its neighbours.
fn label(entry: &Entry) -> Label {
    let one = |text: &str| Label::Short(text.to_string());
    match &entry.payload {
        Payload::Noop => one("∅"),
        Payload::Configuration(_) => one(tr!("config")),
        Payload::Command(bytes) => match Request::decode(bytes) {
            Ok(request) => operation_label(&request.operation),
            Err(_) => one("?"),
        },
    }
}

fn operation_label(operation: &Operation) -> Label {
    let pair = |key: &str, sign: &str, value: &str| {
        let (key, value) = (short(key), short(value));
        let whole = format!("{key}{sign}{value}");
        if whole.chars().count() <= FITS { Label::Short(whole) } else { Label::Pair(key, value) }
    };
    match operation {
        Operation::Get { key } | Operation::Read { key } => {
            Label::Short(format!("{}?", short(key)))
        }
        Operation::Put { key, value }
        | Operation::Create { key, value }
        | Operation::Update { key, value } => pair(key, "=", value),
        Operation::Delete { key } => Label::Short(format!("−{}", short(key))),
        Operation::Cas { key, new, .. } => pair(key, "→", new),
    }
}

/// What an entry holds, in full, as the inspector and the tooltips say it.
pub fn entry_text(entry: &Entry) -> String {
    match &entry.payload {
        Payload::Noop => tr!("no-op, the first entry of a leader's term").to_string(),
        Payload::Configuration(configuration) => {
            let members = crate::explain::words::list(configuration.members());
            tr!("configuration {members}", members)
        }
        Payload::Command(bytes) => match Request::decode(bytes) {
            Ok(request) => operation_text(&request.operation),
            Err(error) => error.to_string(),
        },
    }
}

impl Brick {
    /// The brick for one who cannot see it, and for the tooltip.
    pub fn tells(&self) -> String {
        let keys = crate::explain::words::count(self.keys as u64, "key", "keys");
        tr!("a snapshot stands for all up to index {index}: {keys}", index = self.covers, keys)
    }
}

impl Cell {
    /// The cell for one who cannot see it, and for the tooltip.
    pub fn tells(&self) -> String {
        let state = match (self.committed, self.applied, self.durable) {
            (_, true, _) => tr!("committed and applied"),
            (true, false, _) => tr!("committed"),
            (false, false, true) => tr!("not committed"),
            (false, false, false) => tr!("not committed, not yet on its disk"),
        };
        tr!(
            "index {index}, term {term}: {entry}, {state}",
            index = self.index,
            term = self.term,
            entry = self.label.words(),
            state
        )
    }
}

impl Label {
    /// Whether something of it is longer than a cell is wide, and has to be cut off.
    pub fn is_long(&self) -> bool {
        let is_long = |text: &str| text.chars().count() > FITS;
        match self {
            Self::Short(text) => is_long(text),
            Self::Pair(key, value) => is_long(key) || is_long(value),
        }
    }

    /// As it is read off the cell.
    pub fn seen(&self) -> String {
        match self {
            Self::Short(text) => text.clone(),
            Self::Pair(key, value) => format!("{key} {value}"),
        }
    }

    /// On one line, for those who hear it.
    fn words(&self) -> String {
        match self {
            Self::Short(text) if text == "∅" => tr!("no-op").to_string(),
            Self::Short(text) => text.clone(),
            Self::Pair(key, value) => format!("{key}={value}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::sync::Arc;

    use super::*;
    use crate::kv::SessionId;
    use crate::raft::{Configuration, Log, LogId};
    use crate::sim::{ProgressMode, ProgressView, SnapshotView, Time};

    fn entry(term: u64, index: u64, payload: Payload) -> Entry {
        Entry { id: LogId { term: Term(term), index: Index(index) }, payload }
    }

    fn put(key: &str, value: &str) -> Payload {
        let operation = Operation::Put { key: key.into(), value: value.into() };
        Payload::Command(Request { session: SessionId(1), sequence: 1, operation }.encode())
    }

    #[test]
    fn an_entry_is_told_in_a_few_letters() {
        let one = |text: &str| Label::Short(text.to_string());
        assert_eq!(label(&entry(1, 1, Payload::Noop)), one("∅"));
        assert_eq!(label(&entry(1, 2, put("x", "1"))), one("x=1"));
        let pair = Label::Pair("name".to_string(), "Alice".to_string());
        assert_eq!(label(&entry(1, 2, put("name", "Alice"))), pair);
        assert!(!label(&entry(1, 2, put("name", "Alice"))).is_long());
        assert!(label(&entry(1, 2, put("name", "Alice B."))).is_long());
        let broken = Payload::Command(Arc::from([0xff_u8].as_slice()));
        assert_eq!(label(&entry(1, 3, broken)), one("?"));
        assert_eq!(entry_text(&entry(1, 2, put("x", "a b"))), "put x \"a b\"");
    }

    fn node(id: u32, last: u64, commit: u64) -> NodeView {
        let mut log = Log::default();
        for index in 1..=last {
            log.append(entry(1, index, put("x", &index.to_string())));
        }
        NodeView {
            term: Term(1),
            durable: log.last(),
            log,
            commit: Index(commit),
            applied: Index(commit),
            ..NodeView::blank(NodeId(id), Configuration::of([NodeId(1), NodeId(2)]))
        }
    }

    fn two() -> ClusterView {
        let mut leader = node(1, 9, 7);
        leader.role = Role::Leader;
        let mode = ProgressMode::Replicate;
        let progress = ProgressView {
            next: Index(8),
            matched: Index(6),
            in_flight: 1,
            in_flight_bytes: 9,
            mode,
        };
        leader.progress.insert(NodeId(2), progress);
        ClusterView {
            now: Time::ZERO,
            nodes: vec![leader, node(2, 7, 6)],
            packets: Vec::new(),
            cuts: BTreeSet::new(),
            client_cuts: BTreeSet::new(),
            clogs: BTreeSet::new(),
            weather: BTreeMap::new(),
            filters: Vec::new(),
            clients: Vec::new(),
            leader: Some(NodeId(1)),
            quorum: 2,
            longest_timeout_us: 300_000,
        }
    }

    #[test]
    fn of_many_nodes_the_leader_comes_first() {
        let of = |nodes: u32, leader: Option<u32>| {
            let nodes = (1..=nodes).map(|id| node(id, 1, 1)).collect();
            let view = ClusterView { nodes, leader: leader.map(NodeId), ..two() };
            order(&view).into_iter().map(|id| id.0).collect::<Vec<_>>()
        };
        assert_eq!(of(5, Some(3)), [1, 2, 3, 4, 5]);
        assert_eq!(of(10, Some(3)), [3, 1, 2, 4, 5, 6, 7, 8, 9, 10]);
        assert_eq!(of(10, None), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    }

    #[test]
    fn a_row_holds_what_is_in_sight_and_no_more() {
        let rows = rows(&two(), &(5..=8), &[]);
        let cells = |row: &RowModel| {
            row.cells
                .iter()
                .map(|it| format!("{}{}", it.label.words(), if it.committed { "" } else { "?" }))
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(cells(&rows[0]), "x=5 x=6 x=7 x=8?");
        assert_eq!(cells(&rows[1]), "x=5 x=6 x=7?");
        assert!(rows[0].leads && !rows[1].leads);
    }

    #[test]
    fn the_forgotten_beginning_is_one_brick_as_far_as_it_is_in_sight() {
        let mut view = two();
        let node = &mut view.nodes[1];
        let base = LogId { term: Term(1), index: Index(5) };
        node.log.compact_to(base);
        let last = LogId { term: Term(1), index: Index(6) };
        let kv = [("x".to_string(), "6".to_string())].into_iter().collect();
        node.snapshot = Some(SnapshotView { last, bytes: 10, kv });
        let seen = |sight| rows(&view, &sight, &[])[1].clone();
        let brick = seen(3..=8).brick.unwrap();
        assert_eq!((brick.from, brick.to, brick.covers), (Index(3), Index(5), Index(6)));
        assert_eq!(brick.tells(), "a snapshot stands for all up to index 6: 1 key");
        assert_eq!(seen(3..=8).cells.len(), 2);
        assert_eq!(seen(6..=8).brick, None);
        assert_eq!(rows(&view, &(1..=8), &[])[0].brick, None, "the other has forgotten nothing");
    }

    #[test]
    fn the_leaders_ticks_stand_in_the_followers_row() {
        let rows = rows(&two(), &(5..=8), &[]);
        assert_eq!((rows[0].next, rows[0].matched), (None, None));
        assert_eq!((rows[1].next, rows[1].matched), (Some(Index(8)), Some(Index(6))));
    }

    #[test]
    fn what_was_removed_is_shown_until_something_else_stands_there() {
        let removed = [Removed { node: NodeId(2), from: Index(7), to: Index(9) }];
        let rows = rows(&two(), &(5..=8), &removed);
        assert_eq!(rows[1].removed, [Index(8)]);
        assert!(rows[0].removed.is_empty());
    }
}
