//! What goes in and out: files, standard input, standard output.

use std::io::{BufWriter, ErrorKind, Read, StdoutLock, Write};
use std::path::Path;

/// Standard output. A reader that has gone away, such as `head`, ends it in silence: what is written after that goes
/// nowhere.
pub struct Output(Option<BufWriter<StdoutLock<'static>>>);

impl Output {
    /// Standard output, for as long as this lives.
    pub fn open() -> Self {
        Self(Some(BufWriter::new(std::io::stdout().lock())))
    }

    /// Writes a text.
    ///
    /// # Errors
    /// If it cannot be written: a full disk, but not a reader that has gone away.
    pub fn print(&mut self, text: &str) -> Result<(), String> {
        self.attempt(|writer| writer.write_all(text.as_bytes()))
    }

    /// Writes a text and a line's end.
    ///
    /// # Errors
    /// As for [`Output::print`].
    pub fn line(&mut self, text: &str) -> Result<(), String> {
        self.print(text)?;
        self.print("\n")
    }

    /// Sees to it that all is written.
    ///
    /// # Errors
    /// As for [`Output::print`].
    pub fn close(mut self) -> Result<(), String> {
        self.attempt(Write::flush)
    }

    fn attempt(
        &mut self,
        write: impl FnOnce(&mut BufWriter<StdoutLock<'static>>) -> std::io::Result<()>,
    ) -> Result<(), String> {
        let Some(writer) = &mut self.0 else { return Ok(()) };
        match write(writer) {
            Ok(()) => Ok(()),
            Err(error) => {
                if let Some(writer) = self.0.take() {
                    // Else what is left in it would be tried once more.
                    let _ = writer.into_parts();
                }
                match error.kind() {
                    ErrorKind::BrokenPipe => Ok(()),
                    _ => Err(format!("cannot write to standard output: {error}")),
                }
            }
        }
    }
}

/// Prints one text.
///
/// # Errors
/// As for [`Output::print`].
pub fn print(text: &str) -> Result<(), String> {
    let mut output = Output::open();
    output.print(text)?;
    output.close()
}

/// The files that are meant by these names: of a folder, those of its own that are wanted, in the order of their names.
///
/// # Errors
/// If a folder cannot be read, or holds none: the error says what was `expected` there.
pub fn files(
    names: &[String],
    wanted: fn(&Path) -> bool,
    expected: &str,
) -> Result<Vec<String>, String> {
    let mut files = Vec::new();
    for name in names {
        if !Path::new(name).is_dir() {
            files.push(name.clone());
            continue;
        }
        let unreadable = |error| format!("cannot read {name}: {error}");
        let mut within = Vec::new();
        for entry in std::fs::read_dir(name).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            if path.is_file() && wanted(&path) {
                within.push(path.to_string_lossy().into_owned());
            }
        }
        if within.is_empty() {
            return Err(format!("found no file in {name}, expected {expected}"));
        }
        within.sort();
        files.extend(within);
    }
    Ok(files)
}

/// A file as text; `-` is standard input.
///
/// # Errors
/// If it cannot be read, or is no text; the error names the file.
pub fn read(file: &str) -> Result<String, String> {
    String::from_utf8(read_bytes(file)?).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        format!("{file} is not text: byte {at} is not UTF-8")
    })
}

/// A file's bytes; `-` is standard input.
///
/// # Errors
/// If it cannot be read; the error names the file.
pub fn read_bytes(file: &str) -> Result<Vec<u8>, String> {
    let bytes = if file == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        std::fs::read(file)
    };
    bytes.map_err(|error| format!("cannot read {file}: {error}"))
}

/// Writes a file.
///
/// # Errors
/// If it cannot be written; the error names the file.
pub fn write(file: &str, text: &str) -> Result<(), String> {
    std::fs::write(file, text).map_err(|error| format!("cannot write {file}: {error}"))
}
