//! The scenarios: short stories about one thing each, told by scripts.
//!
//! A scenario is a file under `static/scenarios` and nothing more: a script of the same language as everything else,
//! whose `say` lines tell what to watch and why it happened, whose `until` lines let the telling wait for the protocol,
//! and whose `expect` lines hold the teller to his word. It begins with comments:
//!
//! ```text
//! # A title
//! # A sentence or two about what it shows, on one line or on several.
//! # level: basic
//! # topic: Elections
//! ```
//!
//! Here is the table of them, in the order in which a course would take them. How one is shown is not decided here, and
//! nothing here runs one: that a scenario holds what it says is for the tests to see, before anybody opens it.

mod level;
mod topic;

pub use level::Level;
pub use topic::Topic;

use crate::catalog::tr;

use super::texts::scripts;

/// A story that the page can tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scenario {
    /// By what it is found: the name of its file.
    pub id: &'static str,
    /// What it is called, on one line.
    pub title: &'static str,
    /// What it shows, in a sentence or two.
    pub summary: String,
    /// What it asks of the one who watches.
    pub level: Level,
    /// What it is about.
    pub topic: Topic,
    /// How many steps it is told in.
    pub steps: usize,
    /// The script.
    pub text: &'static str,
}

// In the order in which they are told.
scripts! {
    "scenarios":
    "first-election"
    "leader-crash"
    "split-vote"
    "up-to-date"
    "disruptive-node"
    "pre-vote"
    "transfer"
    "priority"
    "replication"
    "log-repair"
    "commit-rule"
    "commit-rule-kept"
    "snapshot"
    "committed-not-applied"
    "redirect"
    "dead-leader"
    "retry-once"
    "unknown-outcome"
    "busy"
    "overload"
    "minority"
    "even-split"
    "one-way-cut"
    "check-quorum"
    "slow-disks"
    "full-disk"
    "power-cut"
    "torn-write"
    "bad-network"
    "chaos"
    "add-nodes"
    "joint"
    "standing-learner"
    "leader-leaves"
    "farewell"
    "read-index"
    "stale-read"
    "lease"
    "drift"
    "follower-reads"
    "two-votes"
    "commit-old-term"
    "amnesia"
    "ack-before-fsync"
    "repaired-never"
    "ghosts"
    "false-ok"
    "delete-locally"
    "twice"
    "isolated-leader"
    "lease-hole"
    "promise"
    "young-leader"
    "two-majorities"
}

/// Whether they are here.
pub fn are_here() -> bool {
    !given().is_empty()
}

/// Every scenario: topic by topic, and within a topic one after the other as a course would take them.
pub fn all() -> impl Iterator<Item = Scenario> {
    given().iter().filter_map(|(id, text)| read(id, text))
}

/// The scenario of this name, in lower case.
pub fn find(id: &str) -> Option<Scenario> {
    let (id, text) = given().iter().find(|(it, _)| *it == id)?;
    read(id, text)
}

/// Reads the comments that a scenario begins with. `None` if they do not say what they should, which no scenario passes
/// the tests with.
fn read(id: &'static str, text: &'static str) -> Option<Scenario> {
    let mut comments = text.lines().map_while(|line| line.strip_prefix("# "));
    let title = tr(comments.next()?);
    let mut summary = String::new();
    let mut level = None;
    for line in comments {
        if let Some(name) = line.strip_prefix("level: ") {
            level = Level::named(name);
            continue;
        }
        if let Some(topic) = line.strip_prefix("topic: ") {
            let topic = Topic::named(topic)?;
            let level = level.filter(|_| !summary.is_empty())?;
            let steps = text.lines().filter(|line| line.starts_with("say ")).count();
            let summary = tr(&summary).to_owned();
            return Some(Scenario { id, title, summary, level, topic, steps, text });
        }
        if !summary.is_empty() {
            summary.push(' ');
        }
        summary.push_str(line);
    }
    None
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::script::{self, Command};

    /// The narration, step by step.
    fn told(scenario: &Scenario) -> Vec<String> {
        let lines = script::parse_script(scenario.text).expect(scenario.id);
        let said = |line: script::Line| match line.command {
            Some(Command::Say(text)) => Some(text),
            _ => None,
        };
        lines.into_iter().filter_map(said).collect()
    }

    #[test]
    fn every_script_begins_with_its_title_its_summary_its_level_and_its_topic() {
        for (id, text) in SCRIPTS {
            let scenario = read(id, text).unwrap_or_else(|| panic!("{id}: its first comments"));
            assert_eq!(find(id), Some(scenario.clone()));
            assert!((1..=48).contains(&scenario.title.len()), "{id}: {}", scenario.title);
            assert!(!scenario.title.ends_with('.'), "{id}: {}", scenario.title);
            assert!((20..=320).contains(&scenario.summary.len()), "{id}: {}", scenario.summary);
            assert!(scenario.summary.ends_with('.'), "{id}: {}", scenario.summary);
        }
        assert_eq!(find("no-such-scenario"), None);
    }

    #[test]
    fn no_two_scenarios_have_the_same_name_or_the_same_title() {
        let ids: BTreeSet<&str> = all().map(|scenario| scenario.id).collect();
        let titles: BTreeSet<&str> = all().map(|scenario| scenario.title).collect();
        assert_eq!((ids.len(), titles.len()), (SCRIPTS.len(), SCRIPTS.len()));
    }

    #[test]
    fn the_scenarios_of_a_topic_stand_together_and_every_topic_has_some() {
        let order: Vec<Topic> = all().map(|scenario| scenario.topic).collect();
        assert!(order.is_sorted(), "{order:?}");
        assert!(order.len() >= 15, "{}", order.len());
        for topic in Topic::ALL {
            assert!(order.contains(&topic), "nothing is told of {}", topic.name());
        }
    }

    #[test]
    fn every_scenario_is_told_in_steps_that_can_be_read_at_a_glance() {
        for scenario in all() {
            let (id, steps) = (scenario.id, told(&scenario));
            assert!((4..=14).contains(&steps.len()), "{id} has {} steps", steps.len());
            for text in steps {
                assert!(text.chars().count() <= 240, "{id}: too long to be read: {text}");
                assert!(text.ends_with(['.', '?', '!']), "{id}: {text}");
            }
            assert_eq!(told(&scenario).len(), scenario.steps, "{id}");
        }
    }

    #[test]
    fn every_scenario_is_held_to_its_word() {
        for scenario in all() {
            let lines = script::parse_script(scenario.text).expect(scenario.id);
            let expects = |line: &&script::Line| matches!(line.command, Some(Command::Expect(_)));
            let count = lines.iter().filter(expects).count();
            assert!(count >= 2, "{} expects {count} times", scenario.id);
        }
    }

    #[test]
    fn the_first_ten_scenarios_and_those_of_what_goes_wrong_ask_twice_at_least() {
        for (place, scenario) in all().enumerate() {
            let id = scenario.id;
            let lines = script::parse_script(scenario.text).expect(id);
            let count = |is: fn(&Command) -> bool| {
                lines.iter().filter_map(|line| line.command.as_ref()).filter(|it| is(it)).count()
            };
            let asked = count(|command| matches!(command, Command::Ask(_)));
            let revealed =
                count(|command| matches!(command, Command::Reveal | Command::RevealWithin(_)));
            assert_eq!(asked, revealed, "{id}: each question is answered");
            let due = place < 10 || scenario.topic == Topic::GoesWrong;
            assert!(!due || asked >= 2, "{id} asks {asked} times");
        }
    }

    #[test]
    fn comments_that_say_too_little_are_no_scenario() {
        let check = |text, found: bool| assert_eq!(read("x", text).is_some(), found, "{text:?}");
        check("# Title\n# What it shows.\n# level: basic\n# topic: Reads\nput x 1\n", true);
        check("# Title\n# What it\n# shows.\n# level: expert\n# topic: Reads\n", true);
        check("", false);
        check("put x 1\n", false);
        check("# Title\n# level: basic\n# topic: Reads\n", false);
        check("# Title\n# What it shows.\n# topic: Reads\n", false);
        check("# Title\n# What it shows.\n# level: hopeless\n# topic: Reads\n", false);
        check("# Title\n# What it shows.\n# level: basic\nput x 1\n# topic: Reads\n", false);
        check("# Title\n# What it shows.\n# level: basic\n# topic: Cooking\n", false);
    }
}
