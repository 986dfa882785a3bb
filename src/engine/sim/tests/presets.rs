//! The presets: what a person would measure on them.

use crate::script::{Command, Preset};

use super::*;

/// The middle of the times from a crash of the leader to a new one, over many seeds, in milliseconds.
fn failover_ms(preset: Preset, nodes: u32) -> u64 {
    let mut times: Vec<u64> = (0..101)
        .map(|seed| {
            let mut lab = Lab::with(nodes, seed, Knobs::preset(preset));
            lab.until("leader", |view| view.leader.is_some());
            // Crashes come at any moment between two heartbeats.
            lab.run_ms(1_000 + 37 * seed);
            let crashed = lab.cluster.now();
            let leader = lab.leader();
            lab.act(Action::Crash(leader));
            while lab.cluster.view().leader.is_none() {
                lab.step();
            }
            lab.cluster.now().since(crashed) / 1_000
        })
        .collect();
    times.sort_unstable();
    times[times.len() / 2]
}

#[test]
fn preset_b_fails_over_as_fast_as_system_b_was_measured() {
    let middle = failover_ms(Preset::SystemB, 3);
    assert!((200..=390).contains(&middle), "{middle} ms");
}

#[test]
fn preset_a_fails_over_as_slowly_as_system_a_was_measured() {
    let middle = failover_ms(Preset::SystemA, 3);
    assert!((2_320..=4_700).contains(&middle), "{middle} ms");
}

#[test]
fn what_is_set_before_time_passes_holds_from_the_start() {
    let mut turned = Cluster::new(5, 9, Knobs::default());
    turned.perform(&Command::Preset(Preset::SystemA)).expect("it is a preset");
    let mut born = Cluster::new(5, 9, Knobs::preset(Preset::SystemA));
    let timers = |cluster: &Cluster| -> Vec<_> {
        cluster.view().nodes.into_iter().map(|node| node.timers).collect()
    };
    assert_eq!(timers(&turned), timers(&born));
    turned.advance_to(Time(3_900_000));
    assert_eq!(turned.view().nodes.iter().map(|node| node.term.0).max(), Some(0));
    turned.advance_to(Time(60_000_000));
    born.advance_to(Time(60_000_000));
    assert_eq!(turned.view().leader, born.view().leader);
    assert_eq!(timers(&turned), timers(&born), "and later timers are drawn alike");
}

#[test]
fn preset_b_serves_300_commands_a_second_from_10_clients() {
    let mut lab = Lab::with(3, 1, Knobs::preset(Preset::SystemB));
    lab.until("leader", |view| view.leader.is_some());
    let mut clients = vec![YOU];
    clients.extend((0..9).map(|_| lab.cluster.add_client()));
    let (mut sent, start) = (0, lab.cluster.now());
    for n in 0..3_000 {
        lab.cluster.advance_to(start.plus_us(n * 10_000 / 3));
        let client = clients[n as usize % clients.len()];
        lab.cluster.invoke(client, put(&format!("k{}", n % 50), &n.to_string()));
        sent += 1;
    }
    lab.run_ms(1_000);
    let done = |kind: &EventKind| matches!(kind, EventKind::Completed { reply: Some(_), .. });
    assert_eq!(lab.count(done), sent);
    assert!(lab.view().clients.iter().all(|client| client.waiting.is_empty()));
    lab.check();
}
