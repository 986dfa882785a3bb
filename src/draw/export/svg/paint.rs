//! A picture as elements, from the back to the front.

use std::fmt::Write;

use crate::catalog::tr;
use crate::draw::scene::packet::cut_short;
use crate::draw::spacetime::{
    ArrowMark, Chronicle, End, Fate, Lane, Obstacle, Picture, Sheet, SpotMark, StretchMark, outline,
};
use crate::explain::words::{event_text, loss_word, packet_name};
use crate::raft::Term;
use crate::sim::PacketClass;

use super::super::Setting;
use super::text::{HEADS, escaped};

/// Up to so many messages are labelled.
const MOST_LABELS: usize = 600;

/// A label has so many letters at most.
const LONGEST: usize = 30;

/// The lanes' names are written again after so many pixels.
const AGAIN: usize = 900;

/// What is painted.
pub struct Painter<'a> {
    pub picture: &'a Picture,
    pub chronicle: &'a Chronicle,
    pub setting: &'a Setting<'a>,
}

impl Painter<'_> {
    /// Paints everything. The first moment is at 0.
    pub fn paint(&self, text: &mut String) {
        let Picture { sheet, ticks, stretches, bands, arrows, spots, .. } = self.picture;
        for stretch in stretches {
            self.stretch(text, stretch);
        }
        for tick in ticks {
            let (y, right) = (sheet.y(tick.at), self.picture.width());
            let _ = writeln!(
                text,
                "<path class=\"tick\" d=\"M{} {y}H{right}\"/><text class=\"time\" x=\"{}\" y=\"{}\">{}</text>",
                Sheet::AXIS - 4,
                Sheet::AXIS - 8,
                y + 3,
                tick.label
            );
        }
        self.lanes(text);
        for band in bands {
            let d = format!("M{} {}V{}", band.x, band.y1, band.y2.max(band.y1 + 1));
            let _ = writeln!(
                text,
                "<path class=\"band {}{}\" d=\"{d}\"/>",
                band.what(),
                term(band.state.term)
            );
        }
        let labelled =
            arrows.iter().filter(|arrow| arrow.rank < PacketClass::Acks).count() <= MOST_LABELS;
        for arrow in arrows {
            self.arrow(text, arrow, labelled);
        }
        for stretch in stretches {
            self.stretch_words(text, stretch);
        }
        for band in bands {
            if let Some(label) = &band.label {
                let (class, x, y) = (term(band.state.term), band.x + 9, band.y1 + 11);
                let _ = writeln!(
                    text,
                    "<text class=\"role{class}\" x=\"{x}\" y=\"{y}\">{label}</text>"
                );
            }
        }
        for spot in spots {
            self.spot(text, spot);
        }
        for (at, name) in &self.setting.violations {
            let (y, right) = (sheet.y(*at), self.picture.width());
            if (0..=sheet.height).contains(&y) {
                let _ = writeln!(
                    text,
                    "<path class=\"violation\" d=\"M{} {y}H{right}\"/><text class=\"violation-words\" x=\"{}\" \
                     y=\"{}\">{}</text>",
                    Sheet::AXIS,
                    right - 6,
                    y - 5,
                    escaped(&tr!("{name} violated", name))
                );
            }
        }
        let y = sheet.y(self.chronicle.head());
        let _ = writeln!(
            text,
            "<path class=\"now\" d=\"M{} {y}H{}\"/>",
            Sheet::AXIS,
            self.picture.width()
        );
    }

    fn lanes(&self, text: &mut String) {
        let height = self.picture.sheet.height;
        for (lane, x) in self.picture.lanes.iter() {
            let name = match lane {
                Lane::Client(id) => id.to_string(),
                Lane::Clients => tr!("clients").to_owned(),
                Lane::Node(id) => id.to_string(),
            };
            let _ = writeln!(
                text,
                "<path class=\"lane\" d=\"M{x} -4V{height}\"/><text class=\"head\" x=\"{x}\" y=\"{}\">{name}</text>",
                12 - HEADS
            );
            for y in (0..height).step_by(AGAIN).skip(1) {
                let _ = writeln!(
                    text,
                    "<text class=\"again\" x=\"{}\" y=\"{y}\">{name}</text>",
                    x - 20
                );
            }
        }
    }

    fn stretch(&self, text: &mut String, mark: &StretchMark) {
        let class = match mark.obstacle {
            Obstacle::Cut => "cut",
            Obstacle::Clog => "clog",
        };
        let (height, left) = ((mark.y2 - mark.y1).max(1), Sheet::AXIS);
        let _ = writeln!(
            text,
            "<rect class=\"{class}\" x=\"{left}\" y=\"{}\" width=\"{}\" height=\"{height}\"/>\
             <path class=\"{class}-edge\" d=\"M{} {}v{height}\"/>",
            mark.y1,
            self.picture.width() - left,
            left + 1,
            mark.y1,
        );
    }

    /// What a stretch is, over the lanes; where one is cut and clogged at once, one below the other.
    fn stretch_words(&self, text: &mut String, mark: &StretchMark) {
        let (class, below) = match mark.obstacle {
            Obstacle::Cut => ("cut", 13),
            Obstacle::Clog => ("clog", 27),
        };
        let (x, y) = (Sheet::AXIS + 9, mark.y1.max(0) + below);
        let words = escaped(&mark.words);
        let _ = writeln!(text, "<text class=\"{class}-words\" x=\"{x}\" y=\"{y}\">{words}</text>");
    }

    fn arrow(&self, text: &mut String, mark: &ArrowMark, labelled: bool) {
        let Some(arrow) = self.chronicle.arrow(mark.packet) else { return };
        let name = packet_name(arrow.kind());
        let fate = match arrow.fate {
            Fate::UnderWay => tr!("on its way").to_owned(),
            Fate::Delivered { at, .. } => tr!("arrived {at}", at),
            Fate::Lost { at, reason, .. } => {
                tr!("lost {at}: {reason}", at, reason = loss_word(reason))
            }
        };
        let copy = if mark.copy { " copy" } else { "" };
        let _ = write!(
            text,
            "<g class=\"arrow {} {}{}{copy}\"><title>{}</title><path class=\"line\" d=\"{}\"/>",
            mark.kind,
            mark.class.name(),
            term(mark.term),
            escaped(&tr!(
                "{packet} {kind}, {from} to {to}, sent {sent}, {fate}",
                packet = mark.packet,
                kind = name,
                from = arrow.from,
                to = arrow.to,
                sent = arrow.sent,
                fate
            )),
            mark.line()
        );
        if let Some(d) = mark.head() {
            let _ = write!(text, "<path class=\"arrowhead\" d=\"{d}\"/>");
        }
        if let Some(d) = mark.rest() {
            let _ = write!(text, "<path class=\"rest\" d=\"{d}\"/>");
        }
        if let Some(d) = mark.cross() {
            let _ = write!(text, "<path class=\"cross\" d=\"{d}\"/>");
        }
        if labelled && mark.rank < PacketClass::Acks {
            let (x, y) = mark.along(label_at(mark.kind));
            let angle = slant(mark);
            let _ = write!(
                text,
                "<text class=\"label\" transform=\"translate({x} {y}) rotate({angle})\" y=\"-3\">{}</text>",
                escaped(&cut_short(&name, LONGEST))
            );
        }
        if let End::Lost(reason) = mark.end {
            let (x, y) = (mark.to.0 + 7, mark.to.1 + 3);
            let _ = write!(
                text,
                "<text class=\"reason\" x=\"{x}\" y=\"{y}\">{}</text>",
                loss_word(reason)
            );
        }
        text.push_str("</g>\n");
    }

    fn spot(&self, text: &mut String, mark: &SpotMark) {
        let (solid, d) = outline(mark.sign);
        let solid = if solid { " solid" } else { "" };
        // A mark and a band may have one name, and do not look alike.
        let name = match mark.sign.name() {
            "paused" => "paused-mark",
            name => name,
        };
        let mut told: Vec<String> = Vec::new();
        for event in mark.seqs.iter().filter_map(|seq| self.chronicle.event(*seq)) {
            told.push(format!("{} {}", event.at, event_text(event)));
        }
        let more = mark.count - told.len();
        if more > 0 {
            told.push(tr!("and {more} more", more));
        }
        let _ = writeln!(
            text,
            "<path class=\"spot{}{solid} {name}\" transform=\"translate({} {})\" d=\"{d}\"><title>{}</title></path>",
            term(mark.term),
            mark.x,
            mark.y,
            escaped(&told.join("; "))
        );
    }
}

/// Where on its line a message is labelled, in percent: questions go out from one to many and answers come back, so that
/// there is most room away from the one.
fn label_at(kind: &str) -> i32 {
    match kind {
        "vote" | "vote-refused" | "pre-vote" | "pre-vote-refused" | "reject" | "snapshot-ack" => 32,
        "request" | "answer" | "refusal" => 50,
        _ => 68,
    }
}

/// The class of a term's colour, after a space.
fn term(term: Option<Term>) -> &'static str {
    const CLASSES: [&str; 7] = [" t0", " t1", " t2", " t3", " t4", " t5", " t6"];
    term.map_or("", |term| CLASSES[(term.0 % 7) as usize])
}

/// The slant of a line, in degrees, such that words on it are not upside down.
fn slant(mark: &ArrowMark) -> i32 {
    let (dx, dy) = (f64::from(mark.to.0 - mark.from.0), f64::from(mark.to.1 - mark.from.1));
    let (dx, dy) = if dx < 0.0 { (-dx, -dy) } else { (dx, dy) };
    dy.atan2(dx.max(0.1)).to_degrees().round() as i32
}
