//! Durations as bars.

use yew::prelude::*;

use crate::catalog::tr;
use crate::explain::words::duration;
use crate::session::spread::{Bucket, Spread};

/// The most bars that can be told apart.
const MOST_BARS: u64 = 24;

/// The bars of these durations, and what they mean in words.
pub fn histogram(label: &'static str, spread: &Spread) -> Html {
    let buckets = spread.histogram(MOST_BARS);
    let Some((first, last)) = buckets.first().zip(buckets.last()) else {
        return Html::default();
    };
    let highest = buckets.iter().map(|bucket| bucket.count).max().unwrap_or(1).max(1);
    let bar = |bucket: &Bucket| {
        let Bucket { from_us, to_us, count } = *bucket;
        let title =
            tr!("{from} to {to}: {count}", from = duration(from_us), to = duration(to_us), count);
        let part = (count * 100).div_ceil(highest);
        html! { <i key={from_us} {title} style={format!("--part: {part}")}></i> }
    };
    let told = tr!(
        "{label}: from {least} to {most}, median {median}, 99 percent within {p99}",
        label,
        least = duration(spread.least()),
        most = duration(spread.most()),
        median = duration(spread.rank(50)),
        p99 = duration(spread.rank(99))
    );
    html! {
        <div class="histogram" role="img" aria-label={told}>
            <div class="histogram-bars">{ for buckets.iter().map(bar) }</div>
            <div class="histogram-ends mono">
                <span>{ duration(first.from_us) }</span><span>{ duration(last.to_us) }</span>
            </div>
        </div>
    }
}
