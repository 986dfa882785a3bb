//! What happened, as data: each event with its fields, and with the state of the node that changed, so that another program
//! can follow a run without reading a sentence. `docs/events.md` describes it for those who write such programs.
//!
//! What each kind of event and of packet says stands in tables ([`event`], [`packet`]): names, fields, and the types that
//! TypeScript is told. The declarations in `src/api/names.d.ts` follow from them, and a test holds that they do. Values are
//! made in one place for the console of a browser and for files, so that both say the same.

pub mod data;
mod datum;
pub mod event;
pub mod observed;
pub mod packet;
mod table;

pub use data::Data;
pub use observed::Observed;
pub use table::Row;

use crate::explain::words;
use crate::sim::Event;
use datum::Datum;

/// An event as data; `observed` is the state of the node that it changed, after the move that it belongs to.
pub fn record(event: &Event, observed: Option<&Observed>) -> Data {
    Data::Fields(vec![
        ("seq", Data::Number(event.seq)),
        ("at_us", event.at.datum()),
        ("kind", event.kind.name().datum()),
        ("at", event.kind.place().datum()),
        ("cause", Data::Text(words::cause_text(event.cause).into())),
        ("parent", event.parent.datum()),
        ("command", event.cause.command().map(|number| number.0).datum()),
        ("text", Data::Text(words::event_text(event).into())),
        ("data", Data::Fields(event::fields(&event.kind))),
        ("state", observed.map_or(Data::Null, Observed::data)),
    ])
}
