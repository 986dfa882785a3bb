//! Scripts packed for an address: deflated, and written in base64url. Where the program is in parts, that comes later.

use data_encoding::{BASE64URL_NOPAD, DecodeKind};
use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::{
    TINFLStatus, decompress_to_vec_with_limit, decompress_to_vec_zlib_with_limit,
};

use crate::script::bounds::MAX_SCRIPT_BYTES;

/// Why a text is no packed script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Damage {
    /// It is not base64url: the place of the first character that is wrong, from 1.
    NotBase64(usize),
    /// It does not inflate.
    NotDeflated,
    /// It inflates to more than a script may be.
    TooLarge,
    /// It inflates to what is no text.
    NotText,
}

/// What packs and unpacks.
#[derive(Clone, Copy)]
pub struct Packing {
    pub pack: fn(&str) -> String,
    pub unpack: fn(&str) -> Result<String, Damage>,
}

/// What packs, once it is here.
#[cfg(feature = "split")]
static GIVEN: std::sync::OnceLock<Packing> = std::sync::OnceLock::new();

/// What packs has come.
#[cfg(feature = "split")]
pub fn give(packing: Packing) {
    // What was given first does the same.
    let _ = GIVEN.set(packing);
}

/// What packs, if it is here.
pub(super) fn packing() -> Option<Packing> {
    #[cfg(feature = "split")]
    return GIVEN.get().copied();
    #[cfg(not(feature = "split"))]
    Some(Packing { pack, unpack })
}

/// Packs a script.
pub fn pack(script: &str) -> String {
    const BEST: u8 = 9;
    BASE64URL_NOPAD.encode(&compress_to_vec(script.as_bytes(), BEST))
}

/// Unpacks a script.
///
/// # Errors
/// If it was not packed so.
pub fn unpack(text: &str) -> Result<String, Damage> {
    // Some programs that make links pad base64, and some deflate with a header.
    let text = text.trim_end_matches('=');
    let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|error| match error.kind {
        DecodeKind::Symbol => Damage::NotBase64(error.position + 1),
        DecodeKind::Length | DecodeKind::Trailing | DecodeKind::Padding => Damage::NotDeflated,
    })?;
    let inflated = decompress_to_vec_with_limit(&bytes, MAX_SCRIPT_BYTES)
        .or_else(|raw| decompress_to_vec_zlib_with_limit(&bytes, MAX_SCRIPT_BYTES).map_err(|_| raw))
        .map_err(|error| match error.status {
            TINFLStatus::HasMoreOutput => Damage::TooLarge,
            _ => Damage::NotDeflated,
        })?;
    String::from_utf8(inflated).map_err(|_| Damage::NotText)
}
