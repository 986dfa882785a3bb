//! The language as a whole: printing and parsing are inverse, and no text is too strange to be refused.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::argument::{Argument, Given};
use super::bounds::*;
use super::commands::{Form, GROUPS, entries};
use super::conditions::{CONDITIONS, PROPERTIES};
use super::shape::{Shape, Value};
use super::units::CERTAIN;
use super::*;

fn node() -> impl Strategy<Value = NodeRef> {
    prop_oneof![(1..=u32::MAX).prop_map(NodeRef::Id), Just(NodeRef::Leader)]
}

/// Texts that are likely to be taken for something else, and any others.
fn text(max_bytes: usize) -> impl Strategy<Value = String> {
    let tricky = [
        "absent", "and", "or", "not", "within", "n1", "leader", "&", "#", "|", "=", "a=b", "\\",
        "\"", " ", "\n", "\u{0}", "@1s", "(", "ä", "\u{2028}", "p17", "x#y", "ABSENT",
    ];
    prop_oneof![select(tricky.to_vec()).prop_map(str::to_owned), any::<String>(), "[a-z]{1,8}"]
        .prop_filter("too long", move |text| text.len() <= max_bytes)
}

fn key() -> impl Strategy<Value = String> {
    text(MAX_KEY_BYTES).prop_filter("empty", |key| !key.is_empty())
}

fn name() -> impl Strategy<Value = String> {
    text(MAX_NAME_BYTES)
        .prop_filter("empty, or spaces", |name| !name.is_empty() && name == name.trim())
}

fn value() -> impl Strategy<Value = String> {
    text(MAX_VALUE_BYTES)
}

fn time_from(least_us: u64) -> impl Strategy<Value = u64> {
    prop_oneof![least_us..=MAX_TIME_US, (1..1_000u64).prop_map(|ms| ms * 1_000)]
}

fn range_from(least_us: u64) -> impl Strategy<Value = (u64, u64)> {
    (time_from(least_us), time_from(least_us)).prop_map(|(a, b)| (a.min(b), a.max(b)))
}

/// Any value of any knob.
fn setting() -> impl Strategy<Value = Setting> {
    select(KNOBS.to_vec())
        .prop_flat_map(|knob| shaped(knob.shape).prop_map(move |value| Setting::of(&knob, value)))
}

fn shaped(shape: Shape) -> BoxedStrategy<Value> {
    let (least, most) = shape.bounds();
    match shape {
        Shape::Time(_) => time_from(least).prop_map(Value::One).boxed(),
        Shape::Range(_) => range_from(least).prop_map(|(a, b)| Value::Range(a, b)).boxed(),
        Shape::OrOff(inner) => prop_oneof![Just(Value::Off), shaped(*inner)].boxed(),
        _ => (least..=most).prop_map(Value::One).boxed(),
    }
}

fn condition() -> impl Strategy<Value = Condition> {
    let quantity = || select(Quantity::ALL.to_vec());
    let operand = prop_oneof![
        any::<u64>().prop_map(Operand::Number),
        (quantity(), node()).prop_map(|(quantity, node)| Operand::Of(quantity, node)),
    ];
    let comparison = (quantity(), node(), select(Comparison::ALL.to_vec()), operand);
    let single = prop_oneof![
        Just(Condition::AnyLeader),
        vec(1..=u32::MAX, 1..5).prop_map(Condition::LeaderIn),
        Just(Condition::NoLeader),
        (node(), select(RoleName::ALL.to_vec()))
            .prop_map(|(node, role)| Condition::Role(node, role)),
        comparison.prop_map(|(quantity, node, comparison, with)| Condition::Compare {
            quantity,
            node,
            comparison,
            with,
        }),
        node().prop_map(Condition::Up),
        (proptest::option::of(node()), key(), proptest::option::of(value()))
            .prop_map(|(node, key, value)| Condition::Value { node, key, value }),
        Just(Condition::AllApplied),
        Just(Condition::LogsAgree),
        Just(Condition::Safe),
        proptest::option::of(select(PROPERTIES.to_vec()))
            .prop_map(|name| Condition::Violated(name.map(str::to_owned))),
        proptest::option::of(select(Bug::ALL.to_vec())).prop_map(Condition::Broken),
        Just(Condition::Linearizable),
        Just(Condition::Answered),
        (client(), proptest::option::of(value()))
            .prop_map(|(client, value)| Condition::Answer { client, value }),
        client().prop_map(Condition::Unknown),
        client().prop_map(Condition::Refused),
        (vec(1..=u32::MAX, 1..5), vec(1..=u32::MAX, 0..3))
            .prop_map(|(voters, learners)| Condition::Members { voters, learners }),
    ];
    single.prop_recursive(4, 24, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone())
                .prop_map(|(a, b)| Condition::And(Box::new(a), Box::new(b))),
            (inner.clone(), inner.clone())
                .prop_map(|(a, b)| Condition::Or(Box::new(a), Box::new(b))),
            inner.prop_map(|a| Condition::Not(Box::new(a))),
        ]
    })
}

/// Nodes, each once.
fn some_nodes() -> impl Strategy<Value = Vec<NodeRef>> {
    proptest::collection::btree_set(1..60u32, 1..5)
        .prop_map(|ids| ids.into_iter().map(NodeRef::Id).collect())
}

/// Nodes, each once, dealt into groups.
fn groups() -> impl Strategy<Value = Vec<Vec<NodeRef>>> {
    (proptest::collection::btree_set(1..60u32, 1..8), any::<bool>(), vec(any::<bool>(), 9))
        .prop_map(|(ids, leader, breaks)| {
            let mut nodes: Vec<NodeRef> = ids.into_iter().map(NodeRef::Id).collect();
            if leader {
                nodes.push(NodeRef::Leader);
            }
            let mut groups = vec![Vec::new()];
            for (node, breaks) in nodes.into_iter().zip(breaks) {
                if breaks && groups.last().is_some_and(|group: &Vec<_>| !group.is_empty()) {
                    groups.push(Vec::new());
                }
                groups.last_mut().unwrap().push(node);
            }
            groups
        })
}

fn link() -> impl Strategy<Value = LinkRef> {
    let two = (node(), node()).prop_filter("one node", |(a, b)| a != b);
    (two, any::<bool>()).prop_map(|((from, to), both_ways)| LinkRef { from, to, both_ways })
}

fn end() -> impl Strategy<Value = EndRef> {
    prop_oneof![node().prop_map(EndRef::Node), client().prop_map(EndRef::Client),]
}

fn client() -> impl Strategy<Value = ClientRef> {
    (1..=u32::MAX).prop_map(ClientRef)
}

fn client_link() -> impl Strategy<Value = ClientLink> {
    let ways = [ClientWay::Both, ClientWay::ToNode, ClientWay::ToClient];
    (client(), node(), select(ways.to_vec())).prop_map(|(client, node, way)| ClientLink {
        client,
        node,
        way,
    })
}

fn operation() -> impl Strategy<Value = ClientOp> {
    prop_oneof![
        key().prop_map(ClientOp::Get),
        (key(), value()).prop_map(|(key, value)| ClientOp::Put(key, value)),
        (key(), value(), value()).prop_map(|(key, old, new)| ClientOp::Cas(key, old, new)),
    ]
}

fn packets() -> impl Strategy<Value = PacketsRef> {
    let two = (end(), end()).prop_filter("one end", |(a, b)| a != b);
    let way = prop_oneof![
        Just(Way::Any),
        end().prop_map(Way::From),
        end().prop_map(Way::To),
        (two, any::<bool>()).prop_map(|((from, to), both_ways)| Way::Between {
            from,
            to,
            both_ways
        }),
    ];
    (select(PacketType::ALL.to_vec()), way).prop_map(|(what, way)| PacketsRef { what, way })
}

fn coming() -> impl Strategy<Value = Coming> {
    (proptest::option::of(1..=MAX_COMING), packets())
        .prop_map(|(times, packets)| Coming { times, packets })
}

fn link_setting() -> impl Strategy<Value = LinkSetting> {
    prop_oneof![
        range_from(0).prop_map(|(min_us, max_us)| LinkSetting::Latency { min_us, max_us }),
        (0..=CERTAIN).prop_map(LinkSetting::Loss),
        (0..=CERTAIN).prop_map(LinkSetting::Duplicate),
        (0..=CERTAIN).prop_map(LinkSetting::Reorder),
        Just(LinkSetting::Clear),
    ]
}

fn load() -> impl Strategy<Value = Load> {
    (1..=MAX_LOAD_RATE, 1..=10_u64, 1..=MAX_LOAD_CLIENTS).prop_map(
        |(per_second, seconds, clients)| Load { per_second, for_us: seconds * 1_000_000, clients },
    )
}

/// A command in any form of any row.
fn command() -> impl Strategy<Value = Command> {
    let rows = || GROUPS.iter().flat_map(|group| group.rows);
    let forms: Vec<Form> = rows().flat_map(|row| row.forms).copied().collect();
    select(forms).prop_flat_map(|form| {
        let arguments: Vec<_> = form.arguments.iter().copied().map(given).collect();
        arguments.prop_map(form.make)
    })
}

/// Anything that may be given for an argument.
fn given(argument: Argument) -> BoxedStrategy<Given> {
    let two = (node(), node()).prop_filter("one node", |(a, b)| a != b);
    let topics: Vec<String> = entries().map(|entry| entry.name.to_owned()).collect();
    match argument {
        Argument::Word(_) => Just(Given::Word).boxed(),
        Argument::Of(shape) => shaped(shape).prop_map(Given::Value).boxed(),
        Argument::Moment => (0..=MAX_MOMENT_US).prop_map(|us| Given::Value(Value::One(us))).boxed(),
        Argument::Branch => {
            (1..=u32::MAX).prop_map(|it| Given::Value(Value::One(it.into()))).boxed()
        }
        Argument::Node => node().prop_map(Given::Node).boxed(),
        Argument::Ends => two.prop_map(Given::Ends).boxed(),
        Argument::Members | Argument::Newcomers => some_nodes().prop_map(Given::Nodes).boxed(),
        Argument::Groups => groups().prop_map(Given::Groups).boxed(),
        Argument::Link => link().prop_map(Given::Link).boxed(),
        Argument::ClientLink => client_link().prop_map(Given::ClientLink).boxed(),
        Argument::Client => client().prop_map(Given::Client).boxed(),
        Argument::Operation => operation().prop_map(Given::Operation).boxed(),
        Argument::Weather => link_setting().prop_map(Given::Weather).boxed(),
        Argument::Coming(_) => coming().prop_map(Given::Coming).boxed(),
        Argument::Packets => packets().prop_map(Given::Packets).boxed(),
        Argument::Packet => any::<u64>().prop_map(|id| Given::Packet(PacketRef(id))).boxed(),
        Argument::Key => key().prop_map(Given::Text).boxed(),
        Argument::Text(_) => value().prop_map(Given::Text).boxed(),
        Argument::Words => {
            value().prop_filter("empty", |words| !words.is_empty()).prop_map(Given::Text).boxed()
        }
        Argument::Name | Argument::Bookmark => name().prop_map(Given::Text).boxed(),
        Argument::Topic => select(topics).prop_map(Given::Text).boxed(),
        Argument::Rule => select(Bug::ALL.to_vec()).prop_map(Given::Rule).boxed(),
        Argument::Preset => select(Preset::ALL.to_vec()).prop_map(Given::Preset).boxed(),
        Argument::ChaosLevel => {
            select(ChaosLevel::ALL.to_vec()).prop_map(Given::ChaosLevel).boxed()
        }
        Argument::Medium => select(Medium::ALL.to_vec()).prop_map(Given::Medium).boxed(),
        Argument::Jump => (any::<bool>(), time_from(1))
            .prop_map(|(ahead, by_us)| Given::Jump(Jump { ahead, by_us }))
            .boxed(),
        Argument::Setting => setting().prop_map(Given::Setting).boxed(),
        Argument::Load => load().prop_map(Given::Load).boxed(),
        Argument::Inquiry => inquiry().prop_map(Given::Inquiry).boxed(),
        Argument::Condition => condition().prop_map(Given::Condition).boxed(),
        Argument::Find => find().prop_map(Given::Find).boxed(),
        Argument::Question => ask().prop_map(Given::Question).boxed(),
        Argument::Goal => goal().prop_map(Given::Goal).boxed(),
        Argument::Minute => any::<u64>()
            .prop_map(|seconds| Given::Minute(Minute::of_unix(seconds % 253_402_300_800)))
            .boxed(),
        Argument::Rules => {
            proptest::sample::subsequence(Bug::ALL.to_vec(), 2..=6).prop_map(Given::Rules).boxed()
        }
        Argument::Uses => {
            let begins = select(topics).prop_flat_map(|name| {
                prop_oneof![
                    Just(name.clone()),
                    words(100).prop_map(move |rest| format!("{name} {rest}"))
                ]
            });
            vec(begins, 1..5)
                .prop_map(|mut begins| {
                    begins.sort();
                    begins.dedup();
                    begins.retain(|begin| begin.split(' ').all(|word| !word.is_empty()));
                    if begins.is_empty() {
                        begins.push("put".to_owned());
                    }
                    Given::Uses(Uses(begins))
                })
                .boxed()
        }
    }
}

/// Words on one line.
fn words(max_bytes: usize) -> impl Strategy<Value = String> {
    text(max_bytes)
        .prop_filter("no words", |text| !text.trim().is_empty() && !text.contains(char::is_control))
}

fn ask() -> impl Strategy<Value = Ask> {
    let choice = (words(MAX_ANSWER_BYTES), proptest::option::weighted(0.8, condition()));
    let choices = vec(choice, 2..=MAX_ANSWERS).prop_map(|choices| {
        let mut answers: Vec<Choice> = Vec::new();
        for (answer, mut when) in choices {
            if answers.iter().any(|other| other.when.is_none()) {
                when.get_or_insert(Condition::Safe);
            }
            let answer =
                format!("{}{}", answers.len(), answer.chars().take(40).collect::<String>());
            answers.push(Choice { answer, when });
        }
        Answers::Choice(answers)
    });
    let entry = condition().prop_map(|other| {
        let compare = Condition::Compare {
            quantity: Quantity::Commit,
            node: NodeRef::Leader,
            comparison: Comparison::Equal,
            with: Operand::It,
        };
        Answers::Entry(Condition::And(Box::new(other), Box::new(compare)))
    });
    let packet = condition().prop_map(Answers::Packet);
    let it = condition().prop_map(|other| {
        let up = Condition::Up(NodeRef::IT);
        Answers::Node(Condition::And(
            Box::new(Condition::LeaderIn(vec![0])),
            Box::new(Condition::Or(Box::new(up), Box::new(other))),
        ))
    });
    (words(MAX_ANSWER_BYTES), prop_oneof![choices, it, entry, packet])
        .prop_map(|(question, answers)| Ask { question, answers })
}

fn find() -> impl Strategy<Value = Find> {
    let most = proptest::option::of(0..=MAX_FIND_MOVES);
    let using = proptest::sample::subsequence(FindMove::ALL.to_vec(), 0..=FindMove::ALL.len());
    (condition(), proptest::option::of(time_from(1)), using.prop_shuffle(), most)
        .prop_map(|(condition, within_us, using, most)| Find { condition, within_us, using, most })
}

fn goal() -> impl Strategy<Value = Goal> {
    let when = prop_oneof![
        proptest::option::of(time_from(1)).prop_map(When::Once),
        Just(When::Always),
        Just(When::Never),
    ];
    let worth = proptest::option::of(1..=MAX_WORTH);
    (proptest::option::of(words(MAX_ANSWER_BYTES)), when, condition(), worth)
        .prop_map(|(name, when, condition, worth)| Goal { name, when, condition, worth })
}

fn inquiry() -> impl Strategy<Value = Inquiry> {
    let index = || 1..=u64::MAX;
    prop_oneof![
        node().prop_map(Inquiry::Node),
        (node(), index()).prop_map(|(node, index)| Inquiry::Entry(node, index)),
        any::<u64>().prop_map(|id| Inquiry::Packet(PacketRef(id))),
        (1..=u32::MAX).prop_map(Inquiry::Client),
        any::<u64>().prop_map(Inquiry::Event),
        node().prop_map(Inquiry::NotLeader),
        (node(), index()).prop_map(|(node, index)| Inquiry::NotCommitted(node, index)),
        (1..=u32::MAX).prop_map(Inquiry::NotAnswered),
    ]
}

fn line() -> impl Strategy<Value = Line> {
    let moment = || proptest::option::of(0..=MAX_MOMENT_US);
    prop_oneof![
        9 => (moment(), command(), any::<bool>()).prop_map(|(at_us, command, background)| {
            let background = background && command.can_run_in_background();
            Line { number: 1, rounds: Vec::new(), at_us, command: Some(command), background }
        }),
        1 => (0..=MAX_MOMENT_US).prop_map(|at_us| Line {
            number: 1,
            rounds: Vec::new(),
            at_us: Some(at_us),
            command: None,
            background: false,
        }),
    ]
}

/// Something that looks like a line: a good one with a character removed, replaced or added, or words of the language
/// in any order.
fn nearly_a_line() -> impl Strategy<Value = String> {
    let mut words: Vec<&str> = entries().chain(CONDITIONS).map(|entry| entry.name).collect();
    words.extend(KNOBS.iter().map(|knob| knob.entry.name));
    words.extend([
        "n1", "leader", "p3", "5ms", "1s..2s", "2%", "\"", "\\", "|", ">", "=", "&", "(", ")",
        "@1s", "is", "in", "within", "and", "or", "#",
    ]);
    let spoilt =
        (line(), any::<Index>(), any::<Index>(), any::<char>()).prop_map(|(line, at, what, c)| {
            let mut chars: Vec<char> = line.to_string().chars().collect();
            let at = at.index(chars.len());
            match what.index(3) {
                0 => chars.insert(at, c),
                1 => chars[at] = c,
                _ => drop(chars.remove(at)),
            }
            chars.into_iter().collect()
        });
    let shuffled = vec(select(words), 0..8).prop_map(|words| words.join(" "));
    prop_oneof![any::<String>(), spoilt, shuffled]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn every_line_prints_and_reads_back_the_same(line in line()) {
        let text = line.to_string();
        let read = parse_line(&text, 1).map_err(|error| TestCaseError::fail(format!("{text}: {error}")))?;
        prop_assert_eq!(read, Some(line), "{}", text);
    }

    #[test]
    fn any_text_is_read_or_refused_in_one_line_that_points_into_it(text in nearly_a_line()) {
        match parse_line(&text, 3) {
            Ok(None) => {}
            Ok(Some(line)) => {
                let again = parse_line(&line.to_string(), 3);
                prop_assert_eq!(again, Ok(Some(line)));
            }
            Err(error) => {
                prop_assert_eq!(error.line, 3);
                prop_assert!(error.column >= 1);
                prop_assert!(error.column as usize <= text.chars().count() + 1);
                prop_assert!(!error.to_string().contains(char::is_control), "{}", error);
            }
        }
    }
}
