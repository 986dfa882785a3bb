//! Lines of a lesson, put together from what a person says in the fields of a form.

use crate::catalog::tr;
use crate::script::{self, Command};

use super::suggestion::{self, Suggestion};

/// What can be put into a lesson.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `say`
    Sentence,
    /// `ask`, and the `reveal` that belongs to it.
    Question,
    /// `until`
    Wait,
    /// `expect`
    Expectation,
    /// `task`
    Task,
    /// `goal`
    Goal,
    /// `hint`
    Hint,
    /// `allow`
    Allow,
    /// `limit`
    Limit,
}

/// A field of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// What is asked for.
    pub label: &'static str,
    pub sort: Sort,
    /// What stands in it at first.
    pub initial: String,
}

/// What a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Words for people.
    Words,
    /// A condition.
    Condition,
    /// A condition, or `otherwise`.
    Answer,
    /// A time, a number, or names of commands: a short piece of the language.
    Short,
}

impl Kind {
    /// Those of a story, and those of a mission.
    pub const ALL: [Self; 9] = [
        Self::Sentence,
        Self::Question,
        Self::Wait,
        Self::Expectation,
        Self::Task,
        Self::Goal,
        Self::Hint,
        Self::Allow,
        Self::Limit,
    ];

    /// What it is called.
    pub fn title(self) -> &'static str {
        match self {
            Self::Sentence => "sentence",
            Self::Question => "question",
            Self::Wait => "wait until",
            Self::Expectation => "expectation",
            Self::Task => "task",
            Self::Goal => "goal",
            Self::Hint => "hint",
            Self::Allow => "allow",
            Self::Limit => "limit",
        }
    }

    /// What it does, in a sentence.
    pub fn does(self) -> &'static str {
        match self {
            Self::Sentence => {
                tr!(
                    "Begins a step of the story: the words are on screen while what follows them happens."
                )
            }
            Self::Question => {
                tr!(
                    "Asked here, and told below. The right answer is the one whose condition has come true by then; what is \
                     asked about stands between the two lines."
                )
            }
            Self::Wait => {
                tr!(
                    "Lets time pass until it holds. If it does not come true in time, the lesson fails here."
                )
            }
            Self::Expectation => {
                tr!("The lesson fails here, unless it holds: it keeps you to your word.")
            }
            Self::Task => {
                tr!(
                    "Makes the lesson a mission. All above it sets the mission up; nothing happens below it."
                )
            }
            Self::Goal => {
                tr!("What has to hold for the mission to be solved. It comes after the task.")
            }
            Self::Hint => tr!("A hint for who is stuck: it costs a point."),
            Self::Allow => {
                tr!(
                    "Nothing but these commands may be used: their names, or beginnings of lines in quotes."
                )
            }
            Self::Limit => tr!("No more commands than these may be used."),
        }
    }

    /// Its fields, filled with what suits the moment that these suggestions were made for.
    pub fn fields(self, suggestions: &[Suggestion]) -> Vec<Field> {
        let field = |label, sort, initial: &str| Field { label, sort, initial: initial.to_owned() };
        let first = suggestions.iter().find(|it| it.holds);
        let condition = first.map_or("leader", |it| &it.condition);
        match self {
            Self::Sentence => vec![field(tr!("what is said"), Sort::Words, "")],
            Self::Question => question(suggestions),
            Self::Wait => vec![
                field(tr!("condition"), Sort::Condition, condition),
                field(tr!("within"), Sort::Short, "5s"),
            ],
            Self::Expectation => vec![field(tr!("condition"), Sort::Condition, condition)],
            Self::Task => vec![field(tr!("what is to be done"), Sort::Words, "")],
            Self::Goal => {
                // What holds already is no goal.
                let open = suggestions.iter().find(|it| !it.holds);
                let condition = open.map_or("leader", |it| &it.condition);
                vec![
                    field(tr!("name, if it needs one"), Sort::Words, ""),
                    field(tr!("condition"), Sort::Condition, condition),
                    field(tr!("always, never, or within a time"), Sort::Short, "within 20s"),
                ]
            }
            Self::Hint => vec![field(tr!("hint"), Sort::Words, "")],
            Self::Allow => vec![field(tr!("commands"), Sort::Short, "crash restart pause resume")],
            Self::Limit => vec![field(tr!("commands at most"), Sort::Short, "3")],
        }
    }

    /// Whether something belongs between its lines.
    pub fn is_open(self) -> bool {
        self == Self::Question
    }

    /// The lines that say this, as the language writes them.
    ///
    /// # Errors
    /// A sentence: what is missing, or what was found and what was expected.
    pub fn lines(self, given: &[String]) -> Result<Vec<String>, String> {
        let given = |place: usize| given.get(place).map_or("", |it| it.trim());
        let words = |place: usize, wanted: &str| match given(place) {
            "" => Err(wanted.to_owned()),
            text => Ok(quoted(text)),
        };
        let line = match self {
            Self::Sentence => format!("say {}", words(0, tr!("first write what is said"))?),
            Self::Task => format!("task {}", words(0, tr!("first write what is to be done"))?),
            Self::Hint => format!("hint {}", words(0, tr!("first write the hint"))?),
            Self::Wait => {
                let condition = suggestion::read(given(0))?;
                match given(1) {
                    "" => format!("until {condition}"),
                    within => format!("until {condition} within {within}"),
                }
            }
            Self::Expectation => format!("expect {}", suggestion::read(given(0))?),
            Self::Goal => {
                let name = match given(0) {
                    "" => String::new(),
                    name => quoted(name) + " ",
                };
                let condition = suggestion::read(given(1))?;
                match given(2) {
                    "" => format!("goal {name}{condition}"),
                    when @ ("always" | "never") => format!("goal {name}{when} {condition}"),
                    when => {
                        let within = when.strip_prefix("within").unwrap_or(when).trim();
                        format!("goal {name}{condition} within {within}")
                    }
                }
            }
            Self::Allow => format!("allow {}", given(0)),
            Self::Limit => format!("limit {} commands", given(0)),
            Self::Question => {
                let asked = ask(words(0, tr!("first write what is asked"))?, &given)?;
                let within = given(given_within());
                let reveal =
                    if within.is_empty() { String::new() } else { format!(" within {within}") };
                return Ok(vec![read(&asked)?, read(&format!("reveal{reveal}"))?]);
            }
        };
        Ok(vec![read(&line)?])
    }
}

/// How many answers the form of a question has room for.
const ANSWERS: usize = 3;

/// The field of a question that says how long it may take.
const fn given_within() -> usize {
    1 + 2 * ANSWERS
}

/// The fields of a question: what came true, and what could have, as the first suggestions of their sort say.
fn question(suggestions: &[Suggestion]) -> Vec<Field> {
    let labels: [&str; ANSWERS] = [tr!("first answer"), tr!("second answer"), tr!("third answer")];
    let asked =
        Field { label: tr!("what is asked"), sort: Sort::Words, initial: "Who leads next?".into() };
    let of_leaders =
        |it: &&Suggestion| it.condition.starts_with("leader is") || it.condition == "no leader";
    // What holds comes first, but the right answer is not always to be the first.
    let mut answers: Vec<&Suggestion> =
        suggestions.iter().filter(of_leaders).take(ANSWERS).collect();
    answers.sort_by_key(|it| &it.condition);
    let mut fields = vec![asked];
    for (place, answer) in labels.into_iter().enumerate() {
        let suggested = answers.get(place);
        let words = suggested.map(|it| it.answer.clone()).unwrap_or_default();
        let condition = suggested.map(|it| it.condition.clone()).unwrap_or_default();
        fields.push(Field { label: answer, sort: Sort::Words, initial: words });
        fields.push(Field { label: tr!("is right when"), sort: Sort::Answer, initial: condition });
    }
    fields.push(Field { label: tr!("told within"), sort: Sort::Short, initial: "5s".into() });
    fields
}

/// A question with the answers that are given; those without words are left out.
fn ask<'a>(question: String, given: &impl Fn(usize) -> &'a str) -> Result<String, String> {
    let mut answers = Vec::new();
    for place in (1..given_within()).step_by(2) {
        let (answer, when) = (given(place), given(place + 1));
        if answer.is_empty() {
            continue;
        }
        answers.push(match when {
            "" | "otherwise" => format!("{} otherwise", quoted(answer)),
            when => {
                let condition =
                    suggestion::read(when).map_err(|error| format!("{answer:?}: {error}"))?;
                format!("{} when {condition}", quoted(answer))
            }
        });
    }
    if answers.len() < 2 {
        return Err(tr!("a question has two answers at least").to_owned());
    }
    Ok(format!("ask {question} {}", answers.join(" ; ")))
}

/// Words in quotes, as the language writes them.
fn quoted(words: &str) -> String {
    let said = Command::Say(words.replace(char::is_control, " ")).to_string();
    said.strip_prefix("say ").unwrap_or(&said).to_owned()
}

/// A line as the language writes it, if it can be read.
fn read(line: &str) -> Result<String, String> {
    match script::parse_line(line, 1) {
        Ok(Some(line)) => Ok(line.to_string()),
        Ok(None) => Err(tr!("nothing is said").to_owned()),
        Err(error) => Err(error.problem.to_string()),
    }
}
