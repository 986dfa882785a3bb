//! Watching a story: opening it in place of the session, going through it, and leaving it again.

use crate::catalog::tr;
use crate::script::{Bug, Pick};
use crate::session::missions::{Mission, MissionView};
use crate::session::narration::{self, Moved, Narration, Pace, Place};
use crate::session::question::{Prediction, QuestionView};
use crate::session::{Playback, Player, Session, Setup, Tour, exhibits, missions};
use crate::sim::Time;
use crate::ui::browser::address;
use crate::ui::browser::storage::{self, Key};
use crate::ui::tour::{StoryMsg, awaits};
use crate::ui::{Selected, Shared};

use super::opening;
use super::overlay::Offer;
use super::saved::{Habits, HintsTaken, Moment};
use super::state::Page;

impl Page {
    /// Does what the one who watches asks for.
    pub(super) fn asked(&mut self, ask: StoryMsg) -> bool {
        if matches!(ask, StoryMsg::Open(_) | StoryMsg::Mission(_)) {
            self.pathing.shown = false;
        }
        match ask {
            StoryMsg::Path => {
                self.note_path();
                (self.pathing.shown, self.menu) = (true, None);
                return true;
            }
            StoryMsg::Open(id) => return self.open_scenario(&id),
            StoryMsg::Mine => return self.open_mine(),
            StoryMsg::Exhibit(bug) => {
                self.museum = false;
                return self.exhibit(bug);
            }
            StoryMsg::Museum(open) => {
                (self.museum, self.menu) = (open, None);
                return true;
            }
            StoryMsg::Mission(id) => return self.open_mission(&id),
            StoryMsg::LeaveMission => return self.leave_mission(),
            StoryMsg::Hint => {
                self.player.change_silently(|player| player.session.take_hint());
            }
            StoryMsg::Predict(prediction) => self.predict(prediction),
            StoryMsg::Asks(asks) => {
                self.in_tour(|tour, _| tour.set_asks(asks));
                Habits { unasked: !asks, ..Habits::kept() }.keep();
            }
            StoryMsg::AnotherQuiz => return self.command("quiz", false),
            StoryMsg::CloseQuiz => {
                self.player.change_silently(|player| player.session.close_quiz());
            }
            StoryMsg::PlayAnswer(place) => self.play(|session| session.play_answer(place)),
            StoryMsg::LeaveAnswer => self.play(Session::return_from_answer),
            StoryMsg::Leave => return self.leave_story(),
            StoryMsg::Compare => return self.compare(Some(0)),
            StoryMsg::Pace(pace) => {
                self.player.change_silently(|player| player.playback.speed = pace.speed());
                Habits { pace, ..Habits::kept() }.keep();
            }
            StoryMsg::Auto(auto) => {
                self.in_tour(|tour, player| tour.set_auto(player, auto));
                Habits { auto, ..Habits::kept() }.keep();
            }
            StoryMsg::Next => self.in_tour(Tour::next),
            StoryMsg::Back => self.in_tour(Tour::back),
            StoryMsg::Go(step) => self.in_tour(|tour, player| tour.go(player, step)),
            StoryMsg::Return => self.in_tour(Tour::go_back),
        }
        self.refresh();
        self.save();
        true
    }

    fn in_tour(&mut self, act: impl FnOnce(&mut Tour, &mut Player)) {
        if let Some(tour) = &mut self.touring.tour {
            self.player.change_silently(|player| act(tour, player));
        }
    }

    /// Answers the question that is open.
    fn predict(&mut self, prediction: Prediction) {
        if self.touring.quiz.is_some() {
            return self.predict_next(prediction);
        }
        let Some(tour) = &mut self.touring.tour else { return };
        let predicted = self.player.change_silently(|player| tour.predict(player, prediction));
        if let Err(error) = predicted {
            self.notify(error, None);
        }
    }

    /// Answers the question that waits, by the place of an answer, counted from 1. Returns whether one waits.
    pub(super) fn predict_by_number(&mut self, number: u32) -> bool {
        let quiz = self.touring.quiz.as_deref().map(|quiz| &quiz.question);
        let Some(question) = quiz.or(self.touring.question.as_deref()).filter(|it| awaits(it))
        else {
            return false;
        };
        let place = (number as usize).checked_sub(1);
        let given = place.and_then(|place| question.answers.get(place)).map(|it| it.prediction);
        if let Some(given) = given {
            self.asked(StoryMsg::Predict(given));
        }
        true
    }

    /// Answers the question that waits by pointing at what it asks for. Returns whether one waits that is answered so.
    pub(super) fn predict_by_pointing(&mut self, at: Selected) -> bool {
        let given = match (self.touring.awaited_pick(), at) {
            (Some(Pick::Node), Selected::Node(id)) => Prediction::Node(id),
            (Some(Pick::Entry), Selected::Entry(_, index)) => Prediction::Entry(index),
            (Some(Pick::Packet), Selected::Packet(id)) => Prediction::Packet(id),
            _ => return false,
        };
        self.asked(StoryMsg::Predict(given));
        true
    }

    /// Opens a mission where its set-up ends: from there on it is for the person to act.
    fn open_mission(&mut self, id: &str) -> bool {
        let asked = missions::finding::Asked { mission: id.to_owned(), seed: None };
        match missions::finding::open(&asked) {
            Ok(session) => {
                if self.touring.mission.is_none() {
                    self.keep_mine();
                }
                self.player.change_silently(|player| {
                    player.session.adopt(session);
                    player.playback = Playback::paused();
                });
                (self.touring.tour, self.selected, self.menu) = (None, None, None);
                (self.wanted, self.notice) = (None, None);
                self.refresh();
                self.save();
            }
            Err(error) => {
                self.notify(tr!("The mission could not be opened: {error}.", error), None)
            }
        }
        true
    }

    /// No more of the mission: the person's own session is back, or a new cluster.
    fn leave_mission(&mut self) -> bool {
        if self.touring.has_mine() {
            return self.open_mine();
        }
        self.player.change_silently(|player| {
            let anew = Session::open(Setup::default());
            player.session.adopt(anew);
            player.playback = Playback::default();
        });
        self.selected = None;
        self.refresh();
        self.save();
        true
    }

    /// The mission is shown as it is now, and one that was solved is remembered; so are the hints that were taken.
    fn renew_mission(&mut self) {
        let mut shown = self.player.read(|player| player.session.mission());
        let task = |view: &MissionView| view.task.clone();
        let known = self.touring.mission.as_deref().map(task) == shown.as_ref().map(task);
        // What the missions are may have come only now.
        if !known || self.touring.missions.0.is_none() {
            let here = shown.as_ref().and_then(|shown| missions::of_task(&shown.task));
            let after = |here: &Mission| missions::all().skip_while(|it| it.id != here.id).nth(1);
            let next = here.as_ref().and_then(after);
            self.touring.missions = (here, next);
        }
        if let (Some(Mission { id, .. }), Some(view)) = (&self.touring.missions.0, &shown) {
            let here = view.hints.len();
            let taken = HintsTaken::kept().at_least(id, here);
            if taken > here {
                self.player.change_silently(|player| player.session.recall_hints(taken));
                shown = self.player.read(|player| player.session.mission());
            }
        }
        if self.touring.mission.as_deref() == shown.as_ref() {
            return;
        }
        let solved = shown.as_ref().is_some_and(|it| it.solved.is_some());
        if let Some(mission) = self.touring.missions.0.as_ref().filter(|_| solved) {
            self.finish(&missions::solved_name(mission.id));
        }
        self.touring.mission = shown.map(Shared::new);
    }

    /// Remembers that a story was seen to its end, or a mission solved.
    fn finish(&mut self, name: &str) {
        if self.touring.finished.iter().any(|it| it == name) {
            return;
        }
        let mut finished = (*self.touring.finished).clone();
        finished.push(name.to_owned());
        // Who is refused here is told so when the session is saved.
        let _ = storage::save(Key::Finished, &finished.join(" "));
        self.touring.finished = Shared::new(finished);
    }

    /// What is asked in the step that is told, if the person wants to be asked.
    fn renew_question(&mut self) {
        let told = self.touring.narration.as_deref();
        let since = told.and_then(|told| Some(told.steps[told.current?].at));
        let asks = self.touring.is_told() && self.touring.tour.as_ref().is_some_and(Tour::asks);
        let shown = since.filter(|_| asks).and_then(|since| {
            let question = self.player.read(|player| player.session.question())?;
            (question.at >= since && !question.skipped).then_some(question)
        });
        self.tell_host(shown.as_ref());
        let shown = if self.hides_answers() { shown.map(QuestionView::withheld) } else { shown };
        if self.touring.question.as_deref() != shown.as_ref() {
            self.touring.question = shown.map(Shared::new);
        }
    }

    /// Opens a scenario at its beginning. If there is none of this name, everything stays as it is.
    pub(super) fn open_scenario(&mut self, id: &str) -> bool {
        let habits = Habits::kept();
        let opened = narration::named(id).and_then(|it| narration::open(&it, habits.auto));
        match opened {
            Ok((session, tour)) => {
                self.menu = None;
                self.begin(session, tour, habits.pace);
                true
            }
            Err(error) => {
                self.notify(tr!("The scenario could not be opened: {error}.", error), None);
                true
            }
        }
    }

    /// Plays, from its beginning, the script that shows what a planted bug does. It stops where that shows.
    fn exhibit(&mut self, bug: Bug) -> bool {
        let Some(Ok(session)) = exhibits::shown(bug).map(Session::load) else {
            let text = tr!("What shows this could not be fetched. Try again in a moment.");
            self.notify(text.into(), None);
            return true;
        };
        let name = bug.name();
        let what = tr!("This shows what {name} does: {harm}", name, harm = tr(bug.does()));
        if self.make_way() {
            self.offer_mine(&what);
        } else {
            self.notify(what, None);
        }
        (self.touring.tour, self.selected, self.menu) = (None, None, None);
        self.player.change_silently(|player| {
            player.session.adopt(session);
            player.session.seek(Time::ZERO);
            player.playback = Playback::default();
        });
        self.refresh();
        self.save();
        true
    }

    /// Tells the story of this session from its beginning. What was there is kept.
    pub(super) fn begin(&mut self, session: Session, mut tour: Tour, pace: Pace) {
        self.keep_mine();
        self.player.change_silently(|player| {
            player.session.adopt(session);
            player.playback = Playback::paused().at(pace.speed());
            tour.set_asks(!Habits::kept().unasked);
            tour.go(player, 0);
        });
        self.touring.tour = Some(tour);
        self.selected = None;
        self.wanted = None;
        self.notice = None;
        self.refresh();
        self.save();
    }

    /// Keeps the session that is about to make way for a story, if anything was done in it and no other waits already.
    pub(super) fn keep_mine(&mut self) {
        if self.touring.has_mine() {
            return;
        }
        let told = self.touring.tour.is_some();
        let mine = self.player.change_silently(|player| {
            let own =
                if told { player.session.branches().count() > 1 } else { player.session.is_used() };
            own.then(|| {
                let moment = Moment::of(player);
                // A full store is told of when the session itself is saved.
                let _ = storage::save(Key::Mine, &player.session.script_of_all())
                    .and_then(|()| storage::save(Key::MyMoment, &moment.write()));
                let anew = player.session.anew();
                (std::mem::replace(&mut player.session, anew), player.playback)
            })
        });
        self.touring.mine = mine;
    }

    /// Keeps the person's session before another takes its place that is the person's as well: the one that was kept before is
    /// given up for it. Returns whether anything was kept.
    pub(super) fn make_way(&mut self) -> bool {
        let own =
            self.touring.tour.is_none() && self.player.read(|player| player.session.is_used());
        if own {
            self.touring.mine = None;
            storage::forget(Key::Mine);
        }
        self.keep_mine();
        own
    }

    /// Says that a session was kept that has made way, and offers to go back to it.
    pub(super) fn offer_mine(&mut self, what: &str) {
        let kept = tr!("Your session before it is kept.");
        self.offer(format!("{what} {kept}"), tr!("back to my session"), Offer::Mine);
    }

    /// Goes back to the person's own session, as it was.
    pub(super) fn open_mine(&mut self) -> bool {
        (self.menu, self.notice) = (None, None);
        let kept = match self.touring.mine.take() {
            Some(kept) => Some(Ok(kept)),
            None => opening::mine(),
        };
        match kept {
            Some(Ok((session, mut playback))) => {
                playback.playing = false;
                self.player.change_silently(|player| {
                    player.session.adopt(session);
                    player.playback = playback;
                });
                self.touring.tour = None;
                self.selected = None;
            }
            Some(Err(error)) => {
                self.notify(tr!("Your session could not be read: {error}", error), None);
            }
            None => {}
        }
        storage::forget(Key::Mine);
        storage::forget(Key::MyMoment);
        self.refresh();
        self.save();
        true
    }

    /// No more of the story: the cluster stays as it is, and is the person's own from now on.
    fn leave_story(&mut self) -> bool {
        self.touring.tour = None;
        if self.touring.has_mine() {
            let text =
                tr!("The story is closed, and its cluster is yours. Your own session is kept.");
            self.offer(text.into(), tr!("back to my session"), Offer::Mine);
        }
        self.refresh();
        self.save();
        true
    }

    /// One frame of a story. `None` if none is told.
    pub(super) fn tell(&mut self, ms: f64) -> Option<bool> {
        let tour = self.touring.tour.as_mut()?;
        let moved = self.player.change_silently(|player| tour.frame(player, ms));
        match moved {
            Moved::Words | Moved::Question | Moved::Answer | Moved::End => {
                self.refresh();
                self.save();
            }
            Moved::Time | Moved::Nothing => {}
        }
        Some(moved != Moved::Nothing)
    }

    /// The story is shown as it is now. Once another session is there, it is told no longer.
    pub(super) fn renew_story(&mut self) {
        let told = self.player.read(|player| {
            let tour = self.touring.tour.as_ref()?;
            tour.is_of(&player.session).then(|| tour.narration(player))
        });
        let Some(told) = told else {
            (self.touring.tour, self.touring.narration) = (None, None);
            self.touring.question = None;
            self.renew_mission();
            self.show_address();
            return;
        };
        self.touring.mission = None;
        if self.touring.narration.as_deref() != Some(&told) {
            if let Some(scenario) = told.scenario.as_ref().filter(|_| told.place == Place::Ended) {
                self.finish(scenario);
            }
            self.touring.narration = Some(Shared::new(told));
        }
        self.renew_question();
        self.show_address();
    }

    /// The address names the story and its step. That is a place of its own, so that Back leaves the story.
    fn show_address(&mut self) {
        let named = |told: &Narration| {
            let scenario = told.scenario.as_deref()?;
            Some(narration::address_of(scenario, told.current.unwrap_or_default()))
        };
        let shown = self.touring.narration.as_deref().and_then(named).unwrap_or_default();
        if shown != self.touring.address {
            // The history of the page around an embedded one is not ours.
            address::show(&shown, self.touring.address.is_empty() && self.embedding.is_none());
            self.touring.address = shown;
        }
    }

    /// The person went back to before the story, by the browser's own button. Returns whether a story was told.
    pub(super) fn leave_by_address(&mut self) -> bool {
        let left = !self.touring.address.is_empty();
        if left {
            self.touring.address.clear();
            if self.touring.has_mine() {
                self.open_mine()
            } else {
                self.leave_story()
            };
        }
        left
    }
}
