//! How the tables of events and packets are read.

/// A row, for those who only want to know what there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// What the kind is called; more than one where a field makes the difference.
    pub names: &'static [&'static str],
    /// Its fields, each with its type as TypeScript says it.
    pub fields: &'static [(&'static str, &'static str)],
}

/// A row is a kind, its names, what is the same in all of it, and its fields with their types; `as` where a field is called
/// otherwise here.
macro_rules! table {
    ($of:ident; $(
        $kind:ident $($name:literal)|+ $([$fixed:ident $value:literal])? {
            $($field:ident $(as $called:ident)?: $type:ty),* $(,)?
        };
    )*) => {
        /// What there is, and what it says.
        pub const ROWS: &[$crate::explain::facts::table::Row] = &[$($crate::explain::facts::table::Row {
            names: &[$($name),+],
            fields: &[
                $((stringify!($fixed), stringify!($value)),)?
                $((
                    $crate::explain::facts::table::called!($field $($called)?),
                    <$type as $crate::explain::facts::datum::Typed>::TYPE,
                ),)*
            ],
        }),*];

        /// What this one says.
        pub fn fields(of: &$of) -> $crate::explain::facts::data::Fields {
            use $crate::explain::facts::datum::put;
            let mut to = Vec::new();
            match of {
                $($of::$kind { $($field),* } => {
                    $(put(&mut to, stringify!($fixed), &$value);)?
                    $(
                        let value: &$type = $field;
                        put(&mut to, $crate::explain::facts::table::called!($field $($called)?), value);
                    )*
                })*
            }
            to
        }
    };
}

/// What a field is called.
macro_rules! called {
    ($field:ident) => {
        stringify!($field)
    };
    ($field:ident $called:ident) => {
        stringify!($called)
    };
}

pub(super) use {called, table};
