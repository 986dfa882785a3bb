//! What happens to the page.

use yew::AttrValue;

use crate::catalog::Language;
use crate::draw::events::Filter;
use crate::draw::export::Format;
use crate::draw::keys::Action;
use crate::explain::why::Question;
use crate::session::hindsight::Play;
use crate::sim::{PacketId, Time};
use crate::ui::Selected;
use crate::ui::author::AuthorMsg;
use crate::ui::path::PathMsg;
use crate::ui::program::Part;
use crate::ui::tabs::Tab;
use crate::ui::topbar::MenuId;
use crate::ui::tour::StoryMsg;
use crate::ui::transport::Direction;

use super::loaded::Loaded;

/// What happens to the page.
pub enum Msg {
    /// A frame, this many milliseconds after the last.
    Frame(f64),
    /// Somebody else has worked on the session.
    Elsewhere,
    /// A line, from a button.
    Command(AttrValue),
    /// A line, typed.
    Typed(AttrValue),
    /// Something was picked, or let go.
    Select(Option<Selected>),
    /// Something was picked where the rest of the page should stay as it is.
    Pick(Option<Selected>),
    /// The pointer is on this packet.
    Point(Option<PacketId>),
    /// Other events are to be shown.
    Filter(Filter),
    /// The diagram has the ledger's room, or gives it back.
    Tall,
    /// A key.
    Act(Action),
    Show(Tab),
    /// A menu's button.
    Menu(MenuId),
    /// A click beside the menus.
    CloseMenu,
    /// The next theme.
    Theme,
    /// Somebody wants the page to speak another language.
    Language(Language),
    /// Presenter mode on or off.
    Present,
    /// The list of keys, shown or not.
    Keys(bool),
    /// Play or pause.
    Play,
    /// A single move.
    Step(Direction),
    /// What is under way is to end.
    Stop,
    /// Votes and entries are to slow time down, or no longer.
    Linger,
    /// Another place on the scale of speeds.
    Speed(u32),
    /// Another moment.
    Seek(Time),
    /// The timeline's handle is held, or let go.
    Hold(bool),
    /// Something about an explanation.
    Explain(Explain),
    /// Something was picked to be explained.
    Inspect(Selected),
    /// A schedule is looked for that violates a property.
    Find,
    /// What can happen next is to be shown.
    Ahead,
    /// It is not wanted any more.
    CloseAhead,
    /// The one of it at this place is to be done, on a branch.
    Try(usize),
    /// What looking back has found is to be played, on a branch.
    PlayOtherwise(Play),
    /// Another branch.
    Branch(usize),
    /// A name for the branch that is shown.
    Name(AttrValue),
    /// Compare the branch that is shown with this one, or no longer.
    Compare(Option<usize>),
    /// Ask so many clusters like this one how long nobody leads after a crash.
    Survey(u32),
    /// Something about the story that is told, or one that is to be.
    Tour(StoryMsg),
    /// Something about the path.
    Path(PathMsg),
    /// Begin anew with another seed.
    NewSeed,
    /// The notice's offer was taken.
    Accept,
    /// The notice was read.
    Dismiss,
    /// The page may be about to go.
    Save,
    /// A file with something of the session is wanted.
    SaveFile(Saved),
    /// A file is to be opened.
    OpenFile(web_sys::File),
    /// A file of this name was read, or not.
    FileRead(String, Result<String, String>),
    /// What is opened was played, or not.
    Loaded(Box<Loaded>),
    /// Something about a lesson that is written.
    Author(AuthorMsg),
    /// Events are wanted as a file.
    Export(Format, Filter),
    /// A link to what is shown is wanted.
    Share,
    /// A link was made, and copied or not.
    Shared(String, bool),
    /// The sheet with the link is not wanted any more.
    Unshare,
    /// Another link was put into the address.
    Linked,
    /// The frame in which the page is embedded came into sight, or went out of it.
    Sight(bool),
    /// Another version of the page is ready.
    Newer,
    /// A part of the program is wanted.
    Want(Part),
    /// A part of the program has come, or could not be fetched.
    Came(Part, bool),
    /// The window became narrow, or wide.
    Narrow(bool),
}

/// What a person wants of an explanation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Explain {
    /// To see what a step is about, at its moment; now, if it has none.
    Visit(Option<Time>, Selected),
    /// To go back to where that was asked.
    Return,
    /// To have another question answered; or to have the answer put away, if it is shown.
    Question(Question),
    /// To know what happened last at a moment.
    Moment(Time),
}

/// What of the session a file is to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saved {
    /// The branch that is shown, as a script.
    Branch,
    /// All branches, as a script.
    All,
    /// What the clients did and were told.
    History,
}
