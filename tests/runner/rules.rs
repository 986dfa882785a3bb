//! `raftarium rules`: what it prints, and how it ends.

use raftarium::explain::rules::Arm;
use serde_json::Value;

use crate::program::{call, fails, prints, text};

const ELECTED: &str = "cluster 3\nuntil leader within 2s\n";

#[test]
fn without_a_script_every_rule_is_told_with_what_shows_it() {
    let printed = prints(&["rules"], "");
    assert!(printed.starts_with(&format!("{} rules\n", Arm::ALL.len())), "{printed}");
    assert!(printed.contains("(story first-election)") && printed.contains("(mission wiped)"));
    let told = |arm: &Arm| printed.lines().any(|line| line.trim_start().starts_with(arm.id()));
    assert!(Arm::ALL.iter().all(told), "{printed}");
}

#[test]
fn of_scripts_it_is_told_which_rules_they_exercise_how_often_and_where_first() {
    let printed = prints(&["rules", "-"], ELECTED);
    assert!(printed.contains("+ elected ") && printed.contains(": 1 time, first at 00:00."));
    assert!(printed.contains("- handover-done "), "{printed}");
    let object: Value =
        serde_json::from_str(&prints(&["rules", "--format", "json", "-"], ELECTED)).expect("JSON");
    let rules = object["rules"].as_array().expect("rules");
    let of = |id: &str| rules.iter().find(|rule| rule["id"] == id).expect("it is there");
    assert_eq!((&of("elected")["times"], &of("elected")["file"]), (&1.into(), &"-".into()));
    assert_eq!(
        (&of("handover-done")["times"], &of("handover-done")["at_us"]),
        (&0.into(), &Value::Null)
    );
    let shown = rules.iter().filter(|rule| rule["times"] != 0).count();
    assert_eq!((&object["shown"], &object["all"]), (&shown.into(), &Arm::ALL.len().into()));
}

#[test]
fn a_folder_stands_for_its_scripts_and_more_scripts_show_more() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/static/bugs");
    let printed = prints(&["rules", folder, "-"], ELECTED);
    let shown = |text: &str| -> usize {
        text.split_once(" of ").and_then(|(shown, _)| shown.parse().ok()).expect("a number")
    };
    assert!(shown(&printed) > shown(&prints(&["rules", "-"], ELECTED)) + 20, "{printed}");
    fails(&["rules", "--format", "xml"], "", 2, "found `--format xml`, expected text or json");
    let ended = call(&["rules", "-"], "cluster 3\nexpect leader\n");
    assert_eq!(ended.status.code(), Some(1), "{}", text(&ended.stdout));
}
