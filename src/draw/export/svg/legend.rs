//! The legend: what there is in the drawing, and nothing else.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::catalog::tr;
use crate::compact::Gather;
use crate::draw::spacetime::{Picture, outline};
use crate::sim::{PacketClass, Sign};

use super::text::escaped;

/// What a node was, by its looks.
const BANDS: [&str; 5] = ["follower", "candidate", "leader", "paused", "down"];

/// How wide a letter is, about, in pixels.
const LETTER: i32 = 6;

/// Where the rows stand.
const ROWS: [i32; 3] = [70, 92, 114];

/// Words for a kind of messages: its name, but where that is long or says little.
fn words_of(kind: &str) -> String {
    match kind {
        "vote-refused" => tr!("no vote").to_owned(),
        "pre-vote-refused" => tr!("no pre-vote").to_owned(),
        "snapshot-chunk" => tr!("snapshot").to_owned(),
        "timeout-now" => tr!("take over").to_owned(),
        named => tr(&named.replace('-', " ")).to_owned(),
    }
}

/// Writes the legend, in rows of this width.
pub fn legend(text: &mut String, picture: &Picture, width: i32) {
    let kinds: BTreeSet<(PacketClass, &str)> =
        picture.arrows.iter().map(|arrow| (arrow.class, arrow.kind)).gather();
    let signs: BTreeSet<Sign> = picture.spots.iter().map(|spot| spot.sign).gather();
    let mut row = Row { text, x: 16, y: ROWS[0], right: width - 12 };
    for (class, kind) in kinds {
        let shape = "<path class=\"line\" d=\"M0 0H22\"/><path class=\"arrowhead\" d=\"M28 0L20.5 3.4V-3.4z\"/>";
        row.add(&format!("arrow {kind} {}", class.name()), shape, 34, &words_of(kind));
    }
    row = Row { x: 16, y: ROWS[1], ..row };
    for band in BANDS {
        row.add("", &format!("<path class=\"band {band}\" d=\"M0 0H24\"/>"), 30, tr(band));
    }
    row.add("", "<path class=\"cross\" d=\"M4-4L12 4M12-4L4 4\"/>", 22, tr!("lost"));
    row = Row { x: 16, y: ROWS[2], ..row };
    for sign in signs.into_iter().rev() {
        let (solid, d) = outline(sign);
        let solid = if solid { " solid" } else { "" };
        let name = sign.name();
        let class = if name == "paused" { "paused-mark" } else { name };
        row.add(
            "",
            &format!(
                "<path class=\"spot{solid} {class}\" transform=\"translate(8 0)\" d=\"{d}\"/>"
            ),
            20,
            tr(name),
        );
    }
}

/// A row that is being written.
struct Row<'a> {
    text: &'a mut String,
    x: i32,
    y: i32,
    right: i32,
}

impl Row<'_> {
    /// Adds a shape with its words, if there is room.
    fn add(&mut self, class: &str, shape: &str, wide: i32, words: &str) {
        let letters = i32::try_from(words.len()).unwrap_or(0);
        let end = self.x + wide + letters * LETTER;
        if end > self.right {
            return;
        }
        let _ = writeln!(
            self.text,
            "<g class=\"{class}\" transform=\"translate({} {})\">{shape}<text x=\"{wide}\" y=\"4\">{}</text></g>",
            self.x,
            self.y,
            escaped(words)
        );
        self.x = end + 14;
    }
}
