//! What the page shows, as data: the stage's scene, the ledger, the space-time diagram, the timeline, the lists, and what is
//! exported in the formats of others.
//!
//! Places, sizes, colours and text follow from views, events and the session alone, so all of it is tested natively,
//! without a browser. The page paints what is computed here, and exports are written from the same pictures.

pub mod aloud;
pub mod captions;
pub mod color;
pub mod console;
pub mod embed;
pub mod events;
pub mod export;
pub mod keys;
pub mod knobs;
pub mod ledger;
pub mod mentions;
pub mod qr;
pub mod scene;
pub mod spacetime;
pub mod timeline;
