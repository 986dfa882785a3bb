//! The names over the lanes, and what each node is at the top of what is in sight.

use yew::prelude::*;

use crate::catalog::tr;
use crate::draw::spacetime::{Lane, LaneState, Picture};
use crate::explain::words::who;
use crate::raft::NodeId;
use crate::sim::{ClientId, Liveness, Role};
use crate::ui::icon::{Icon, icon};
use crate::ui::memo::Drawing;
use crate::ui::{Selected, Shared, term_class};

/// The heads.
#[derive(PartialEq)]
pub struct Heads {
    /// Where the lanes are.
    pub picture: Shared<Picture>,
    /// What each node is.
    pub states: Vec<(NodeId, Option<LaneState>)>,
    /// What is picked.
    pub selected: Option<Selected>,
    /// A lane's head was clicked.
    pub on_select: Callback<Selected>,
}

impl Drawing for Heads {
    fn draw(&self) -> Html {
        let lanes = &self.picture.lanes;
        let head = |(lane, x): (Lane, i32)| {
            let room = lanes.room(lane);
            let style = format!("left:{}px;width:{room}px", x - room / 2);
            match lane {
                Lane::Node(id) => {
                    let state =
                        self.states.iter().find(|(node, _)| *node == id).and_then(|it| it.1);
                    let (class, word) =
                        state.map_or(("absent", String::new()), |it| words(it, room));
                    let term = state.and_then(|state| state.term).map(term_class);
                    let picked = self.selected == Some(Selected::Node(id));
                    let crown = class == "leader";
                    html! {
                        <button
                            key={format!("n{}", id.0)}
                            type="button"
                            class={classes!("diagram-head", class, term, picked.then_some("picked"))}
                            aria-pressed={picked.to_string()}
                            tabindex="-1"
                            {style}
                            onclick={self.on_select.reform(move |_: MouseEvent| Selected::Node(id))}
                        >
                            <strong>{ id.to_string() }</strong>
                            <small>if crown { { icon(Icon::Crown) } }{ word }</small>
                        </button>
                    }
                }
                Lane::Client(id) => {
                    let picked = self.selected == Some(Selected::Client(id));
                    html! {
                        <button
                            key={format!("c{}", id.0)}
                            type="button"
                            class={classes!("diagram-head", "client", picked.then_some("picked"))}
                            aria-pressed={picked.to_string()}
                            tabindex="-1"
                            {style}
                            onclick={self.on_select.reform(move |_: MouseEvent| Selected::Client(id))}
                        >
                            <strong>{ who(id) }</strong>
                            if room >= 54 {
                                <small>{ if id == ClientId::YOU { tr!("console") } else { tr!("client") } }</small>
                            }
                        </button>
                    }
                }
                Lane::Clients => html! {
                    <span key="clients" class="diagram-head client" {style}>
                        <strong>{ "c…" }</strong>
                    </span>
                },
            }
        };
        html! {
            <div class="diagram-heads" role="group" aria-label={tr!("Lanes")}>{ for lanes.iter().map(head) }</div>
        }
    }
}

/// The class of what a node is, and words for it that its lane has room for.
fn words(state: LaneState, pitch: i32) -> (&'static str, String) {
    let class = match (state.liveness, state.role) {
        (None, _) => return ("absent", String::new()),
        (Some(Liveness::Down), _) => "down",
        (Some(Liveness::Paused), _) => "paused",
        (_, role) => role.name(),
    };
    let term = state.term.map_or(String::new(), |term| format!("t{term}"));
    let word = match (class, state.role) {
        ("down", _) => tr!("down").to_owned(),
        ("paused", _) => tr!("paused").to_owned(),
        (_, Role::Follower) => term,
        _ if pitch >= 84 => format!("{} {term}", tr(class)),
        (_, Role::Candidate | Role::PreCandidate) => format!("?{term}"),
        _ => term,
    };
    (class, word)
}
