//! What is kept beside the session, in words that are read again: the moment, the story, the person's habits.

use std::collections::BTreeMap;

use crate::session::narration::{Narration, Pace, Place};
use crate::session::{Playback, Player, Speed};
use crate::sim::Time;
use crate::ui::browser::storage::{self, Key};

/// Where the page was: the moment, whether time passed, and how fast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The moment.
    pub at: Time,
    /// Whether time passed.
    pub playing: bool,
    /// How fast.
    pub speed: Speed,
    /// Whether what matters slows it down.
    pub lingers: bool,
}

impl Moment {
    /// Where it is now.
    pub fn of(player: &Player) -> Self {
        let Player { session, playback } = player;
        let Playback { playing, speed, lingers, .. } = *playback;
        Self { at: session.now(), playing, speed, lingers }
    }

    /// Four words: microseconds, `playing` or `paused`, a place on the scale of speeds, and `slow` if what matters slows
    /// time down, or `even`.
    pub fn write(self) -> String {
        let playing = if self.playing { "playing" } else { "paused" };
        let lingers = if self.lingers { "slow" } else { "even" };
        format!("{} {playing} {} {lingers}", self.at.0, self.speed.place())
    }

    /// What [`Moment::write`] wrote; `None` of anything else.
    pub fn read(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        let at = Time(words.next()?.parse().ok()?);
        let playing = match words.next()? {
            "playing" => true,
            "paused" => false,
            _ => return None,
        };
        let speed = Speed::at(words.next()?.parse().ok()?);
        Some(Self { at, playing, speed, lingers: words.next() != Some("even") })
    }
}

/// The story that was told, and where in it the person was. All else about it follows from the session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedStory {
    /// The scenario that it is, if it is one.
    pub scenario: Option<String>,
    /// What it is called.
    pub title: String,
    /// The step at whose first moment the person stood, if they did: there, what is done at this moment is yet to come.
    pub standing: Option<usize>,
    /// Whether the person had left it for another branch.
    pub left: bool,
}

impl SavedStory {
    /// The story as it is told.
    pub fn of(narration: &Narration) -> Self {
        let Narration { title, scenario, current, place, .. } = narration;
        Self {
            scenario: scenario.clone(),
            title: title.clone(),
            standing: current.filter(|_| *place == Place::Standing),
            left: matches!(place, Place::Left(_)),
        }
    }

    /// Two words and the title: the scenario's name or `-`, and the step, `left` or `-`.
    pub fn write(&self) -> String {
        let place = match self.standing {
            _ if self.left => "left".to_owned(),
            Some(step) => step.to_string(),
            None => "-".to_owned(),
        };
        format!("{} {place} {}", self.scenario.as_deref().unwrap_or("-"), self.title)
    }

    /// What [`SavedStory::write`] wrote; `None` of anything else.
    pub fn read(text: &str) -> Option<Self> {
        let mut words = text.splitn(3, ' ');
        let scenario = words.next().filter(|it| !it.is_empty())?;
        let place = words.next()?;
        let standing = match place {
            "left" | "-" => None,
            step => Some(step.parse().ok()?),
        };
        Some(Self {
            scenario: (scenario != "-").then(|| scenario.to_owned()),
            title: words.next()?.to_owned(),
            standing,
            left: place == "left",
        })
    }
}

/// How a person likes stories to be told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Habits {
    /// How fast.
    pub pace: Pace,
    /// Whether they go on by themselves.
    pub auto: bool,
    /// Whether they ask no questions.
    pub unasked: bool,
}

impl Habits {
    /// Those that were kept.
    pub fn kept() -> Self {
        storage::load(Key::Pace).map_or_else(Self::default, |text| Self::read(&text))
    }

    /// Keeps them. Where that is refused they hold until the page is loaded again.
    pub fn keep(self) {
        let auto = if self.auto { "auto" } else { "manual" };
        let asked = if self.unasked { "unasked" } else { "asked" };
        let _ = storage::save(Key::Pace, &format!("{} {auto} {asked}", self.pace.name()));
    }

    fn read(text: &str) -> Self {
        let pace = text.split(' ').find_map(Pace::named).unwrap_or_default();
        let says = |what: &str| text.split(' ').any(|word| word == what);
        Self { pace, auto: says("auto"), unasked: says("unasked") }
    }
}

/// How many hints a person has taken in each mission. They cost what they cost, also after a reload or another try.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HintsTaken(BTreeMap<String, usize>);

impl HintsTaken {
    /// Those that were kept.
    pub fn kept() -> Self {
        storage::load(Key::Hints).map_or_else(Self::default, |text| Self::read(&text))
    }

    /// At least so many were taken in this mission, which is kept if it is news. How many it were.
    pub fn at_least(mut self, mission: &str, taken: usize) -> usize {
        let before = self.0.get(mission).copied().unwrap_or_default();
        if taken > before {
            self.0.insert(mission.to_owned(), taken);
            // Who is refused here is told so when the session is saved.
            let _ = storage::save(Key::Hints, &self.write());
        }
        taken.max(before)
    }

    /// A word for each mission: its name, and how many.
    fn write(&self) -> String {
        let words: Vec<String> = self.0.iter().map(|(id, taken)| format!("{id}:{taken}")).collect();
        words.join(" ")
    }

    fn read(text: &str) -> Self {
        let words = text.split(' ').filter_map(|word| word.split_once(':'));
        Self(words.filter_map(|(id, taken)| Some((id.to_owned(), taken.parse().ok()?))).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_read_as_it_was_written() {
        for playing in [true, false] {
            let moment =
                Moment { at: Time(1_234_567), playing, speed: Speed::at(24), lingers: !playing };
            assert_eq!(Moment::read(&moment.write()), Some(moment));
        }
    }

    #[test]
    fn what_is_not_a_moment_is_none() {
        for text in ["", "x", "12", "12 walking 3", "-1 paused 3", "12 paused"] {
            assert_eq!(Moment::read(text), None, "{text}");
        }
    }

    #[test]
    fn a_story_is_read_as_it_was_written() {
        for (scenario, standing, left) in
            [(Some("first-election"), Some(3), false), (None, None, false), (None, None, true)]
        {
            let scenario = scenario.map(str::to_owned);
            let told = SavedStory { scenario, title: "A long story".into(), standing, left };
            assert_eq!(SavedStory::read(&told.write()), Some(told));
        }
        for text in ["", "x", "x 1", "x one title", "- -"] {
            assert_eq!(SavedStory::read(text), None, "{text}");
        }
    }

    #[test]
    fn hints_are_read_as_they_were_written() {
        let taken = [("figure-8".to_owned(), 2), ("let-n3-lead".to_owned(), 1)];
        let taken = HintsTaken(taken.into_iter().collect());
        assert_eq!(HintsTaken::read(&taken.write()), taken);
        assert_eq!(HintsTaken::read("x y:z :"), HintsTaken::default());
    }

    #[test]
    fn habits_that_are_unknown_are_the_usual_ones() {
        assert_eq!(
            Habits::read("fast auto"),
            Habits { pace: Pace::Fast, auto: true, unasked: false }
        );
        assert!(Habits::read("slow manual unasked").unasked);
        assert_eq!(Habits::read("hasty"), Habits::default());
    }
}
