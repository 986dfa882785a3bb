//! Two branches side by side.

use yew::prelude::*;

use crate::catalog::tr;
use crate::raft::NodeId;
use crate::sim::Time;

use super::overlay::Dialog;

/// What is shown of two branches.
pub struct Comparison {
    /// The moment.
    pub at: Time,
    /// What they are called.
    pub names: [String; 2],
    /// Where they parted, if they did: when, and what happened in either.
    pub parted: Option<(Time, [String; 2])>,
    /// The nodes.
    pub rows: Vec<Row>,
}

/// A node in both.
pub struct Row {
    pub node: NodeId,
    /// Its state, in words.
    pub states: [String; 2],
}

/// The dialog. The first difference leads to its moment.
pub fn comparison_dialog(
    comparison: &Comparison,
    on_close: &Callback<()>,
    on_seek: &Callback<Time>,
) -> Html {
    let Comparison { at, names, parted, rows } = comparison;
    let heads = |first: String, class: &'static str, texts: &[String; 2]| {
        html! {
            <tr {class}>
                <th scope="row">{ first }</th>
                { for texts.iter().map(|text| html! { <td>{ text }</td> }) }
            </tr>
        }
    };
    let row = |row: &Row| {
        let class = if row.states[0] == row.states[1] { "same" } else { "other" };
        heads(row.node.to_string(), class, &row.states)
    };
    html! {
        <Dialog title={tr!("Two branches")} class="comparison" on_close={on_close.clone()}>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{ at.to_string() }</th>
                        { for names.iter().map(|name| html! { <th scope="col">{ name }</th> }) }
                    </tr>
                </thead>
                <tbody>{ for rows.iter().map(row) }</tbody>
                if let Some((at, events)) = parted {
                    <tfoot>{ heads(tr!("first difference, at {at}", at), "other", events) }</tfoot>
                }
            </table>
            if let Some((at, _)) = parted {
                { goes_there(*at, on_close, on_seek) }
            } else {
                <p>{ tr!("Up to the end of the shorter one, they are the same.") }</p>
            }
        </Dialog>
    }
}

fn goes_there(at: Time, on_close: &Callback<()>, on_seek: &Callback<Time>) -> Html {
    let (on_close, on_seek) = (on_close.clone(), on_seek.clone());
    let onclick = Callback::from(move |_: MouseEvent| {
        on_seek.emit(at);
        on_close.emit(());
    });
    html! { <button type="button" class="button" {onclick}>{ tr!("go to {at}", at) }</button> }
}
