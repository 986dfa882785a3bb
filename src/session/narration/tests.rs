use super::pacing::tempo;
use super::*;
use crate::raft::NodeId;
use crate::session::question::Prediction;
use crate::session::{Playback, Player, Session};
use crate::sim::{Liveness, Time};

const SCRIPT: &str = "# A short story
cluster 3
seed 7
say \"Nobody leads yet.\"
until leader within 5s
say \"Now there is a leader, and it crashes at once.\"
crash leader
until leader within 5s
advance 20s
say \"Another one leads.\"
expect leader
advance 500ms
";

/// A story that was opened, at its beginning.
fn told(script: &str, auto: bool) -> (Player, Tour) {
    let session = Session::load(script).expect("it can be played");
    let tour = Tour::of(&session, "A short story", None, auto).expect("something is said");
    let mut player = Player { session, playback: Playback::default() };
    let mut tour = tour;
    tour.go(&mut player, 0);
    (player, tour)
}

fn text(player: &Player, tour: &Tour) -> String {
    let told = tour.narration(player);
    told.current.map_or_else(String::new, |current| told.steps[current].text.clone())
}

/// Frames until something else than time comes, and how many milliseconds of watching that took.
fn watch(player: &mut Player, tour: &mut Tour) -> (Moved, f64) {
    const FRAME_MS: f64 = 16.0;
    for frames in 1..100_000 {
        match tour.frame(player, FRAME_MS) {
            Moved::Time | Moved::Nothing => {}
            moved => return (moved, f64::from(frames) * FRAME_MS),
        }
    }
    panic!("nothing came")
}

#[test]
fn each_say_begins_a_step_that_lasts_to_the_next() {
    let session = Session::load(SCRIPT).expect("it can be played");
    let steps = steps(&session, 0, session.horizon());
    assert_eq!(steps.len(), 3);
    assert_eq!(steps[0].at, Time::ZERO);
    assert_eq!(steps[0].until, steps[1].at);
    assert_eq!(steps[1].until, steps[2].at);
    assert_eq!(steps[2].until, session.horizon());
    assert_eq!(steps[2].text, "Another one leads.");
}

#[test]
fn time_stands_at_new_words_until_one_goes_on() {
    let (mut player, mut tour) = told(SCRIPT, false);
    assert_eq!(tour.narration(&player).place, Place::Standing);
    assert!(!player.playback.playing);
    assert_eq!(tour.frame(&mut player, 16.0), Moved::Nothing);
    tour.next(&mut player);
    assert_eq!(watch(&mut player, &mut tour).0, Moved::Words);
    assert!(!player.playback.playing);
    assert_eq!(text(&player, &tour), "Now there is a leader, and it crashes at once.");
    assert!(player.session.view().leader.is_some(), "the crash is yet to come");
    tour.next(&mut player);
    tour.frame(&mut player, 0.0);
    assert!(player.session.view().nodes.iter().any(|node| node.liveness == Liveness::Down));
    assert_eq!(tour.narration(&player).current, Some(1));
    assert_eq!(watch(&mut player, &mut tour).0, Moved::Words);
    tour.next(&mut player);
    assert_eq!(watch(&mut player, &mut tour).0, Moved::End);
    assert_eq!(tour.narration(&player).place, Place::Ended);
    assert_eq!(player.session.now(), player.session.horizon());
    assert_eq!(player.session.digest(), Session::load(SCRIPT).expect("as before").digest());
}

#[test]
fn a_story_that_tells_itself_waits_for_the_reader_only() {
    let (mut player, mut tour) = told(SCRIPT, true);
    assert!(player.playback.playing);
    let at = player.session.now();
    assert_eq!(tour.frame(&mut player, 16.0), Moved::Nothing);
    assert_eq!(player.session.now(), at, "time stands while the words are read");
    let words = [Moved::Words, Moved::Words, Moved::End];
    for expect in words {
        assert_eq!(watch(&mut player, &mut tour).0, expect);
    }
    assert!(!player.playback.playing);
}

#[test]
fn whoever_presses_play_has_read() {
    let (mut player, mut tour) = told(SCRIPT, true);
    tour.skip_wait();
    assert_eq!(tour.frame(&mut player, 16.0), Moved::Time);
}

#[test]
fn every_step_is_watched_for_some_seconds_and_none_for_long() {
    let (mut player, mut tour) = told(SCRIPT, false);
    for _ in 0..3 {
        tour.next(&mut player);
        let (_, ms) = watch(&mut player, &mut tour);
        assert!((2_000.0..12_500.0).contains(&ms), "{ms} ms");
    }
}

#[test]
fn the_next_words_can_be_leapt_to() {
    let (mut player, mut tour) = told(SCRIPT, false);
    tour.next(&mut player);
    tour.frame(&mut player, 16.0);
    tour.next(&mut player);
    assert_eq!(tour.narration(&player).current, Some(1));
    assert_eq!(tour.narration(&player).place, Place::Standing);
    for _ in 0..2 {
        tour.next(&mut player);
        tour.frame(&mut player, 16.0);
        tour.next(&mut player);
    }
    assert_eq!(tour.narration(&player).place, Place::Ended);
    tour.next(&mut player);
    assert_eq!(tour.narration(&player).place, Place::Ended, "after the end comes nothing");
}

#[test]
fn going_on_twice_leaps_however_quickly_it_is_done() {
    let (mut player, mut tour) = told(SCRIPT, false);
    tour.next(&mut player);
    tour.next(&mut player);
    assert_eq!(tour.narration(&player).current, Some(1));
    assert!(!player.playback.playing);
}

#[test]
fn stepping_back_shows_the_earlier_words_and_the_earlier_moment() {
    let (mut player, mut tour) = told(SCRIPT, false);
    tour.go(&mut player, 1);
    let (then, digest) = (player.session.now(), player.session.digest());
    tour.next(&mut player);
    tour.frame(&mut player, 16.0);
    assert_ne!(player.session.digest(), digest);
    tour.back(&mut player);
    assert_eq!((player.session.now(), player.session.digest()), (then, digest));
    assert_eq!(tour.narration(&player).current, Some(1));
    tour.back(&mut player);
    assert_eq!(text(&player, &tour), "Nobody leads yet.");
    assert_eq!(player.session.now(), Time::ZERO);
    tour.back(&mut player);
    assert_eq!(tour.narration(&player).current, Some(0), "before the first step is none");
}

#[test]
fn wherever_one_goes_in_time_the_words_of_that_moment_are_told() {
    let (mut player, tour) = told(SCRIPT, false);
    let steps = tour.narration(&player).steps;
    for (number, step) in steps.iter().enumerate().rev() {
        player.session.seek(step.at.plus_us(1));
        assert_eq!(tour.narration(&player).current, Some(number));
        assert_eq!(tour.narration(&player).place, Place::Within);
    }
    player.session.seek(Time(steps[1].at.0 - 1));
    assert_eq!(tour.narration(&player).current, Some(0));
    assert!(tour.narration(&player).progress > 990);
}

#[test]
fn before_the_first_words_there_are_none() {
    let (mut player, mut tour) = told("cluster 3\nadvance 1s\nsay \"At last.\"\nadvance 1s", false);
    assert_eq!(player.session.now(), Time(1_000_000));
    player.session.seek(Time(5));
    assert_eq!(tour.narration(&player).current, None);
    player.playback.playing = true;
    assert_eq!(watch(&mut player, &mut tour).0, Moved::Words);
    player.session.seek(Time(5));
    tour.next(&mut player);
    assert_eq!(player.session.now(), Time(1_000_000));
}

#[test]
fn acting_leaves_the_story_and_the_way_back_leads_to_the_step_that_was_left() {
    let (mut player, mut tour) = told(SCRIPT, false);
    tour.go(&mut player, 1);
    let digest = player.session.digest();
    let left = player.session.now();
    player.session.exec("crash n1");
    player.session.exec("advance 2s");
    player.session.exec("crash n2");
    let told = tour.narration(&player);
    assert_eq!((told.place, told.current), (Place::Left(left), Some(1)));
    tour.next(&mut player);
    assert_eq!(player.session.current_branch(), 1, "elsewhere there is no next step");
    player.session.seek(Time(left.0 + 5));
    player.session.exec("restart n1");
    assert_eq!(player.session.current_branch(), 2);
    assert_eq!(tour.narration(&player).place, Place::Left(left), "whatever the detours");
    tour.go_back(&mut player);
    assert_eq!(tour.narration(&player).place, Place::Standing);
    assert_eq!(player.session.digest(), digest);
    assert!(tour.is_of(&player.session));
}

#[test]
fn a_branch_that_left_the_story_in_the_midst_of_a_moment_is_the_same_when_it_is_read_again() {
    let script = "cluster 3\nset loss 1%\nsay \"One.\"\ncrash n1\nadvance 1s\nsay \"Two.\"\nrestart n1\n\
                  crash n2\nadvance 1s";
    for step in [0, 1] {
        let (mut player, mut tour) = told(script, false);
        tour.go(&mut player, step);
        for line in ["crash n3", "say \"Mine.\"", "advance 700ms", "restart n3", "advance 300ms"] {
            player.session.exec(line);
        }
        let again = Session::load(&player.session.script_of_all()).expect("it was just written");
        assert_eq!(again.digest(), player.session.digest(), "{}", player.session.script_of_all());
        assert_eq!(again.script(), player.session.script());
        assert_eq!(again.script_of_all(), player.session.script_of_all());
    }
}

#[test]
fn what_is_said_in_another_branch_is_no_part_of_the_story() {
    let (mut player, mut tour) = told(SCRIPT, false);
    tour.go(&mut player, 0);
    player.session.exec("say \"What if n1 were down?\"");
    player.session.exec("crash n1");
    assert_eq!(tour.narration(&player).current, Some(0));
    assert_eq!(
        player.session.view().node(NodeId(1)).expect("it is there").liveness,
        Liveness::Down
    );
}

#[test]
fn help_that_is_asked_for_on_the_way_changes_nothing() {
    let (mut player, mut tour) = told(SCRIPT, false);
    tour.go(&mut player, 1);
    player.session.exec("help crash");
    assert_eq!(tour.narration(&player).place, Place::Standing);
    tour.go(&mut player, 2);
    assert_eq!(text(&player, &tour), "Another one leads.");
}

#[test]
fn words_right_after_words_are_a_step_of_their_own() {
    let (mut player, mut tour) = told("cluster 3\nsay \"One.\"\nsay \"Two.\"\ncrash n1", false);
    assert_eq!(text(&player, &tour), "One.");
    tour.next(&mut player);
    assert_eq!(watch(&mut player, &mut tour).0, Moved::Words);
    assert_eq!(text(&player, &tour), "Two.");
    assert_eq!(tour.narration(&player).place, Place::Standing);
    tour.back(&mut player);
    assert_eq!(text(&player, &tour), "One.");
    tour.go(&mut player, 1);
    tour.next(&mut player);
    assert_eq!(watch(&mut player, &mut tour).0, Moved::End);
    assert_eq!(player.session.view().nodes[0].liveness, Liveness::Down);
}

#[test]
fn another_session_is_not_the_story() {
    let (mut player, tour) = told(SCRIPT, false);
    assert!(tour.is_of(&player.session));
    player.session.exec("seed 8");
    assert!(!tour.is_of(&player.session));
    let silent = Session::load("advance 1s").expect("it can be played");
    assert_eq!(Tour::of(&silent, "", None, false), None);
}

#[test]
fn after_the_end_time_passes_as_ever() {
    let (mut player, mut tour) = told(SCRIPT, false);
    player.session.seek(player.session.horizon());
    let end = player.session.now();
    player.playback.playing = true;
    assert_eq!(tour.frame(&mut player, 50.0), Moved::Time);
    assert!(player.session.now() > end);
    assert_eq!(tour.narration(&player).place, Place::Ended);
}

#[test]
fn quiet_stretches_pass_quicker_than_busy_ones() {
    let (mut player, tour) = told(SCRIPT, false);
    let steps = tour.narration(&player).steps;
    player.session.seek(player.session.horizon());
    let at = |now| tempo(player.session.activity(), steps[1].at, steps[1].until, now);
    let (crash, dull) = (at(steps[1].at), at(Time(steps[1].until.0 - 5_000_000)));
    assert!(crash.hurry <= 1.0, "{crash:?}");
    assert!(crash.until < steps[1].until);
    assert!(dull.hurry > 20.0, "{dull:?}");
}

#[test]
fn every_pace_is_a_speed_of_the_page() {
    for pace in Pace::ALL {
        assert_eq!(Pace::of(pace.speed()), Some(pace));
        assert_eq!(Pace::named(pace.name()), Some(pace));
    }
    assert_eq!(Pace::of(crate::session::Speed::of(1.0)), None);
    assert_eq!(Pace::named("leisurely"), None);
}

#[test]
fn a_script_is_called_what_its_first_line_says() {
    assert_eq!(title_of(SCRIPT), Some("A short story"));
    assert_eq!(title_of("cluster 3\n# no title"), None);
    assert_eq!(title_of("#   \n"), None);
    assert_eq!(title_of(""), None);
}

const ASKING: &str = "# A story that asks
cluster 3
seed 7
say \"Nobody leads yet.\"
ask \"Who is elected first?\" pick node when leader is it
reveal within 5s
advance 1ms
ask \"Does the leader commit its first entry?\" \"yes\" when commit leader >= 1 ; \"no\" otherwise
advance 200ms
reveal
say \"It is over.\"
advance 100ms
";

#[test]
fn a_story_stops_at_questions_until_they_are_answered_and_tells_what_was_right() {
    let (mut player, mut tour) = told(ASKING, false);
    tour.set_asks(true);
    let question = |player: &Player| player.session.question().expect("it asks");
    assert!(tour.awaits_prediction(&player.session), "the question comes with the words");
    assert_eq!(tour.narration(&player).place, Place::Standing);
    player.playback.playing = true;
    assert_eq!(tour.frame(&mut player, 16.0), Moved::Nothing, "it waits even if play is pressed");
    tour.predict(&mut player, Prediction::Node(NodeId(2))).expect("it is open");
    assert_eq!(watch(&mut player, &mut tour).0, Moved::Answer);
    let leader = player.session.view().leader;
    assert_eq!(question(&player).was_right(), Some(leader == Some(NodeId(2))));
    assert!(!player.playback.playing, "the answer is to be read");
    tour.next(&mut player);
    assert_eq!(watch(&mut player, &mut tour).0, Moved::Question);
    assert_eq!(tour.narration(&player).place, Place::Within);
    tour.next(&mut player);
    assert!(question(&player).skipped, "whoever goes on passes it over");
    assert_eq!(watch(&mut player, &mut tour).0, Moved::Words, "and is not stopped at the answer");
    assert_eq!(text(&player, &tour), "It is over.");
    tour.go(&mut player, 0);
    assert!(tour.awaits_prediction(&player.session), "whoever goes back may try again");
}

#[test]
fn a_story_whose_questions_are_switched_off_is_told_as_if_it_had_none() {
    let (mut player, mut tour) = told(ASKING, false);
    tour.next(&mut player);
    assert_eq!(watch(&mut player, &mut tour).0, Moved::Words);
    assert_eq!(text(&player, &tour), "It is over.");
    tour.next(&mut player);
    assert_eq!(watch(&mut player, &mut tour).0, Moved::End);
}

#[test]
fn a_story_that_tells_itself_waits_for_answers_and_goes_on_when_they_were_read() {
    let (mut player, mut tour) = told(ASKING, true);
    tour.set_asks(true);
    assert_eq!(tour.frame(&mut player, 16.0), Moved::Nothing);
    tour.predict(&mut player, Prediction::Node(NodeId(1))).expect("it is open");
    assert_eq!(watch(&mut player, &mut tour).0, Moved::Answer);
    assert_eq!(watch(&mut player, &mut tour).0, Moved::Question);
    for _ in 0..1_000 {
        assert_eq!(tour.frame(&mut player, 16.0), Moved::Nothing);
    }
    tour.predict(&mut player, Prediction::Answer(0)).expect("it is open");
    assert_eq!(watch(&mut player, &mut tour).0, Moved::Answer);
    assert_eq!(watch(&mut player, &mut tour).0, Moved::Words);
}
