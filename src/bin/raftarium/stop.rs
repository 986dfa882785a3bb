//! Ctrl-C: asked for once, it ends what is under way at the next good place; asked for twice, at once.

use std::sync::atomic::{AtomicBool, Ordering};
#[cfg(not(target_arch = "wasm32"))]
use std::sync::{Arc, OnceLock};

/// What a program ends with that was interrupted, as shells have it.
pub const INTERRUPTED: u8 = 130;

/// Whether somebody has asked for the end.
#[derive(Clone, Copy)]
pub struct Stop(&'static AtomicBool);

impl Stop {
    /// From now on, Ctrl-C is heard.
    pub fn listen() -> Self {
        #[cfg(not(target_arch = "wasm32"))]
        {
            static ASKED: OnceLock<Arc<AtomicBool>> = OnceLock::new();
            let asked = ASKED.get_or_init(|| {
                let asked = Arc::new(AtomicBool::new(false));
                // Where it cannot be listened for, Ctrl-C ends the program as it always did. The order matters: who asks
                // a second time finds that it was asked for already.
                let interrupt = signal_hook::consts::SIGINT;
                let end = i32::from(INTERRUPTED);
                let _ = signal_hook::flag::register_conditional_shutdown(
                    interrupt,
                    end,
                    Arc::clone(&asked),
                );
                let _ = signal_hook::flag::register(interrupt, Arc::clone(&asked));
                asked
            });
            Self(asked)
        }
        #[cfg(target_arch = "wasm32")]
        {
            static NEVER: AtomicBool = AtomicBool::new(false);
            Self(&NEVER)
        }
    }

    /// Whether it was asked for.
    pub fn is_asked(self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
