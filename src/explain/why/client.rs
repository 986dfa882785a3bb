//! What a client waits for, or was told last.

use crate::explain::words::{does, duration, kind_text, operation_text, sentence};
use crate::sim::{ClientId, EventKind};

use super::chain::Chain;
use super::evidence::Evidence;
use super::{Explanation, Question, chain, event};

/// Explains a client as it is now.
pub fn explain(id: ClientId, evidence: &Evidence<'_>) -> Explanation {
    let Some(it) = evidence.view.clients.iter().find(|client| client.id == id) else {
        return Explanation::plain(format!("There is no client {id}."));
    };
    let waits = it.waiting.first().map(|waiting| {
        sentence(&format!(
            "{} for `{}` since {} ago, at try {} of {}.",
            does(id, "have waited", "has waited"),
            operation_text(&waiting.operation),
            duration(evidence.now().since(waiting.since)),
            waiting.attempt,
            waiting.tries
        ))
    });
    let last = evidence.last(u64::MAX, |kind| match kind {
        EventKind::Invoked { client, .. }
        | EventKind::Retried { client, .. }
        | EventKind::Redirected { client, .. }
        | EventKind::PutOff { client, .. }
        | EventKind::Completed { client, .. } => *client == id,
        _ => false,
    });
    let mut questions = Vec::new();
    if waits.is_some() {
        questions.push(Question::NotAnswered(id));
    }
    let idle = || sentence(&format!("{} for nothing.", does(id, "wait", "waits")));
    let Some(last) = last else {
        let origin = if evidence.is_whole() {
            "It has asked for nothing yet."
        } else {
            "What it asked for last is no longer kept among the events."
        };
        let chain = Chain { origin: origin.into(), steps: Vec::new() };
        let headline = waits.unwrap_or_else(idle);
        return Explanation { headline, chain: Some(chain), questions, ..Explanation::default() };
    };
    if matches!(last.kind, EventKind::Completed { reply: None, .. }) {
        questions.push(Question::NotAnswered(id));
    }
    let reasons = event::reasons(last, evidence);
    let headline = waits.unwrap_or_else(|| format!("{} Last: {}.", idle(), kind_text(&last.kind)));
    Explanation {
        headline,
        facts: reasons.facts,
        rule: reasons.rule,
        grounds: reasons.grounds,
        chain: Some(chain::to(last, true, evidence)),
        questions,
    }
}
