//! What becomes of a machine's writes, and of the disk under it.

use crate::raft::{Configuration, Durable, Input};
use crate::script::Medium;
use crate::sim::disk::Finished;
use crate::sim::event::EventKind;
use crate::sim::recorder::{Pending, Port};
use crate::sim::view::Liveness;

use super::SimNode;

impl SimNode {
    /// A crash in the middle of the write under way, of which a part is on the disk; `chance` decides which.
    pub fn tear(&mut self, chance: u64, port: &mut Port<'_>) {
        let torn = self.disk.tear(chance);
        self.crash(port);
        if let Some((part, whole)) = torn {
            let (part, whole) = (part as u64, whole as u64);
            let torn = EventKind::Torn { node: self.id, part, whole };
            port.recorder.emit_after(self.stopped, torn);
        }
    }

    /// All that is on the disk is lost, and the process with it.
    pub fn wipe(&mut self, port: &mut Port<'_>) {
        if self.process.is_some() {
            self.crash(port);
        }
        self.refusal = None;
        self.disk.wipe();
        self.stopped = port.recorder.emit(EventKind::Wiped { node: self.id });
    }

    /// It gets a disk that is as one is when a machine is switched on for the first time. What it has promised and stored it
    /// knows no more, and nothing tells it so.
    pub fn replace_disk(&mut self, configuration: Configuration, port: &mut Port<'_>) {
        self.disk.replace(Durable::bootstrap(configuration));
        port.recorder.set_off(EventKind::DiskReplaced { node: self.id });
    }

    /// The write under way is done, and the next one begins.
    pub fn finish_write(&mut self, port: &mut Port<'_>) {
        if let Some(finished) = self.disk.finish() {
            self.go_on_after(finished, port);
        }
    }

    /// The disk says that the write under way is done, and it is not: it lands somewhere else, as far as there is a
    /// `chance`, or nowhere.
    pub fn write_astray(&mut self, chance: Option<u64>, port: &mut Port<'_>) {
        let (node, since) = (self.id, self.disk.armed());
        let Some((finished, over)) = self.disk.finish_astray(chance) else { return };
        let token = finished.token;
        port.recorder.emit_after(since, EventKind::WriteAstray { node, token, over });
        self.go_on_after(finished, port);
    }

    fn go_on_after(&mut self, finished: Finished, port: &mut Port<'_>) {
        let Finished { token, announced, origin, trapped } = finished;
        port.recorder.follow(origin);
        port.recorder.set_off(EventKind::WriteFinished { node: self.id, token });
        if let Some(since) = trapped {
            port.recorder.follow(since);
            return self.crash(port);
        }
        self.begin_write(port);
        match &mut self.process {
            _ if announced => {}
            Some(process) if process.paused => process.unreported = Some(token),
            Some(_) => self.step(Input::Persisted(token), port),
            None => {}
        }
    }

    /// The write under way cannot be done. It waits until it can be; whoever leads, or would, gives that up: it could keep
    /// no promise.
    pub fn fail_write(&mut self, port: &mut Port<'_>) {
        let Some(write) = self.disk.current_mut() else { return };
        write.failed = true;
        let (token, origin) = (write.token, write.origin);
        port.recorder.follow(origin);
        port.recorder.set_off(EventKind::WriteFailed { node: self.id, token });
        if self.liveness() == Liveness::Up {
            self.step(Input::StepDown, port);
        }
    }

    /// The disk does something else with writes. One that has failed is tried again if that may help.
    pub fn set_medium(&mut self, medium: Medium, port: &mut Port<'_>) {
        self.disk.set_medium(medium);
        if medium == Medium::Ok
            && let Some(write) = self.disk.current_mut().filter(|write| write.failed)
        {
            write.failed = false;
            port.recorder.set_going(Pending::Write(self.id));
        }
    }

    /// The oldest write in the disk's queue, if there is one, is under way from now on.
    pub(super) fn begin_write(&mut self, port: &mut Port<'_>) {
        if let Some(write) = self.disk.current_mut() {
            let started = EventKind::WriteStarted { node: self.id, token: write.token };
            write.origin = port.recorder.emit_after(write.origin, started);
            port.recorder.set_going(Pending::Write(self.id));
        }
    }
}
