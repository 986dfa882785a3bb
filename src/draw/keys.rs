//! The keyboard: which key does what, and where it does nothing because the key is wanted elsewhere.

/// What a key asks of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Play or pause.
    Play,
    /// One move forward.
    Step,
    /// One move back.
    Back,
    /// To the next mark of the timeline.
    NextMark,
    /// To the mark before.
    LastMark,
    /// The menu of moments.
    Moments,
    /// Give the present moment a name.
    Bookmark,
    /// Pick the node of this number.
    Pick(u32),
    /// Do something to what is picked; the stage knows the letters.
    Picked(char),
    /// Heal the network.
    Heal,
    /// Begin anew with another seed.
    NewSeed,
    /// Go to the console.
    Console,
    /// Presenter mode on or off.
    Present,
    /// Show or hide the list of keys.
    Keys,
    /// Go on with the story.
    NextWords,
    /// Go back in it.
    LastWords,
    /// Ask what comes next.
    Quiz,
    /// Open the list of scenarios.
    Scenarios,
    /// Write a lesson.
    Write,
    /// Open the path.
    Path,
    /// Close what is open, or let go of what is picked.
    Close,
}

/// Where the focus is when a key is pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Nowhere in particular.
    Page,
    /// In a field that takes text: nearly every key is meant for it.
    Text,
    /// On something that the arrows move: a slider, a list of choices, a tab, a grid.
    Arrows,
    /// On a button or a link, which space and Enter press.
    Button,
}

/// One group of keys in the overlay: a heading, and lines of keys with what they do.
pub type Group = (&'static str, &'static [(&'static str, &'static str)]);

/// All keys, as the overlay lists them.
pub const KEYS: [Group; 6] = [
    (
        "Time",
        &[
            ("space", "play or pause"),
            ("→", "one move forward"),
            ("←", "one move back"),
            ("]  [", "to the next mark, to the one before"),
            ("g", "run until something holds, or go to a bookmark"),
            ("b", "bookmark this moment"),
        ],
    ),
    (
        "Scenarios",
        &[
            ("m", "the list of them"),
            ("f", "the path: what comes next, and the map of rules"),
            ("n", "on with the story; also page down"),
            ("r", "back in the story; also page up"),
            ("q", "be asked what comes next"),
            ("a", "write a scenario or mission"),
        ],
    ),
    (
        "Nodes",
        &[
            ("1 … 9", "pick a node"),
            ("c", "crash the picked node, or restart it"),
            ("z", "pause it, or let it go on"),
            ("t", "let its election timer run out"),
            ("i", "cut it off from all others"),
            ("w", "let it take over as leader, or step down"),
            ("s", "let it take a snapshot"),
            ("o", "connect the console to it"),
            ("y", "ask why it is as it is"),
        ],
    ),
    (
        "Packets",
        &[
            ("d", "drop the picked packet"),
            ("u", "duplicate it"),
            ("l", "delay it"),
            ("v", "deliver it now"),
            ("y", "ask why it was sent"),
        ],
    ),
    (
        "Cluster",
        &[
            ("h", "heal the network"),
            ("N", "begin anew with another seed"),
            ("/", "go to the console"),
        ],
    ),
    (
        "Page",
        &[
            ("p", "presenter mode"),
            ("?", "this list"),
            ("esc", "close what is open, let go of what is picked"),
        ],
    ),
];

/// Whether a key is one of those that can be switched off: a letter, a digit or a sign, which may come from a voice that
/// dictates, or from a hand that slips (WCAG 2.1.4). Space, Enter, Escape, the arrows and their like always work.
pub fn is_character(key: &str) -> bool {
    key != " " && key.chars().count() == 1
}

/// What a key without Ctrl, Alt or Meta means at this place.
pub fn action(key: &str, place: Place) -> Option<Action> {
    if key == "Escape" {
        return Some(Action::Close);
    }
    match (place, key) {
        (Place::Text, _) => return None,
        (Place::Arrows, "ArrowLeft" | "ArrowRight") => return None,
        (Place::Button | Place::Arrows, " " | "Enter") => return None,
        _ => {}
    }
    Some(match key {
        " " => Action::Play,
        "ArrowRight" => Action::Step,
        "ArrowLeft" => Action::Back,
        "]" => Action::NextMark,
        "[" => Action::LastMark,
        "g" => Action::Moments,
        "b" => Action::Bookmark,
        "h" => Action::Heal,
        "N" => Action::NewSeed,
        "/" => Action::Console,
        "p" => Action::Present,
        "?" => Action::Keys,
        "n" => Action::NextWords,
        "r" => Action::LastWords,
        "q" => Action::Quiz,
        "m" => Action::Scenarios,
        "a" => Action::Write,
        "f" => Action::Path,
        // What the clickers of lecturers send. Where something scrolls or is moved by these keys, they are its own.
        "PageDown" if place == Place::Page => Action::NextWords,
        "PageUp" if place == Place::Page => Action::LastWords,
        "c" | "z" | "t" | "i" | "w" | "s" | "o" | "d" | "u" | "l" | "v" | "y" => {
            Action::Picked(key.chars().next()?)
        }
        _ => match key.parse() {
            Ok(number @ 1..=9) => Action::Pick(number),
            _ => return None,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_act_wherever_nothing_else_wants_them() {
        for (key, expect) in [
            (" ", Action::Play),
            ("ArrowRight", Action::Step),
            ("g", Action::Moments),
            ("3", Action::Pick(3)),
            ("c", Action::Picked('c')),
            ("?", Action::Keys),
        ] {
            assert_eq!(action(key, Place::Page), Some(expect));
        }
        assert_eq!(action("0", Place::Page), None);
        assert_eq!(action("12", Place::Page), None);
        assert_eq!(action("x", Place::Page), None);
    }

    #[test]
    fn typing_is_never_taken_for_commands() {
        for key in [" ", "c", "3", "ArrowLeft", "?", "/", "p", "N"] {
            assert_eq!(action(key, Place::Text), None, "{key}");
        }
        assert_eq!(action("Escape", Place::Text), Some(Action::Close));
    }

    #[test]
    fn a_focused_control_keeps_the_keys_that_work_it() {
        assert_eq!(action(" ", Place::Button), None);
        assert_eq!(action("ArrowRight", Place::Button), Some(Action::Step));
        assert_eq!(action("ArrowRight", Place::Arrows), None);
        assert_eq!(action("c", Place::Arrows), Some(Action::Picked('c')));
    }

    #[test]
    fn letters_digits_and_signs_can_be_switched_off_and_named_keys_cannot() {
        for key in ["c", "N", "1", "?", "/", "[", "é"] {
            assert!(is_character(key), "{key}");
        }
        for key in [" ", "Escape", "ArrowLeft", "Enter", "PageDown", "Tab", "F1"] {
            assert!(!is_character(key), "{key}");
        }
    }

    #[test]
    fn every_listed_key_does_something() {
        for (_, keys) in KEYS {
            for (listed, what) in keys {
                for key in listed.split_whitespace().filter(|key| *key != "…") {
                    let key = match key {
                        "space" => " ",
                        "→" => "ArrowRight",
                        "←" => "ArrowLeft",
                        "esc" => "Escape",
                        other => other,
                    };
                    assert!(action(key, Place::Page).is_some(), "{listed}: {what}");
                }
            }
        }
    }
}
