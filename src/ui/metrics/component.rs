//! The metrics panel.

use yew::prelude::*;

use crate::catalog::tr;
use crate::explain::words::duration;
use crate::session::metrics::{Metrics as Numbers, Sent};
use crate::session::survey::Survey;
use crate::ui::Shared;
use crate::ui::memo::Drawing;

use super::histogram::histogram;

/// The metrics panel.
#[derive(PartialEq)]
pub struct Metrics {
    /// How the cluster has fared lately.
    pub numbers: Shared<Numbers>,
    /// How long nobody led, in many clusters like this one, if that was asked.
    pub survey: Option<Shared<Survey>>,
    /// It is asked.
    pub on_survey: Callback<u32>,
}

/// How many clusters the buttons ask.
const SEEDS: [u32; 2] = [200, 1_000];

impl Drawing for Metrics {
    fn draw(&self) -> Html {
        html! {
            <div class="metrics scroll" data-testid="metrics" tabindex="0" role="region" aria-label={tr!("Metrics")}>
                { lately(&self.numbers) }
                { failover(self) }
            </div>
        }
    }
}

fn lately(numbers: &Numbers) -> Html {
    let Numbers { answered, unknown, packets, writes, .. } = numbers;
    let ranks = |percent| {
        if answered.is_empty() { "–".to_string() } else { duration(answered.rank(percent)) }
    };
    let tenths = numbers.batch_tenths();
    let tiles = [
        (tr!("answers a second"), numbers.per_second(answered.len())),
        (tr!("median answer"), ranks(50)),
        (tr!("99 % within"), ranks(99)),
        (tr!("no answer"), unknown.to_string()),
        (tr!("packets a second"), numbers.per_second(numbers.sent_packets())),
        (tr!("entries a message"), format!("{}.{}", tenths / 10, tenths % 10)),
        (tr!("writes a second"), numbers.per_second(*writes)),
        (tr!("leaders elected"), numbers.elections.to_string()),
    ];
    html! {
        <section>
            <h3>{ tr!("The last {span}", span = duration(numbers.span_us)) }</h3>
            <dl class="metrics-tiles">
                { for tiles.into_iter().map(|(what, value)| html! {
                    <div key={what} class="metrics-tile"><dt>{ what }</dt><dd class="mono">{ value }</dd></div>
                }) }
            </dl>
            if answered.is_empty() {
                <p class="metrics-note">{ tr!("No client has asked anything. Try: ") }<code>{ "load 300/s for 10s clients 10" }</code></p>
            } else {
                { histogram(tr!("how long answers took"), answered) }
            }
            <ul class="metrics-packets" aria-label={tr!("packets")}>{ for bars(packets) }</ul>
        </section>
    }
}

fn bars(packets: &[Sent]) -> impl Iterator<Item = Html> + '_ {
    let most = packets.iter().map(|it| it.sent).max().unwrap_or(1).max(1);
    packets.iter().map(move |Sent { what, sent, lost }| {
        let part = (sent * 100).div_ceil(most);
        html! {
            <li key={*what} style={format!("--part: {part}")}>
                <span>{ tr(what) }</span>
                <i></i>
                <span class="mono">
                    { sent }
                    if *lost > 0 { <em>{ format!(" · {}", tr!("{lost} lost", lost)) }</em> }
                </span>
            </li>
        }
    })
}

fn failover(props: &Metrics) -> Html {
    let button = |seeds: u32| {
        html! {
            <button
                key={seeds}
                type="button"
                class="button"
                title={format!("failover {seeds}")}
                onclick={props.on_survey.reform(move |_: MouseEvent| seeds)}
            >
                { tr!("crash {seeds} leaders", seeds) }
            </button>
        }
    };
    html! {
        <section>
            <h3>{ tr!("Failover") }</h3>
            <p class="metrics-note">
                { tr!("How long nobody leads when the leader crashes: many clusters with these knobs, each with another seed.") }
            </p>
            if let Some(survey) = &props.survey {
                { histogram(tr!("how long nobody led"), &survey.took) }
                <>{ for survey.lines().into_iter().map(|line| html! { <p class="metrics-note">{ line }</p> }) }</>
            }
            <div class="menu-row">{ for SEEDS.into_iter().map(button) }</div>
        </section>
    }
}
