//! Ctrl-C: asked for once, it ends what is under way at the next good place; asked for again, at once.

use std::sync::atomic::{AtomicBool, Ordering};

/// What a program ends with that was interrupted, as shells have it.
pub const INTERRUPTED: u8 = 130;

/// Whether somebody has asked for the end.
#[derive(Clone, Copy)]
pub struct Stop(&'static AtomicBool);

impl Stop {
    /// From now on, Ctrl-C is heard. Where it cannot be listened for, it ends the program as it always did.
    pub fn listen() -> Self {
        static ASKED: AtomicBool = AtomicBool::new(false);
        #[cfg(not(target_arch = "wasm32"))]
        listen(&ASKED);
        Self(&ASKED)
    }

    /// Whether it was asked for.
    pub fn is_asked(self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn listen(asked: &'static AtomicBool) {
    use std::time::{Duration, Instant};

    use signal_hook::consts::SIGINT;
    use signal_hook::iterator::Signals;

    // Programs that start others often pass a signal on that has reached those as well: twice at once is once.
    const ONCE: Duration = Duration::from_millis(500);
    let Ok(mut signals) = Signals::new([SIGINT]) else { return };
    std::thread::spawn(move || {
        let mut first: Option<Instant> = None;
        for _ in signals.forever() {
            asked.store(true, Ordering::Relaxed);
            if first.get_or_insert_with(Instant::now).elapsed() > ONCE {
                std::process::exit(i32::from(INTERRUPTED));
            }
        }
    });
}
