//! The ledger as a grid that scrolls sideways.

use web_sys::Element;
use yew::prelude::*;

use crate::catalog::tr;
use crate::raft::{Index, NodeId};
use crate::sim::ClusterView;
use crate::ui::browser::dom;
use crate::ui::memo::keyed;
use crate::ui::{Selected, Shared};

use super::row::{Name, Row, cell_id, place};
use crate::draw::ledger::model::{Removed, order, rows};
use crate::draw::ledger::window::{Columns, fits};

/// Properties of [`Ledger`].
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    pub view: Shared<ClusterView>,
    /// Entries that have just been removed.
    pub removed: Shared<Vec<Removed>>,
    /// What is picked on the page.
    pub selected: Option<Selected>,
    /// Something was picked here.
    pub on_select: Callback<Selected>,
}

/// What was measured of the panel, in pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Measure {
    width: f64,
    column: f64,
}

/// The ledger.
#[function_component]
pub fn Ledger(props: &Props) -> Html {
    let scroller = use_node_ref();
    let ruler = use_node_ref();
    let measure = use_state_eq(Measure::default);
    // Apart from the size: whoever scrolls may know an older size than the panel has by then.
    let scrolled = use_state_eq(|| 0.0);
    let follow = use_state_eq(|| true);
    let cursor = use_state_eq(|| None::<(NodeId, Index)>);

    let columns = Columns::of(&props.view, fits(measure.width, measure.column));
    let tail = columns.tail(measure.width, measure.column);
    let left = if *follow { tail } else { *scrolled };
    let sight = columns.in_sight(left, measure.width, measure.column);
    let drawn = columns.drawn(&sight);
    let rows = rows(&props.view, &drawn, &props.removed);

    // Where the newest entries are is known without asking the browser, who would have to lay out the page to answer.
    {
        let scroller = scroller.clone();
        use_effect_with((left, *follow, *measure), move |(left, follow, _)| {
            if let Some(scroller) = scroller.cast::<Element>().filter(|_| *follow) {
                scroller.set_scroll_left(left.round() as i32);
            }
        });
    }
    // The panel's size changes with the window, and when its tab is shown.
    {
        let (scroller, ruler, measure) = (scroller.clone(), ruler.clone(), measure.clone());
        use_effect_with((), move |()| {
            let watched = scroller.cast::<Element>();
            let watch = watched.zip(ruler.cast::<Element>()).map(|(scroller, ruler)| {
                let element = scroller.clone();
                dom::ResizeWatch::on(&element, move || measure.set(measured(&scroller, &ruler)))
            });
            move || drop(watch)
        });
    }
    {
        use_effect_with(*cursor, move |cursor| {
            let cell = cursor.and_then(|(node, index)| {
                dom::document()?.get_element_by_id(&cell_id(node, index))
            });
            if let Some(cell) = cell {
                dom::focus(&cell);
            }
        });
    }

    let onscroll = {
        let (scroller, scrolled, follow) = (scroller.clone(), scrolled.clone(), follow.clone());
        Callback::from(move |_| {
            let Some(scroller) = scroller.cast::<Element>() else { return };
            let left = f64::from(scroller.scroll_left());
            let at_the_end = left + 8.0 >= tail;
            follow.set(at_the_end);
            if !at_the_end {
                scrolled.set(left);
            }
        })
    };
    // The same for as long as what it tells is: rows are drawn again when theirs is another.
    let on_pick = {
        let cursor = cursor.setter();
        use_callback(props.on_select.clone(), move |(node, index), on_select| {
            cursor.set(Some((node, index)));
            on_select.emit(Selected::Entry(node, index));
        })
    };
    let toggle = {
        let (scrolled, follow) = (scrolled.clone(), follow.clone());
        Callback::from(move |_| {
            scrolled.set(left);
            follow.set(!*follow);
        })
    };

    let selected = |id| match props.selected {
        Some(Selected::Entry(node, index)) if node == id => Some(index),
        _ => None,
    };
    // Tab finds one cell: the one last visited, or the newest entry of the first node that has any.
    let stop = cursor
        .filter(|(_, index)| sight.contains(&index.0))
        .or_else(|| rows.iter().find_map(|row| row.cells.last().map(|cell| (row.id, cell.index))))
        .or_else(|| rows.iter().find_map(|row| row.brick.as_ref().map(|brick| (row.id, brick.to))));
    let onkeydown = {
        let (view, cursor, measure) = (props.view.clone(), cursor.clone(), *measure);
        let (scrolled, follow) = (scrolled.clone(), follow.clone());
        let scroller = scroller.clone();
        Callback::from(move |event: KeyboardEvent| {
            let to = stop.and_then(|at| moved(at, &event.key(), event.ctrl_key(), &view));
            let Some((node, index)) = to else { return };
            event.prevent_default();
            let there = columns.scrolled_to(index.0, left, measure.width, measure.column);
            if there != left {
                follow.set(false);
                scrolled.set(there);
                if let Some(scroller) = scroller.cast::<Element>() {
                    scroller.set_scroll_left(there.round() as i32);
                }
            }
            cursor.set(Some((node, index)));
        })
    };
    let stop_of = |id| stop.filter(|(node, _)| *node == id).map(|(_, index)| index);
    let seen = sight_in_words(&props.view, &sight);

    html! {
        <section
            class="ledger"
            style={format!("--rows: {}", props.view.nodes.len())}
            data-testid="ledger"
            aria-label={tr!("Ledger: every node's log")}
        >
            <header class="ledger-head">
                <h2>{ tr!("Ledger") }</h2>
                <span class="ledger-range">{ seen }</span>
                <button
                    type="button"
                    class="button ghost ledger-follow"
                    aria-pressed={follow.to_string()}
                    title={tr!("keep the newest entries in sight")}
                    onclick={toggle}
                >
                    { if *follow { tr!("● follow tail") } else { tr!("○ follow tail") } }
                </button>
            </header>
            <div
                ref={scroller}
                class="ledger-scroll scroll"
                role="grid"
                aria-label={tr!("Log entries, a node a row, an index a column")}
                aria-describedby="ledger-means"
                aria-colcount={(columns.last + 1).to_string()}
                aria-rowcount={(rows.len() + 1).to_string()}
                tabindex={if stop.is_none() { "0" } else { "-1" }}
                {onscroll}
                {onkeydown}
            >
                <div class="ledger-plane" style={format!("--columns: {}", columns.last)}>
                    <i ref={ruler} class="ledger-ruler" aria-hidden="true"></i>
                    <div class="ledger-indices" role="row" aria-rowindex="1">
                        <span class="ledger-corner" role="columnheader" aria-colindex="1">
                            <span class="unseen">{ tr!("node") }</span>
                        </span>
                        <>
                            { for drawn.map(|index| html! {
                                <span
                                    key={index}
                                    role="columnheader"
                                    aria-colindex={(index + 1).to_string()}
                                    style={place(Index(index))}
                                >
                                    { index }
                                </span>
                            }) }
                        </>
                    </div>
                    <div class="ledger-names" aria-hidden="true">
                        { for rows.iter().map(|row| html! { { keyed(row.id.0, Name::of(row)) } }) }
                    </div>
                    // A list by itself: beside it, a new node would have the ruler made anew, and its size lost.
                    <>
                        { for rows.into_iter().enumerate().map(|(number, row)| {
                            let id = row.id;
                            html! {
                                { keyed(id.0, Row { row, number, selected: selected(id), stop: stop_of(id), on_pick: on_pick.clone() }) }
                            }
                        }) }
                    </>
                </div>
            </div>
            <p id="ledger-means" class="unseen">
                { tr!("Arrows go from entry to entry, Home and End to the first and the last of a node, with Ctrl of all. \
                   Enter explains an entry.") }
            </p>
            <p class="ledger-legend" aria-hidden="true">
                <span><i class="key committed"></i>{ tr!("committed") }</span>
                <span><i class="key"></i>{ tr!("not yet") }</span>
                <span><i class="key applied"></i>{ tr!("applied") }</span>
                <span><i class="key brick"></i>{ tr!("in a snapshot") }</span>
                <span><i class="key next"></i>{ tr!("next to send") }</span>
                <span><i class="key match"></i>{ tr!("known to match") }</span>
            </p>
        </section>
    }
}

/// The ruler is as wide as a column and stands where the first one does, after the names.
fn measured(scroller: &Element, ruler: &Element) -> Measure {
    let (panel, ruler) = (scroller.get_bounding_client_rect(), ruler.get_bounding_client_rect());
    let left = f64::from(scroller.scroll_left());
    let names = ruler.left() + left - panel.left();
    Measure { width: f64::from(scroller.client_width()) - names, column: ruler.width() }
}

/// The cell that a key leads to: an entry, or the brick that stands for the forgotten ones.
fn moved(at: (NodeId, Index), key: &str, all: bool, view: &ClusterView) -> Option<(NodeId, Index)> {
    let (node, index) = at;
    let rows = order(view);
    let row = rows.iter().position(|it| *it == node)?;
    let above = || rows.get(row.checked_sub(1)?).copied();
    let (node, index) = match key {
        "ArrowLeft" => (node, index.previous()),
        "ArrowRight" => (node, index.next()),
        "ArrowUp" => (above()?, index),
        "ArrowDown" => (*rows.get(row + 1)?, index),
        "Home" if all => (*rows.first()?, Index::ZERO.next()),
        "End" if all => (*rows.last()?, Index(u64::MAX)),
        "Home" => (node, Index::ZERO.next()),
        "End" => (node, Index(u64::MAX)),
        _ => return None,
    };
    let log = &view.node(node)?.log;
    let (base, last) = (log.base().index, log.last().index);
    let sideways = !key.starts_with("Arrow") || matches!(key, "ArrowLeft" | "ArrowRight");
    // What is forgotten is one cell. Up and down lead to the same index, or nowhere.
    let index = if sideways { index.min(last) } else { index };
    let index = if index <= base { base } else { index };
    (Index::ZERO < index && index <= last && (node, index) != at).then_some((node, index))
}

/// `index 3 to 10`, of what there is.
fn sight_in_words(view: &ClusterView, sight: &std::ops::RangeInclusive<u64>) -> String {
    let longest = view.nodes.iter().map(|node| node.log.last().index.0).max().unwrap_or(0);
    let last = longest.min(*sight.end());
    match last {
        0 => tr!("no entries yet").to_string(),
        _ => tr!("index {first} to {last}", first = (*sight.start()).min(last), last),
    }
}
