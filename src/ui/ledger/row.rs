//! One node's row.

use yew::prelude::*;

use crate::catalog::tr;
use crate::raft::{Index, NodeId, Term};
use crate::sim::Liveness;
use crate::ui::memo::Drawing;
use crate::ui::term_class;

use crate::draw::ledger::model::{Brick, Cell, Label, RowModel};

/// A name, then the entries in sight, each at its column.
#[derive(PartialEq)]
pub struct Row {
    /// What it shows.
    pub row: RowModel,
    /// Which row of the ledger it is, counted from 0.
    pub number: usize,
    /// The entry that the inspector explains.
    pub selected: Option<Index>,
    /// The entry that the Tab key finds.
    pub stop: Option<Index>,
    /// An entry was picked.
    pub on_pick: Callback<(NodeId, Index)>,
}

impl Drawing for Row {
    fn draw(&self) -> Html {
        let row = &self.row;
        let known = |index: Option<Index>| index.filter(|it| *it > Index::ZERO);
        let next = known(row.next).map(|index| tr!("the leader sends next from {index}", index));
        let matched = known(row.matched).map(|index| tr!("knows it to agree up to {index}", index));
        let described: Vec<String> = [named(row)].into_iter().chain(next).chain(matched).collect();
        html! {
            <div
                role="row"
                aria-rowindex={(self.number + 2).to_string()}
                class={classes!("ledger-row", shape(row.liveness))}
            >
                <span role="rowheader" aria-colindex="1" class="ledger-header" aria-label={described.join(", ")}>
                    { row.id.to_string() }
                </span>
                if let Some(it) = &row.brick {
                    { brick(it, self) }
                }
                // In lists of their own, since only a list of nothing but keyed elements is told apart by key: a window that
                // moves on by a column then changes one cell and not all.
                <>{ for row.cells.iter().map(|it| cell(it, self)) }</>
                <>
                    { for row.removed.iter().map(|index| html! {
                        <i key={index.0} class="ledger-gone" aria-hidden="true" style={place(*index)}>{ "✕" }</i>
                    }) }
                </>
                if let Some(index) = row.matched.filter(|index| *index > Index::ZERO) {
                    <i class="ledger-match" aria-hidden="true" style={place(index)} title={tr!("the leader knows that all up to here agrees")}></i>
                }
                if let Some(index) = row.next {
                    <i class="ledger-next" aria-hidden="true" style={place(index)} title={tr!("the leader sends from here next")}></i>
                }
            </div>
        }
    }
}

/// The name of a row as it is seen, in a column that stays.
#[derive(PartialEq)]
pub struct Name {
    /// The row, without what happens to its entries.
    id: NodeId,
    liveness: Liveness,
    leads: bool,
    term: Term,
    told: String,
}

impl Name {
    /// Of this row.
    pub fn of(row: &RowModel) -> Self {
        let RowModel { id, liveness, leads, term, .. } = *row;
        Self { id, liveness, leads, term, told: named(row) }
    }
}

impl Drawing for Name {
    fn draw(&self) -> Html {
        let shape = shape(self.liveness);
        html! {
            <span class={classes!("ledger-name", shape)} title={self.told.clone()}>
                <i class={classes!("ledger-dot", shape)}></i>
                { self.id.to_string() }
                if self.leads {
                    <i class={classes!("ledger-crown", term_class(self.term))}>{ "♛" }</i>
                }
            </span>
        }
    }
}

/// Whose row it is, in words.
fn named(row: &RowModel) -> String {
    let (id, term) = (row.id, row.term);
    match (row.liveness, row.leads) {
        (Liveness::Up, true) => tr!("{id} leads term {term}", id, term),
        (Liveness::Up, false) => tr!("{id}, term {term}", id, term),
        (Liveness::Paused, _) => tr!("{id} is paused, term {term}", id, term),
        (Liveness::Down, _) => tr!("{id} is down, term {term}", id, term),
    }
}

/// What the style sheets call it.
fn shape(liveness: Liveness) -> &'static str {
    match liveness {
        Liveness::Up => "up",
        Liveness::Paused => "paused",
        Liveness::Down => "down",
    }
}

/// The forgotten beginning. What it stands for is picked as the last entry that it covers.
fn brick(brick: &Brick, props: &Row) -> Html {
    let (id, to) = (props.row.id, brick.to);
    let told = brick.tells();
    let columns = brick.to.0 + 1 - brick.from.0;
    let label = format!("▤ 1–{}", brick.covers);
    html! {
        <button
            type="button"
            id={cell_id(id, to)}
            role="gridcell"
            aria-colindex={(brick.from.0 + 1).to_string()}
            aria-colspan={columns.to_string()}
            aria-selected={(props.selected == Some(to)).to_string()}
            aria-label={format!("{label}: {id}, {told}")}
            title={told}
            tabindex={if props.stop == Some(to) { "0" } else { "-1" }}
            class={classes!("ledger-brick", (props.selected == Some(to)).then_some("selected"))}
            style={format!("{}; --span: {columns}", place(brick.from))}
            onclick={props.on_pick.reform(move |_| (id, to))}
        >
            <span>{ label }</span>
        </button>
    }
}

fn cell(cell: &Cell, props: &Row) -> Html {
    let (id, index) = (props.row.id, cell.index);
    let class = classes!(
        "ledger-cell",
        term_class(cell.term),
        cell.committed.then_some("committed"),
        cell.applied.then_some("applied"),
        cell.label.is_long().then_some("long"),
        (!cell.durable).then_some("volatile"),
        (props.selected == Some(index)).then_some("selected"),
    );
    let onclick = props.on_pick.reform(move |_| (id, index));
    let told = cell.tells();
    html! {
        <button
            key={index.0}
            id={cell_id(id, index)}
            type="button"
            role="gridcell"
            aria-colindex={(index.0 + 1).to_string()}
            aria-selected={(props.selected == Some(index)).to_string()}
            // What is seen comes first, so that whoever speaks to the page can say it (WCAG 2.5.3).
            aria-label={format!("{}: {id}, {told}", cell.label.seen())}
            title={told}
            tabindex={if props.stop == Some(index) { "0" } else { "-1" }}
            {class}
            style={place(index)}
            {onclick}
        >
            { match &cell.label {
                Label::Short(text) => html! { { text } },
                Label::Pair(key, value) => html! { <><i>{ key }</i>{ " " }<b>{ value }</b></> },
            } }
        </button>
    }
}

/// The element of a cell, to put the focus on.
pub fn cell_id(node: NodeId, index: Index) -> String {
    format!("cell-{node}-{index}")
}

/// Where a column stands; the style sheet knows how wide one is.
pub fn place(index: Index) -> String {
    format!("--at: {}", index.0 - 1)
}
