//! Playing what is opened, in parts: the page can be used meanwhile, and the person may end it. Until it has been played the
//! session that is shown stays as it is.

use yew::prelude::*;

use crate::catalog::tr;
use crate::session::{Beside, Loading};

use super::loaded::{Loaded, Source};
use super::state::Page;

/// A script that is being played.
#[derive(Debug)]
struct Opening {
    under_way: Option<(Source, String, Loading)>,
    told: Callback<Loaded>,
}

impl Opening {
    /// Tells what came of it, once.
    fn end(&mut self, ended: Result<(), String>, stopped: bool) {
        if let Some((source, text, loading)) = self.under_way.take() {
            let session = ended.map(|()| loading.session());
            self.told.emit(Loaded { source, text, session, stopped });
        }
    }
}

impl Beside for Opening {
    fn go_on(&mut self, most_moves: u64) -> Option<Vec<String>> {
        if let Some((_, _, loading)) = &mut self.under_way {
            let ended = loading.go_on(most_moves)?;
            self.end(ended, false);
        }
        Some(Vec::new())
    }

    fn place(&self) -> String {
        self.under_way.as_ref().map_or_else(String::new, |(.., loading)| loading.now().to_string())
    }

    fn progress(&self) -> u32 {
        self.under_way.as_ref().map_or(1_000, |(.., loading)| loading.progress())
    }

    fn stop(&mut self) -> String {
        let at = self.place();
        let told = match &self.under_way {
            Some((Source::File(_), ..)) => {
                tr!("Stopped at {at}: the session is open as far as it was played.", at)
            }
            _ => tr!("Stopped at {at}: nothing was opened.", at),
        };
        self.end(Ok(()), true);
        told
    }
}

impl Page {
    /// Begins to play what is opened; [`Page::loaded`] is told what came of it.
    pub(super) fn load(&mut self, source: Source, text: String) -> bool {
        let loading = match Loading::of(&text) {
            Ok(loading) => loading,
            Err(error) => {
                return self.loaded(Loaded { source, text, session: Err(error), stopped: false });
            }
        };
        let line = match &source {
            Source::File(name) => tr!("opening {name}", name),
            Source::Lesson => tr!("opening the lesson").to_owned(),
        };
        let under_way = Some((source, text, loading));
        let opening = Box::new(Opening { under_way, told: self.on.loaded.clone() });
        self.begin_beside(line, opening)
    }

    /// Begins what is done beside the session, unless something is under way already.
    pub(super) fn begin_beside(&mut self, line: String, beside: Box<dyn Beside>) -> bool {
        if let Some(passage) = &self.passage {
            self.notify(tr!("First stop what is under way: {line}", line = passage.line()), None);
        } else {
            let passage = self.player.read(|player| player.session.begin_beside(line, beside));
            self.passage = Some(passage);
            self.pass();
        }
        true
    }

    /// Shows what was opened.
    pub(super) fn loaded(&mut self, loaded: Loaded) -> bool {
        let Loaded { source, text, session, stopped } = loaded;
        match source {
            Source::File(name) => self.show_file(&name, text, session, stopped),
            Source::Lesson if stopped => true,
            Source::Lesson => self.show_lesson(&text, session),
        }
    }
}
