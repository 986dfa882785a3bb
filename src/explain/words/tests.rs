//! Sentences, by example.

use std::collections::{BTreeMap, BTreeSet};

use super::moment::Moments;
use super::*;
use crate::kv::{Operation, Reply};
use crate::raft::{
    AppendOutcome, Configuration, Conflict, Index, LogId, NodeId, Refusal, Term, Timer,
};
use crate::script::{LinkSetting, PacketType};
use crate::sim::{
    Cause, ClientId, ClusterView, CommandId, Endpoint, Event, EventKind, Filter, ImageError,
    Liveness, LossReason, NodeView, PacketId, PacketKind, Place, Released, Role, Selection, Tamper,
    Time, Trap,
};

const fn n(id: u32) -> NodeId {
    NodeId(id)
}

fn node(id: u32, role: Role, term: u64) -> NodeView {
    let everybody = Configuration::of((1..=5).map(NodeId));
    NodeView { role, term: Term(term), ..NodeView::blank(n(id), everybody) }
}

fn five(leader: Option<u32>, term: u64) -> ClusterView {
    let role = |id| if leader == Some(id) { Role::Leader } else { Role::Follower };
    ClusterView {
        now: Time(2_000_000),
        nodes: (1..=5).map(|id| node(id, role(id), term)).collect(),
        packets: Vec::new(),
        cuts: BTreeSet::new(),
        client_cuts: BTreeSet::new(),
        clogs: BTreeSet::new(),
        weather: BTreeMap::new(),
        filters: Vec::new(),
        clients: Vec::new(),
        leader: leader.map(NodeId),
        quorum: 3,
        longest_timeout_us: 300_000,
    }
}

fn cut_off(view: &mut ClusterView, inside: &[u32]) -> Vec<(NodeId, NodeId)> {
    let mut links = Vec::new();
    for a in 1..=5 {
        for b in 1..=5 {
            if inside.contains(&a) != inside.contains(&b) {
                links.push((n(a), n(b)));
            }
        }
    }
    view.cuts.extend(links.iter().copied());
    links
}

/// Events at these moments, in order of time as a log holds them.
fn events(kinds: Vec<(u64, EventKind)>) -> Vec<Event> {
    kinds
        .into_iter()
        .enumerate()
        .map(|(seq, (at, kind))| Event {
            seq: seq as u64,
            at: Time(at),
            cause: Cause::Command(CommandId(1)),
            parent: None,
            kind,
        })
        .collect()
}

fn caption_of(view: &ClusterView, kinds: Vec<(u64, EventKind)>) -> String {
    caption(events(kinds).iter().rev(), view, &Moments::default(), false).text
}

fn says(kind: EventKind) -> String {
    event_text(&events(vec![(0, kind)])[0])
}

fn leads(id: u32, term: u64) -> EventKind {
    EventKind::RoleChanged {
        node: n(id),
        from: Role::Candidate,
        to: Role::Leader,
        term: Term(term),
    }
}

#[test]
fn an_election_is_told_with_its_voters() {
    let view = five(Some(3), 4);
    let vote = |from, votes| EventKind::VoteReceived { node: n(3), from: n(from), votes };
    let text = caption_of(
        &view,
        vec![
            (1_900_000, vote(1, 9)),
            (
                1_920_000,
                EventKind::RoleChanged {
                    node: n(3),
                    from: Role::Follower,
                    to: Role::Candidate,
                    term: Term(4),
                },
            ),
            (1_930_000, vote(5, 2)),
            (1_940_000, vote(4, 3)),
            (1_940_000, leads(3, 4)),
        ],
    );
    assert_eq!(text, "n3 has votes from n4 and n5 and its own: three of five, so it leads term 4.");
}

#[test]
fn a_deposed_leader_that_does_not_know_it_is_pointed_out() {
    let mut view = five(Some(3), 4);
    view.nodes[0] = node(1, Role::Leader, 3);
    let text = caption_of(&view, Vec::new());
    assert!(text.ends_with("n1 still believes that it leads term 3, but it can no longer commit."));
}

#[test]
fn a_story_is_held_against_details_and_then_makes_way() {
    let view = five(Some(3), 4);
    let commit = |at| (at, EventKind::Committed { node: n(3), index: Index(7) });
    let held = caption_of(&view, vec![(1_600_000, leads(3, 4)), commit(1_900_000)]);
    assert!(held.starts_with("n3 leads term 4"), "{held}");
    let over = caption_of(&view, vec![(1_400_000, leads(3, 4)), commit(1_900_000)]);
    assert_eq!(over, "Entry 7 is on a majority of disks: n3 commits it.");
}

#[test]
fn events_of_the_future_are_not_told() {
    let view = five(None, 1);
    let text = caption_of(&view, vec![(2_000_001, leads(3, 4))]);
    assert!(text.starts_with("Nobody leads yet"), "{text}");
}

#[test]
fn old_news_gives_way_to_how_things_stand() {
    let text = caption_of(&five(Some(2), 1), vec![(100_000, leads(2, 1))]);
    assert_eq!(text, "n2 leads term 1: its heartbeats keep the others from standing for election.");
}

#[test]
fn who_has_done_nothing_yet_is_invited() {
    let view = five(Some(2), 1);
    let text = caption(&[], &view, &Moments::default(), true).text;
    assert_eq!(
        text,
        "n2 leads. Put a value, crash the leader, draw a line across the ring, or open one of the scenarios."
    );
}

#[test]
fn a_partition_is_told_by_its_sides() {
    let mut view = five(Some(3), 4);
    let links = cut_off(&mut view, &[1, 2]);
    let text = caption_of(&view, vec![(2_000_000, EventKind::Cut { links })]);
    assert_eq!(
        text,
        "The network is split into {n1 n2} and {n3 n4 n5}: only n3, n4 and n5 can elect and commit."
    );
    assert_eq!(groups(&view), [vec![n(1), n(2)], vec![n(3), n(4), n(5)]]);
}

#[test]
fn a_split_without_a_majority_says_that_nobody_can_commit() {
    let mut view = five(None, 4);
    let mut links = cut_off(&mut view, &[1, 2]);
    links.extend(cut_off(&mut view, &[3]));
    let text = caption_of(&view, vec![(2_000_000, EventKind::Cut { links })]);
    assert!(text.ends_with("no side has a majority, so nobody can commit."), "{text}");
}

#[test]
fn a_cut_of_one_direction_says_which() {
    let mut view = five(Some(3), 4);
    view.cuts.insert((n(1), n(2)));
    let text = caption_of(&view, vec![(2_000_000, EventKind::Cut { links: vec![(n(1), n(2))] })]);
    assert_eq!(text, "What n1 sends to n2 no longer arrives.");
    assert_eq!(groups(&view).len(), 1, "n1 and n2 still reach each other by way of others");
}

#[test]
fn a_crash_counts_who_is_left() {
    let mut view = five(None, 4);
    for at in [0, 1, 2] {
        view.nodes[at].liveness = Liveness::Down;
    }
    let crash = || vec![(2_000_000, EventKind::Crashed { node: n(3), lost_writes: 1 })];
    assert_eq!(
        caption_of(&view, crash()),
        "n3 crashes: its memory is gone, with 1 write that had not reached its disk. Only two of five run: no \
         majority, so nothing can commit."
    );
    assert_eq!(caption_of(&view, Vec::new()), "Two of five run: without three there is no leader.");
}

#[test]
fn two_candidates_of_one_term_may_split_the_votes() {
    let mut view = five(None, 4);
    view.nodes[1].role = Role::Candidate;
    view.nodes[4].role = Role::Candidate;
    let text = caption_of(
        &view,
        vec![(
            2_000_000,
            EventKind::RoleChanged {
                node: n(5),
                from: Role::Follower,
                to: Role::Candidate,
                term: Term(4),
            },
        )],
    );
    assert_eq!(text, "n2 and n5 both stand for election in term 4: the votes may split.");
}

#[test]
fn packets_are_told_from_sender_to_receiver() {
    let (packet, from, to) = (PacketId(17), Endpoint::Node(n(3)), Endpoint::Node(n(4)));
    let heartbeat = PacketKind::Heartbeat {
        term: Term(4),
        prev_log: LogId::default(),
        leader_commit: Index(7),
    };
    assert_eq!(
        says(EventKind::Sent { packet, from, to, kind: heartbeat.clone() }),
        "n3 sends a heartbeat to n4"
    );
    let (reason, progress_ppm) = (LossReason::Cut, 500_000);
    assert_eq!(
        says(EventKind::Lost { packet, from, to, kind: heartbeat, reason, progress_ppm }),
        "lost: heartbeat from n3 to n4, the link is cut"
    );
    let reject = PacketKind::Ack {
        term: Term(4),
        outcome: AppendOutcome::Rejected {
            refused: LogId { term: Term(3), index: Index(7) },
            conflict: Conflict { term: Some(Term(2)), first_index: Index(5) },
        },
    };
    assert_eq!(
        packet_text(&reject),
        "The follower has no entry 7 of term 3: it has an entry of term 2 there. The leader should try from index 5."
    );
    assert_eq!(
        says(EventKind::Delivered { packet, from: to, to: from, kind: reject }),
        "n3 receives a rejection of 7 from n4"
    );
    let ask = PacketKind::Request {
        sequence: 1,
        attempt: 2,
        operation: Operation::Put { key: "name".into(), value: "Alice Liddell".into() },
    };
    let you = Endpoint::Client(ClientId(1));
    assert_eq!(
        says(EventKind::Sent { packet, from: you, to, kind: ask }),
        "you send put name \"Alice Liddell\" (try 2) to n4"
    );
}

#[test]
fn operations_and_their_ends_are_told() {
    assert_eq!(
        says(EventKind::Completed {
            client: ClientId(2),
            sequence: 1,
            reply: Some(Reply::Value("1".into())),
            id: Some(LogId { term: Term(1), index: Index(2) }),
            took_us: 21_430,
        }),
        "c2 has an answer: 1, entry 2, 21.4 ms"
    );
    assert_eq!(
        says(EventKind::Completed {
            client: ClientId(1),
            sequence: 1,
            reply: None,
            id: None,
            took_us: 5_000_000,
        }),
        "you give up after 5.00 s and cannot know what came of it"
    );
}

#[test]
fn links_are_told_both_ways_or_one_way() {
    let links = vec![(n(1), n(2)), (n(2), n(1)), (n(3), n(1))];
    assert_eq!(says(EventKind::Cut { links }), "cut: n1 - n2 and n3 > n1");
}

#[test]
fn clogs_weather_and_clocks_are_told() {
    let links = vec![(n(1), n(2))];
    assert_eq!(says(EventKind::Clogged { links: links.clone() }), "clogged: n1 > n2");
    let setting = LinkSetting::Loss(100_000);
    assert_eq!(says(EventKind::WeatherSet { links: links.clone(), setting }), "n1 > n2: loss 10%");
    assert_eq!(
        says(EventKind::WeatherSet { links, setting: LinkSetting::Clear }),
        "like all other links again: n1 > n2"
    );
    let clock = |rate_ppm| EventKind::ClockSet { node: n(3), rate_ppm };
    assert_eq!(says(clock(1_050_000)), "n3's clock runs at 105%");
    assert_eq!(
        caption_of(&five(Some(1), 1), vec![(2_000_000, clock(950_000))]),
        "n3's clock goes slow: it waits longer than it thinks it does."
    );
}

#[test]
fn filters_are_told_by_the_command_that_sets_them_and_by_what_they_do() {
    let packets = Selection {
        what: PacketType::Ack,
        from: Some(Endpoint::Node(n(2))),
        to: Some(Endpoint::Client(ClientId(1))),
        both_ways: false,
    };
    let filter = |tamper, times| Filter { tamper, packets, times };
    let dropped = filter(Tamper::Drop, Some(3));
    let set = EventKind::FilterSet { filter: dropped };
    assert_eq!(says(set), "from now on: drop next 3 acks n2 > you");
    let met = |filter| says(EventKind::FilterMet { packet: PacketId(7), filter });
    assert_eq!(met(dropped), "p7 meets `drop next 3 acks n2 > you`: it will be lost");
    assert_eq!(
        met(filter(Tamper::Delay(50_000), None)),
        "p7 meets `delay all acks n2 > you 50ms`: it will be 50.0 ms late"
    );
    let held = filter(Tamper::Hold, None);
    let released = |packets: &[u64]| EventKind::Released {
        released: Released {
            filters: vec![(held, 2)],
            packets: packets.iter().copied().map(PacketId).collect(),
        },
    };
    assert_eq!(
        says(released(&[7, 9])),
        "`hold all acks n2 > you` stands no longer, after 2 packets; p7 and p9 go on"
    );
    assert_eq!(says(released(&[])), "`hold all acks n2 > you` stands no longer, after 2 packets");
}

#[test]
fn what_disks_do_is_told() {
    assert_eq!(
        says(EventKind::Torn { node: n(2), part: 17, whole: 54 }),
        "n2 crashed while writing: 17 of 54 bytes are on its disk"
    );
    let error = ImageError::Checksum(Place::Entry(Index(7)));
    let refused = || EventKind::Refused { node: n(2), error };
    assert_eq!(says(refused()), "n2 refuses to serve: the checksum of entry 7 does not match");
    assert_eq!(
        caption_of(&five(Some(1), 1), vec![(2_000_000, refused())]),
        "n2 refuses to serve: the checksum of entry 7 does not match. What it has promised it cannot know, so it had \
         better be silent."
    );
    assert_eq!(
        says(EventKind::Rotted { node: n(2), place: Place::Head }),
        "a bit rots on n2's disk, in term, vote and snapshot"
    );
    let slow = |span_us, under_way| EventKind::DiskSet { node: n(2), span_us, under_way };
    assert_eq!(says(slow(Some((20_000, 40_000)), None)), "n2's disk takes 20ms..40ms for a write");
    assert_eq!(
        says(slow(None, Some(Time(3_600_000_000)))),
        "n2's disk takes as long for a write as all others; the one under way is still done at 60:00.000"
    );
    assert_eq!(
        caption_of(
            &five(Some(1), 1),
            vec![(2_000_000, EventKind::Armed { node: n(2), trap: Trap::Tear })]
        ),
        "n2 will crash in the middle of its next write."
    );
}

#[test]
fn causes_have_words() {
    assert_eq!(
        cause_text(Cause::Timer(n(3), Timer::Election)),
        "because n3's election timer ran out"
    );
    assert_eq!(cause_text(Cause::Packet(PacketId(9))), "because p9 arrived");
}

#[test]
fn small_words_bend_as_language_does() {
    assert_eq!(list(["a"]), "a");
    assert_eq!(list(["a", "b", "c"]), "a, b and c");
    assert_eq!(count(1, "entry", "entries"), "1 entry");
    assert_eq!(number(5), "five");
    assert_eq!(number(11), "11");
    assert_eq!(duration(800), "800 us");
    assert_eq!(duration(21_430), "21.4 ms");
    assert_eq!(duration(1_250_000), "1.25 s");
    assert_eq!(sentence("n3 waits"), "n3 waits");
    assert_eq!(sentence("two wait"), "Two wait");
    assert_eq!(short(""), "\"\"");
    assert_eq!(short(&"x".repeat(30)), format!("{}…", "x".repeat(24)));
}

#[test]
fn a_candidacy_says_whether_somebody_brought_it_about() {
    let (from, to) = (Role::Follower, Role::Candidate);
    let stands = EventKind::RoleChanged { node: n(3), from, to, term: Term(2) };
    let told = |cause| {
        let event = Event { cause, ..events(vec![(2_000_000, stands.clone())]).remove(0) };
        caption([&event], &five(None, 1), &Moments::default(), false).text
    };
    let by_itself = told(Cause::Timer(n(3), Timer::Election));
    assert_eq!(by_itself, "n3 heard from no leader in time: it stands for election in term 2.");
    let by_command = told(Cause::Command(CommandId(1)));
    assert_eq!(by_command, "n3 is made to time out: it stands for election in term 2.");
}

#[test]
fn what_the_engine_refuses_is_told_in_its_own_words() {
    let refusals = [
        Refusal::NotLeader { leader: Some(n(1)) },
        Refusal::NotLeader { leader: None },
        Refusal::InProgress,
        Refusal::LastVoter,
        Refusal::AlreadyMember(n(1)),
        Refusal::NotMember(n(1)),
        Refusal::AddedAndRemoved(n(1)),
        Refusal::NothingToChange,
        Refusal::Replaced(NodeSet::default()),
        Refusal::Replaced([n(1), n(2)].into_iter().collect()),
        Refusal::NotCaughtUp(n(1)),
        Refusal::Deposed,
        Refusal::AlreadyLearner(n(1)),
        Refusal::NotLearner(n(1)),
        Refusal::NamedTwice(n(1)),
    ];
    for refusal in refusals {
        assert_eq!(refusal_of_change_text(&refusal), refusal.to_string());
    }
    let errors = [
        ImageError::Empty,
        ImageError::Short { bytes: 3 },
        ImageError::Checksum(Place::Head),
        ImageError::Nonsense(Place::Entry(Index(7))),
    ];
    for error in errors {
        assert_eq!(image_error_text(error), error.to_string());
    }
}

#[test]
fn a_sentence_begins_in_upper_case_in_german_too() {
    assert_eq!(sentence("über die Leitung"), "Über die Leitung");
}
