//! The language by example: what is read, what is refused, and in which words.

use super::bounds::*;
use super::commands::{GROUPS, entries};
use super::conditions::CONDITIONS;
use super::*;

/// Reads one line and prints it in its canonical spelling, or its error as the console shows it.
fn shown(line: &str) -> String {
    match parse_line(line, 1) {
        Ok(None) => String::new(),
        Ok(Some(line)) => line.to_string(),
        Err(error) => error.in_line(),
    }
}

#[track_caller]
fn check(line: &str, expected: &str) {
    assert_eq!(shown(line), expected, "{line:?}");
}

/// Checks that a line is refused: at this column, in words that include these.
#[track_caller]
fn refuse(line: &str, column: u32, words: &str) {
    let error = parse_line(line, 7).expect_err(line);
    let text = error.to_string();
    assert_eq!((error.line, error.column), (7, column), "{text}");
    assert!(text.contains(words), "{text}");
    assert_eq!(text.lines().count(), 1, "{text}");
}

#[test]
fn a_line_without_a_command_is_nothing() {
    for line in ["", "   ", "\t", "# all of this is a comment \"", "  #"] {
        assert_eq!(parse_line(line, 1), Ok(None));
    }
}

#[test]
fn words_of_the_language_are_read_in_any_case_and_keys_and_values_keep_theirs() {
    check("CRASH N1", "crash n1");
    check("Put Key Value", "put Key Value");
    check("until LEADER Is n2 WITHIN 1S", "until leader is n2 within 1s");
    check("Set Election 150MS..300MS", "set election 150ms..300ms");
    check("preset System-A", "preset system-a");
    check("show_LOG", "show_log");
    check("drop P17", "drop p17");
}

#[test]
fn a_comment_begins_at_the_start_of_a_word_only() {
    check("put k v # and so on", "put k v");
    check("put k a#b", "put k a#b");
    check("put k \"#b\" #c", "put k \"#b\"");
    refuse("put k #v", 7, "found the end of the line, expected a value");
}

#[test]
fn signs_need_no_spaces_where_the_language_has_signs() {
    check("partition n1 n2|n3", "partition n1 n2 | n3");
    check("cut n1>n2", "cut n1 > n2");
    check(
        "expect term n1>=3 and(value k=v or value x=\"y z\")",
        "expect term n1 >= 3 and (value k = v or value x = \"y z\")",
    );
}

#[test]
fn values_hold_signs_as_they_are_typed() {
    check("put url http://x?a=b&c", "put url \"http://x?a=b&c\"");
    check("put k |", "put k \"|\"");
}

#[test]
fn quotes_hold_spaces_quotes_and_control_characters() {
    let expected = Command::Client(ClientOp::Put("a b".into(), "\"\\\n\r\t\u{7f}é#".into()));
    let line = parse_line(r#"put "a b" "\"\\\n\r\t\u{7F}é#""#, 1).unwrap().unwrap();
    assert_eq!(line.command, Some(expected));
    check("put k \"\"", "put k \"\"");
}

#[test]
fn wrong_quotes_are_refused() {
    refuse("put k \"v", 9, "the closing double quote of the one at column 7");
    refuse("put k \"v\\", 9, "escapes");
    refuse("put k \"\\q\"", 8, "found \"\\q\", expected one of the escapes");
    refuse("put k \"\\u{d800}\"", 8, "escapes");
    refuse("put k \"\\u{1234567}\"", 8, "escapes");
    refuse("put k \"a\"b", 10, "a space after the closing double quote");
    refuse("put k a\"b\"", 8, "quotes around the whole text");
    refuse("\"put\" k v", 1, "expected a command");
}

#[test]
fn control_characters_are_refused_wherever_they_stand() {
    refuse("put k \u{0}v", 7, "found the control character \\u{0}");
    refuse("put é \"a\nb\"", 9, "found the control character \\u{a}");
    refuse("# \u{1b}[31m", 3, "control character");
    check("put\tk\tv", "put k v");
}

#[test]
fn a_recorded_line_has_a_moment() {
    check("@1.5s put k v &", "@1.5s put k v &");
    check("@0s crash n1", "@0ms crash n1");
    check("@90min", "@5400s");
    refuse("@ put k v", 1, "a moment");
    refuse("@soon put k v", 1, "a moment within the first year, such as @1.5s");
    refuse("@9999h", 1, "a moment within the first year");
}

#[test]
fn only_a_client_command_runs_in_the_background() {
    check("put k v &", "put k v &");
    check("pipe &", "pipe 40 &");
    check("load 300/s for 10s", "load 300/s for 10s clients 10");
    check("LOAD 1/s FOR 1.5s CLIENTS 2 &", "load 1/s for 1.5s clients 2 &");
    check("get k &# later", "get k &");
    refuse("crash n1 &", 10, "found \"&\", expected the end of the line; usage: crash NODE");
    refuse("put k &", 7, "found \"&\", expected a value");
    refuse("put k v & &", 11, "the end of the line");
    refuse("&", 1, "expected a command");
}

#[test]
fn absurd_numbers_are_refused() {
    refuse("cluster 0", 9, "found \"0\", expected a number of nodes from 1 to 51");
    refuse("cluster 9999", 9, "found \"9999\", expected a number of nodes from 1 to 51");
    refuse("cluster -1", 9, "from 1 to 51");
    refuse("cluster 5.5", 9, "from 1 to 51");
    refuse("cluster 99999999999999999999999", 9, "from 1 to 51");
    refuse("cluster 007", 9, "from 1 to 51");
    refuse("seed 18446744073709551616", 6, "a seed: a whole number below 2^64");
    check("seed 18446744073709551615", "seed 18446744073709551615");
    refuse("pipe 1001", 6, "a number of operations from 1 to 1000");
    refuse("load 300 for 1s", 6, "operations a second, from 1/s to 10000/s");
    refuse("load 10001/s for 1s", 6, "operations a second, from 1/s to 10000/s");
    refuse("load 300/s", 11, "for and a time");
    refuse("load 9/s for 1s clients 0", 25, "a number of clients from 1 to 100");
    refuse(
        "load 9999/s for 1h",
        6,
        "a load of 1 to 100000 operations in all, and this one has 35996400",
    );
    refuse("load 1/s for 1ms", 6, "a load of 1 to 100000 operations in all, and this one has 0");
    refuse("crash n0", 7, "a node such as n1, or leader");
    refuse("crash n4294967296", 7, "a node such as n1, or leader");
    refuse("drop p-1", 6, "a packet in flight such as p17");
    refuse("advance 0ms", 9, "a time from 1us to 24h");
    refuse("advance 25h", 9, "a time from 1us to 24h");
    refuse("advance 5", 9, "a time with its unit");
    refuse("advance 0.5us", 9, "whole microseconds");
}

#[test]
fn knobs_have_bounds() {
    refuse("set latency 15ms..5ms", 13, "found \"15ms..5ms\", expected the shorter time first");
    refuse("set election 1us..300ms", 14, "a time from 1ms to 24h");
    refuse("set heartbeat 0ms", 15, "a time from 1ms to 24h");
    check("set batch 0s", "set batch 0ms");
    check("set latency 0ms", "set latency 0ms");
    check("set latency 5..15ms", "set latency 5ms..15ms");
    refuse("set loss 101%", 10, "a chance from 0% to 100%");
    refuse("set loss 0.00001%", 10, "four decimals");
    check("set loss 0.50%", "set loss 0.5%");
    refuse("set batchsize 0", 15, "a number of entries from 1 to 10000");
    refuse("set clienttries 101", 17, "a number of tries from 1 to 100");
}

#[test]
fn a_knob_is_of_all_nodes_or_of_one() {
    check("set prevote on FOR n2", "set prevote on for n2");
    check("set election 500ms..1s for LEADER", "set election 500ms..1s for leader");
    check("set clear for n2", "set clear for n2");
    refuse(
        "set prevote on n2",
        16,
        "found \"n2\", expected the end of the line, or for and a node",
    );
    refuse("set prevote on for", 19, "a node such as n1, or leader");
    refuse("set clear n2", 11, "expected for");
}

#[test]
fn a_disk_works_or_is_full_or_hangs() {
    check("disk n1 FULL", "disk n1 full");
    check("disk leader hung", "disk leader hung");
    check("disk n1 ok", "disk n1 ok");
    refuse("disk n1 empty", 9, "found \"empty\", expected one of ok, full and hung");
    refuse("disk n1", 8, "expected one of ok, full and hung; usage: disk NODE full, hung or ok");
}

#[test]
fn a_wrong_number_of_arguments_tells_the_usage() {
    refuse("put k", 6, "found the end of the line, expected a value; usage: put KEY VALUE");
    refuse("put", 4, "expected a key; usage: put KEY VALUE");
    refuse(
        "put k a b",
        9,
        "(a key or value with spaces needs double quotes); usage: put KEY VALUE",
    );
    refuse("cas k old", 10, "expected the new value; usage: cas KEY OLD NEW");
    refuse("crash", 6, "expected a node such as n1, or leader; usage: crash NODE");
    refuse("status now", 8, "found \"now\", expected the end of the line; usage: status");
    refuse("set loss", 9, "usage: set loss CHANCE");
    refuse(
        "until leader",
        13,
        "expected and, or, or within and a time; usage: until CONDITION within TIME",
    );
    refuse("say", 4, "expected some words; usage: say \"WORDS\"");
}

#[test]
fn an_unknown_word_suggests_the_nearest() {
    refuse("putt k v", 1, "found \"putt\", expected a command; did you mean put?");
    refuse("kill n1", 1, "did you mean crash?");
    refuse("xyzzy", 1, "found \"xyzzy\", expected a command; help lists them");
    refuse("set elction 1s", 5, "did you mean election?");
    refuse("set k v", 5, "one of election, heartbeat, latency, loss,");
    refuse("set k v", 5, "(to write a key, put KEY VALUE)");
    refuse("help putt", 6, "did you mean put?");
    refuse("expect leadr", 8, "did you mean leader?");
    refuse("preset tikv", 8, "one of the presets paper, system-a and system-b");
}

#[test]
fn a_violated_property_is_named_or_any() {
    check("expect VIOLATED log-matching", "expect violated log-matching");
    check("until violated within 5s", "until violated within 5s");
    check("expect not violated and linearizable", "expect not violated and linearizable");
    check("expect (violated) or violated one-vote", "expect violated or violated one-vote");
    refuse("expect violated log-machting", 17, "did you mean log-matching?");
    refuse("expect violated everything", 17, "one of the safety properties election-safety, ");
}

#[test]
fn groups_are_not_empty_and_name_each_node_once() {
    check("partition n1 n2", "partition n1 n2");
    check("partition leader | n2", "partition leader | n2");
    refuse("partition", 10, "a node such as n1; a group is not empty");
    refuse("partition n1 |", 15, "a group is not empty");
    refuse("partition | n1", 11, "a group is not empty");
    refuse("partition n1 || n2", 15, "a group is not empty");
    refuse("partition n1 | n1", 16, "found \"n1\", expected each node once, in one group");
    refuse("partition n1 n1", 14, "each node once");
}

#[test]
fn a_link_has_two_ends() {
    check("cut n1 n2", "cut n1 n2");
    check("heal", "heal");
    check("heal n1 n2", "heal n1 n2");
    refuse("cut n1 > n1", 10, "a node other than n1");
    refuse("cut n1", 7, "a second node");
    refuse("heal n1", 8, "a second node");
}

#[test]
fn packets_are_named_by_what_they_are_and_where_they_go() {
    check("drop next append n1 > n2", "drop next append n1 > n2");
    check("drop next 1 appends n1>n2", "drop next append n1 > n2");
    check("drop NEXT 3 append n1 n2", "drop next 3 appends n1 n2");
    check("duplicate next vote n2", "duplicate next vote n2");
    check("delay next ack > leader 50ms", "delay next ack > leader 50ms");
    check("delay all acks 50ms", "delay all acks 50ms");
    check("drop all answers n3 > you", "drop all answers n3 > you");
    check("hold acks n2 > n1", "hold all acks n2 > n1");
    check("hold all packet c2", "hold all packets c2");
    check("release", "release");
    check("release ack n2 > n1", "release acks n2 > n1");
    refuse("drop acks n2 > n2", 16, "a node or client other than n2");
    refuse(
        "drop",
        5,
        "a packet in flight such as p17, next, all, or packets such as acks; usage: drop PACKET, ",
    );
    refuse(
        "drop append n1 > n2",
        6,
        "found \"append\", expected a packet in flight such as p17, next, all",
    );
    refuse("hold p17", 6, "found \"p17\", expected next, all, or packets such as acks");
    refuse("drop next", 10, "a type of packets, such as append, ack or vote");
    refuse("drop next apend", 11, "a type of packets; did you mean append?");
    refuse("drop next 0 acks", 11, "a number of packets from 1 to 100000");
    refuse("drop next -1 acks", 11, "a number of packets from 1 to 100000");
    refuse("drop all acks >", 16, "a node such as n1, leader, or a client such as c2 or you");
    refuse("delay all acks n1 > n2", 23, "a time such as 150ms");
    refuse("release n1", 9, "a type of packets, such as append");
}

#[test]
fn other_clients_ask_and_are_cut_off() {
    check("client c2 connect n3", "client c2 connect n3");
    check("c2: put x 2 &", "c2: put x 2 &");
    check("@1s C2: get x", "@1s c2: get x");
    check("client c2 cas x 1 2 &", "c2: cas x 1 2 &");
    check("you: put c3: c4:", "you: put c3: c4:");
    check("cut c2 > n1", "cut c2 > n1");
    check("cut n1>you", "cut n1 > you");
    check("cut n1 c2", "cut c2 n1");
    check("heal leader > c2", "heal leader > c2");
    check("heal you n1", "heal you n1");
    check(
        "expect answer c2 = old and answer = \"\"",
        "expect answer c2 = old and answer you = \"\"",
    );
    check("expect answer absent or unknown c3", "expect answer you absent or unknown c3");
    check("until refused within 1s", "until refused you within 1s");
    refuse("c2:", 4, "what a client asks, such as put or get");
    refuse("c2: crash n1", 5, "found \"crash\", expected what a client asks, such as put or get");
    refuse("c2 put x 1", 1, "expected a command");
    refuse("c0: put x 1", 1, "expected a command");
    refuse("client 2 connect n1", 8, "a client such as c2");
    refuse("client c2", 10, "connect");
    refuse("client c2 connect c3", 19, "a node such as n1, or leader");
    refuse("cut c2 > c3", 10, "clients have no links with each other");
    refuse("expect answer c2", 17, "expected =");
    refuse("expect answer c2 = =", 20, "a value, in double quotes");
}

#[test]
fn conditions_group_as_usual() {
    let condition = |line: &str| match parse_line(&format!("expect {line}"), 1).unwrap().unwrap() {
        Line { command: Some(Command::Expect(condition)), .. } => condition,
        line => panic!("{line}"),
    };
    for (short, long) in [
        ("safe or safe and answered", "safe or (safe and answered)"),
        ("not safe and answered", "(not safe) and answered"),
        ("safe and safe and answered", "(safe and safe) and answered"),
        ("safe or safe or answered", "(safe or safe) or answered"),
        ("not not safe", "not (not safe)"),
    ] {
        assert_eq!(condition(short), condition(long));
        assert_eq!(condition(short).to_string(), short);
    }
    for kept in
        ["(safe or safe) and answered", "safe and (safe and answered)", "not (safe and answered)"]
    {
        assert_eq!(condition(kept).to_string(), kept);
    }
}

#[test]
fn every_condition_has_one_spelling() {
    check("expect leader in n2", "expect leader is n2");
    check("expect value n1 = v", "expect value n1 = v");
    check("expect value n1 n2 = v", "expect value n1 n2 = v");
    check("expect value n1 absent", "expect value n1 absent");
    check("expect value n1 \"absent\" absent", "expect value n1 \"absent\" absent");
    check("expect value \"n1\" = absent", "expect value n1 = \"absent\"");
    check("expect applied n1 == 5", "expect applied n1 = 5");
    check("until applied within 1s", "until applied within 1s");
    check("expect no leader and logs agree", "expect no leader and logs agree");
    check("expect Commit n2<Last leader", "expect commit n2 < last leader");
    check("until term n1 = term n2 within 1s", "until term n1 = term n2 within 1s");
}

#[test]
fn wrong_conditions_are_refused() {
    refuse("expect", 7, "a condition such as leader");
    refuse("expect leader is leader", 18, "a node such as n1");
    refuse("expect term n1", 15, "a comparison");
    refuse("expect term n1 ! 3", 16, "a comparison");
    refuse("expect commit n2 <", 19, "a number to compare with, or one of a node such as last n2");
    refuse("expect commit n2 < up n2", 20, "a number to compare with, or one of a node");
    refuse("expect commit n2 < 03", 20, "a number to compare with, or one of a node");
    refuse("expect commit n2 < last", 24, "a node such as n1, or leader");
    refuse(
        "expect role n1 = king",
        18,
        "one of the roles follower, pre-candidate, candidate, leader and learner",
    );
    refuse("set prevote yes", 13, "on or off");
    refuse("set reads quickly", 11, "one of index, lease, log, unsafe and follower");
    refuse("set drift 60%", 11, "a difference from 0% to 50%");
    refuse("add n6 n6", 8, "each node once");
    refuse("replace n1", 11, "a node, or with");
    refuse("set snapshot 0", 14, "off, or a number of entries from 1 to 1000000");
    refuse("set tail -1", 10, "a number of entries from 0 to 1000000");
    refuse("expect value = 3", 14, "a key, or a node and a key");
    refuse("expect value k", 15, "expected =");
    refuse("expect safe safe", 13, "expected and, or, or the end of the line");
    refuse("expect (safe", 13, "the closing parenthesis");
    refuse("expect safe and", 16, "a condition");
    refuse("expect no node", 11, "no leader");
}

#[test]
fn a_condition_as_deep_as_a_line_is_long_is_refused() {
    refuse(&format!("expect {}", "(".repeat(60_000)), 108, "100 parts at most");
    refuse(&format!("expect {}safe", "not ".repeat(15_000)), 408, "100 parts at most");
    let long = format!("expect safe{}", " and safe".repeat(7_000));
    refuse(&long, 908, "100 parts at most");
}

#[test]
fn keys_and_values_have_bounds() {
    let (key, value) = ("k".repeat(MAX_KEY_BYTES), "v".repeat(MAX_VALUE_BYTES));
    assert!(parse_line(&format!("put {key} {value}"), 1).is_ok());
    refuse(&format!("put {key}k v"), 5, "a key of 1 to 256 bytes, not of 257");
    refuse(&format!("put k {value}v"), 7, "a value of 4096 bytes at most, not of 4097");
    refuse("get \"\"", 5, "a key of 1 to 256 bytes, not of 0");
    refuse(&format!("expect value k = {value}v"), 18, "a value of 4096 bytes at most");
    refuse(&format!("say {value}v"), 5, "1 to 4096 bytes of words, not 4097");
    refuse("say \"\"", 5, "1 to 4096 bytes of words, not 0");
}

#[test]
fn a_line_is_refused_by_its_length_before_anything_else() {
    refuse(
        &"\u{0}".repeat(1 << 20),
        1,
        "found a line of 1048576 bytes, expected 65536 bytes at most",
    );
    let longest = format!("# {}", "x".repeat(MAX_LINE_BYTES - 2));
    assert_eq!(parse_line(&longest, 1), Ok(None));
}

#[test]
fn a_byte_order_mark_and_other_line_ends_harm_nothing() {
    let plain = parse_script("cluster 3\nput k 1");
    assert_eq!(parse_script("\u{feff}cluster 3\r\nput k 1\r\n"), plain);
    assert!(plain.is_ok());
}

#[test]
fn a_script_is_its_lines_and_its_first_error() {
    let lines = parse_script("# a script\ncluster 3\r\n\nput k v & # go\n").unwrap();
    let texts: Vec<(u32, String)> = lines.iter().map(|l| (l.number, l.to_string())).collect();
    assert_eq!(texts, [(2, "cluster 3".into()), (4, "put k v &".into())]);

    let error = parse_script("cluster 3\n  crash n0\nxyzzy").unwrap_err();
    let expected = "line 2, column 9: found \"n0\", expected a node such as n1, or leader";
    assert_eq!(error.to_string(), expected);

    let error = parse_script(&"\n".repeat(MAX_SCRIPT_BYTES + 1)).unwrap_err();
    assert!(error.to_string().contains("found a script of 1048577 bytes"), "{error}");
}

/// The lines of a script that are carried out, each with where it stands.
fn written_out(text: &str) -> Vec<String> {
    match parse_script(text) {
        Ok(lines) => lines.iter().map(|line| format!("{}: {line}", line.place())).collect(),
        Err(error) => vec![error.to_string()],
    }
}

#[test]
fn what_is_repeated_is_written_out_and_knows_its_round() {
    assert_eq!(
        written_out(
            "put a 1\nrepeat 2\n  put b 2\n  repeat 2 # within\n    status\n  end\nend\nput c 3"
        ),
        [
            "line 1: put a 1",
            "line 3, round 1: put b 2",
            "line 5, round 1, round 1 within that: status",
            "line 5, round 1, round 2 within that: status",
            "line 3, round 2: put b 2",
            "line 5, round 2, round 1 within that: status",
            "line 5, round 2, round 2 within that: status",
            "line 8: put c 3",
        ]
    );
    assert_eq!(written_out("repeat 3\nend"), [""; 0]);
}

#[test]
fn repetitions_have_an_end_and_bounds() {
    let refused = |text: &str, expected: &str| assert_eq!(written_out(text), [expected], "{text}");
    refused(
        "put a 1\nrepeat 5\nput b 2",
        "line 2, column 1: found \"repeat 5\", expected an end for it, on a line below",
    );
    refused(
        "repeat 5\nend\nend",
        "line 3, column 1: found \"end\", expected a command: there is no repeat that it could end",
    );
    refused(
        "repeat 2\n@1s repeat 2\nend\nend",
        "line 2, column 1: found \"repeat 2\", expected repeat without a moment",
    );
    refused(
        "repeat 0\nend",
        "line 1, column 8: found \"0\", expected a number of rounds from 1 to 10000",
    );
    refused(
        &format!("{}{}", "repeat 2\n".repeat(5), "end\n".repeat(5)),
        "line 5, column 1: found \"repeat\", expected a command: repetitions are at most 4 deep",
    );
    refused(
        "repeat 10000\nrepeat 10000\nstatus\nend\nend",
        "line 1, column 1: found \"repeat 10000\", expected repetitions of at most 100000 lines in all",
    );
    // A mistake within is one mistake, whatever the round.
    refused(
        "repeat 3\ncrush n1\nend",
        "line 2, column 1: found \"crush\", expected a command; did you mean crash?",
    );
}

#[test]
fn narration_is_a_quotation_or_words() {
    check("say hello, world # not this", "say \"hello, world\"");
    check("say \"a = b\"", "say \"a = b\"");
    refuse("say \"one\" two", 11, "the end of the line");
}

#[test]
fn every_entry_of_help_is_a_command_that_works() {
    for entry in entries() {
        let line = parse_line(entry.example, 1).unwrap_or_else(|e| panic!("{}: {e}", entry.name));
        let command = line.and_then(|line| line.command).expect(entry.name);
        assert_eq!(command.name(), entry.name);
        assert!(entry.usage.starts_with(entry.name), "{}", entry.usage);
        assert!(entry.does.ends_with('.'), "{}", entry.does);
        assert_eq!(
            parse_line(&format!("help {}", entry.name), 1).unwrap().unwrap().command,
            Some(Command::Help(Some(entry.name.into())))
        );
        assert!(help::explain(entry).len() >= 3);
    }
    for Knob { entry, .. } in KNOBS {
        match parse_line(entry.example, 1).unwrap().unwrap().command {
            Some(Command::Set(setting)) => assert_eq!(setting.name(), entry.name),
            other => panic!("{other:?}"),
        }
        assert!(entry.usage.starts_with(&format!("set {}", entry.name)), "{}", entry.usage);
    }
    for entry in CONDITIONS {
        let example = format!("expect {}", entry.example);
        assert_eq!(parse_line(&example, 1).unwrap().unwrap().to_string(), example);
        assert!(entry.example.starts_with(entry.name), "{}", entry.example);
    }
}

#[test]
fn what_help_says_has_single_spaces() {
    for entry in entries().chain(KNOBS.iter().map(|knob| &knob.entry)).chain(CONDITIONS) {
        for text in [entry.usage, entry.does, entry.example] {
            assert!(!text.contains("  "), "{}: {text}", entry.name);
        }
    }
}

#[test]
fn help_lists_every_command_once() {
    let mut names: Vec<_> = entries().map(|entry| entry.name).collect();
    names.sort_unstable();
    assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{names:?}");
    assert!(GROUPS.iter().all(|group| !group.rows.is_empty()));
    assert_eq!(help::overview().len(), GROUPS.len() + 1);
}

/// What the README says of the language: a line to try of each command, knob and condition.
#[test]
fn the_readme_has_an_example_of_everything() {
    let row = |title: &str, entries: &mut dyn Iterator<Item = &Entry>| {
        let examples: Vec<_> =
            entries.map(|entry| format!("`{}`", entry.example.replace('|', "\\|"))).collect();
        format!("| {title} | {} |\n", examples.join(" · "))
    };
    let mut expected: String = GROUPS
        .iter()
        .map(|group| row(group.title, &mut group.rows.iter().map(|row| &row.entry)))
        .collect();
    expected += &row("knobs", &mut KNOBS.iter().map(|knob| &knob.entry));
    expected += &row("conditions", &mut CONDITIONS.iter());
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md");
    let text = std::fs::read_to_string(path).expect("there is a README");
    let head = "| group | commands |\n|---|---|\n";
    let (before, rest) = text.split_once(head).expect("it has a table of commands");
    let (table, after) = rest.split_once("\n\n").expect("the table ends");
    if std::env::var_os("RAFTARIUM_UPDATE").is_some() {
        std::fs::write(path, format!("{before}{head}{expected}\n{after}")).expect("it is ours");
    } else {
        assert_eq!(format!("{table}\n"), expected, "RAFTARIUM_UPDATE=1 writes it anew");
    }
}

#[test]
fn a_search_is_bounded_by_time_moves_and_how_many() {
    check("find violated", "find violated");
    check("FIND leader is n3 WITHIN 2s", "find leader is n3 within 2s");
    check(
        "find violated using crash, Restart put most 3",
        "find violated using crash restart put most 3 moves",
    );
    check("find no leader most 1 move", "find no leader most 1 move");
    check("find no leader most 0 moves", "find no leader most 0 moves");
    refuse("find", 5, "usage: find CONDITION [within TIME]");
    refuse("find violated using", 20, "expected moves, of crash, restart, pause");
    refuse("find violated using crush", 21, "expected moves, of crash, restart, pause");
    refuse("find violated using crash crash", 27, "expected each move once");
    refuse("find violated most 21 moves", 20, "how many moves at most, from 0 to 20");
    check("find violated most 2", "find violated most 2 moves");
    refuse("find violated within 2s for ever", 25, "expected within and a time, using and moves");
    refuse("explore violated", 1, "did you mean find?");
}
