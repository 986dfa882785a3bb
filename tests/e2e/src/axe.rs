//! Judging the page by axe-core, which knows the rules of WCAG that a program can check.

use serde_json::{Value, json};

use crate::driver::Browser;
use crate::{Page, Trouble};

/// WCAG 2.0 to 2.2, levels A and AA, and what is good practice beyond. The rule about visible labels is held back by axe
/// as experimental, and asked for by name.
const OPTIONS: &str = "{ runOnly: { type: 'tag', values: \
    ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }, \
    rules: { 'label-content-name-mismatch': { enabled: true } }, resultTypes: ['violations'] }";

impl Page {
    /// What axe finds wrong with the page as it is: a line for each fault, which names the state, the rule and the element.
    /// It is asked in Chromium alone: what it judges is the document, which is the same in Firefox.
    async fn faults(&self, state: &str) -> Result<Vec<String>, Trouble> {
        if self.browser() == Browser::Firefox {
            return Ok(Vec::new());
        }
        if self.value("typeof window.axe === 'object'").await? == false {
            self.client.execute(&source()?, Vec::new()).await?;
        }
        let script = format!(
            "const done = arguments[arguments.length - 1];
             axe.run(document, {OPTIONS}).then(
               ({{ violations }}) => done(violations.flatMap(({{ id, nodes }}) => nodes.map(({{ html, failureSummary }}) =>
                 `${{id}}: ${{html.slice(0, 200)}}: ${{failureSummary.split('\\n').slice(1, 3).join(' ').trim()}}`))),
               (error) => done([`axe itself fails: ${{error}}`]));"
        );
        let found = self.client.execute_async(&script, Vec::new()).await?;
        let lines = found.as_array().cloned().unwrap_or_default();
        Ok(lines.iter().filter_map(Value::as_str).map(|it| format!("{state}: {it}")).collect())
    }

    /// All that is wrong with the page as it is, once it is drawn: what axe finds, and what is too small to be hit.
    pub async fn wrongs(&self, state: &str) -> Result<Vec<String>, Trouble> {
        self.drawn().await?;
        let mut wrong = self.faults(state).await?;
        let touch = self.value("matchMedia('(pointer: coarse)').matches").await? == true;
        let least = if touch { 44 } else { 24 };
        let small = self.small_targets(least).await?;
        wrong.extend(small.into_iter().map(|it| format!("{state}: smaller than {least}: {it}")));
        Ok(wrong)
    }

    /// What can be pressed and is smaller than this many CSS pixels, for each its class and its size. Not counted is what stands in
    /// a line of words, and what is only a part of a larger target: on the stage the nearest thing is meant, and the marks of
    /// the timeline are places of the timeline.
    async fn small_targets(&self, least: u32) -> Result<Vec<String>, Trouble> {
        let script = "const [least] = arguments;
             const all = 'button, a[href], input:not([type=range], [type=checkbox]), select, label:has([type=checkbox]), summary';
             const part = '.tour-node, .timeline-mark, .ledger-cell, .ledger-brick, .tour-step, .unseen, [inert]';
             return [...document.querySelectorAll(all)]
               .filter((it) => it.checkVisibility({ visibilityProperty: true }) && !it.closest(part))
               .map((it) => [it, it.getBoundingClientRect()])
               .filter(([, { width, height }]) => width < least - 0.5 || height < least - 0.5)
               .map(([it, { width, height }]) => `${it.className || it.outerHTML.slice(0, 80)}: ${width} by ${height}`);";
        let found = self.client.execute(script, vec![json!(least)]).await?;
        let lines = found.as_array().cloned().unwrap_or_default();
        Ok(lines.iter().filter_map(Value::as_str).map(str::to_owned).collect())
    }
}

fn source() -> Result<String, Trouble> {
    let path = std::env::var_os("RAFTARIUM_AXE").ok_or(
        "RAFTARIUM_AXE does not name axe.min.js; `cargo xtask test e2e` fetches it and names it",
    )?;
    Ok(std::fs::read_to_string(path)?)
}
