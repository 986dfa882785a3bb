//! Histories as text: canonical ones, and malformed ones.

use super::*;

/// A line: process, type, operation, and the rest of the fields.
fn line(process: i64, phase: &str, verb: &str, rest: &str) -> String {
    format!(r#"{{"process": {process}, "type": "{phase}", "op": "{verb}", "key": "x"{rest}}}"#)
        + "\n"
}

/// One operation after the other: each is `process phase verb value`, where the phase `done` stands for an invocation
/// and its `ok` right after it.
fn history(script: &str) -> String {
    let mut text = String::new();
    for words in script.split(';').map(|each| each.trim().splitn(4, ' ').collect::<Vec<_>>()) {
        let process = words[0].parse().expect("a process");
        let value = words.get(3).map(|value| format!(r#", "value": {value}"#));
        let value = value.as_deref().unwrap_or_default();
        if words[1] == "done" {
            let asked = if words[2] == "read" { "" } else { value };
            text += &line(process, "invoke", words[2], asked);
            text += &line(process, "ok", words[2], value);
        } else {
            text += &line(process, words[1], words[2], value);
        }
    }
    text
}

#[track_caller]
fn check(script: &str, expected: bool) {
    let verdict = check_text(&history(script)).expect("a history");
    assert_eq!(verdict.is_linearizable(), expected, "{script}: {verdict}");
    assert_ne!(verdict.to_string().starts_with("linearizable"), !expected, "{verdict}");
}

#[test]
fn what_was_written_is_read_and_an_absent_key_reads_null() {
    check("1 done read null; 1 done write 1; 1 done read 1; 2 done read 1", true);
    check("1 done read 1", false);
    check("1 done write 1; 1 done read null", false);
    check("1 done write 1; 1 done write null; 2 done read null", true);
    check(r#"1 done write 1; 1 done read "1""#, false);
    check("1 done write 1; 1 done read 1.0", true);
}

#[test]
fn a_read_may_not_go_back_behind_another() {
    let begin = "1 done write 1; 1 invoke write 2; ";
    check(&format!("{begin} 2 done read 1; 2 done read 2; 1 ok write 2"), true);
    check(&format!("{begin} 2 done read 2; 3 done read 1; 1 ok write 2"), false);
    check("1 done write 1; 1 done write 2; 2 done read 1", false);
}

#[test]
fn a_failed_operation_had_no_effect() {
    check("1 invoke write 1; 1 fail write 1; 2 done read null", true);
    check("1 invoke write 1; 1 fail write 1; 2 done read 1", false);
    check("1 invoke append \"a\"; 1 fail append \"a\"; 2 done read \"a\"", false);
    check("1 invoke read; 1 fail read; 2 done read null", true);
}

#[test]
fn a_failed_compare_and_set_may_be_taken_to_say_nothing_of_the_value() {
    let text = history("1 done write 1; 1 invoke cas [1, 2]; 1 fail cas [1, 2]");
    let judge = |failed_cas| {
        parse(&text, failed_cas).map(|it| crate::linearizable::check(&it).is_linearizable())
    };
    assert_eq!(judge(FailedCas::Mismatch), Ok(false));
    assert_eq!(judge(FailedCas::NoEffect), Ok(true));
}

#[test]
fn a_failed_compare_and_set_found_another_value() {
    check("1 done write 1; 1 invoke cas [1, 2]; 1 fail cas [1, 2]", false);
    check("1 done write 3; 1 invoke cas [1, 2]; 1 fail cas [1, 2]; 1 done read 3", true);
    check("1 done write 1; 1 invoke cas [1, 2]; 2 done write 3; 1 fail cas; 2 done read 3", true);
    check("1 done cas [1, 2]", false);
    check("1 done cas [null, 2]; 1 done cas [2, 3]; 2 done read 3", true);
}

#[test]
fn an_operation_without_an_outcome_may_happen_later_or_never() {
    for ending in ["", "; 1 info write 1"] {
        let begin = format!("1 invoke write 1{ending}; ");
        check(&format!("{begin} 2 done read null; 2 done read 1; 2 done read 1"), true);
        check(&format!("{begin} 2 done read null; 2 done read null"), true);
        check(&format!("{begin} 2 done read 1; 2 done read null"), false);
        check(&format!("{begin} 2 done write 2; 2 done read 1; 2 done read 2"), false);
        check(&format!("{begin} 2 done write 2; 2 done read 2; 2 done read 1"), true);
    }
    check("1 invoke cas [1, 2]; 1 info cas [1, 2]; 2 done write 1; 2 done read 2", true);
    check("1 invoke cas [1, 2]; 1 info cas [1, 2]; 2 done write 3; 2 done read 2", false);
    // A process may go on after one.
    check("1 invoke write 1; 1 info write 1; 1 done write 2; 1 done read 1", true);
    // It cannot take effect before it is invoked.
    check("2 done read 1; 1 invoke write 1; 1 info write 1", false);
}

#[test]
fn appends_build_a_string_in_some_order() {
    check(r#"1 done append "a"; 1 done append "b"; 2 done read "ab""#, true);
    check(r#"1 done append "a"; 1 done append "b"; 2 done read "ba""#, false);
    check(r#"1 invoke append "a"; 2 done append "b"; 1 ok append; 2 done read "ab""#, true);
    check(r#"1 done append "a"; 1 done append "b"; 2 done read "b""#, false);
    check(r#"1 done write "x"; 1 done append "a"; 2 done read "xa""#, true);
}

#[test]
fn keys_do_not_touch_each_other_and_the_wrong_one_is_named() {
    let text = concat!(
        r#"{"process":1,"type":"invoke","op":"write","key":"x","value":1}"#,
        "\n",
        r#"{"process":2,"type":"invoke","op":"read","key":"y"}"#,
        "\r\n\n",
        r#"{"process":1,"type":"ok","op":"write","key":"x","value":1,"time":12,"node":"n1"}"#,
        "\n",
        r#"{"process":2,"type":"ok","op":"read","key":"y","value":1}"#,
    );
    let verdict = check_text(text).expect("a history").to_string();
    assert_eq!(
        verdict,
        "not linearizable: key \"y\", lines 2 to 5\n  \
         lines 2 to 5: process 2: read 1\n  \
         reason: process 2 found 1, but nothing had written it before line 5; the key is absent at first"
    );
    assert_eq!(check_text("").expect("a history").to_string(), "linearizable");
}

#[test]
fn the_window_shows_only_the_operations_in_conflict() {
    let mut script = "1 done write 0".to_owned();
    for round in 1..100 {
        script += &format!("; 1 done write {round}; 2 done read {round}");
    }
    script += "; 3 done read 42; 1 done write 100";
    let verdict = check_text(&history(&script)).expect("a history").to_string();
    assert_eq!(
        verdict,
        "not linearizable: key \"x\", lines 397 to 400\n  \
         lines 397 to 398: process 2: read 99\n  \
         lines 399 to 400: process 3: read 42\n  \
         reason: process 3 found 42, but process 2 had found another value, and nothing wrote 42 again; \
         nor does it help what the key held before line 397"
    );
}

#[track_caller]
fn malformed(text: &str, expected: &str) {
    let error = check_text(text).expect_err("no history");
    assert_eq!(error.to_string(), expected);
}

#[test]
fn a_malformed_line_is_named_with_what_was_found_and_what_was_expected() {
    let good = line(1, "invoke", "read", "");
    malformed(
        &(good.clone() + "nonsense"),
        "line 2: found `nonsense`, expected one JSON object on each line",
    );
    malformed(
        &(good.clone() + "\n{\"process\": 1,"),
        "line 3: found the beginning of an object, `{\"process\": 1,`, expected its end on the same line (is the file cut off?)",
    );
    malformed(
        r#"{"type": "invoke", "op": "read", "key": "x"}"#,
        "line 1: found no field \"process\", expected one with a whole number",
    );
    malformed(
        r#"{"process": 1, "type": "begin", "op": "read", "key": "x"}"#,
        "line 1, column 24: found \"type\": \"begin\", expected \"invoke\", \"ok\", \"fail\" or \"info\"",
    );
    malformed(
        &line(1, "invoke", "cas", r#", "value": 3"#),
        "line 1: found cas with \"value\": 3, expected a pair [old, new]",
    );
    malformed(
        &line(1, "invoke", "append", r#", "value": 3"#),
        "line 1: found append with \"value\": 3, expected a string",
    );
    malformed(
        &(good.clone() + &good),
        "line 2: found an invocation by process 1, expected first the end of its read of line 1 (ok, fail or info)",
    );
    malformed(
        &line(1, "ok", "read", r#", "value": 3"#),
        "line 1: found \"ok\" for process 1, which has invoked nothing, expected its invocation first",
    );
    malformed(
        &(good + &line(1, "ok", "write", r#", "value": 3"#)),
        "line 2: found the end of a write, expected that of the read which process 1 invoked at line 1",
    );
    malformed(
        " {\"process\": 1, nonsense}",
        "line 1, column 17: found no JSON in `{\"process\": 1, nonsense}` (key must be a string), expected one JSON object on each line",
    );
    let error = read(b"\n\xff", None, None).expect_err("no text");
    assert_eq!(error.to_string(), "line 2: found the byte 0xff, expected text in UTF-8");
}

/// The operations of a history in another format, each with its process, its key and its moments, and what else was read.
fn told(text: &str) -> String {
    let history = read(text.as_bytes(), None, None).expect("a history");
    let operations = history.operations.iter().map(|operation| {
        let Operation { process, key, step, invoked, returned } = operation;
        let returned = returned.map_or("-".to_owned(), |moment| moment.to_string());
        format!("{process} {key} {step} {invoked}..{returned}")
    });
    let operations: Vec<String> = operations.collect();
    let History { format, moment, skipped, .. } = history;
    format!("{} {moment} {skipped}: {}", format.name(), operations.join("; "))
}

#[test]
fn a_history_of_jepsen_is_read_from_edn() {
    let one_a_line = "{:process 0, :type :invoke, :f :write, :value [7 1], :time 3}\n\
                      {:process :nemesis, :type :info, :f :start, :value nil}\n\
                      #jepsen.history.Op{:index 2, :process 1, :type :invoke, :f :read, :value [7 nil]}\n\
                      {:process 0, :type :ok, :f :write, :value [7 1]}\n\
                      {:process 1, :type :ok, :f :read, :value [7 1]}\n";
    assert_eq!(told(one_a_line), "edn line 1: 0 7 write 1 1..4; 1 7 read 1 3..5");
    let in_a_vector = "; knossos\n[{:process 0 :type :invoke :f :cas :value [1 \"a\"]} {:process 0 :type :fail :f :cas :value [1 \"a\"]}\n\
                       {:process 4, :type :invoke, :f :cas, :value [\"k\" [nil 5N]]}, {:process 4, :type :info, :f :cas, :value :timeout}]";
    assert_eq!(
        told(in_a_vector),
        "edn event 0: 4 k cas null to 5 3..-",
        "what failed says nothing"
    );
    let spread =
        "{:process 0,\n :type :invoke,\n :f :read}\n{:process 0, :type :ok, :f :read, :value nil}";
    assert_eq!(told(spread), "edn line 0: 0 register read null 1..4");
    let keyed = "{:process 0, :type :invoke, :f :append, :key \"x\", :value \"a\"}";
    assert_eq!(told(keyed), "edn line 0: 0 x append \"a\" 1..-");
}

#[test]
fn a_history_of_jepsen_is_read_from_its_log() {
    let plain = "0\t:invoke\t:write\t3\n1\t:invoke\t:read\tnil\n0\t:info\t:write\t3\t:timed-out\n1\t:fail\t:read\t:timed-out\n\
                 2\t:invoke\t:cas\t[3 4]\n2\t:ok\t:cas\t[3 4]";
    assert_eq!(told(plain), "log line 0: 0 register write 3 1..-; 2 register cas 3 to 4 5..6");
    let log = "2024-03-01 10:00:00,000 INFO [main] jepsen.core - Setting up DB\n\
               INFO  jepsen.util - :nemesis\t:info\t:start\tnil\n\
               2024-03-01 10:00:01,000{GMT}\tINFO\t[jepsen worker 3] jepsen.util: 3\t:invoke\t:write\t[0 2]\n\
               2024-03-01 10:00:02,000{GMT}\tINFO\t[jepsen worker 3] jepsen.util: 3\t:ok\t:write\t[0 2]\n";
    assert_eq!(told(log), "log line 2: 3 0 write 2 3..4");
}

#[test]
fn a_format_is_told_by_what_is_in_a_file() {
    let check = |text: &str, format: Format| assert_eq!(Format::of(text), format, "{text}");
    check("", Format::JsonLines);
    check("# a comment\n\n{\"process\": 1}", Format::JsonLines);
    check("nonsense", Format::JsonLines);
    check("{ :process 0}", Format::Edn);
    check("{\n:process 0 :type :ok}", Format::Edn);
    check("[{:process 0 :type :ok}]", Format::Edn);
    check("# a comment\n#jepsen.history.Op{:process 0}", Format::Edn);
    check("; a comment", Format::Edn);
    check("[main] INFO starting\n1 :invoke :read nil", Format::Log);
    check("INFO jepsen.util - 1 :invoke :read nil", Format::Log);
}

#[test]
fn what_is_wrong_in_edn_or_in_a_log_is_told_with_its_line_and_column() {
    let check = |text: &str, expected: &str| {
        let error = read(text.as_bytes(), None, None).expect_err("no history");
        assert_eq!(error.to_string(), expected);
    };
    let good = "{:process 0, :type :invoke, :f :read, :value nil}\n";
    check(
        &format!("{good}  {{:process 0, :type :done, :f :read}}"),
        "line 2, column 22: found :type :done, expected :invoke, :ok, :fail or :info",
    );
    check(
        &format!("{good}{{:process 0"),
        "line 2, column 12: found the end, expected `}` (is the file cut off?)",
    );
    check(
        &format!("{good}3"),
        "line 2, column 1: found 3, expected a map such as {:process 0, :type :invoke, ...}",
    );
    check(
        "{:process 0, :f :read, :type :ok :f :read}",
        "line 1: found \"ok\" for process 0, which has invoked nothing, expected its invocation first",
    );
    check(
        "{:process x, :type :ok}",
        "line 1, column 11: found :process x, expected a whole number, or :nemesis",
    );
    check(
        "{:process 0, :f :read}",
        "line 1, column 1: found no :type, expected one with one of its four keywords",
    );
    check(
        "{:process 0, :type :invoke, :f :txn}",
        "line 1, column 32: found :f :txn, expected :read, :write, :cas or :append",
    );
    check(
        &format!("{good}{good}"),
        "line 2: found an invocation by process 0, expected first the end of its read of line 1 (ok, fail or info)",
    );
    check(
        "0\t:invoke\t:enqueue\t3",
        "line 1, column 11: found :f :enqueue, expected :read, :write, :cas or :append",
    );
    check(
        "1 :invoke :read nil\n1 :ok :read",
        "line 2, column 12: found the end, expected a form (is the file cut off?)",
    );
    check(
        "1 :invoke :write {}",
        "line 1: found write with \"value\": a map, expected a string, a number, true, false or null",
    );
}
