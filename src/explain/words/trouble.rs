//! What the engine refuses or finds wrong, in words. Its own words for them are for programs and for consoles that know no
//! catalog; these are the same in English.

use crate::catalog::tr;
use crate::raft::Refusal;
use crate::sim::{ImageError, Place};

/// Why a change of the membership was not completed.
pub fn refusal_of_change_text(refusal: &Refusal) -> String {
    match refusal {
        Refusal::NotLeader { leader: Some(leader) } => tr!("{leader} leads", leader),
        Refusal::NotLeader { leader: None } => tr!("no leader is known").to_owned(),
        Refusal::InProgress => tr!("another change is under way: wait for its end").to_owned(),
        Refusal::LastVoter => tr!("nobody would be left who votes").to_owned(),
        Refusal::AlreadyMember(id) => tr!("{id} votes already", id),
        Refusal::NotMember(id) => tr!("{id} is no member", id),
        Refusal::AddedAndRemoved(id) => tr!("{id} cannot be both added and removed", id),
        Refusal::NothingToChange => tr!("no server is to be added or removed").to_owned(),
        Refusal::Replaced(new) => {
            let names: Vec<String> = new.iter().map(|id| id.to_string()).collect();
            if names.is_empty() {
                tr!("another change has taken its place").to_owned()
            } else {
                tr!(
                    "another change has taken its place; {nodes} stays without a vote: ask again",
                    nodes = names.join(tr!(", "))
                )
            }
        }
        Refusal::NotCaughtUp(id) => {
            tr!("{id} cannot catch up, being too slow or away: look after it, and ask again", id)
        }
        Refusal::Deposed => {
            tr!("the leader has changed: look who is a member, and ask again").to_owned()
        }
        Refusal::AlreadyLearner(id) => {
            tr!("{id} is a learner already: promote {id} lets it vote", id)
        }
        Refusal::NotLearner(id) => tr!("{id} is no learner: add {id} lets it join", id),
        Refusal::NamedTwice(id) => {
            tr!("{id} is named twice: say what is to become of it once", id)
        }
    }
}

/// Why a disk cannot be read.
pub fn image_error_text(error: ImageError) -> String {
    match error {
        ImageError::Empty => tr!("the disk is empty").to_owned(),
        ImageError::Short { bytes } => {
            tr!("the disk ends after {bytes} bytes, within its first record", bytes)
        }
        ImageError::Checksum(place) => {
            tr!("the checksum of {place} does not match", place = place_text(place))
        }
        ImageError::Nonsense(place) => {
            tr!("what stands in place of {place} makes no sense", place = place_text(place))
        }
    }
}

/// A place on a disk.
pub fn place_text(place: Place) -> String {
    match place {
        Place::Head => tr!("term, vote and snapshot").to_owned(),
        Place::Entry(index) => tr!("entry {index}", index),
    }
}
