//! A node's body: all that does not change from frame to frame.

use yew::prelude::*;

use crate::draw::scene::node::letter;
use crate::draw::scene::ring::REACH;
use crate::draw::scene::{Look, NodeMark, Pip, Px, TextRole, Vote};
use crate::ui::memo::Drawing;
use crate::ui::term_class;

use super::icon;

/// A node that can be focused, clicked and read aloud.
#[derive(PartialEq)]
pub struct Node {
    pub mark: NodeMark,
}

impl Drawing for Node {
    fn draw(&self) -> Html {
        let mark = &self.mark;
        let Outline { class, width, dashes } = Outline::of(mark.look);
        let unit = mark.radius / 56.0;
        let r = Px(mark.radius).to_string();
        let dashes = dashes.map(|(on, off)| format!("{} {}", Px(on * unit), Px(off * unit)));
        html! {
            <g
                class={classes!("node", class, term_class(mark.term), mark.picked.then_some("picked"))}
                transform={format!("translate({})", mark.at)}
            >
                <g
                    data-testid={format!("node-{}", mark.id)}
                    data-node={mark.id.0.to_string()}
                    role="button"
                    tabindex="0"
                    aria-label={mark.label.clone()}
                    aria-pressed={mark.picked.to_string()}
                >
                    if mark.look == Look::Leader {
                        <circle class="halo" r={Px(mark.radius * 1.32).to_string()} />
                    }
                    <circle class="ring" r={Px(mark.radius * (REACH + 0.08)).to_string()} />
                    <circle
                        class="track"
                        r={Px(mark.radius * 1.14).to_string()}
                        stroke-width={Px(4.5 * unit).to_string()}
                    />
                    <circle
                        class="body"
                        r={r}
                        stroke-width={Px((width * unit).max(1.2)).to_string()}
                        stroke-dasharray={dashes}
                    />
                </g>
                // The name says all of it in words.
                <g class="shown" aria-hidden="true">
                    { for mark.texts.iter().map(|text| html! {
                        <text
                            class={text_class(text.role)}
                            y={Px(text.dy).to_string()}
                            font-size={Px(text.size).to_string()}
                            // The page's own font may be wider than the one the scene measured with.
                            textLength={too_long(&text.text, text.size, text.role, mark.radius)}
                        >
                            { &text.text }
                        </text>
                    }) }
                    { for mark.pips.iter().map(pip) }
                    { sign(mark) }
                </g>
            </g>
        }
    }
}

/// The width to squeeze a line into, if it nearly fills its node.
fn too_long(text: &str, size: f32, role: TextRole, radius: f32) -> Option<String> {
    let width = text.chars().count() as f32 * size * letter(role);
    (width > radius * 1.5).then(|| Px(width * 0.97).to_string())
}

fn text_class(role: TextRole) -> &'static str {
    match role {
        TextRole::Name => "name",
        TextRole::Word => "word",
        TextRole::Facts => "facts",
    }
}

fn sign(mark: &NodeMark) -> Html {
    mark.icon.map_or_else(Html::default, |(at, scale)| {
        let transform = format!("translate({at}) scale({})", Hundredths(scale));
        html! { <path class="sign" d={icon::of(mark.look)} {transform} /> }
    })
}

/// One voter's answer.
fn pip(pip: &Pip) -> Html {
    let (class, scale) = (
        match pip.vote {
            Vote::Granted => "pip granted",
            Vote::Refused => "pip refused",
            Vote::Awaited => "pip awaited",
        },
        pip.radius / 8.0,
    );
    let inner = match pip.vote {
        _ if pip.radius < 5.0 => Html::default(),
        Vote::Refused => html! { <path d={icon::CROSS} /> },
        _ => html! { <text y="3.8" font-size="11">{ pip.voter.0 }</text> },
    };
    html! {
        <g {class} transform={format!("translate({}) scale({})", pip.at, Hundredths(scale))}>
            <circle r="8" />
            { inner }
        </g>
    }
}

/// The line around a node: with its icon and its word, it shows the role to those who see no colours.
struct Outline {
    class: &'static str,
    width: f32,
    dashes: Option<(f32, f32)>,
}

impl Outline {
    fn of(look: Look) -> Self {
        let (class, width, dashes) = match look {
            Look::Follower => ("follower", 3.0, None),
            Look::PreCandidate => ("pre-candidate", 3.0, Some((1.0, 7.0))),
            Look::Candidate => ("candidate", 5.0, Some((14.0, 5.0))),
            Look::Leader => ("leader", 6.0, None),
            Look::LateLeader => ("late", 6.0, Some((26.0, 4.0))),
            Look::Learner => ("learner", 1.5, None),
            Look::Outsider => ("outsider", 1.5, Some((3.0, 6.0))),
            Look::Paused { .. } => ("paused", 3.0, None),
            Look::Down => ("down", 2.5, Some((8.0, 7.0))),
            Look::Refusing => ("down", 2.5, Some((2.0, 5.0))),
        };
        Self { class, width, dashes }
    }
}

/// A factor, to a hundredth.
pub struct Hundredths(pub f32);

impl std::fmt::Display for Hundredths {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let hundredths = (self.0.max(0.0) * 100.0).round() as u32;
        write!(f, "{}.{:02}", hundredths / 100, hundredths % 100)
    }
}
