//! What was found out, in lines for the console.

use crate::catalog::tr;
use crate::explain::words::{count, duration};

use super::odds::{Odds, Point};
use super::rescue::{Change, Rescues};

/// The most changes that the console tells.
const MOST_TOLD: usize = 12;

impl Point {
    /// `31% (5 of 16)`.
    pub fn text(&self) -> String {
        let (came, of) = (self.share.came, self.share.of);
        tr!("{percent} % ({came} of {of})", percent = self.share.percent(), came, of)
    }
}

impl Odds {
    /// What was done, and by when it was to hold.
    pub fn asked(&self) -> String {
        let Self { condition, reached, .. } = self;
        let grace = duration(self.by.since(self.reached));
        tr!(
            "`{condition}` holds since {reached}; from each of these moments the same commands and other random numbers led to it, {grace} later at most, in so many futures:",
            condition,
            reached,
            grace
        )
    }

    /// Which event decided it.
    pub fn verdict(&self) -> Vec<String> {
        let first = &self.points[0];
        let mut lines = Vec::new();
        match &self.turn {
            Some(turn) => {
                lines.push(tr!(
                    "the odds rise most at {moment}: from {before} to {after}",
                    moment = turn.after.at,
                    before = turn.before.text(),
                    after = turn.after.text()
                ));
                lines.extend(turn.events.iter().map(|it| format!("  {it}")));
            }
            None if first.share.is_all() => {}
            None => lines.push(
                tr!("no single event decides it: the odds rise nowhere more than chance may let them")
                    .to_owned(),
            ),
        }
        lines.push(if self.no_return <= first.at {
            tr!(
                "every future from {moment} on came to it: what decides it may lie further back (over)",
                moment = first.at
            )
        } else {
            tr!("from {moment} on, every future came to it", moment = self.no_return)
        });
        lines
    }

    /// In lines for the console.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![self.asked()];
        let mut told = None;
        for point in &self.points {
            // The same as before is of no interest.
            if told != Some(point.share.percent()) {
                lines.push(format!("{}  {}", point.at, point.text()));
            }
            told = Some(point.share.percent());
        }
        lines.extend(self.verdict());
        lines
    }
}

impl Change {
    /// With its moment.
    pub fn line(&self) -> String {
        format!("{}: {}", self.at, self.says)
    }
}

impl Rescues {
    /// What was tried, and what came of it.
    pub fn verdict(&self) -> Vec<String> {
        let tried = count(self.tried, "single change", "single changes");
        let (condition, from, to) = (&self.condition, self.from, self.reached);
        let mut lines = vec![match (self.averted, self.latest) {
            (0, _) => tr!(
                "none of {changes} between {from} and {to} averts `{condition}`",
                changes = tried,
                from,
                to,
                condition
            ),
            (averted, latest) => tr!(
                "{averted} of {changes} between {from} and {to} avert `{condition}`, the latest at {latest}",
                averted,
                changes = tried,
                from,
                to,
                condition,
                latest = latest.unwrap_or(to)
            ),
        }];
        if !self.is_all {
            lines.push(
                tr!("there was no room to look further back: what comes before was not tried")
                    .to_owned(),
            );
        }
        lines
    }

    /// In lines for the console.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = self.verdict();
        lines.extend(self.changes.iter().take(MOST_TOLD).map(Change::line));
        let rest = self.changes.len().saturating_sub(MOST_TOLD);
        if rest > 0 {
            lines.push(tr!("and {rest} more", rest));
        }
        lines
    }
}
