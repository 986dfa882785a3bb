//! The component that owns the session, the frames, and what the person has opened and picked.

use std::sync::Arc;

use web_sys::Element;
use yew::prelude::*;

use crate::catalog::tr;
use crate::draw::events::{Filter, Group};
use crate::explain::words::step_text;
use crate::script::{self, Place};
use crate::session::questions::QuizView;
use crate::session::{Answer, Begun};
use crate::sim::Event as SimEvent;
use crate::ui::author::Given;
use crate::ui::browser::dom::{self, Listener};
use crate::ui::browser::files;
use crate::ui::browser::{Frames, Media, Theme, language, shortcuts, version, whole_screen};
use crate::ui::program::Part;
use crate::ui::stage::{Moment, Moments};
use crate::ui::tabs::Tab;
use crate::ui::tour::awaits;
use crate::ui::transport::Direction;
use crate::ui::{Selected, Shared};

use super::autosave::Autosave;
use super::callbacks::Callbacks;
use super::embedded;
use super::keyboard;
use super::msg::Msg;
use super::overlay::{Notice, Offer};
use super::panels::Panels;
use super::parts::Parts;
use super::state::{Asking, Page, Pathing, Props, Touring, Writing};

/// On such a window the ledger is one of the tabs.
const NARROW: &str = "(max-width: 760px), (max-height: 560px)";

/// Events this old, in seconds of watching, are no longer lit up on the stage.
const RECENT_S: f64 = 1.5;

/// The most of them: at a great speed a second of watching holds more than anybody could see.
const MOST_RECENT: usize = 400;

impl Component for Page {
    type Message = Msg;
    type Properties = Props;

    fn create(ctx: &Context<Self>) -> Self {
        let link = ctx.link();
        let player = ctx.props().player.0.clone();
        let panels = player.read(|player| Panels::of(&player.session, player.playback.pace()));
        let embedding = ctx.props().embedding.clone();
        let theme = embedding.as_ref().map_or_else(Theme::load, embedded::theme);
        theme.apply();
        shortcuts::load();
        player.listen({
            let link = link.clone();
            move || link.send_message(Msg::Elsewhere)
        });
        let (media, narrow) = Media::watch(NARROW, link.callback(Msg::Narrow));
        let mut page = Self {
            on: Callbacks::of(&link.callback(|msg| msg), &player),
            panels,
            parts: Parts::of(ctx.props().program.0, link.callback(Msg::Want)),
            selected: None,
            asking: Asking::default(),
            tab: embedding.as_ref().map_or(Tab::Console, embedded::tab),
            pointed: None,
            filter: Filter::default(),
            filtered: false,
            tall: false,
            menu: None,
            theme,
            presenting: false,
            keys_shown: false,
            made: None,
            ahead: None,
            museum: false,
            narrow,
            embedding,
            in_sight: ctx.props().embedding.is_none(),
            _sight: None,
            notice: None,
            touring: Touring::of(ctx.props().tour.clone()),
            writing: Writing::kept(),
            pathing: Pathing::default(),
            comparison: None,
            survey: None,
            recent: Shared::default(),
            moments: Moments::default(),
            console: NodeRef::default(),
            enter_console: false,
            stepped: None,
            passage: None,
            enter_answers: false,
            enter_scenarios: false,
            frames: None,
            autosave: Autosave::default(),
            wanted: None,
            held: None,
            recent_of: u64::MAX,
            notices: 0,
            offered: Offer::default(),
            violations: player.read(|player| player.session.violations().len()),
            _listeners: listeners(ctx),
            _media: media,
            player,
        };
        // Whoever embeds a diagram wants to see its messages.
        if page.embedding.is_some() && page.tab == Tab::Diagram {
            page.show(Tab::Diagram);
        }
        page.tell_news(ctx.props().news.as_ref());
        page.refresh();
        page.run_or_rest(ctx);
        if version::waits() {
            ctx.link().send_message(Msg::Newer);
        }
        // The link that led to a story is out of the address by now; a reload must not lose it.
        if ctx.props().tour.is_some() {
            page.save();
        }
        page
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        if !matches!(msg, Msg::Step(_) | Msg::Select(_) | Msg::Show(_)) {
            self.stepped = None;
        }
        let drawn = match msg {
            Msg::Frame(ms) => self.frame(ms),
            Msg::Elsewhere => self.refresh(),
            Msg::Command(line) => self.command(&line, false),
            Msg::Typed(line) => self.command(&line, true),
            Msg::Select(selected) => self.select(selected),
            Msg::Act(action) => self.act(ctx, action),
            Msg::Show(tab) => self.show(tab),
            Msg::Pick(selected) => {
                self.selected = selected;
                true
            }
            Msg::Inspect(selected) => {
                self.selected = Some(selected);
                self.show(Tab::Inspector);
                true
            }
            Msg::Point(pointed) => std::mem::replace(&mut self.pointed, pointed) != pointed,
            Msg::Filter(filter) => {
                self.filtered = true;
                self.filter = filter;
                true
            }
            Msg::Tall => {
                self.tall ^= true;
                true
            }
            Msg::Menu(menu) => {
                self.menu = (self.menu != Some(menu)).then_some(menu);
                true
            }
            Msg::CloseMenu => self.menu.take().is_some(),
            Msg::Theme => {
                self.theme = self.theme.next();
                self.theme.apply();
                self.theme.keep();
                true
            }
            Msg::Language(language) => {
                self.save();
                language::choose(language);
                false
            }
            Msg::Present => self.present(!self.presenting),
            Msg::Keys(shown) => std::mem::replace(&mut self.keys_shown, shown) != shown,
            Msg::Play => {
                if let Some(tour) = &mut self.touring.tour {
                    tour.skip_wait();
                }
                self.pass_quiz_over();
                self.player.change_silently(|player| player.playback.playing ^= true);
                self.refresh()
            }
            Msg::Step(direction) => self.step(direction),
            Msg::Speed(place) => {
                self.player.change_silently(|player| {
                    player.playback.speed = crate::session::Speed::at(place)
                });
                true
            }
            Msg::Stop => self.stop(),
            Msg::Linger => {
                self.player.change_silently(|player| player.playback.lingers ^= true);
                true
            }
            Msg::Seek(to) => {
                self.wanted = Some(to);
                false
            }
            Msg::Hold(held) => self.hold(held),
            Msg::Explain(wish) => self.grant(wish),
            Msg::Find => {
                // What comes of it is told there.
                self.turn_to(Tab::Console);
                self.command("find violated", true)
            }
            Msg::Ahead => self.look_ahead(),
            Msg::CloseAhead => self.ahead.take().is_some(),
            Msg::Try(place) => self.try_out(place),
            Msg::PlayOtherwise(play) => self.play_otherwise(play),
            Msg::Branch(number) => self.switch_branch(number),
            Msg::Name(name) => self.name_branch(&name),
            Msg::Compare(with) => self.compare(with),
            Msg::Survey(seeds) => self.ask_clusters(seeds),
            Msg::Tour(ask) => self.asked(ask),
            Msg::Path(wish) => self.walk(ctx, wish),
            Msg::NewSeed => self.new_seed(),
            Msg::Accept => self.accept(),
            Msg::Dismiss => {
                self.give_up_saved();
                self.notice.take().is_some()
            }
            Msg::Save => self.save(),
            Msg::SaveFile(what) => self.save_file(what),
            Msg::OpenFile(file) => self.open_file(ctx, &file),
            Msg::FileRead(name, read) => self.file_read(&name, read),
            Msg::Loaded(loaded) => self.loaded(*loaded),
            Msg::Author(ask) => self.author(ctx, ask),
            Msg::Export(format, filter) => self.export(format, &filter),
            Msg::Share => self.share(ctx),
            Msg::Shared(link, copied) => self.shared(&link, copied),
            Msg::Unshare => self.made.take().is_some(),
            Msg::Linked => self.open_linked(),
            Msg::Newer => {
                let text = tr!("A new version of this page is ready. Your session is kept.");
                self.offer(text.into(), tr!("load it"), Offer::Version);
                true
            }
            Msg::Sight(seen) => {
                self.in_sight = seen;
                false
            }
            Msg::Want(part) => self.want(ctx, part),
            Msg::Came(part, came) => self.came(ctx, part, came),
            Msg::Narrow(narrow) => {
                self.narrow = narrow;
                if self.embedding.is_none() && !narrow && self.tab == Tab::Ledger {
                    self.turn_to(Tab::Console);
                }
                true
            }
        };
        self.run_or_rest(ctx);
        drawn
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        if first {
            // The cluster is on screen: now the rest may come.
            self.want_all(ctx);
        }
        if first && self.embedding.is_some() {
            self._sight = embedded::watch_sight(ctx.link().callback(Msg::Sight));
            // Where nobody can tell, it is taken to be in sight.
            self.in_sight = self._sight.is_none();
        }
        if std::mem::take(&mut self.enter_console)
            && let Some(field) = self.console.cast::<Element>()
        {
            dom::focus(&field);
        }
        if std::mem::take(&mut self.enter_answers) {
            dom::focus_first("[data-testid=answer]");
        }
        if std::mem::take(&mut self.enter_scenarios) {
            dom::focus_first("#menu-scenarios input");
        }
    }

    fn view(&self, _ctx: &Context<Self>) -> Html {
        super::layout::page(self)
    }
}

fn listeners(ctx: &Context<Page>) -> Vec<Listener> {
    let link = ctx.link();
    let sends = |msg: fn() -> Msg| {
        let link = link.clone();
        move || link.send_message(msg())
    };
    let act = link.callback(Msg::Act);
    // A telephone may end a page that is out of sight without another word.
    let hidden = dom::document().map(|document| {
        let save = sends(|| Msg::Save);
        Listener::on(&document, "visibilitychange", move |_| save())
    });
    let leave = web_sys::window().map(|window| {
        let save = sends(|| Msg::Save);
        Listener::on(&window, "pagehide", move |_| save())
    });
    let linked = web_sys::window().map(|window| {
        let open = sends(|| Msg::Linked);
        Listener::on(&window, "hashchange", move |_| open())
    });
    let dropped = {
        let open = link.callback(Msg::OpenFile);
        move |file| open.emit(file)
    };
    [
        keyboard::listen(move |action| act.emit(action)),
        keyboard::release_after_clicks(),
        keyboard::outside_menus(sends(|| Msg::CloseMenu)),
        hidden,
        leave,
        linked,
        version::on_come(sends(|| Msg::Newer)),
    ]
    .into_iter()
    .flatten()
    .chain(files::on_drop(dropped))
    .collect()
}

impl Page {
    /// Frames run while anything moves, and not otherwise: a page at rest costs nothing.
    fn run_or_rest(&mut self, ctx: &Context<Self>) {
        let playing = self.player.read(|player| player.playback.playing);
        let wanted = (playing && self.in_sight) || self.wanted.is_some() || self.passage.is_some();
        if wanted && self.frames.is_none() {
            let link = ctx.link().clone();
            self.frames = Some(Frames::start(move |ms| link.send_message(Msg::Frame(ms))));
        } else if !wanted {
            self.frames = None;
        }
    }

    /// One frame: time passes, or is where it is wanted. Returns whether the page is to be drawn; where only time has passed, the
    /// stage alone is.
    fn frame(&mut self, ms: f64) -> bool {
        if let Some(to) = self.wanted.take() {
            self.player.change_silently(|player| player.session.seek(to));
            return self.refresh();
        }
        if self.passage.is_some() {
            self.pass();
            if self.passage.is_some() {
                self.gather_in_passing(ms);
                self.stop_if_violated();
                return true;
            }
            return self.refresh();
        }
        let known = (self.panels.gathered, self.notices);
        let moved = match self.settle_quiz(ms).or_else(|| self.tell(ms)) {
            Some(moved) => moved,
            None => {
                self.player.change_silently(|player| player.playback.frame(&mut player.session, ms))
            }
        };
        self.gather_in_passing(ms);
        self.note_path_in_passing(ms);
        let told =
            self.player.read(|player| self.autosave.tick(ms, player, self.touring.tour.as_ref()));
        if let Err(refused) = told {
            self.notify(refused.to_string(), None);
        }
        if self.stop_if_violated() {
            return self.refresh();
        }
        let passes = self.player.read(|player| player.playback.playing);
        // The diagram goes with the moment, too.
        if !passes || self.tab == Tab::Diagram || known != (self.panels.gathered, self.notices) {
            return true;
        }
        if moved {
            self.moments.borrow().emit(self.moment());
        }
        false
    }

    /// What the stage shows.
    pub(super) fn moment(&self) -> Moment {
        self.player.read(|player| Moment {
            view: player.session.view().into(),
            now: player.session.now(),
            recent: self.recent.clone(),
            pace_us: (player.playback.pace() * 1e6) as u64,
        })
    }

    /// Time has passed for so many milliseconds: what the panels show is gathered anew, unless it just was.
    fn gather_in_passing(&mut self, ms: f64) {
        let gathered = self
            .player
            .read(|player| self.panels.tick(ms, &player.session, player.playback.pace()));
        if gathered {
            self.renew_story();
            self.renew_quiz();
            self.explain();
        }
        self.gather_recent();
    }

    /// A safety property that is found violated stops the run: the page says why, and shows the evidence.
    fn stop_if_violated(&mut self) -> bool {
        let (found, first) = self.player.read(|player| {
            let violations = player.session.violations();
            let new = violations.get(self.violations);
            (violations.len(), new.map(|it| (it.name, it.at, it.citation)))
        });
        self.violations = found;
        let stopped = first.is_some();
        if let Some((name, at, citation)) = first {
            self.player.change_silently(|player| player.playback.playing = false);
            if let Some(tour) = &mut self.touring.tour {
                self.player.read(|player| tour.stop(player));
            }
            self.turn_to(Tab::Checks);
            let text = tr!(
                "Stopped at {at}: {name} is violated ({citation}).",
                at,
                name,
                citation = tr(citation)
            );
            self.notify(text, None);
        }
        stopped
    }

    /// Everything is to be shown as it is now.
    pub(super) fn refresh(&mut self) -> bool {
        self.stop_if_violated();
        self.panels.counts = self.tab == Tab::Metrics;
        let follow = self.parts.late(Part::Diagram, |program| program.follow);
        self.panels.follow = follow.here().filter(|_| self.tab == Tab::Diagram);
        self.renew_story();
        self.renew_quiz();
        self.panels.withhold(self.hides_answers());
        let asked = self.touring.quiz.as_deref().is_some_and(|quiz| quiz.question.open);
        self.panels.tell(self.touring.is_told() || asked);
        self.player.read(|player| self.panels.gather(&player.session, player.playback.pace()));
        self.explain();
        self.gather_recent();
        true
    }

    /// The events that the stage lights up.
    fn gather_recent(&mut self) {
        self.player.read(|player| {
            let (session, now) = (&player.session, player.session.now());
            if self.recent_of == session.revision() {
                return;
            }
            self.recent_of = session.revision();
            let within_us = (RECENT_S * 1e6 * player.playback.pace()) as u64;
            let mut recent: Vec<Arc<SimEvent>> = session
                .events()
                .shared()
                .rev()
                .take_while(|event| now.since(event.at) <= within_us)
                .take(MOST_RECENT)
                .cloned()
                .collect();
            recent.reverse();
            self.recent = Shared::new(recent);
        });
    }

    /// Does a line. An error that the console does not show in front of the person is told in a notice.
    pub(super) fn command(&mut self, line: &str, typed: bool) -> bool {
        if let Some(about) = self.wondered(line).filter(|_| !typed) {
            return self.wonder(about);
        }
        let begins = script::parse_line(line, 1).is_ok_and(|line| {
            line.and_then(|line| line.command).is_some_and(|it| it.place() == Place::Beginning)
        });
        let branches = self.panels.lanes.len();
        if let Some(passage) = &self.passage {
            self.notify(tr!("First stop what is under way: {line}", line = passage.line()), None);
            return true;
        }
        if line.trim() == "quiz" && self.touring.question.as_deref().is_some_and(awaits) {
            self.notify(tr!("First answer what the story asks, or skip it.").into(), None);
            return true;
        }
        let kept = begins && self.make_way();
        match self.player.change_silently(|player| player.session.begin(line)) {
            Begun::Going(mut passage) => {
                if let Some(hand_over) = self.parts.late(Part::Search, |it| it.hand_over).here() {
                    self.player.read(|player| hand_over(&player.session, &mut passage));
                }
                self.passage = Some(passage);
                self.pass();
            }
            Begun::Ended(answer) => {
                match &answer {
                    _ if !kept => {}
                    Answer::Done => self.offer_mine(tr!("This is a new cluster.")),
                    Answer::Refused(_) => {
                        self.open_mine();
                    }
                }
                self.tell_answer(answer, typed);
            }
        }
        self.save();
        self.refresh();
        let answers = |quiz: &Shared<QuizView>| awaits(&quiz.question);
        self.enter_answers = typed && self.touring.quiz.as_ref().is_some_and(answers);
        // A story says on its own strip that it was left.
        if self.touring.tour.is_none() && (1..self.panels.lanes.len()).contains(&branches) {
            let text = tr!(
                "Another branch begins here. What came later is kept, on its lane under the timeline."
            );
            self.notify(text.into(), None);
        }
        true
    }

    /// An error is told in a notice, unless the console shows it in front of the person.
    fn tell_answer(&mut self, answer: Answer, typed: bool) {
        let is_shown = typed && self.tab == Tab::Console;
        if let Answer::Refused(error) = answer
            && !is_shown
        {
            self.notify(error, None);
        }
    }

    /// Lets some of the time pass that a command asked for: so much that the page can still be used.
    pub(super) fn pass(&mut self) {
        // With 51 nodes under load, so many take some milliseconds.
        const MOVES: u64 = 100;
        const LONGEST_MS: f64 = 30.0;
        let Some(mut passage) = self.passage.take() else { return };
        let began = js_sys::Date::now();
        let answer = self.player.change_silently(|player| {
            loop {
                let answer = player.session.go_on(&mut passage, MOVES);
                let waits = passage.goes_on_elsewhere();
                if answer.is_some() || waits || js_sys::Date::now() - began > LONGEST_MS {
                    break answer;
                }
            }
        });
        match answer {
            None => self.passage = Some(passage),
            Some(answer) => {
                if let Some(survey) = passage.found() {
                    self.survey = Some(Shared::new(survey.clone()));
                }
                self.tell_answer(answer, true);
                self.save();
            }
        }
    }

    /// Asks so many clusters like this one how long nobody leads after a crash, unless something is under way already.
    fn ask_clusters(&mut self, seeds: u32) -> bool {
        if let Some(passage) = &self.passage {
            self.notify(tr!("First stop what is under way: {line}", line = passage.line()), None);
            return true;
        }
        self.passage = Some(self.player.read(|player| player.session.begin_survey(seeds)));
        true
    }

    /// Ends a command that lets time pass, where it is. Returns whether there was one.
    pub(super) fn stop(&mut self) -> bool {
        let Some(mut passage) = self.passage.take() else { return false };
        let answer = self.player.change_silently(|player| player.session.stop(&mut passage));
        self.tell_answer(answer, passage.is_told());
        self.save();
        self.refresh()
    }

    pub(super) fn present(&mut self, presenting: bool) -> bool {
        if presenting != self.presenting {
            whole_screen::ask(presenting);
        }
        self.presenting = presenting;
        dom::set_root_attribute("data-presenting", presenting.then_some(""));
        true
    }

    pub(super) fn select(&mut self, selected: Option<Selected>) -> bool {
        if selected.is_some_and(|at| self.predict_by_pointing(at)) {
            return self.refresh();
        }
        self.selected = selected;
        self.forget_asked();
        // Nodes and packets have a card on the stage; an entry or an event is only explained in the inspector.
        let unexplained = matches!(selected, Some(Selected::Entry(..) | Selected::Event(_)));
        // The diagram shows where they belong, and leads to the inspector itself.
        if unexplained && self.tab != Tab::Diagram {
            self.turn_to(Tab::Inspector);
        }
        self.refresh()
    }

    /// Brings a panel to the front; the one panel of an embedded page stays there.
    pub(super) fn turn_to(&mut self, tab: Tab) {
        if self.embedding.is_none() {
            self.tab = tab;
        }
    }

    fn show(&mut self, tab: Tab) -> bool {
        self.turn_to(tab);
        self.pointed = None;
        // Without its messages the diagram would be empty; whoever does not want them switches them off again.
        if tab == Tab::Diagram && !std::mem::replace(&mut self.filtered, true) {
            self.filter.groups[Group::Packets as usize] = true;
        }
        self.refresh()
    }

    fn step(&mut self, direction: Direction) -> bool {
        let told = self.player.change_silently(|player| {
            player.playback.playing = false;
            let session = &mut player.session;
            match direction {
                Direction::Forward => session.step().then(|| step_text(&session.last_move())),
                Direction::Back => {
                    let undone = session.last_move();
                    session
                        .step_back()
                        .then(|| tr!("taken back: {step}", step = step_text(&undone)))
                }
            }
        });
        let told = told.unwrap_or_else(|| tr!("no move is left").to_owned());
        self.panels.step = Some(told.clone());
        self.stepped = Some(told.into());
        self.refresh()
    }

    fn hold(&mut self, held: bool) -> bool {
        self.player.change_silently(|player| {
            let playing = &mut player.playback.playing;
            if held {
                self.held = Some(std::mem::replace(playing, false));
            } else if let Some(before) = self.held.take() {
                *playing = before;
            }
        });
        true
    }

    pub(super) fn save(&mut self) -> bool {
        self.note_path();
        let told =
            self.player.read(|player| self.autosave.save(player, self.touring.tour.as_ref()));
        match told {
            Ok(()) => false,
            Err(refused) => {
                self.notify(refused.to_string(), None);
                true
            }
        }
    }

    pub(super) fn notify(&mut self, text: String, offer: Option<&'static str>) {
        self.notices += 1;
        let offer = offer.map(AttrValue::from);
        self.notice = Some(Notice { text: text.into(), offer, number: self.notices });
        self.offered = Offer::Saved;
    }

    /// Tells something, and offers to do something about it.
    pub(super) fn offer(&mut self, text: String, word: &'static str, offer: Offer) {
        self.notify(text, Some(word));
        self.offered = offer;
    }

    /// Does what the notice offers.
    fn accept(&mut self) -> bool {
        match std::mem::take(&mut self.offered) {
            Offer::Saved => self.open_saved(),
            Offer::Mine => self.open_mine(),
            Offer::Writing => self.write(None),
            Offer::Mend(text) => self.write(Some(Given::Text(text.to_string()))),
            Offer::Version => {
                self.notice = None;
                self.save();
                version::load();
                true
            }
        }
    }
}
