//! The painting: everything of a picture that does not depend on what is picked.

use yew::prelude::*;

use crate::catalog::tr;
use crate::draw::scene;
use crate::draw::spacetime::{
    ArrowMark, BandMark, Chronicle, End, Obstacle, Picture, Sheet as Paper, SpotMark, StretchMark,
    outline,
};
use crate::explain::words::loss_word;
use crate::ui::memo::Drawing;
use crate::ui::stage::packet::paint as packet_shape;
use crate::ui::{Shared, term_class};

/// The painting.
#[derive(PartialEq)]
pub struct Sheet {
    /// What is painted.
    pub picture: Shared<Picture>,
    pub chronicle: Shared<Chronicle>,
}

/// Up to so many messages carry the shapes that they have on the stage.
const MOST_SHAPES: usize = 90;

impl Drawing for Sheet {
    fn draw(&self) -> Html {
        let picture = &*self.picture;
        let (width, height) = (picture.width(), picture.sheet.height);
        let shapes = picture.arrows.len() <= MOST_SHAPES;
        let label = tr!(
            "{messages} messages and {marks} marks",
            messages = picture.arrows.len(),
            marks = picture.spots.len()
        );
        html! {
            <svg class="diagram-sheet" width={width.to_string()} height={height.to_string()} role="img" aria-label={label}>
                <>{ for picture.stretches.iter().map(|it| stretch(it, picture)) }</>
                { ticks(picture) }
                <>{ for picture.lanes.iter().map(|(_, x)| html! {
                    <path class="lane" d={format!("M{x} 0V{height}")} />
                }) }</>
                <>{ for picture.bands.iter().map(band) }</>
                <g class={if shapes { "arrows" } else { "arrows many" }}>
                    { for picture.arrows.iter().map(|it| arrow(it, shapes, width, &self.chronicle)) }
                </g>
                <>{ for picture.stretches.iter().filter_map(stretch_words) }</>
                <>{ for picture.bands.iter().filter_map(|it| band_label(it, width)) }</>
                <>{ for picture.spots.iter().map(spot) }</>
                if let Some(y) = picture.forgotten {
                    <rect class="forgotten" x="0" y="0" width={width.to_string()} height={y.max(0).to_string()} />
                    <text class="forgotten-words" x={(Paper::AXIS + 8).to_string()} y={(y - 6).to_string()}>
                        { tr!("what was before is not kept") }
                    </text>
                }
            </svg>
        }
    }
}

fn ticks(picture: &Picture) -> Html {
    let tick = |tick: &crate::draw::spacetime::Tick| {
        let y = picture.sheet.y(tick.at);
        html! {
            <g key={tick.at.0} class={if tick.round { "tick round" } else { "tick" }}>
                <path d={format!("M{} {y}H{}", Paper::AXIS - 4, picture.width())} />
                <text x={(Paper::AXIS - 8).to_string()} y={(y + 4).to_string()}>{ &tick.label }</text>
            </g>
        }
    };
    html! { <>{ for picture.ticks.iter().map(tick) }</> }
}

fn stretch(mark: &StretchMark, picture: &Picture) -> Html {
    let class = match mark.obstacle {
        Obstacle::Cut => "stretch cut",
        Obstacle::Clog => "stretch clog",
    };
    let height = (mark.y2 - mark.y1).max(1);
    html! {
        <g {class}>
            <rect
                x={Paper::AXIS.to_string()}
                y={mark.y1.to_string()}
                width={(picture.width() - Paper::AXIS).to_string()}
                height={height.to_string()}
            />
            <path d={format!("M{} {}v{height}", Paper::AXIS + 1, mark.y1)} />
        </g>
    }
}

/// What a stretch is, over the lanes; where one is cut and clogged at once, one below the other.
fn stretch_words(mark: &StretchMark) -> Option<Html> {
    if mark.y2 - mark.y1 <= 14 {
        return None;
    }
    let (class, below) = match mark.obstacle {
        Obstacle::Cut => ("stretch-words cut", 13),
        Obstacle::Clog => ("stretch-words clog", 27),
    };
    let y = mark.y1.max(0) + below;
    Some(html! {
        <text {class} x={(Paper::AXIS + 9).to_string()} y={y.to_string()}>{ &mark.words }</text>
    })
}

/// The class of what a node is: its role, or that it does not run.
pub fn band_class(band: &BandMark) -> Classes {
    classes!("band", band.what(), band.state.term.map(term_class))
}

fn band(mark: &BandMark) -> Html {
    let d = format!("M{} {}V{}", mark.x, mark.y1, mark.y2.max(mark.y1 + 1));
    let key = format!("{}-{}", mark.node, mark.from.0);
    html! { <path {key} class={band_class(mark)} {d} /> }
}

fn band_label(mark: &BandMark, width: i32) -> Option<Html> {
    /// About as wide as a letter, in pixels.
    const LETTER: i32 = 6;
    let label = mark.label.as_ref()?;
    let letters = i32::try_from(label.len()).unwrap_or(0);
    let beyond = mark.x + 9 + letters * LETTER > width;
    let before = beyond.then_some("before");
    let class = classes!("band-label", before, mark.state.term.map(term_class));
    let x = mark.x + if beyond { -9 } else { 9 };
    let key = format!("{}-{}", mark.node, mark.from.0);
    Some(html! {
        <text {key} {class} x={x.to_string()} y={(mark.y1 + 11).to_string()}>{ label }</text>
    })
}

/// The class of a message: what it is and is for, in which term, and how it ended.
pub fn arrow_class(mark: &ArrowMark) -> Classes {
    let end = match mark.end {
        End::Arrived => None,
        End::Lost(_) => Some("lost"),
        End::UnderWay(_) => Some("under-way"),
    };
    let copy = mark.copy.then_some("copy");
    let late = (!mark.whole).then_some("late");
    let client = mark.term.is_none().then_some("of-client");
    classes!(
        "arrow",
        mark.kind,
        mark.class.name(),
        mark.term.map(term_class),
        end,
        copy,
        late,
        client
    )
}

fn arrow(mark: &ArrowMark, shapes: bool, width: i32, chronicle: &Chronicle) -> Html {
    let reason = match mark.end {
        End::Lost(reason) if shapes => Some(loss_word(reason)),
        _ => None,
    };
    let beyond = mark.to.0 + 44 > width;
    let shape = shapes.then(|| shape(mark, chronicle)).flatten();
    html! {
        <g key={mark.packet.0} class={arrow_class(mark)} data-packet={mark.packet.0.to_string()}>
            <path class="line" d={mark.line()} />
            if let Some(d) = mark.rest() { <path class="rest" {d} /> }
            if let Some(d) = mark.head() { <path class="head" {d} /> }
            { shape }
            if let Some(d) = mark.cross() { <path class="cross" {d} /> }
            if let Some(word) = reason {
                <text
                    class={if beyond { "reason before" } else { "reason" }}
                    x={(mark.to.0 + if beyond { -7 } else { 7 }).to_string()}
                    y={(mark.to.1 + 4).to_string()}
                >
                    { word }
                </text>
            }
        </g>
    }
}

/// The shape that the message has on the stage, in the middle of its line.
fn shape(mark: &ArrowMark, chronicle: &Chronicle) -> Option<Html> {
    let arrow = chronicle.arrow(mark.packet)?;
    let (x, y) = mark.along(50);
    let scale = if mark.term.is_some() { "0.56" } else { "0.72" };
    let transform = format!("translate({x} {y}) scale({scale})");
    Some(
        html! { <g class="shape" {transform}>{ packet_shape(&scene::packet::shape(arrow.kind())) }</g> },
    )
}

fn spot(mark: &SpotMark) -> Html {
    let (solid, d) = outline(mark.sign);
    let class =
        classes!("spot", mark.sign.name(), solid.then_some("solid"), mark.term.map(term_class));
    html! {
        <path
            key={mark.seqs[0]}
            {class}
            data-seq={mark.seqs[0].to_string()}
            transform={format!("translate({} {})", mark.x, mark.y)}
            {d}
        />
    }
}
