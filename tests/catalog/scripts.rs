//! What stories and missions say, in every language.

use raftarium::script::{Answers, Command, parse_script};
use raftarium::session::{missions, scenarios};

/// The texts, each with where it stands.
pub fn texts() -> Vec<(String, String)> {
    let mut texts = Vec::new();
    for story in scenarios::all() {
        let said = [story.title.to_owned(), story.summary].into_iter().chain(said_in(story.text));
        texts.extend(said.map(|text| (text, format!("story {}", story.id))));
    }
    for mission in missions::all() {
        let said = [mission.title.to_owned()].into_iter().chain(said_in(mission.text));
        texts.extend(said.map(|text| (text, format!("mission {}", mission.id))));
    }
    texts
}

/// What a script says to those who watch it or work on it.
fn said_in(script: &str) -> Vec<String> {
    let mut said = Vec::new();
    for line in parse_script(script).expect("stories and missions can be read") {
        match line.command {
            Some(Command::Say(text) | Command::Task(text) | Command::Hint(text)) => said.push(text),
            Some(Command::Goal(goal)) => said.extend(goal.name),
            Some(Command::Ask(ask)) => {
                said.push(ask.question);
                if let Answers::Choice(choices) = ask.answers {
                    said.extend(choices.into_iter().map(|choice| choice.answer));
                }
            }
            _ => {}
        }
    }
    said
}
