//! A text as squares that a camera reads: a QR code (ISO/IEC 18004).

use std::fmt::Write;

use qrcodegen::{QrCode, QrCodeEcc};

/// How many light modules there must be around the dark ones, for a camera to find them.
const QUIET: i32 = 4;

/// A code, to be painted dark on light.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// How many modules a side has, the quiet ones around included.
    pub side: u32,
    /// The dark modules as the path of an SVG picture in which a module is one unit.
    pub path: String,
}

/// The code of a text; `None` if it is too long for any, which is what 2,953 bytes are not yet.
pub fn code(text: &str) -> Option<Code> {
    let code = QrCode::encode_text(text, QrCodeEcc::Low).ok()?;
    let side = code.size();
    let mut path = String::new();
    for y in 0..side {
        let mut x = 0;
        while x < side {
            let from = x;
            while x < side && code.get_module(x, y) {
                x += 1;
            }
            if x > from {
                let (left, top, run) = (from + QUIET, y + QUIET, x - from);
                let _ = write!(path, "M{left} {top}h{run}v1h-{run}z");
            }
            x += 1;
        }
    }
    Some(Code { side: (side + 2 * QUIET) as u32, path })
}

// What reads codes is there natively only, and a code is the same everywhere.
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    /// What a reader of such codes makes of the painted path.
    fn read(code: &Code) -> String {
        const PIXELS: usize = 4;
        let side = code.side as usize;
        let mut dark = vec![false; side * side];
        for run in code.path.split('M').skip(1) {
            let numbers: Vec<usize> = run
                .split([' ', 'h', 'v'])
                .take(3)
                .map(|it| it.parse().expect("a number"))
                .collect();
            let [left, top, run] = numbers[..] else { panic!("three numbers: {run}") };
            dark[top * side + left..][..run].fill(true);
        }
        let mut image =
            rqrr::PreparedImage::prepare_from_greyscale(side * PIXELS, side * PIXELS, |x, y| {
                if dark[y / PIXELS * side + x / PIXELS] { 0 } else { 255 }
            });
        let grids = image.detect_grids();
        grids.first().expect("a code is found").decode().expect("it can be read").1
    }

    #[test]
    fn a_reader_reads_what_was_written() {
        for length in [1, 100, 900, 2_000] {
            let text: String = "https://example.org/#s=".chars().cycle().take(length).collect();
            assert_eq!(read(&code(&text).expect("it fits")), text);
        }
    }

    #[test]
    fn what_is_too_long_has_no_code() {
        assert!(code(&"a".repeat(2_953)).is_some());
        assert_eq!(code(&"a".repeat(2_954)), None);
    }
}
