//! Moments with names.

use crate::catalog::tr;
use crate::explain::words::list;
use crate::sim::Time;

use super::Session;
use super::branch::Bookmark;

impl Session {
    /// The most bookmarks that a branch keeps.
    pub const MOST_BOOKMARKS: usize = 200;

    /// The bookmarks of the branch that is shown, in order of time.
    pub fn bookmarks(&self) -> &[Bookmark] {
        &self.branch().bookmarks
    }

    /// Gives the present moment a name. If another moment of the branch had it, this one has it now.
    ///
    /// # Errors
    /// A sentence if there are too many.
    pub fn bookmark(&mut self, name: &str) -> Result<(), String> {
        let at = self.now();
        let bookmarks = &mut self.branch_mut().bookmarks;
        bookmarks.retain(|bookmark| bookmark.name != name);
        if bookmarks.len() >= Self::MOST_BOOKMARKS {
            let most = Self::MOST_BOOKMARKS;
            return Err(tr!("there are {most} bookmarks already: unbookmark one first", most));
        }
        let place = bookmarks.partition_point(|bookmark| bookmark.at <= at);
        bookmarks.insert(place, Bookmark { at, name: name.to_owned() });
        self.here.run.changes += 1;
        Ok(())
    }

    /// Takes a name away again.
    ///
    /// # Errors
    /// A sentence if no moment of the branch has it.
    pub fn unbookmark(&mut self, name: &str) -> Result<(), String> {
        self.bookmarked(name)?;
        self.branch_mut().bookmarks.retain(|bookmark| bookmark.name != name);
        self.here.run.changes += 1;
        Ok(())
    }

    /// The moment of this name.
    pub(super) fn bookmarked(&self, name: &str) -> Result<Time, String> {
        let bookmarks = self.bookmarks();
        if let Some(found) = bookmarks.iter().find(|bookmark| bookmark.name == name) {
            return Ok(found.at);
        }
        Err(match bookmarks {
            [] => tr!(
                "no moment is called {name}: bookmark one first",
                name = format_args!("{name:?}")
            ),
            some => {
                let names = list(some.iter().map(|bookmark| format!("{:?}", bookmark.name)));
                tr!(
                    "no moment is called {name}: there are {names}",
                    name = format_args!("{name:?}"),
                    names
                )
            }
        })
    }
}
