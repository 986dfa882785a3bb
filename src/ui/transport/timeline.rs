//! The timeline: terms as coloured stretches, marks above them, and a handle that goes to any moment.

use web_sys::Element;
use yew::prelude::*;

use crate::catalog::tr;
use crate::session::hindsight::{Insights, Odds};
use crate::session::timeline::mark_text;
use crate::session::{Bookmark, Mark, MarkKind, TermSpan};
use crate::sim::{EventKind, Time};
use crate::ui::icon::{Icon, icon};
use crate::ui::memo::{Drawing, memo};
use crate::ui::{Shared, term_class};

use crate::draw::timeline::scale::Scale;

/// Properties of [`Timeline`].
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// The moment that is shown.
    pub now: Time,
    /// The furthest moment reached.
    pub horizon: Time,
    /// The moment at the right end.
    pub end: Time,
    /// What happened when.
    pub marks: Shared<Vec<Mark>>,
    /// Moments with names.
    pub bookmarks: Shared<Vec<Bookmark>>,
    /// Who ruled when.
    pub spans: Shared<Vec<TermSpan>>,
    /// How likely it was to come to what was asked about.
    pub insights: Shared<Insights>,
    /// Go to this moment.
    pub on_seek: Callback<Time>,
    /// The handle is held (true) or let go (false): time stands still meanwhile.
    pub on_hold: Callback<bool>,
}

/// A finger that comes down so near to a mark means the mark.
const FINGER_PX: f64 = 14.0;

/// The timeline.
#[function_component]
pub fn Timeline(props: &Props) -> Html {
    let track = use_node_ref();
    let held = use_mut_ref(|| false);
    let scale = Scale { end: props.end };

    let seek_to = {
        let (track, on_seek, horizon) = (track.clone(), props.on_seek.clone(), props.horizon);
        let (marks, bookmarks) = (props.marks.clone(), props.bookmarks.clone());
        move |event: &PointerEvent, begins: bool| {
            if let Some(track) = track.cast::<Element>() {
                let rect = track.get_bounding_client_rect();
                let (x, width) = (f64::from(event.client_x()) - rect.left(), rect.width().max(1.0));
                let moments = marks.iter().map(|it| it.at).chain(bookmarks.iter().map(|it| it.at));
                let finger = begins && event.pointer_type() == "touch";
                let near = finger.then(|| scale.near(moments, x / width, FINGER_PX / width));
                on_seek.emit(near.flatten().unwrap_or(scale.moment(x / width)).min(horizon));
            }
        }
    };
    let onpointerdown = {
        let (track, held) = (track.clone(), held.clone());
        let (on_hold, seek_to) = (props.on_hold.clone(), seek_to.clone());
        Callback::from(move |event: PointerEvent| {
            if event.button() != 0 {
                return;
            }
            if let Some(track) = track.cast::<Element>() {
                // Without capture the drag still works as long as the pointer stays on the track.
                let _ = track.set_pointer_capture(event.pointer_id());
            }
            *held.borrow_mut() = true;
            on_hold.emit(true);
            seek_to(&event, true);
        })
    };
    let onpointermove = {
        let held = held.clone();
        Callback::from(move |event: PointerEvent| {
            if *held.borrow() {
                seek_to(&event, false);
            }
        })
    };
    let let_go = {
        let on_hold = props.on_hold.clone();
        Callback::from(move |_: PointerEvent| {
            if held.replace(false) {
                on_hold.emit(false);
            }
        })
    };
    let onkeydown = {
        let (on_seek, now, horizon) = (props.on_seek.clone(), props.now, props.horizon);
        Callback::from(move |event: KeyboardEvent| {
            const STEP_US: u64 = 10_000;
            let to = match event.key().as_str() {
                "ArrowLeft" | "ArrowDown" => now.0.saturating_sub(STEP_US),
                "ArrowRight" | "ArrowUp" => now.0.saturating_add(STEP_US),
                "PageDown" => now.0.saturating_sub(10 * STEP_US),
                "PageUp" => now.0.saturating_add(10 * STEP_US),
                "Home" => 0,
                "End" => horizon.0,
                _ => return,
            };
            event.prevent_default();
            on_seek.emit(Time(to).min(horizon));
        })
    };
    html! {
        <div
            ref={track}
            class="timeline"
            data-testid="timeline"
            {onpointerdown}
            {onpointermove}
            onpointerup={let_go.clone()}
            onpointercancel={let_go}
        >
            { memo(Past {
                end: scale.end,
                marks: props.marks.clone(),
                bookmarks: props.bookmarks.clone(),
                spans: props.spans.clone(),
                insights: props.insights.clone(),
                on_seek: props.on_seek.clone(),
            }) }
            <i class="timeline-ahead" style={format!("--at: {}", scale.place(props.horizon))}></i>
            <div class="timeline-hand" style={format!("--at: {}", scale.place(props.now))}>
                <span
                    class="timeline-handle"
                    role="slider"
                    tabindex="0"
                    aria-label={tr!("moment")}
                    aria-valuemin="0"
                    aria-valuemax={(props.horizon.0 / 1_000).to_string()}
                    aria-valuenow={(props.now.0 / 1_000).to_string()}
                    aria-valuetext={props.now.to_string()}
                    {onkeydown}
                ></span>
            </div>
        </div>
    }
}

/// What does not change from frame to frame.
#[derive(PartialEq)]
struct Past {
    end: Time,
    marks: Shared<Vec<Mark>>,
    bookmarks: Shared<Vec<Bookmark>>,
    spans: Shared<Vec<TermSpan>>,
    insights: Shared<Insights>,
    on_seek: Callback<Time>,
}

impl Drawing for Past {
    fn draw(&self) -> Html {
        let scale = Scale { end: self.end };
        let left = |at: Time| format!("left: {}%", scale.place(at));
        let ends = self.spans.iter().skip(1).map(|span| span.from).chain([self.end]);
        let spans = self.spans.iter().zip(ends).map(|(span, end)| {
            let led = span.led_from.unwrap_or(end).clamp(span.from, end);
            let stretch = |from: Time, to: Time, class: &'static str| {
                html! {
                    <i
                        class={classes!("timeline-span", class, term_class(span.term))}
                        style={format!("left: {}%; right: calc(100% - {}%)", scale.place(from), scale.place(to))}
                        title={tr!("term {term}", term = span.term)}
                    ></i>
                }
            };
            html! {
                <>
                    if led > span.from { { stretch(span.from, led, "sought") } }
                    if end > led { { stretch(led, end, "led") } }
                </>
            }
        });
        html! {
            <>
                if let Some(odds) = &self.insights.odds { { curve(odds, scale) } }
                <div class="timeline-track">{ for spans }</div>
                { for scale.ticks().into_iter().map(|(at, label)| html! {
                    <span class="timeline-tick" style={left(at)} aria-hidden="true">{ label }</span>
                }) }
                <>{ for scale.thinned(&self.marks).into_iter().map(|mark| sign(mark, &left(mark.at), &self.on_seek)) }</>
                <>{ for self.bookmarks.iter().map(|bookmark| {
                    let Bookmark { at, name } = bookmark;
                    marker(*at, Icon::Flag, "flag", format!("{at}: {name}"), &left(*at), &self.on_seek)
                }) }</>
                if let Some(turn) = self.insights.odds.as_ref().and_then(|odds| odds.turn.as_ref()) {
                    { {
                        let at = turn.after.at;
                        let says = tr!("{moment}: here it was decided", moment = at);
                        marker(at, Icon::Question, "turn", says, &left(at), &self.on_seek)
                    } }
                }
            </>
        }
    }
}

/// How likely it was, as a curve over the time before: a thousand wide, a hundred high.
fn curve(odds: &Odds, scale: Scale) -> Html {
    let place = |at: Time| u128::from(at.0) * 1_000 / u128::from(scale.end.0.max(1));
    let end = odds.points.last().map_or(0, |point| place(point.at));
    let mut points = format!("{},100", place(odds.from));
    for point in &odds.points {
        points += &format!(" {},{}", place(point.at), 100 - point.share.percent());
    }
    points += &format!(" {end},100");
    html! {
        <svg class="timeline-odds" viewBox="0 0 1000 100" preserveAspectRatio="none" role="img"
            aria-label={tr!("how likely {condition} was", condition = odds.condition)}>
            <polyline {points} />
        </svg>
    }
}

/// A mark, which leads to its moment.
fn sign(mark: &Mark, style: &str, on_seek: &Callback<Time>) -> Html {
    let (shown, class) = match &mark.kind {
        MarkKind::Violated(_) => (Icon::Warning, "bad"),
        MarkKind::Written(_) => (Icon::Dot, "plain"),
        MarkKind::Event(event) => match event {
            EventKind::RoleChanged { term, .. } => (Icon::Crown, term_class(*term)),
            EventKind::Crashed { .. } | EventKind::Wiped { .. } | EventKind::Refused { .. } => {
                (Icon::Cross, "bad")
            }
            EventKind::Restarted { .. } => (Icon::Again, "ok"),
            EventKind::Paused { .. } | EventKind::Clogged { .. } => (Icon::Pause, "warn"),
            EventKind::Cut { .. } => (Icon::Scissors, "bad"),
            EventKind::Healed { .. } | EventKind::Unclogged { .. } => (Icon::Link, "ok"),
            EventKind::SnapshotTaken { .. } | EventKind::SnapshotInstalled { .. } => {
                (Icon::Stack, "plain")
            }
            EventKind::MembershipChanged { .. } => (Icon::People, "ok"),
            _ => (Icon::Dot, "plain"),
        },
    };
    let text = format!("{}: {}", mark.at, mark_text(&mark.kind));
    marker(mark.at, shown, class, text, style, on_seek)
}

/// Something on the timeline that leads to its moment.
fn marker(
    at: Time,
    shown: Icon,
    class: &'static str,
    text: String,
    style: &str,
    on_seek: &Callback<Time>,
) -> Html {
    // The keys for the marks are [ and ]; as stops of the Tab key they would be too many.
    html! {
        <button
            key={at.0}
            type="button"
            class={classes!("timeline-mark", class)}
            style={style.to_string()}
            title={text.clone()}
            aria-label={text}
            tabindex="-1"
            onpointerdown={|event: PointerEvent| event.stop_propagation()}
            onclick={on_seek.reform(move |_: MouseEvent| at)}
        >
            { icon(shown) }
        </button>
    }
}
