//! What the address of an embedded page asks for: `?embed&scenario=leader-crash&step=3&panel=ledger&controls=0&theme=dark`.
//!
//! `docs/embedding.md` tells those who embed the page what each word means.

use crate::catalog::tr;

/// The panels that can stand beside the stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Panel {
    /// Every node's log.
    Ledger,
    /// Who sent what to whom, and when.
    Diagram,
    /// The script language, typed.
    Console,
}

impl Panel {
    const ALL: [Self; 3] = [Self::Ledger, Self::Diagram, Self::Console];

    /// Its word in an address.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ledger => "ledger",
            Self::Diagram => "diagram",
            Self::Console => "console",
        }
    }
}

/// How the page is embedded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Embedding {
    /// The scenario that is told, and its step, as the fragment of an address names them: `scenario=NAME&step=3`.
    pub scenario: Option<String>,
    /// The panel beside the stage, if any.
    pub panel: Option<Panel>,
    /// Whether time can be worked by hand.
    pub controls: bool,
    /// Whether it is dark (`Some(true)`), light, or as the system prefers.
    pub dark: Option<bool>,
    /// Whether it is kept from the reader which answer to a question is right: only the page around it is told.
    pub hides_answers: bool,
    /// What cannot be understood: a line for each, with what was found and what was expected.
    pub wrong: Vec<String>,
}

impl Embedding {
    /// Reads the query of an address, with or without its `?`. `None` if the page is not to be embedded.
    pub fn read(query: &str) -> Option<Self> {
        let fields: Vec<(&str, &str)> = query
            .trim_start_matches('?')
            .split('&')
            .map(|field| field.split_once('=').unwrap_or((field, "")))
            .collect();
        fields.iter().find(|(name, _)| *name == "embed")?;
        let mut read = Self {
            scenario: None,
            panel: None,
            controls: true,
            dark: None,
            hides_answers: false,
            wrong: Vec::new(),
        };
        let mut step = None;
        for (name, value) in fields {
            let expected = match name {
                "scenario" => {
                    read.scenario = Some(value.to_owned());
                    continue;
                }
                "step" => match value.parse::<u32>() {
                    Ok(number @ 1..) => {
                        step = Some(number);
                        continue;
                    }
                    _ => tr!("the number of a step, from 1"),
                },
                "panel" => match Panel::ALL.into_iter().find(|it| it.name() == value) {
                    Some(panel) => {
                        read.panel = Some(panel);
                        continue;
                    }
                    None => tr!("ledger, diagram or console"),
                },
                "controls" => match value {
                    "0" | "1" => {
                        read.controls = value == "1";
                        continue;
                    }
                    _ => tr!("0 or 1"),
                },
                "theme" => match value {
                    "dark" | "light" => {
                        read.dark = Some(value == "dark");
                        continue;
                    }
                    "auto" => continue,
                    _ => tr!("dark, light or auto"),
                },
                "hide" => match value {
                    "answers" => {
                        read.hides_answers = true;
                        continue;
                    }
                    _ => "answers",
                },
                // The origin is for the one who listens to messages, static/embed.js; other words are somebody else's.
                _ => continue,
            };
            let found: String = value.chars().take(40).collect();
            let found = format!("{found:?}");
            read.wrong.push(tr!(
                "{name}: found {found}, expected {expected}",
                name,
                found,
                expected
            ));
        }
        if let (Some(scenario), Some(step)) = (&mut read.scenario, step) {
            scenario.push_str(&format!("&step={step}"));
        }
        read.scenario = read.scenario.map(|named| format!("scenario={named}"));
        Some(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_embedded_only_if_its_address_says_so() {
        assert_eq!(Embedding::read(""), None);
        assert_eq!(Embedding::read("?panel=ledger"), None);
        let plain = Embedding::read("?embed").expect("it is embedded");
        assert_eq!((plain.panel, plain.controls, plain.dark), (None, true, None));
        assert_eq!(plain.scenario, None);
        assert!(plain.wrong.is_empty());
    }

    #[test]
    fn every_word_is_read_in_any_order() {
        let read = "?theme=dark&controls=0&step=3&hide=answers&panel=diagram&embed&scenario=leader-crash&other=1";
        let read = Embedding::read(read).expect("it is embedded");
        assert_eq!(read.scenario.as_deref(), Some("scenario=leader-crash&step=3"));
        assert_eq!((read.panel, read.controls), (Some(Panel::Diagram), false));
        assert_eq!((read.dark, read.hides_answers), (Some(true), true));
        assert_eq!(read.wrong, Vec::<String>::new());
    }

    #[test]
    fn what_cannot_be_understood_is_told_and_the_rest_holds() {
        let read = Embedding::read(
            "?embed&panel=legder&controls=no&theme=blue&step=0&hide=stage&scenario=x",
        );
        let read = read.expect("it is embedded");
        assert_eq!(
            read.wrong,
            [
                "panel: found \"legder\", expected ledger, diagram or console",
                "controls: found \"no\", expected 0 or 1",
                "theme: found \"blue\", expected dark, light or auto",
                "step: found \"0\", expected the number of a step, from 1",
                "hide: found \"stage\", expected answers",
            ]
        );
        assert_eq!(read.scenario.as_deref(), Some("scenario=x"));
        let long = Embedding::read(&format!("?embed&panel={}", "x".repeat(9_000)));
        assert!(long.is_some_and(|it| it.wrong[0].len() < 120), "a message is short");
    }
}
