//! A client's operation, from the script's words to the store's and back.

use crate::kv::Operation;
use crate::script::{ClientOp, Command};

/// The store's word for a client's command.
pub fn operation_of(operation: &ClientOp) -> Operation {
    match operation.clone() {
        ClientOp::Get(key) => Operation::Get { key },
        ClientOp::Put(key, value) => Operation::Put { key, value },
        ClientOp::Delete(key) => Operation::Delete { key },
        ClientOp::Cas(key, old, new) => Operation::Cas { key, old, new },
        ClientOp::Create(key, value) => Operation::Create { key, value },
        ClientOp::Read(key) => Operation::Read { key },
        ClientOp::Update(key, value) => Operation::Update { key, value },
    }
}

/// An operation exactly as a person would type it.
pub fn operation_text(operation: &Operation) -> String {
    let operation = match operation.clone() {
        Operation::Get { key } => ClientOp::Get(key),
        Operation::Put { key, value } => ClientOp::Put(key, value),
        Operation::Delete { key } => ClientOp::Delete(key),
        Operation::Cas { key, old, new } => ClientOp::Cas(key, old, new),
        Operation::Create { key, value } => ClientOp::Create(key, value),
        Operation::Read { key } => ClientOp::Read(key),
        Operation::Update { key, value } => ClientOp::Update(key, value),
    };
    Command::Client(operation).to_string()
}
