//! The scripts that belong to the program: stories, missions, what planted bugs do. Where the program is in parts they are
//! fetched later than the rest, and given to those who keep them.

/// Scripts, each with its name.
pub type Texts = &'static [(&'static str, &'static str)];

/// The scripts of a folder of `static`, by the names of their files: `texts` are all of them, `given` those that have come.
macro_rules! scripts {
    ($folder:literal: $($name:literal)*) => {
        const SCRIPTS: $crate::session::texts::Texts = &[$((
            $name,
            include_str!(concat!(
                env!("CARGO_MANIFEST_DIR"), "/static/", $folder, "/", $name, ".raft"
            )),
        )),*];

        /// All of these scripts: what is fetched later where the program is in parts.
        pub fn texts() -> $crate::session::texts::Texts {
            SCRIPTS
        }

        #[cfg(not(feature = "split"))]
        use texts as given;

        #[cfg(feature = "split")]
        static GIVEN: std::sync::OnceLock<$crate::session::texts::Texts> =
            std::sync::OnceLock::new();

        /// The scripts that have come.
        #[cfg(feature = "split")]
        fn given() -> $crate::session::texts::Texts {
            GIVEN.get().copied().unwrap_or_default()
        }

        /// The scripts have come.
        #[cfg(feature = "split")]
        pub fn give(texts: $crate::session::texts::Texts) {
            // What was given first is the same.
            let _ = GIVEN.set(texts);
        }
    };
}

pub(super) use scripts;
