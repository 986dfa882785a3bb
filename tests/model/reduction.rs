//! That fewer steps lead to the same states.

use std::collections::{HashSet, VecDeque};

use crate::bounds::{Bounds, three};
use crate::reach::Reach;
use crate::search::{Found, Search};
use crate::state::{Act, State};
use crate::{elections, leases, membership, pre_votes, reads, snapshots};

/// Of each kind of exploration, one.
fn one_of_each() -> [Bounds; 8] {
    [
        Bounds { terms: 3, ..three() },
        elections::two_terms(),
        Bounds { crashes: 1, ..leases::leases() },
        membership::two_leave(),
        Bounds { terms: 2, ..pre_votes::asked() },
        reads::one_read(),
        snapshots::late(),
        snapshots::restarted(),
    ]
}

/// A step that was made from a state.
struct Made {
    act: Act,
    reach: Reach,
    next: State,
}

fn make(state: &State, act: Act) -> Made {
    let mut next = state.clone();
    let reach = next.act(act);
    Made { act, reach, next }
}

/// Where two steps are possible that are taken to commute, both orders lead to one state. A step whose packet brings nothing
/// new after the other is none then.
#[test]
fn steps_at_different_nodes_come_to_the_same_in_either_order() {
    /// So many states are tried.
    const STATES: usize = 400;
    for bounds in one_of_each() {
        let root = State::boot(bounds);
        let mut seen = HashSet::from([root.print]);
        let mut pending = VecDeque::from([root]);
        let mut pairs = 0_u64;
        while let Some(state) = pending.pop_front() {
            let made = bounds.steps(&state).into_iter().map(|act| make(&state, act));
            let made: Vec<Made> =
                made.filter(|it| it.reach.happens && bounds.include(&it.next)).collect();
            for (at, one) in made.iter().enumerate() {
                let others = made[at + 1..].iter();
                for other in others.filter(|it| one.reach.commutes(&it.reach, &state)) {
                    pairs += 1;
                    let then = |first: &Made, second: &Made| {
                        let is_left = bounds.steps(&first.next).contains(&second.act);
                        let last = is_left.then(|| make(&first.next, second.act).next);
                        last.unwrap_or_else(|| first.next.clone()).print
                    };
                    assert!(
                        then(one, other) == then(other, one),
                        "{:?} and {:?} come to the same in {:?}",
                        one.act,
                        other.act,
                        state.world.network()
                    );
                }
            }
            for Made { next, .. } in made {
                if seen.len() < STATES && seen.insert(next.print) {
                    pending.push_back(next);
                }
            }
        }
        assert!(pairs > 1_000, "{pairs} pairs of steps were tried within {bounds:?}");
    }
}

#[test]
fn every_state_is_reached_by_fewer_steps() {
    for bounds in [
        Bounds { terms: 3, ..three() },
        elections::figure_8(),
        membership::joint(),
        pre_votes::asked(),
        reads::one_read(),
        Bounds { stand: &[2, 3], ..leases::leases() },
        snapshots::late(),
        snapshots::restarted(),
    ] {
        let run = |reduces| Search { bounds, reduces, ends_with_the_first: false }.run();
        let (Found { states, steps, .. }, all) = (run(true), run(false));
        println!("{states} states by {steps} steps, and by {}", all.steps);
        assert_eq!(states, all.states, "{bounds:?}");
        assert!(steps < all.steps, "{bounds:?}");
    }
}
