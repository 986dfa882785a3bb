//! How virtual time follows the clock on the wall.

use crate::sim::{ClusterView, Endpoint, PacketClass, Time};

use super::Session;

/// Whether the page plays, and how fast.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Playback {
    /// Whether virtual time passes by itself.
    pub playing: bool,
    /// How fast.
    pub speed: Speed,
    /// How many times as fast for the moment: a narrator hurries through what is dull and lingers on the rest.
    pub hurry: f64,
    /// Whether votes and entries on their way slow time down.
    pub lingers: bool,
    /// The part of a microsecond of virtual time that frames so far have left over.
    remainder_us: f64,
}

/// A speed as a place on a logarithmic scale: 0 is the slowest, [`Speed::STEPS`] the fastest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Speed(u32);

impl Speed {
    /// The last place on the scale. There are twelve places to a factor of ten.
    pub const STEPS: u32 = 60;
    const STEPS_TO_TEN: f64 = 12.0;
    const SLOWEST: f64 = 0.001;

    /// The speed at a place of the scale; places past its end mean the end.
    pub fn at(place: u32) -> Self {
        Self(place.min(Self::STEPS))
    }

    /// Its place on the scale.
    pub fn place(self) -> u32 {
        self.0
    }

    /// The speed nearest to a factor.
    pub fn of(factor: f64) -> Self {
        let place = (factor.max(Self::SLOWEST) / Self::SLOWEST).log10() * Self::STEPS_TO_TEN;
        Self::at(place.round() as u32)
    }

    /// Seconds of virtual time in one second on the wall: 0.001 to 100.
    pub fn factor(self) -> f64 {
        Self::SLOWEST * 10f64.powf(f64::from(self.0) / Self::STEPS_TO_TEN)
    }

    /// The speed as people read it: `1/20`, `1`, `5×`.
    pub fn label(self) -> String {
        let factor = self.factor();
        if factor >= 0.95 {
            format!("{}×", two_digits(factor))
        } else {
            format!("1/{}", two_digits(1.0 / factor))
        }
    }
}

/// The number, rounded to two significant digits; there are none below a tenth here.
fn two_digits(number: f64) -> String {
    // In whole numbers: what writes numbers with fractions is several kilobytes of the page.
    let tenths = (number * 10.0).round() as u64;
    match (tenths / 10, tenths % 10) {
        (whole @ 0..10, 0) => whole.to_string(),
        (whole @ 0..10, tenth) => format!("{whole}.{tenth}"),
        _ => {
            let whole = number.round() as u64;
            let unit = 10_u64.pow(whole.ilog10().saturating_sub(1));
            ((whole + unit / 2) / unit * unit).to_string()
        }
    }
}

impl Default for Playback {
    /// Playing at a tenth of real time: an election takes about two seconds, a message about a tenth.
    fn default() -> Self {
        Self { playing: true, speed: Speed::of(0.1), hurry: 1.0, lingers: true, remainder_us: 0.0 }
    }
}

impl Playback {
    /// A frame that took longer than this, such as the first one after the tab was hidden, counts as this long: the
    /// page goes on where it was looked at, instead of running ahead unseen.
    pub const LONGEST_FRAME_MS: f64 = 100.0;
    /// So many times as fast passes what a person wants to linger on.
    pub const LINGERING: f64 = 0.2;
    /// The most moves in one frame. A speed that the machine cannot keep up with slows down, and the page stays alive.
    pub const MOVES_PER_FRAME: u32 = 20_000;

    /// Standing still.
    pub fn paused() -> Self {
        Self { playing: false, ..Self::default() }
    }

    /// The same at this speed.
    pub fn at(self, speed: Speed) -> Self {
        Self { speed, ..self }
    }

    /// Lets as much virtual time pass as one frame of `frame_ms` milliseconds brings. Returns whether any did.
    pub fn frame(&mut self, session: &mut Session, frame_ms: f64) -> bool {
        if !self.playing {
            return false;
        }
        let lingers = self.lingers && matters(&session.view());
        self.hurry = if lingers { Self::LINGERING } else { 1.0 };
        let us = self.brings(frame_ms);
        if us == 0 {
            return false;
        }
        let target: Time = session.now().plus_us(us);
        session.advance_within(target, Self::MOVES_PER_FRAME);
        true
    }

    /// Seconds of virtual time in a second of watching, now.
    pub fn pace(&self) -> f64 {
        self.speed.factor() * self.hurry
    }

    /// How many microseconds of virtual time a frame brings, together with what the frames before have left over.
    pub fn brings(&mut self, frame_ms: f64) -> u64 {
        let us =
            frame_ms.clamp(0.0, Self::LONGEST_FRAME_MS) * 1_000.0 * self.pace() + self.remainder_us;
        let whole = us.floor();
        self.remainder_us = us - whole;
        whole as u64
    }
}

/// Whether something is on its way between nodes that a lecturer would point at: votes, or the command of a client and
/// what is said to it. Under load everything would be, so then nothing is.
fn matters(view: &ClusterView) -> bool {
    const FEW: usize = 3;
    let waiting: usize = view.clients.iter().map(|client| client.waiting.len()).sum();
    let pending = (1..=FEW).contains(&waiting);
    view.packets.iter().any(|packet| match packet.kind.class() {
        PacketClass::Elections => true,
        PacketClass::Entries => pending,
        PacketClass::Acks => pending && is_behind(view, packet.to),
        _ => false,
    })
}

/// Whether a leader has something to commit.
fn is_behind(view: &ClusterView, end: Endpoint) -> bool {
    let Endpoint::Node(id) = end else { return false };
    view.node(id).is_some_and(|node| node.commit < node.log.last().index)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Setup;

    #[test]
    fn votes_and_a_commands_entry_slow_time_down_and_a_quiet_or_loaded_cluster_does_not() {
        let mut session = Session::open(Setup::default());
        let lingering = |session: &Session| matters(&session.view());
        session.exec("advance 50ms");
        assert!(!lingering(&session), "nobody stands yet");
        session.exec("timeout n2");
        session.exec("advance 5ms");
        assert!(lingering(&session), "votes are asked for");
        session.exec("until leader within 1s");
        session.exec("advance 100ms");
        assert!(!lingering(&session), "only heartbeats are on their way");
        session.exec("put x 1");
        let slow = |session: &mut Session, ms: u32| {
            (0..ms)
                .filter(|_| {
                    session.exec("advance 1ms");
                    lingering(session)
                })
                .count()
        };
        assert!(slow(&mut session, 200) > 5, "an entry is on its way");
        session.exec("until applied within 1s");
        session.exec("pipe 40");
        assert_eq!(slow(&mut session, 15), 0, "too much happens to point at");
    }

    #[test]
    fn who_does_not_want_time_to_slow_down_has_it_pass_evenly() {
        let passed = |lingers| {
            let mut session = Session::open(Setup::default());
            session.exec("timeout n2");
            session.exec("advance 5ms");
            let mut playback = Playback { lingers, ..Playback::default() };
            playback.frame(&mut session, 20.0);
            session.now().0 - 5_000
        };
        assert_eq!(passed(false), 2_000);
        assert_eq!(passed(true), 400);
    }

    #[test]
    fn speeds_read_as_people_write_them() {
        let labels = |factors: &[f64]| {
            factors.iter().map(|f| Speed::of(*f).label()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(labels(&[0.001, 0.01, 0.1, 1.0, 10.0, 100.0]), "1/1000 1/100 1/10 1× 10× 100×");
    }

    #[test]
    fn every_place_of_the_scale_is_found_again_from_its_factor() {
        for place in 0..=Speed::STEPS {
            assert_eq!(Speed::of(Speed::at(place).factor()), Speed::at(place));
        }
        assert_eq!(Speed::of(0.0), Speed::at(0));
        assert_eq!(Speed::of(1e9), Speed::at(Speed::STEPS));
    }
}
