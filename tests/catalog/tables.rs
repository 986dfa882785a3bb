//! Messages that stand in tables, and are said by whoever shows them.

use raftarium::check::Checker;
use raftarium::draw::keys::KEYS;
use raftarium::explain::rules::{Arm, Rule};
use raftarium::script::Bug;
use raftarium::session::authoring::Kind;
use raftarium::session::museum::{BEYOND, PLATES};
use raftarium::session::narration::Pace;
use raftarium::session::path::Stage;
use raftarium::session::scenarios::{Level, Topic};
use raftarium::sim::{EventClass, Knobs, PacketClass, Role};

const ROLES: [Role; 5] =
    [Role::Follower, Role::PreCandidate, Role::Candidate, Role::Leader, Role::Learner];

const PACKETS: [PacketClass; 6] = [
    PacketClass::Elections,
    PacketClass::Snapshots,
    PacketClass::Entries,
    PacketClass::Clients,
    PacketClass::Acks,
    PacketClass::Heartbeats,
];

/// The texts, each with where it stands.
pub fn texts() -> Vec<(String, String)> {
    let mut texts = Vec::new();
    let mut put = |place: &str, table: &[&str]| {
        texts.extend(table.iter().map(|text| ((*text).to_owned(), place.to_owned())));
    };
    put("stories: topics", &Topic::ALL.map(Topic::written));
    put("stories: levels", &Level::ALL.map(Level::written));
    put("stories: pace", &Pace::ALL.map(Pace::name));
    put("path: stages", &Stage::ALL.map(Stage::name));
    put("author: what can be put in", &Kind::ALL.map(Kind::title));
    put("rules: arms", &Arm::ALL.map(Arm::name));
    put("rules: where an arm is stated", &Arm::ALL.map(Arm::citation));
    for (heading, keys) in KEYS {
        put("keys", &[heading]);
        put("keys", &keys.iter().map(|(_, what)| *what).collect::<Vec<_>>());
    }
    put("rules", &Rule::ALL.iter().flat_map(|it| [it.says, it.citation]).collect::<Vec<_>>());
    let knobs = Knobs::default();
    put("knobs", &knobs.settings().map(|it| it.knob().entry.does));
    put("roles", &ROLES.map(Role::name));
    let properties = Checker::PROPERTIES.iter();
    put("checks", &properties.flat_map(|it| [it.says, it.citation]).collect::<Vec<_>>());
    put("events: classes", &EventClass::ALL.map(EventClass::name));
    put("packets: classes", &PACKETS.map(PacketClass::name));
    put("what a leader knows", &["probe", "replicate", "snapshot"]);
    put(
        "planted bugs",
        &Bug::ALL.iter().flat_map(|it| [it.does(), it.breaks()]).collect::<Vec<_>>(),
    );
    put("museum", &PLATES.iter().flat_map(|it| [it.wrong, it.fix]).collect::<Vec<_>>());
    put("museum", &BEYOND.iter().flat_map(|it| [it.wrong, it.missing]).collect::<Vec<_>>());
    texts
}
