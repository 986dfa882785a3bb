//! What the stage shows, whom it tells, and what happens to it.

use std::cell::RefCell;
use std::sync::Arc;

use web_sys::{MouseEvent, PointerEvent};
use yew::prelude::*;

use crate::draw::scene::Viewport;
use crate::sim::{ClusterView, Event as SimEvent, PacketId, Time};
use crate::ui::{Selected, Shared};

/// The moment that the stage shows.
#[derive(Clone, PartialEq)]
pub struct Moment {
    pub view: Shared<ClusterView>,
    /// When it is; the view's.
    pub now: Time,
    /// What has happened in the last 1.2 seconds of watching, oldest first. More does no harm.
    pub recent: Shared<Vec<Arc<SimEvent>>>,
    /// Microseconds of virtual time that pass in a second of watching: highlights last equally long at every speed.
    pub pace_us: u64,
}

/// Where the stage can be told of the next moment. Then it alone is drawn, and nobody compares anything else.
pub type Moments = Shared<RefCell<Callback<Moment>>>;

/// What the stage shows, and whom it tells.
#[derive(Clone, Properties, PartialEq)]
pub struct StageProps {
    pub moment: Moment,
    /// Here it hears of the next ones, until it is given another.
    #[prop_or_default]
    pub moments: Moments,
    /// What is picked.
    pub selection: Option<Selected>,
    /// Whether it is to be read from the back row.
    pub presenting: bool,
    /// What is happening, in a sentence, for the line under the ring.
    #[prop_or_default]
    pub caption: Option<AttrValue>,
    /// The cluster as a whole, in words, for whoever cannot see it.
    #[prop_or_default]
    pub summary: AttrValue,
    /// The sentences before it, oldest first.
    #[prop_or_default]
    pub earlier: Shared<Vec<String>>,
    /// The packet that the pointer is on elsewhere on the page.
    #[prop_or_default]
    pub pointed: Option<PacketId>,
    /// The pointer is on this packet.
    #[prop_or_default]
    pub on_point: Callback<Option<PacketId>>,
    /// Issues a script line, such as `crash n1`.
    pub on_command: Callback<String>,
    /// Picks something, or nothing.
    pub on_select: Callback<Option<Selected>>,
}

/// What happens to the stage.
pub enum Msg {
    /// Time has passed, and nothing else is new.
    Moment(Moment),
    /// It has another size.
    Sized(Viewport),
    /// The person asks for less motion, or no longer does.
    Calm(bool),
    /// The hand presses.
    Press(PointerEvent),
    /// The hand moves.
    Move(PointerEvent),
    /// The hand lets go.
    Release(PointerEvent),
    /// The hand leaves, or the browser takes it away.
    Leave,
    /// A click ends.
    Click(MouseEvent),
    /// A second click follows.
    DoubleClick(MouseEvent),
    /// The keyboard opens the card.
    EnterCard,
    /// The keyboard puts the card away.
    Escape,
    /// Something gets the focus.
    Focus(FocusEvent),
    /// The line that is being drawn is given up.
    GiveUp,
    /// The card is put away.
    Close,
}
