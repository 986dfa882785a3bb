//! What a cluster knows of its chaos.

use crate::script::ChaosLevel;
use crate::sim::chaos::Chaos;
use crate::sim::origin::Origin;
use crate::sim::schedule::Ticket;

/// What a cluster knows of its chaos.
#[derive(Clone, Debug, Default)]
pub(super) struct ChaosState {
    /// How often it was switched on. Each time it has a stream of its own, so none depends on how long another lasted.
    pub(super) times: u32,
    pub(super) running: Option<Running>,
}

/// Chaos that is on.
#[derive(Clone, Debug)]
pub(super) struct Running {
    pub(super) level: ChaosLevel,
    pub(super) chaos: Chaos,
    /// The item that stands for what it does next.
    pub(super) ticket: Ticket,
    /// The event of its being switched on.
    pub(super) origin: Origin,
}

impl ChaosState {
    /// The event of chaos being switched on, if it is on.
    pub(super) fn origin(&self) -> Origin {
        self.running.as_ref().map(|running| running.origin).unwrap_or_default()
    }
}
