//! The component that holds the draft while it is written.

use std::cell::RefCell;
use std::rc::Rc;

use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use crate::catalog::tr;
use crate::explain::words::count;
use crate::session::authoring::{
    self, Edited, Lesson, Trial, file_name, insert, offset, with_title,
};
use crate::ui::browser::storage::{self, Key};
use crate::ui::browser::{Frames, dom, files};

use super::form::Form;
use super::looks;
use super::state::{Author, Begin, Due, Msg, Purpose};
use super::{AuthorMsg, AuthorProps, Given, Trying};

/// How many texts are kept that others have taken the place of.
const MOST_KEPT: usize = 20;

impl Component for Author {
    type Message = Msg;
    type Properties = AuthorProps;

    fn create(ctx: &Context<Self>) -> Self {
        let AuthorProps { given, .. } = ctx.props();
        let given = given.as_ref();
        let kept = storage::load(Key::Draft).filter(|text| !text.trim().is_empty());
        let mut author = Self {
            text: String::new(),
            field: NodeRef::default(),
            numbers: NodeRef::default(),
            flaws: Vec::new(),
            status: AttrValue::default(),
            form: None,
            before: Vec::new(),
            known: Default::default(),
            due: Due { check: true, text: true, tab: true, form: false },
            frames: None,
            unwritten: None,
            wanted: None,
        };
        match (given, kept) {
            (Some(given), kept) => {
                author.before.extend(kept);
                author.text = author.taken_in(ctx, given);
            }
            (None, Some(kept)) => author.text = kept,
            (None, None) => author.text = author.begun(ctx, Begin::Table),
        }
        author.unwritten = Some(author.text.encode_utf16().count());
        author.wait(ctx);
        author
    }

    fn changed(&mut self, ctx: &Context<Self>, old: &AuthorProps) -> bool {
        let given = ctx.props().given.as_ref();
        if let Some(given) = given.filter(|given| old.given.as_ref() != Some(given)) {
            let text = self.taken_in(ctx, given);
            self.replace(ctx, text);
        }
        true
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        match msg {
            Msg::Typed => {
                if let Some(field) = self.textarea() {
                    self.text = field.value();
                }
                self.wanted = None;
                self.due.check = true;
            }
            Msg::Scrolled(top) => {
                if let Some(numbers) = self.numbers.cast::<web_sys::Element>() {
                    numbers.set_scroll_top(top);
                }
                return false;
            }
            Msg::Frame => return self.frame(),
            Msg::Title(title) => {
                // The title comes first, so the cursor is as far from the end as it was.
                let rest = self.text.encode_utf16().count().saturating_sub(self.cursor());
                self.text = with_title(&self.text, &title);
                let cursor = self.text.encode_utf16().count().saturating_sub(rest);
                self.unwritten = Some(cursor);
                self.due.check = true;
            }
            Msg::Form(kind) => {
                let same = self.form.as_ref().is_some_and(|(it, _)| *it == kind);
                self.form = (!same).then(|| {
                    let player = &ctx.props().playing.0;
                    let all = player.read(|player| authoring::suggestions(&player.session));
                    (kind, Rc::new(all))
                });
                self.due.form = !same;
            }
            Msg::CloseForm => {
                self.form = None;
                self.due.text = true;
            }
            Msg::Insert(lines) => {
                let open = self.form.take().is_some_and(|(kind, _)| kind.is_open());
                self.put(&lines, open);
            }
            Msg::Acts => {
                let player = &ctx.props().playing.0;
                let (lines, done) = player.read(|player| {
                    let session = &player.session;
                    (authoring::acts_since(session, &self.known), authoring::acts(session))
                });
                self.known[0] = done;
                self.put(&lines, false);
            }
            Msg::TakeBack => {
                if let Some(before) = self.before.pop() {
                    self.text = before;
                    self.unwritten = Some(self.cursor());
                }
                self.due = Due { check: true, text: true, ..self.due };
            }
            Msg::Begin(begin) => {
                let text = self.begun(ctx, begin);
                self.replace(ctx, text);
            }
            Msg::Try => self.have_tried(ctx, Purpose::Open),
            Msg::Share => self.have_tried(ctx, Purpose::Share),
            Msg::Tried(purpose, text, trial) => match purpose {
                _ if !self.stands(trial) => {}
                Purpose::Open => ctx.props().on_ask.emit(AuthorMsg::Try(text.into())),
                Purpose::Share => self.share(ctx, &text),
            },
            Msg::Save => files::save(&file_name(&self.text), &self.text),
            Msg::Open(file) => {
                let link = ctx.link().clone();
                files::read(&file, move |read| link.send_message(Msg::Read(read)));
                return false;
            }
            Msg::Read(Ok(text)) => self.replace(ctx, text),
            Msg::Read(Err(error)) => self.status = error.into(),
            Msg::GoTo(line, column) => {
                self.unwritten = Some(offset(&self.text, line, column));
                self.due.text = true;
            }
        }
        self.wait(ctx);
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let (link, props) = (ctx.link(), ctx.props());
        html! {
            <section class="author" aria-label={tr!("Writing a lesson")} data-testid="author">
                { looks::head(self, link, &props.on_ask) }
                { looks::hands(self, link, props) }
                if let Some((kind, suggestions)) = &self.form {
                    <Form
                        key={kind.title()}
                        kind={*kind}
                        suggestions={suggestions.clone()}
                        playing={props.playing.clone()}
                        on_insert={link.callback(Msg::Insert)}
                        on_close={link.callback(|()| Msg::CloseForm)}
                    />
                }
                { looks::paper(self, link) }
                { looks::said(self, link) }
            </section>
        }
    }

    fn rendered(&mut self, _ctx: &Context<Self>, _first: bool) {
        if let (Some(field), Some(cursor)) = (self.textarea(), self.unwritten.take()) {
            if field.value() != self.text {
                field.set_value(&self.text);
            }
            let cursor = u32::try_from(cursor).unwrap_or(u32::MAX);
            self.wanted = Some(cursor);
            // The place is within the text.
            let _ = field.set_selection_range(cursor, cursor);
        }
    }
}

impl Author {
    fn textarea(&self) -> Option<HtmlTextAreaElement> {
        self.field.cast()
    }

    /// Where the cursor is, in units of UTF-16.
    fn cursor(&self) -> usize {
        let cursor = self.textarea().and_then(|field| field.selection_start().ok().flatten());
        cursor.unwrap_or_default() as usize
    }

    /// Waits for a frame, if anything is to be done in one.
    fn wait(&mut self, ctx: &Context<Self>) {
        if self.due != Due::default() && self.frames.is_none() {
            let link = ctx.link().clone();
            self.frames = Some(Frames::start(move |_| link.send_message(Msg::Frame)));
        }
    }

    /// Does what is due, once the browser has drawn and a click is over.
    fn frame(&mut self) -> bool {
        self.frames = None;
        let due = std::mem::take(&mut self.due);
        if due.text
            && let Some(field) = self.textarea()
        {
            dom::focus(&field);
            if let Some(cursor) = self.wanted.take() {
                // The place is within the text.
                let _ = field.set_selection_range(cursor, cursor);
            }
        }
        if due.tab
            && let Some(tab) = dom::document().and_then(|it| it.get_element_by_id("tab-author"))
        {
            tab.scroll_into_view();
        }
        if due.form {
            dom::focus_first(".author-form input");
        }
        if due.check {
            self.check();
        }
        due.check
    }

    /// Looks at the text, and keeps it.
    fn check(&mut self) {
        self.flaws = authoring::check(&self.text);
        let kept = storage::save(Key::Draft, &self.text);
        self.status = match (self.flaws.len(), kept) {
            (0, Ok(())) => {
                tr!("Nothing is wrong as it is written: {what}.", what = self.is_what()).into()
            }
            (0, Err(_)) => {
                tr!("Nothing is wrong as it is written. The browser does not let the page keep the draft: save it as a file.")
                    .into()
            }
            (flaws, _) => told(flaws),
        };
    }

    fn is_what(&self) -> String {
        match Lesson::read(&self.text) {
            Lesson::Story(steps) => {
                tr!("a story of {steps}", steps = count(steps as u64, "step", "steps"))
            }
            Lesson::Mission(goals) => {
                tr!("a mission with {goals}", goals = count(goals as u64, "goal", "goals"))
            }
            Lesson::Plain => {
                tr!("a script, and no lesson yet: a sentence makes it a story, a task a mission")
                    .to_owned()
            }
        }
    }

    /// What the draft is to begin with.
    fn begun(&mut self, ctx: &Context<Self>, begin: Begin) -> String {
        let AuthorProps { playing, scenario, .. } = ctx.props();
        let (text, done) = playing.0.read(|player| {
            let session = &player.session;
            let text = match begin {
                Begin::Table => authoring::of_table(session, scenario.as_deref()),
                Begin::Violation => authoring::from_violation(session, None).ok(),
                Begin::Session => None,
            };
            (text.unwrap_or_else(|| authoring::from_session(session)), authoring::acts(session))
        });
        self.known[0] = done;
        text
    }

    /// The text that is to take the draft's place.
    fn taken_in(&mut self, ctx: &Context<Self>, given: &Given) -> String {
        let property = match given {
            Given::Text(text) => return text.clone(),
            Given::Violation(property) => property,
        };
        let player = &ctx.props().playing.0;
        let told = player.read(|player| authoring::from_violation(&player.session, Some(property)));
        // Another moment may be shown by now.
        told.unwrap_or_else(|_| self.begun(ctx, Begin::Session))
    }

    /// Another text takes the place of the draft, which can be had back.
    fn replace(&mut self, ctx: &Context<Self>, text: String) {
        self.keep();
        self.unwritten = Some(text.encode_utf16().count());
        self.text = text;
        self.form = None;
        self.due = Due { check: true, text: true, ..Due::default() };
        self.wait(ctx);
    }

    /// Puts lines into the text at the cursor.
    fn put(&mut self, lines: &[String], between: bool) {
        if !lines.is_empty() {
            let Edited { text, cursor } = insert(&self.text, self.cursor(), lines, between);
            self.keep();
            self.text = text;
            self.unwritten = Some(cursor);
        }
        self.due = Due { check: true, text: true, ..Due::default() };
    }

    fn keep(&mut self) {
        if self.before.len() == MOST_KEPT {
            self.before.remove(0);
        }
        self.before.push(self.text.clone());
    }

    /// Has the lesson played once.
    fn have_tried(&self, ctx: &Context<Self>, purpose: Purpose) {
        let (link, text) = (ctx.link().clone(), self.text.clone());
        let told = move |trial| link.send_message(Msg::Tried(purpose, text, trial));
        let trying = Trying(Rc::new(RefCell::new(Some(authoring::trying(&self.text, told)))));
        ctx.props().on_ask.emit(AuthorMsg::Play(trying));
    }

    /// Tells what is wrong with a lesson that was played. Returns whether nothing is.
    fn stands(&mut self, Trial { flaws, acts, .. }: Trial) -> bool {
        self.flaws = flaws;
        self.status = match self.flaws.len() {
            0 => tr!("It was played to its end: {what}.", what = self.is_what()).into(),
            flaws => told(flaws),
        };
        if self.flaws.is_empty() {
            self.known[1] = acts;
        }
        self.flaws.is_empty()
    }

    fn share(&mut self, ctx: &Context<Self>, text: &str) {
        match authoring::lesson_link(text) {
            Ok(fragment) => ctx.props().on_ask.emit(AuthorMsg::Share(fragment.into())),
            Err(error) => self.status = error.into(),
        }
    }
}

fn told(flaws: usize) -> AttrValue {
    match flaws {
        1 => tr!("1 thing is to be mended:").into(),
        _ => tr!("{flaws} things are to be mended:", flaws).into(),
    }
}
