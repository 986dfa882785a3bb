//! Random sessions: going to a moment shows what playing from the start shows, whatever was done, undone and branched;
//! text and links lead to the same session again; and what is no session is refused without harm.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use raftarium::session::{Link, Session, Setup};
use raftarium::sim::Time;

/// What a person does with a session.
#[derive(Clone, Debug)]
enum Act {
    /// Types this line.
    Type(&'static str),
    /// Lets so many milliseconds pass.
    Wait(u64),
    /// Goes to a moment of all that there is.
    Go(Index),
    /// Shows another branch.
    Switch(Index),
}

/// Lines of every kind. Some are refused in some states, and that has to be remembered just as well.
const LINES: [&str; 34] = [
    "put a 1",
    "put b 2",
    "get a",
    "cas a 1 3",
    "delete b",
    "create c 4",
    "pipe 20",
    "load 50/s for 2s clients 3",
    "crash leader",
    "crash n1 after write",
    "crash n2",
    "restart n1",
    "restart n2",
    "pause n3",
    "resume n3",
    "partition n1 n2 | n3",
    "cut n1 > n3",
    "clog n2 n3",
    "heal",
    "timeout n2",
    "transfer n3",
    "snapshot n1",
    "add n4",
    "remove n2",
    "tear n1",
    "slow n1 20ms..40ms",
    "clock n2 110%",
    "set loss 10%",
    "set snapshot 8",
    "set prevote on",
    "chaos on wild",
    "connect n2",
    "say \"ä & # =\"",
    "help put",
];

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        6 => select(LINES.to_vec()).prop_map(Act::Type),
        4 => (0..1_500_u64).prop_map(Act::Wait),
        2 => any::<Index>().prop_map(Act::Go),
        1 => any::<Index>().prop_map(Act::Switch),
    ]
}

/// A session that was lived in.
fn lived(seed: u64, acts: &[Act]) -> Session {
    let mut session = Session::open(Setup { nodes: 3, seed });
    for act in acts {
        match act {
            Act::Type(line) => {
                session.exec(line);
            }
            Act::Wait(ms) => {
                let target = session.now().plus_us(ms * 1_000 + 7);
                session.advance_to(target);
            }
            Act::Go(place) => {
                let moment = moment(&session, place);
                session.seek(moment);
            }
            Act::Switch(place) => {
                let number = place.index(session.branches().count());
                session.switch_branch(number).expect("it is there");
            }
        }
    }
    session
}

fn moment(session: &Session, place: &Index) -> Time {
    Time(place.index(usize::try_from(session.horizon().0).expect("it is short") + 1) as u64)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn going_to_a_moment_shows_what_playing_from_the_start_shows(
        seed in any::<u64>(),
        acts in vec(act(), 1..30),
        places in vec(any::<Index>(), 1..5),
    ) {
        let mut session = lived(seed, &acts);
        let script = session.script();
        for place in &places {
            let moment = moment(&session, place);
            session.seek(moment);
            let mut anew = Session::load(&script).expect("it was just written");
            anew.seek(Time::ZERO);
            anew.advance_to(moment);
            prop_assert_eq!(session.digest(), anew.digest(), "at {}\n{}", moment, &script);
            prop_assert_eq!(&*session.view(), &*anew.view(), "at {}\n{}", moment, &script);
            prop_assert_eq!(session.script(), script.clone());
        }
    }

    #[test]
    fn text_and_links_lead_to_the_same_session_again(
        seed in any::<u64>(),
        acts in vec(act(), 1..30),
    ) {
        let session = lived(seed, &acts);
        let (script, all) = (session.script(), session.script_of_all());
        let read = |text: &str| Session::load(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        prop_assert_eq!(read(&script).script(), script.clone());
        let mut again = read(&all);
        prop_assert_eq!(again.script_of_all(), all);
        prop_assert_eq!(again.branches().count(), session.branches().count());
        again.seek(session.now());
        prop_assert_eq!(again.digest(), session.digest());

        let fragment = Link::to(&session).fragment().expect("it is short");
        let opened = Link::read(&fragment).and_then(|link| link.open()).expect("it was just made");
        prop_assert_eq!(opened.warning, None);
        prop_assert_eq!(opened.session.now(), session.now());
        prop_assert_eq!(opened.session.digest(), session.digest());
    }

    #[test]
    fn what_is_no_session_is_refused_without_harm(
        acts in vec(act(), 1..10),
        place in any::<Index>(),
        noise in vec(any::<u8>(), 0..40),
    ) {
        let session = lived(7, &acts);
        let (digest, script) = (session.digest(), session.script());
        let fragment = Link::to(&session).fragment().expect("it is short");
        let cut = place.index(fragment.len());
        let strange = String::from_utf8_lossy(&noise).into_owned();
        for text in [&fragment[..cut], &format!("{}{strange}", &fragment[..cut]), &strange] {
            // Whatever comes of it comes without a panic.
            let _ = Link::read(text).and_then(|link| link.open());
        }
        let start: String = script.chars().take(place.index(script.len())).collect();
        let _ = Session::load(&(start + &strange));
        let wrong = Session::load(&format!("{script}{strange}\nfrobnicate"));
        prop_assert!(wrong.is_err());
        prop_assert_eq!((session.digest(), session.script()), (digest, script));
    }
}
