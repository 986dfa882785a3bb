//! The page's small pictures, drawn on a grid of sixteen, in the colour of the text around them.
//!
//! They are never the only bearers of a meaning: a word or a name stands beside each, or is read in its place.

use yew::prelude::*;

/// Which picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// Time passes.
    Play,
    /// Time stands still.
    Pause,
    /// One move forward.
    Step,
    /// One move back.
    Back,
    /// A leader.
    Crown,
    /// A crash, or closing something.
    Cross,
    /// A restart, or a new seed.
    Again,
    /// A cut.
    Scissors,
    /// A link that works.
    Link,
    /// Something that stands fast.
    Dot,
    /// The system's theme.
    Half,
    /// The dark theme.
    Moon,
    /// The light theme.
    Sun,
    /// Languages.
    Globe,
    /// A screen for a room full of people.
    Screen,
    /// A key.
    Keyboard,
    /// A moment with a name.
    Flag,
    /// A snapshot.
    Stack,
    /// Those who take part.
    People,
    /// Something is wrong.
    Warning,
    /// Something that is done.
    Check,
    /// A question.
    Question,
    /// Something that folds and unfolds.
    Down,
}

/// A picture.
pub fn icon(icon: Icon) -> Html {
    let (solid, path) = match icon {
        Icon::Play => (true, "M4 2.5v11l9.5-5.5z"),
        Icon::Pause => (true, "M3.5 2.5h3.2v11H3.5zM9.3 2.5h3.2v11H9.3z"),
        Icon::Step => (true, "M3 2.5v11l7.5-5.5zM11 2.5h2.2v11H11z"),
        Icon::Back => (true, "M13 2.5v11L5.5 8zM5 2.5H2.8v11H5z"),
        Icon::Crown => (true, "M3.2 13 1.5 5l3.7 2.6L8 2.5l2.8 5.1L14.5 5l-1.7 8z"),
        Icon::Cross => (false, "M3.5 3.5l9 9m0-9l-9 9"),
        Icon::Again => (false, "M13 8a5 5 0 1 1-1.6-3.7M11.7 1.5v3h-3"),
        Icon::Scissors => (
            false,
            "M4 2l6.5 8M12 2l-6.5 8M4.2 13.8a1.9 1.9 0 1 0 0-3.8 1.9 1.9 0 0 0 0 3.8zM11.8 13.8a1.9 1.9 0 1 0 0-3.8 1.9 1.9 0 0 0 0 3.8z",
        ),
        Icon::Link => (
            false,
            "M6.5 9.5l3-3M7 4.5l1.5-1.5a3 3 0 0 1 4.5 4.5L11.5 9M9 11.5l-1.5 1.5a3 3 0 0 1-4.5-4.5L4.5 7",
        ),
        Icon::Dot => (true, "M8 4.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7z"),
        Icon::Half => {
            (true, "M8 1.5a6.5 6.5 0 1 0 0 13zM8 2.6a5.4 5.4 0 0 1 0 10.8v1.1a6.5 6.5 0 0 0 0-13z")
        }
        Icon::Moon => (true, "M13.8 10.2A6.3 6.3 0 0 1 5.8 2.2a6.3 6.3 0 1 0 8 8z"),
        Icon::Sun => (
            false,
            "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1.1 1.1M11.9 11.9L13 13M13 3l-1.1 1.1M4.1 11.9L3 13",
        ),
        Icon::Globe => (
            false,
            "M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 0 0 0-13zM1.5 8h13M8 1.5c-4 4-4 9 0 13c4-4 4-9 0-13",
        ),
        Icon::Screen => (false, "M1.5 3h13v8h-13zM8 11v3M5 14h6"),
        Icon::Flag => (true, "M3.5 1.5h1.6v.9h8l-2 3.3 2 3.3h-8v5.5H3.5z"),
        Icon::Stack => (true, "M2 2.5h12v3H2zM2 6.8h12v3H2zM2 11h12v3H2z"),
        Icon::People => (
            true,
            "M5.5 2.5a2.3 2.3 0 1 0 0 4.6 2.3 2.3 0 0 0 0-4.6zM1 13c0-3 2-5 4.5-5S10 10 10 13zM11 4a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM11.2 13H15c0-2.5-1.6-4.2-3.8-4.2z",
        ),
        Icon::Warning => (true, "M8 1.5 15.5 14.5H.5zM7.2 6v4.5h1.6V6zM7.2 11.7v1.6h1.6v-1.6z"),
        Icon::Check => (false, "M2.5 8.5l3.5 3.5 7.5-8"),
        Icon::Question => (false, "M4.5 5.5a3.5 3.5 0 1 1 5.3 3C8.6 9.2 8 9.8 8 11M8 14v.1"),
        Icon::Down => (false, "M3 6l5 5 5-5"),
        Icon::Keyboard => {
            (false, "M1.5 4h13v8.5h-13zM4 6.7h.1M6.7 6.7h.1M9.3 6.7h.1M12 6.7h.1M4.7 9.8h6.6")
        }
    };
    let (fill, stroke) = if solid { ("currentColor", "none") } else { ("none", "currentColor") };
    html! {
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
            <path d={path} {fill} {stroke} stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" />
        </svg>
    }
}
