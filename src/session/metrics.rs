//! How the cluster has fared lately, in numbers: what clients got, what was sent, and what was written.

use crate::catalog::tr;
use crate::compact::sort_by;
use crate::sim::{Event, EventKind, PacketKind, Role, Time};

use super::spread::Spread;

/// What a stretch of time held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metrics {
    /// How long the stretch was, in microseconds.
    pub span_us: u64,
    /// Operations that were answered, by how long they took.
    pub answered: Spread,
    /// Operations that ended without an answer.
    pub unknown: usize,
    /// Packets, by what they are; those that were sent most stand first.
    pub packets: Vec<Sent>,
    /// Entries in messages, over all messages with entries.
    pub entries: usize,
    /// Messages with entries.
    pub batches: usize,
    /// Writes that reached a disk.
    pub writes: usize,
    /// Elections that somebody won.
    pub elections: usize,
}

/// Packets of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sent {
    /// What they are.
    pub what: &'static str,
    /// How many were sent.
    pub sent: usize,
    /// How many were lost on their way.
    pub lost: usize,
}

impl Metrics {
    /// The numbers of the stretch of so many microseconds before `now`, or of as much of it as is known.
    pub fn of<'a>(newest_first: impl Iterator<Item = &'a Event>, now: Time, span_us: u64) -> Self {
        let begin = Time(now.0.saturating_sub(span_us));
        let mut metrics = Self::default();
        let mut answered = Vec::new();
        let mut oldest = now;
        let lately =
            newest_first.skip_while(|event| event.at > now).take_while(|event| event.at >= begin);
        for event in lately {
            oldest = event.at;
            match &event.kind {
                EventKind::Completed { reply: Some(_), took_us, .. } => answered.push(*took_us),
                EventKind::Completed { reply: None, .. } => {
                    metrics.unknown += 1;
                }
                EventKind::Sent { kind, .. } => metrics.sent(kind),
                // What a cut or a crashed receiver swallows was sent all the same.
                EventKind::Lost { kind, .. } => metrics.kind(kind).lost += 1,
                EventKind::WriteFinished { .. } => metrics.writes += 1,
                EventKind::RoleChanged { to: Role::Leader, .. } => {
                    metrics.elections += 1;
                }
                _ => {}
            }
        }
        metrics.span_us = if begin == Time::ZERO { now.0 } else { now.since(oldest.min(now)) };
        metrics.answered = Spread::of(answered);
        sort_by(&mut metrics.packets, |one, other| {
            (other.sent, one.what).cmp(&(one.sent, other.what))
        });
        metrics
    }

    /// So many, as how many that is in a second: a whole number, or tenths where it is few.
    pub fn per_second(&self, count: usize) -> String {
        let tenths = count as u128 * 10_000_000 / u128::from(self.span_us.max(1));
        match tenths {
            0 if count > 0 => tr!("under 0.1").to_owned(),
            1..100 => format!("{}.{}", tenths / 10, tenths % 10),
            _ => (tenths / 10).to_string(),
        }
    }

    /// Entries in a message that has any, in tenths.
    pub fn batch_tenths(&self) -> usize {
        (self.entries * 10).checked_div(self.batches).unwrap_or(0)
    }

    /// All packets that were sent.
    pub fn sent_packets(&self) -> usize {
        self.packets.iter().map(|packets| packets.sent).sum()
    }

    fn sent(&mut self, kind: &PacketKind) {
        self.kind(kind).sent += 1;
        if let PacketKind::Entries { count, .. } = kind {
            self.entries += *count as usize;
            self.batches += 1;
        }
    }

    fn kind(&mut self, kind: &PacketKind) -> &mut Sent {
        let what = kind.class().name();
        let at = self.packets.iter().position(|packets| packets.what == what);
        let at = at.unwrap_or_else(|| {
            self.packets.push(Sent { what, sent: 0, lost: 0 });
            self.packets.len() - 1
        });
        &mut self.packets[at]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::{Session, Setup};

    fn metrics(script: &str, span_us: u64) -> Metrics {
        let mut session = Session::open(Setup::default());
        let report = session.run_script(script);
        assert_eq!(report.error, None);
        Metrics::of(session.events().iter().rev(), session.now(), span_us)
    }

    #[test]
    fn what_clients_got_is_counted_and_ranked() {
        let metrics = metrics(
            "until leader within 2s\nadvance 1s\nload 50/s for 2s clients 5\nadvance 10ms",
            2_000_000,
        );
        assert!((95..=100).contains(&metrics.answered.len()), "{}", metrics.answered.len());
        assert_eq!(metrics.unknown, 0);
        let per_second = metrics.per_second(metrics.answered.len());
        assert!(per_second.parse().is_ok_and(|it: u32| (40..=50).contains(&it)), "{per_second}");
        let slow = Metrics { span_us: 5_000_000, ..Metrics::default() };
        assert_eq!([0, 2, 49, 50].map(|it| slow.per_second(it)), ["0", "0.4", "9.8", "10"]);
        let ages = Metrics { span_us: 3_600_000_000, ..Metrics::default() };
        assert_eq!(ages.per_second(2), "under 0.1");
        assert!(metrics.answered.rank(50) <= metrics.answered.rank(99));
        assert!(metrics.batches > 0 && metrics.entries >= metrics.batches);
        assert!(metrics.writes > 100);
    }

    #[test]
    fn only_the_stretch_before_the_moment_is_counted() {
        let script = "until leader within 2s\nput a 1\nadvance 5s";
        assert_eq!(metrics(script, 60_000_000).elections, 1);
        let lately = metrics(script, 1_000_000);
        assert_eq!((lately.elections, lately.answered.len()), (0, 0));
        let kinds: Vec<_> = lately.packets.iter().map(|it| it.what).collect();
        assert_eq!(kinds, ["acks", "heartbeats"]);
        assert!((900_000..=1_000_000).contains(&lately.span_us));
    }

    #[test]
    fn what_the_network_loses_was_sent_all_the_same() {
        let metrics = metrics("set loss 50%\nadvance 5s", 5_000_000);
        let (sent, lost) =
            metrics.packets.iter().fold((0, 0), |(s, l), it| (s + it.sent, l + it.lost));
        assert!(lost * 4 > sent && lost < sent, "{lost} of {sent}");
    }
}
