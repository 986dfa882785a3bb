//! What a client waits for, or was told last.

use crate::catalog::tr;
use crate::explain::words::{duration, kind_text, operation_text, who};
use crate::sim::{ClientId, EventKind};

use super::chain::Chain;
use super::evidence::Evidence;
use super::{Explanation, Question, chain, event};

/// Explains a client as it is now.
pub fn explain(id: ClientId, evidence: &Evidence<'_>) -> Explanation {
    let Some(it) = evidence.view.clients.iter().find(|client| client.id == id) else {
        return Explanation::plain(no_such(id));
    };
    let waits = it.waiting.first().map(|waiting| {
        let operation = operation_text(&waiting.operation);
        let time = duration(evidence.now().since(waiting.since));
        let (attempt, tries) = (waiting.attempt, waiting.tries);
        if id == ClientId::YOU {
            tr!(
                "You have waited for `{operation}` since {time} ago, at try {attempt} of {tries}.",
                operation,
                time,
                attempt,
                tries
            )
        } else {
            tr!(
                "{client} has waited for `{operation}` since {time} ago, at try {attempt} of {tries}.",
                client = id,
                operation,
                time,
                attempt,
                tries
            )
        }
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
    let Some(last) = last else {
        let origin = if evidence.is_whole() {
            tr!("It has asked for nothing yet.")
        } else {
            tr!("What it asked for last is no longer kept among the events.")
        };
        let chain = Chain { origin: origin.into(), steps: Vec::new() };
        let headline = waits.unwrap_or_else(|| idle(id));
        return Explanation { headline, chain: Some(chain), questions, ..Explanation::default() };
    };
    if matches!(last.kind, EventKind::Completed { reply: None, .. }) {
        questions.push(Question::NotAnswered(id));
    }
    let reasons = event::reasons(last, evidence);
    let headline = waits.unwrap_or_else(|| {
        tr!("{idle} Last: {event}.", idle = idle(id), event = kind_text(&last.kind))
    });
    Explanation {
        headline,
        facts: reasons.facts,
        rule: reasons.rule,
        grounds: reasons.grounds,
        chain: Some(chain::to(last, true, evidence)),
        questions,
    }
}

/// That there is no such client.
pub fn no_such(id: ClientId) -> String {
    tr!("There is no client {client}.", client = who(id))
}

/// That a client waits for nothing.
pub fn idle(id: ClientId) -> String {
    if id == ClientId::YOU {
        tr!("You wait for nothing.").to_string()
    } else {
        tr!("{client} waits for nothing.", client = id)
    }
}
