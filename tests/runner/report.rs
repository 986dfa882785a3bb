//! `raftarium run --report`: the page of a run, read as a reader of such pages reads it.

use roxmltree::{Document, Node, ParsingOptions};

use crate::program::{call, file, text};

/// The page of a run, and how the run ended.
fn page(name: &str, script: &str, options: &[&str]) -> (Option<i32>, String) {
    let out = file(&format!("{name}.html"), "");
    let out = out.to_str().expect("a name");
    let output = call(&[&["run", "-q", "--report", out, "-"], options].concat(), script);
    (output.status.code(), std::fs::read_to_string(out).expect("there is a page"))
}

/// The page is written so that readers of XML, which forgive nothing, take it as well.
#[track_caller]
fn read(page: &str) -> Document<'_> {
    assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"), "{}", &page[..80]);
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    Document::parse_with_options(page, options).expect("it is well-formed")
}

fn words(node: Node<'_, '_>) -> String {
    node.descendants().filter(Node::is_text).filter_map(|it| it.text()).collect()
}

fn of_class<'a>(page: &'a Document<'a>, class: &'a str) -> impl Iterator<Item = Node<'a, 'a>> {
    let is_it = move |node: &Node<'_, '_>| {
        node.attribute("class").is_some_and(|it| it.split(' ').any(|one| one == class))
    };
    page.descendants().filter(is_it)
}

/// What stands under a heading.
fn under<'a>(page: &'a Document<'a>, heading: &str) -> String {
    let heading = page.descendants().find(|it| it.has_tag_name("h2") && words(*it) == heading);
    let after = heading.expect("there is such a heading").next_siblings().skip(1);
    after.take_while(|it| !it.has_tag_name("h2")).map(words).collect()
}

#[test]
fn a_run_that_passed_is_told_from_its_verdict_to_its_script() {
    let script = "cluster 3\nseed 5\nuntil leader within 5s\nput \"<a>&\" \"x\\\"y</pre><script>\"\ncrash leader\nadvance 3s\nexpect safe\n";
    let (status, text) = page("passed", script, &[]);
    let page = read(&text);
    assert_eq!(status, Some(0));
    let verdict = words(of_class(&page, "r-verdict").next().expect("a verdict"));
    assert_eq!(verdict, "passed: every line was carried out, and no safety property was violated");
    assert!(of_class(&page, "r-failed").next().is_none());
    let properties = under(&page, "Safety properties");
    assert!(properties.contains("held: election-safety") && properties.contains("linearizability"));
    assert!(
        under(&page, "Metrics").contains("operations answered1 ("),
        "{}",
        under(&page, "Metrics")
    );
    assert!(under(&page, "Transcript").contains("\u{203a} crash leader\n"));
    assert_eq!(under(&page, "Script").trim(), script.trim(), "whatever a text holds, it is text");
    let logs = under(&page, "Their logs");
    assert!(logs.contains("put \"<a>&\" \"x\\\"y</pre><script>\""), "{logs}");
    // The drawing is in it, with its arrows.
    let drawing =
        page.descendants().find(|it| it.has_tag_name(("http://www.w3.org/2000/svg", "svg")));
    assert!(drawing.is_some() && of_class(&page, "arrow").count() > 10);
    // The link leads to where the run ended.
    let link =
        page.descendants().find(|it| it.has_tag_name("code") && words(*it).starts_with("#s="));
    let link = raftarium::session::Link::read(&words(link.expect("a link"))).expect("it is one");
    let digest = link.digest.clone().expect("it has a digest");
    assert!(page.descendants().any(|it| it.has_tag_name("code") && words(it) == digest));
    assert_eq!(link.open().expect("it opens").session.digest(), digest);
}

#[test]
fn a_page_runs_no_script_and_asks_nobody_for_anything() {
    let (_, text) = page("quiet", "until leader within 5s\nadvance 1s\n", &[]);
    let page = read(&text);
    assert!(text.contains("content=\"default-src 'none'; style-src 'unsafe-inline'\""));
    for node in page.descendants().filter(Node::is_element) {
        let name = node.tag_name().name();
        assert!(
            !["script", "link", "img", "iframe", "object", "form", "a"].contains(&name),
            "{name}"
        );
        for attribute in node.attributes() {
            assert!(!attribute.name().starts_with("on"), "{name} {}", attribute.name());
            assert!(!["src", "href"].contains(&attribute.name()), "{name} {}", attribute.name());
        }
    }
}

#[test]
fn a_run_that_failed_says_why_and_with_what_evidence() {
    let script = "cluster 3\nbreak vote-twice\ncut n1 n2\ntimeout n1\ntimeout n2\nadvance 200ms\nexpect violated one-vote\n";
    let (status, text) = page("failed", script, &[]);
    let page = read(&text);
    assert_eq!(status, Some(1));
    let verdict = words(of_class(&page, "r-verdict").next().expect("a verdict"));
    assert_eq!(
        verdict,
        "failed: 2 safety properties were violated of which the script does not speak"
    );
    let rows: Vec<String> =
        page.descendants().filter(|it| it.has_tag_name("tr")).map(words).collect();
    let row = |name: &str| rows.iter().find(|row| row.starts_with(name)).expect(name);
    assert!(row("election-safety").contains("00:00.029no"), "{rows:#?}");
    assert!(row("one-vote").contains("yes"), "{rows:#?}");
    assert!(of_class(&page, "violation-words").count() > 0, "it is marked in the drawing");

    let (status, text) = self::page("false", "cluster 3\nadvance 1s\nexpect no leader\n", &[]);
    assert_eq!(status, Some(1));
    let page = read(&text);
    let verdict = words(of_class(&page, "r-verdict").next().expect("a verdict"));
    assert!(verdict.starts_with("failed: line 3: expected no leader, but "), "{verdict}");
}

#[test]
fn the_page_of_an_hour_stays_of_a_size_and_says_what_is_left_out() {
    let script = "cluster 3\nuntil leader within 5s\nload 20/s for 3min clients 3\nadvance 1h\n";
    let (status, text) = page("hour", script, &[]);
    assert_eq!(status, Some(0));
    assert!(text.len() < 3_000_000, "{} bytes", text.len());
    let page = read(&text);
    let drawn = under(&page, "Space-time diagram");
    assert!(
        drawn.contains(" events the newest 20000 are kept, so the drawing begins no earlier than "),
        "{drawn}"
    );
    assert!(under(&page, "Their logs").contains(" earlier lines left out."));
    assert!(under(&page, "Transcript").contains("lines left out)") || text.len() < 3_000_000);
}

#[test]
fn a_page_that_cannot_be_written_is_named() {
    let output = call(&["run", "-q", "--report", "no-such/out.html", "-"], "advance 1s\n");
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).starts_with("raftarium: cannot write no-such/out.html: "));
}
