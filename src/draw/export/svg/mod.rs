//! The space-time diagram as a drawing that stands by itself: with its own style, its legend, and words for everything
//! that a pointer may rest on. It looks the same in a document, in a browser and on paper.

mod legend;
mod paint;
mod style;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
mod text;

use std::fmt::Write;
use std::sync::Arc;

use crate::catalog::tr;
use crate::draw::spacetime::{Chronicle, Picture, Sheet};
use crate::explain::words::list;
use crate::sim::{Event, Time};

use super::Setting;
use paint::Painter;
use text::{HEADS, escaped};

/// Microseconds in a pixel, from the most to the least that is drawn of a message. The first that fits is taken.
const SCALES: [u64; 5] = [250, 500, 750, 1_000, 2_000];

/// The highest drawing, in pixels; what happened earlier than fits is left out, and that is said.
const HIGHEST: u64 = 20_000;

/// The most messages that are drawn.
const MOST_ARROWS: usize = 6_000;

/// How wide a lane is, in pixels.
const LANE: i32 = 148;

/// The room above the lanes' first line: title and legend.
const ABOVE: i32 = 132;

/// The room below.
const BELOW: i32 = 24;

/// The events that are admitted, as a drawing. `setting` is what they are of.
pub fn svg<'a>(
    events: impl IntoIterator<Item = &'a Arc<Event>>,
    setting: &Setting<'_>,
    admits: impl Fn(&Event) -> bool,
) -> String {
    let chronicle = Chronicle::of(events, setting.view);
    let (sheet, cut) = sheet(&chronicle);
    let picture = Picture::of(&chronicle, sheet, Some(setting.view), &admits);
    let painter = Painter { picture: &picture, chronicle: &chronicle, setting };
    let (width, height) = (picture.width(), ABOVE + HEADS + sheet.height + BELOW);
    let title = title(&picture, chronicle.head());
    let mut text = String::new();
    let _ = write!(
        text,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\">\n<title>{}</title>\n<style>{}</style>\n\
         <rect class=\"paper\" width=\"{width}\" height=\"{height}\"/>\n\
         <text class=\"title\" x=\"16\" y=\"28\">{}</text>\n",
        escaped(&title),
        style::STYLE,
        escaped(&title),
    );
    let _ = writeln!(
        text,
        "<text class=\"note\" x=\"16\" y=\"47\">{}</text>",
        escaped(&notes(&picture, cut.then_some(sheet.from)))
    );
    legend::legend(&mut text, &picture, width);
    let _ = writeln!(text, "<g transform=\"translate(0 {})\">", ABOVE + HEADS);
    painter.paint(&mut text);
    text.push_str("</g>\n</svg>\n");
    text
}

/// The paper for all that is known, and whether some of it does not fit.
fn sheet(chronicle: &Chronicle) -> (Sheet, bool) {
    let lanes = chronicle.nodes().count() + chronicle.clients().len();
    let width = Sheet::AXIS + LANE * i32::try_from(lanes).unwrap_or(0) + 8;
    let (start, head) = (chronicle.start(), chronicle.head());
    let span = head.since(start);
    let fits = SCALES.into_iter().find(|us_per_px| span / us_per_px <= HIGHEST);
    let us_per_px = fits.unwrap_or(SCALES[SCALES.len() - 1]);
    let from = if fits.is_some() { start } else { Time(head.0 - HIGHEST * us_per_px) };
    let height = i32::try_from(head.since(from) / us_per_px).unwrap_or(0) + 16;
    let sheet = Sheet { from, width, height, us_per_px, most: MOST_ARROWS };
    (sheet, fits.is_none() || start > Time::ZERO)
}

fn title(picture: &Picture, head: Time) -> String {
    let nodes = picture.lanes.iter().filter(|(lane, _)| lane.is_node()).count();
    tr!(
        "Raft in space and time: {nodes} nodes, {from} to {head}",
        nodes,
        from = picture.sheet.from,
        head
    )
}

/// What a reader must know: what is not there.
fn notes(picture: &Picture, cut: Option<Time>) -> String {
    let mut notes = vec![tr!("Time runs down; what the filter hid is left out.").to_owned()];
    if let Some(from) = cut {
        notes.push(tr!("What happened before {from} is not drawn.", from));
    }
    if !picture.omitted.is_empty() {
        let omitted = list(picture.omitted.iter().map(|it| it.text()));
        notes.push(tr!("Too many to be told apart, and not drawn: {omitted}.", omitted));
    }
    notes.join(" ")
}
