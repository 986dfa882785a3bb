//! Finding a mission: by its name, or by a link that names it, `#mission=let-n3-lead`, or `#mission=let-n3-lead&seed=7` for a
//! cluster with another seed.

use crate::catalog::tr;
use crate::script::{self, Command, Line};
use crate::session::Session;
use crate::session::link::as_made;

use super::table::{self, Mission};

/// A mission that the fragment of an address asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Its name.
    pub mission: String,
    /// The seed, as it stands there; `None`: the mission's own.
    pub seed: Option<String>,
}

/// What an address asks for, with or without its `#`, if it is a mission.
pub fn asked_for(fragment: &str) -> Option<Asked> {
    let fragment = as_made(fragment);
    let field = |name| fragment.split('&').find_map(|field| field.strip_prefix(name));
    let seed = field("seed=").map(str::to_owned);
    Some(Asked { mission: field("mission=")?.to_owned(), seed })
}

/// The fragment of the address that asks for a mission; under this seed, if it is not the mission's own.
pub fn address_of(mission: &Mission, seed: u64) -> String {
    let lines = script::parse_script(mission.text).unwrap_or_default();
    let own = lines.iter().find_map(|line| match &line.command {
        Some(Command::Seed(own)) => Some(*own),
        Some(Command::SeedFrom(name)) => Some(script::seed_from(name)),
        _ => None,
    });
    let id = mission.id;
    if own == Some(seed) { format!("mission={id}") } else { format!("mission={id}&seed={seed}") }
}

/// The mission of this name.
///
/// # Errors
/// A sentence that names the one that was probably meant, or all that there are.
pub fn named(id: &str) -> Result<Mission, String> {
    let typed = id.to_ascii_lowercase();
    if let Some(mission) = table::find(&typed) {
        return Ok(mission);
    }
    if !table::are_here() {
        return Err(tr!(
            "the missions could not be fetched: there is no network, or the server has another version by now"
        )
        .to_owned());
    }
    // A link may hold anything; of what is no name, the beginning is enough.
    let shown: String = id.chars().take(40).collect();
    let names: Vec<&str> = table::all().map(|mission| mission.id).collect();
    Err(match script::nearest(&typed, names.iter().copied()) {
        Some(near) => tr!(
            "there is no mission {id}: did you mean {near}?",
            id = format_args!("{shown:?}"),
            near
        ),
        None => tr!(
            "there is no mission {id}: there are {names}",
            id = format_args!("{shown:?}"),
            names = names.join(", ")
        ),
    })
}

/// The script of the mission that an address asks for, under the seed that it asks for.
///
/// # Errors
/// A sentence, if there is no such mission, or the seed is no number.
pub fn script(asked: &Asked) -> Result<String, String> {
    let mission = named(&asked.mission)?;
    let Some(seed) = &asked.seed else { return Ok(mission.text.to_owned()) };
    let shown: String = seed.chars().take(40).collect();
    let seed = seed
        .parse()
        .map_err(|_| tr!("found seed={seed}, expected a whole number", seed = shown))?;
    let lines = script::parse_script(mission.text).map_err(|error| error.to_string())?;
    Ok(under(mission.text, &lines, seed))
}

/// A script under another seed. Its lines are those that were read from it.
pub(super) fn under(text: &str, lines: &[Line], seed: u64) -> String {
    let begins =
        |line: &Line| matches!(line.command, Some(Command::Seed(_) | Command::SeedFrom(_)));
    let place = lines.iter().find(|line| begins(line)).map(|line| line.number as usize);
    let mut text: Vec<String> = text.lines().map(str::to_owned).collect();
    match place {
        Some(number) => text[number - 1] = format!("seed {seed}"),
        None => text.insert(0, format!("seed {seed}")),
    }
    text.join("\n") + "\n"
}

/// A session in which the mission that an address asks for has been set up, and nothing was done.
///
/// # Errors
/// A sentence, if there is no such mission, or it cannot begin under this seed.
pub fn open(asked: &Asked) -> Result<Session, String> {
    let opened = Session::load(&script(asked)?);
    opened.map_err(|error| match &asked.seed {
        Some(seed) => tr!("this mission cannot begin under the seed {seed}: {error}", seed, error),
        None => error,
    })
}

/// The fragment of an address for a mission of the table that has been set up, and in which nothing was done; `None` of any
/// other session, which a link of its own carries.
pub fn address_for(session: &Session) -> Option<String> {
    let playing = session.mission()?;
    let untouched =
        playing.used == 0 && session.horizon() == playing.began && session.branches().count() == 1;
    let mission = table::of_task(&playing.task).filter(|_| untouched)?;
    let address = address_of(&mission, session.setup().seed);
    // Another mission may set the same task.
    let same = asked_for(&address).and_then(|asked| open(&asked).ok())?;
    (same.script() == session.script()).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(fragment: &str) -> Asked {
        asked_for(fragment).expect("it asks for a mission")
    }

    #[test]
    fn a_link_opens_a_mission_and_what_was_shared_untouched_is_that_link() {
        for mission in table::all() {
            let link = address_of(
                &mission,
                open(&asked(&format!("mission={}", mission.id)))
                    .unwrap_or_else(|error| panic!("{}: {error}", mission.id))
                    .setup()
                    .seed,
            );
            assert_eq!(link, format!("mission={}", mission.id), "its own seed is not said");
            let session = open(&asked(&link)).expect("it was just opened");
            assert!(session.mission().is_some_and(|playing| playing.used == 0));
            assert_eq!(address_for(&session), Some(link));
        }
        assert_eq!(asked_for("scenario=split-vote"), None);
        assert_eq!(asked_for("#s=abc&t=5"), None);
    }

    #[test]
    fn another_seed_is_another_cluster_and_who_has_acted_shares_what_was_done() {
        let link = "#mission=let-n3-lead&seed=12";
        let mut session = open(&asked(link)).expect("it can be played");
        assert_eq!(session.setup().seed, 12);
        assert_eq!(address_for(&session).as_deref(), Some("mission=let-n3-lead&seed=12"));
        session.exec("pause n2");
        assert_eq!(address_for(&session), None);
    }

    #[test]
    fn what_no_mission_is_called_is_answered_with_what_there_is() {
        let check = |fragment: &str, expected: &str| {
            let error = open(&asked(fragment)).err().unwrap_or_else(|| panic!("{fragment} opens"));
            assert!(error.contains(expected), "{error}");
        };
        check(
            "mission=let-n3-leed",
            "there is no mission \"let-n3-leed\": did you mean let-n3-lead?",
        );
        check(
            "mission=cooking",
            "there is no mission \"cooking\": there are ten-terms, let-n3-lead",
        );
        check("mission=", "there is no mission \"\"");
        check("mission=figure-8&seed=soon", "found seed=soon, expected a whole number");
        assert_eq!(asked("#mission=figure-8.").mission, "figure-8", "a full stop is none of it");
    }
}
