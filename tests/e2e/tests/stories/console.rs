//! The console.

use e2e::{Page, Trouble, story};

#[test]
fn what_is_put_through_the_console_can_be_got_again() {
    story("put_and_get", async |page| {
        page.until("a leader is elected", "state.leader !== null").await?;
        page.type_line("put name \"Alice Liddell\"").await?;
        page.until(
            "a quorum has applied the value",
            "state.nodes.filter((it) => it.kv.name === 'Alice Liddell').length >= state.quorum",
        )
        .await?;
        page.type_line("get name").await?;
        answer_contains(page, "Alice Liddell").await?;
        page.type_line("delete name").await?;
        page.until(
            "a quorum has applied the deletion",
            "state.nodes.filter((it) => it.commit > 0 && !('name' in it.kv)).length >= state.quorum",
        )
        .await
    });
}

#[test]
fn a_bad_command_is_explained_and_changes_nothing() {
    story("a_bad_command", async |page| {
        page.value("window.raftarium.pause()").await?;
        let before = page.value("[raftarium.digest(), raftarium.script()]").await?;
        for (line, told) in [
            ("frobnicate n1", "frobnicate"),
            ("put onlyakey", "put"),
            ("crash n42", "n42"),
            ("cluster 9999", "9999"),
            ("set latency 15ms..5ms", "5ms"),
        ] {
            page.type_line(line).await?;
            page.until(
                &format!("{line:?} is answered by an error that names {told}"),
                &format!(
                    "{LAST}.classList.contains('error') && {LAST}.textContent.includes('{told}')"
                ),
            )
            .await?;
        }
        let after = page.value("[raftarium.digest(), raftarium.script()]").await?;
        assert_eq!(before, after);
        Ok(())
    });
}

#[test]
fn a_line_without_end_and_odd_signs_are_survived() {
    story("a_line_without_end", async |page| {
        page.value("raftarium.pause()").await?;
        let before = page.value("raftarium.script()").await?;
        page.value("raftarium.exec('put k ' + 'x'.repeat(1 << 20))").await?;
        page.value("raftarium.exec('put k \\u0000\\u001b[31m\\u202e')").await?;
        page.value("raftarium.exec('')").await?;
        page.until("it goes on", "state.nodes.length === 5").await?;
        assert_eq!(before, page.value("raftarium.script()").await?);
        Ok(())
    });
}

#[test]
fn arrow_keys_bring_back_lines_and_tab_completes_them() {
    story("history_and_completion", async |page| {
        page.type_line("put first 1").await?;
        page.type_line("put second 2").await?;
        let input = page.test_id("console-input").await?;
        input.send_keys("\u{e013}\u{e013}").await?;
        assert_eq!(input.prop("value").await?.as_deref(), Some("put first 1"));
        input.send_keys("\u{e015}").await?;
        assert_eq!(input.prop("value").await?.as_deref(), Some("put second 2"));
        input.send_keys("\u{e015}").await?;
        assert_eq!(input.prop("value").await?.as_deref(), Some(""));
        input.send_keys("show_\u{e004}").await?;
        let line = input.prop("value").await?.unwrap_or_default();
        assert_eq!(line.trim_end(), "show_log");
        Ok(())
    });
}

/// The last line that the console shows.
const LAST: &str = "document.querySelector(\"[data-testid='console-output'] > :last-child\")";

/// Waits until the last line is an answer with this text, and not the command itself.
async fn answer_contains(page: &Page, text: &str) -> Result<(), Trouble> {
    let answered =
        format!("!{LAST}.classList.contains('command') && {LAST}.textContent.includes('{text}')");
    page.until(&format!("the answer is {text}"), &answered).await
}

#[test]
fn pasted_lines_are_carried_out_one_after_the_other() {
    story("pasted", async |page| {
        page.until("a leader is elected", "state.leader !== null").await?;
        page.value(
            "(() => {
                const data = new DataTransfer();
                data.setData('text/plain', 'put first 1\\n\\n  put second 2\\n');
                const pasted = new ClipboardEvent('paste', { bubbles: true, cancelable: true });
                // Not every browser takes it as a part of the event's beginning.
                Object.defineProperty(pasted, 'clipboardData', { value: data });
                const input = document.querySelector('[data-testid=console-input]');
                return input.dispatchEvent(pasted);
            })()",
        )
        .await?;
        let both = "state.nodes.some((it) => it.kv.first === '1' && it.kv.second === '2')";
        page.until("both were done", both).await
    });
}
