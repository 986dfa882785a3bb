//! Going from branch to branch.

use std::sync::Arc;

use crate::catalog::tr;
use crate::explain::words::event_text;
use crate::raft::NodeId;
use crate::session::hindsight::Play;
use crate::sim::{ClusterView, Event, NodeView};
use crate::ui::Shared;

use super::comparison::{Comparison, Row};
use super::state::Page;

impl Page {
    /// Time stands, and what can happen next is shown.
    pub(super) fn look_ahead(&mut self) -> bool {
        let found = self.player.change_silently(|player| {
            player.playback.playing = false;
            player.session.enabled()
        });
        match found {
            Ok(moves) => self.ahead = Some(Shared::new(moves)),
            Err(error) => self.notify(error, None),
        }
        self.refresh()
    }

    /// Does what can happen next, on a branch of its own.
    pub(super) fn try_out(&mut self, place: usize) -> bool {
        let moves = self.ahead.take().unwrap_or_default();
        let Some(command) = moves.get(place).and_then(|it| it.command.clone()) else {
            return true;
        };
        let tried = self.player.change_silently(|player| player.session.try_out(&command));
        match tried {
            Ok(()) => {
                let text = tr!(
                    "A branch of its own begins here with: {command}. The other one stays as it is.",
                    command
                );
                self.notify(text, None);
            }
            Err(error) => self.notify(error, None),
        }
        self.save();
        self.refresh()
    }

    /// Plays what looking back has found, on a branch of its own.
    pub(super) fn play_otherwise(&mut self, play: Play) -> bool {
        let played = self.player.change_silently(|player| {
            player.playback.playing = false;
            player.session.play(play)
        });
        let text = match played {
            Ok(()) => tr!("This branch is another from there on. The one before stays as it is, on its lane under the timeline.").to_owned(),
            Err(error) => error,
        };
        self.notify(text, None);
        self.save();
        self.refresh()
    }

    /// Shows another branch.
    pub(super) fn switch_branch(&mut self, number: usize) -> bool {
        // A branch that has been forgotten meanwhile is gone from the lanes with the next drawing.
        let switched = self.player.change_silently(|player| player.session.switch_branch(number));
        switched.is_ok() && self.refresh()
    }

    /// Gives the branch that is shown a name.
    pub(super) fn name_branch(&mut self, name: &str) -> bool {
        let named = self.player.change_silently(|player| {
            let current = player.session.current_branch();
            player.session.name_branch(current, name)
        });
        named.is_ok() && self.refresh()
    }

    /// Compares the branch that is shown with another one, at the present moment.
    pub(super) fn compare(&mut self, with: Option<usize>) -> bool {
        self.comparison = with.and_then(|with| {
            self.player.change_silently(|player| {
                player.playback.playing = false;
                let (session, current) = (&player.session, player.session.current_branch());
                let compared = session.compare(current, with, session.now()).ok()?;
                let name = |number: usize| {
                    session.branches().nth(number).map_or_else(String::new, |branch| branch.name)
                };
                let [one, other] = &compared.views;
                let parted = compared.difference.map(|difference| {
                    let told = |event: &Option<Arc<Event>>| {
                        event.as_deref().map_or_else(|| tr!("nothing more").to_owned(), event_text)
                    };
                    (difference.at, [0, 1].map(|side: usize| told(&difference.events[side])))
                });
                Some(Comparison {
                    at: session.now(),
                    names: [name(current), name(with)],
                    parted,
                    rows: rows(one, other),
                })
            })
        });
        true
    }
}

/// Every node that either cluster has, on a line.
fn rows(one: &ClusterView, other: &ClusterView) -> Vec<Row> {
    let ids = |view: &ClusterView| view.nodes.iter().map(|node| node.id).collect::<Vec<NodeId>>();
    let mut all = ids(one);
    all.extend(ids(other).into_iter().filter(|id| one.node(*id).is_none()));
    let told =
        |view: &ClusterView, id| view.node(id).map_or_else(|| tr!("not there").to_owned(), state);
    all.into_iter().map(|id| Row { node: id, states: [told(one, id), told(other, id)] }).collect()
}

/// A node in a few words.
fn state(node: &NodeView) -> String {
    let values: Vec<String> = node.kv.iter().map(|(key, value)| format!("{key}={value}")).collect();
    let role = if node.liveness == crate::sim::Liveness::Down {
        tr!("down")
    } else {
        tr(node.role.name())
    };
    let state = tr!(
        "{role}, term {term}, commit {commit}, last {last}",
        role,
        term = node.term,
        commit = node.commit,
        last = node.log.last().index
    );
    if values.is_empty() { state } else { format!("{state}: {}", values.join(" ")) }
}
