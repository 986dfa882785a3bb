//! Finding a story: by its name, in a link, or by what a session says.

use crate::catalog::tr;
use crate::script::{self, Command};
use crate::session::Session;
use crate::session::scenarios::{self, Scenario};

use super::{Tour, title_of};

/// A step of a story that the fragment of an address asks for: `scenario=first-election&step=3`. The link of a session is
/// none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked<'a> {
    /// The scenario's name.
    pub scenario: &'a str,
    /// The step, counted from 0.
    pub step: usize,
}

/// What an address asks for, if it is a scenario. Without a step that can be read it is the first.
pub fn asked_for(fragment: &str) -> Option<Asked<'_>> {
    let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
    let field = |name| fragment.split('&').find_map(|field| field.strip_prefix(name));
    let step: usize = field("step=").and_then(|step| step.parse().ok()).unwrap_or(1);
    Some(Asked { scenario: field("scenario=")?, step: step.max(1) - 1 })
}

/// The fragment of the address that asks for this step, counted from 0.
pub fn address_of(scenario: &str, step: usize) -> String {
    format!("scenario={scenario}&step={}", step + 1)
}

/// The scenario of this name.
///
/// # Errors
/// A sentence that names those that were probably meant.
pub fn named(id: &str) -> Result<Scenario, String> {
    let typed = id.to_ascii_lowercase();
    if let Some(scenario) = scenarios::find(&typed) {
        return Ok(scenario);
    }
    if !scenarios::are_here() {
        return Err(tr!(
            "the stories could not be fetched: there is no network, or the server has another version by now"
        )
        .to_owned());
    }
    let near: Vec<&str> = near(&typed);
    // A link may hold anything; of what is no name, the beginning is enough.
    let shown: String = id.chars().take(40).collect();
    let id = format!("{shown:?}");
    Err(match near.as_slice() {
        [] => tr!("there is no scenario {id}: the Scenarios menu lists them all", id),
        near => {
            let near = near.join(tr!(" or "));
            tr!("there is no scenario {id}: did you mean {near}?", id, near)
        }
    })
}

/// The names that are a slip away from this one or, if none is, share a word with it; three at most.
fn near(typed: &str) -> Vec<&'static str> {
    const MOST: usize = 3;
    let names = || scenarios::all().map(|scenario| scenario.id);
    if let Some(nearest) = script::nearest(typed, names()) {
        return vec![nearest];
    }
    let words: Vec<&str> = typed.split('-').filter(|word| word.len() > 2).collect();
    let shares = |id: &&str| id.split('-').any(|word| words.contains(&word));
    names().filter(shares).take(MOST).collect()
}

/// A scenario as a session that knows all of its future, standing at the end, and the tour of it.
///
/// # Errors
/// A sentence, if its script cannot be played.
pub fn open(scenario: &Scenario, auto: bool) -> Result<(Session, Tour), String> {
    let mut session = Session::load(scenario.text)?;
    // What is tried on the way is compared with it by this name. The first branch is always there.
    let _ = session.name_branch(0, title_of(scenario.text).unwrap_or(scenario.title));
    let tour = Tour::of(&session, scenario.title, Some(scenario.id), auto);
    let tour = tour.ok_or_else(|| tr!("nothing is said in {scenario}", scenario = scenario.id))?;
    Ok((session, tour))
}

/// The scenario that a session tells, however it came here: the one in which exactly the same is said.
pub fn told_by(session: &Session) -> Option<Scenario> {
    let said: Vec<&str> = session.sayings(0).map(|saying| saying.text).collect();
    let first = said.first()?;
    // Reading a script costs more than looking for a sentence in it.
    scenarios::all()
        .filter(|scenario| scenario.text.contains(first))
        .find(|scenario| words(scenario.text) == said)
}

/// What is said in a script.
fn words(text: &str) -> Vec<String> {
    let said = |line: script::Line| match line.command {
        Some(Command::Say(text)) => Some(text),
        _ => None,
    };
    script::parse_script(text).unwrap_or_default().into_iter().filter_map(said).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::narration::Moved;
    use crate::session::{Playback, Player};

    #[test]
    fn a_link_asks_for_a_scenario_by_name() {
        let asked = |fragment| asked_for(fragment).map(|it| (it.scenario, it.step));
        assert_eq!(asked("#scenario=first-election"), Some(("first-election", 0)));
        assert_eq!(asked("scenario=x&t=5"), Some(("x", 0)));
        assert_eq!(asked("scenario=x&step=0"), Some(("x", 0)));
        assert_eq!(asked("scenario=x&step=four"), Some(("x", 0)));
        assert_eq!(asked(&address_of("x", 4)), Some(("x", 4)));
        assert_eq!(asked_for("#s=abc&t=5"), None);
        assert_eq!(asked_for(""), None);
    }

    #[test]
    fn a_name_that_no_scenario_has_is_answered_with_those_that_were_meant() {
        let check = |id: &str, expect: &str| {
            assert_eq!(named(id).expect_err("there is none"), expect);
        };
        check(
            "frist-election",
            "there is no scenario \"frist-election\": did you mean first-election?",
        );
        check("first", "there is no scenario \"first\": did you mean first-election?");
        check("xyzzy", "there is no scenario \"xyzzy\": the Scenarios menu lists them all");
        check("", "there is no scenario \"\": the Scenarios menu lists them all");
        assert_eq!(named("First-Election").expect("capitals do no harm").id, "first-election");
    }

    #[test]
    fn a_scenario_is_known_again_by_what_it_says() {
        let scenario = named("first-election").expect("it is there");
        let (session, tour) = open(&scenario, false).expect("it can be played");
        assert_eq!(tour.scenario(), Some("first-election"));
        let again = Session::load(&session.script()).expect("it was just written");
        assert_eq!(told_by(&again).map(|it| it.id), Some("first-election"));
        let other = Session::load("say \"Something else.\"").expect("it can be played");
        assert_eq!(told_by(&other), None);
        assert_eq!(told_by(&Session::load("advance 1s").expect("as well")), None);
    }

    #[test]
    fn every_scenario_can_be_watched_from_its_first_words_to_its_end() {
        for scenario in scenarios::all() {
            let (session, mut tour) = open(&scenario, false).expect(scenario.id);
            let digest = session.digest();
            let mut player = Player { session, playback: Playback::default() };
            tour.go(&mut player, 0);
            let mut words = 1;
            loop {
                tour.next(&mut player);
                match (0..2_000)
                    .map(|_| tour.frame(&mut player, 16.0))
                    .find(|moved| matches!(moved, Moved::Words | Moved::End))
                {
                    Some(Moved::Words) => words += 1,
                    Some(_) => break,
                    None => panic!("{}: step {words} takes longer than half a minute", scenario.id),
                }
            }
            assert_eq!(words, tour.narration(&player).steps.len(), "{}", scenario.id);
            assert_eq!(player.session.digest(), digest, "{}", scenario.id);
        }
    }
}
