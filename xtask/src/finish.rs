//! `cargo xtask finish`: what Trunk leaves to be done when the page is put together. Trunk calls it (`Trunk.toml`, hooks), so
//! that plain `trunk serve` does the same as `cargo xtask serve`.
//!
//! - All style sheets become one file: a browser waits for one answer and not for twenty-five.
//! - A page that is published is cut into parts (`split`): `RAFTARIUM_SPLIT=1` says so.
//! - The service worker is told its version and its files. While developing it keeps nothing, since what was built last
//!   is what should be seen; `RAFTARIUM_OFFLINE=1` lets it keep that too.

use std::fs;
use std::path::{Path, PathBuf};

use crate::{Failure, split};

/// Finishes the page in the directory that Trunk names.
pub fn finish() -> Result<(), Failure> {
    let directory = std::env::var_os("TRUNK_STAGING_DIR").map(PathBuf::from).ok_or(
        "this is for Trunk, which calls it when it puts the page together, and there is no TRUNK_STAGING_DIR.\n\
         `cargo xtask build` builds the page.",
    )?;
    let release = std::env::var("TRUNK_PROFILE").is_ok_and(|it| it == "release");
    let wanted = std::env::var("RAFTARIUM_OFFLINE").is_ok_and(|it| it == "1");
    join_styles(&directory)?;
    if std::env::var("RAFTARIUM_SPLIT").is_ok_and(|it| it == "1") {
        split::split(&directory)?;
    }
    if release || wanted { keep_offline(&directory) } else { Ok(()) }
}

/// Puts all style sheets that the document names into one, in their order.
fn join_styles(directory: &Path) -> Result<(), Failure> {
    let document = directory.join("index.html");
    let html = read(&document)?;
    let names = stylesheets(&html);
    let mut css = String::new();
    for name in &names {
        let file = directory.join(name);
        css += &without_comments(&read(&file)?);
        fs::remove_file(&file).map_err(|error| trouble(&file, &error))?;
    }
    let name = format!("style-{:016x}.css", hash(css.as_bytes()));
    write(&directory.join(&name), &css)?;
    write(&document, &with_one_stylesheet(&html, &name))
}

/// The files that the document links as style sheets.
fn stylesheets(html: &str) -> Vec<&str> {
    html.lines().filter_map(stylesheet).collect()
}

/// The file of a line that links a style sheet, as Trunk writes it.
fn stylesheet(line: &str) -> Option<&str> {
    let rest = line.trim().strip_prefix("<link rel=\"stylesheet\" href=\"")?;
    Some(rest.split_once('"')?.0.trim_start_matches("./"))
}

/// The document with a link to this file in the place of its first style sheet, and without the others.
fn with_one_stylesheet(html: &str, name: &str) -> String {
    let mut link = Some(format!("    <link rel=\"stylesheet\" href=\"./{name}\">\n"));
    let mut finished = String::new();
    for line in html.lines() {
        match stylesheet(line) {
            Some(_) => finished += &link.take().unwrap_or_default(),
            None => {
                finished += line;
                finished.push('\n');
            }
        }
    }
    finished
}

/// A style sheet without its comments and without the spaces that lines begin with. The sheets hold no comment within a
/// string.
fn without_comments(css: &str) -> String {
    let mut bare = String::new();
    let mut rest = css;
    while let Some((before, after)) = rest.split_once("/*") {
        bare += before;
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    bare += rest;
    let lines = bare.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// Tells the service worker what belongs to this version, and the document which version it is.
fn keep_offline(directory: &Path) -> Result<(), Failure> {
    let mut files = Vec::new();
    collect(directory, directory, &mut files)?;
    files.retain(|(name, _)| name != "sw.js" && name != "_headers");
    files.sort();
    let whole: Vec<u8> =
        files.iter().flat_map(|(name, bytes)| [name.as_bytes(), bytes].concat()).collect();
    let version = format!("{:016x}", hash(&whole));
    let worker = directory.join("sw.js");
    write(&worker, &told(&read(&worker)?, &version, files.iter().map(|(name, _)| name.as_str()))?)?;
    let document = directory.join("index.html");
    let metas = format!(
        "    <meta name=\"offline\" content=\"./sw.js\">\n    <meta name=\"version\" content=\"{version}\">\n  </head>"
    );
    write(&document, &read(&document)?.replacen("</head>", &metas, 1))
}

/// The service worker with this version and these files. The document is known by the address of its directory.
fn told<'a>(
    worker: &str,
    version: &str,
    files: impl Iterator<Item = &'a str>,
) -> Result<String, Failure> {
    let names =
        files.map(|name| format!("  \"./{}\",\n", if name == "index.html" { "" } else { name }));
    let files = format!("const FILES = [\n{}];", names.collect::<String>());
    let mut text = worker.to_owned();
    for (from, to) in [
        ("const VERSION = \"\";", format!("const VERSION = \"{version}\";")),
        ("const FILES = [];", files),
    ] {
        if !text.contains(from) {
            return Err(format!(
                "static/sw.js has no line {from:?}, where its version and its files go"
            ));
        }
        text = text.replacen(from, &to, 1);
    }
    Ok(text)
}

/// All files under a directory, each with its path from `root`, with slashes.
fn collect(
    root: &Path,
    directory: &Path,
    files: &mut Vec<(String, Vec<u8>)>,
) -> Result<(), Failure> {
    for entry in fs::read_dir(directory).map_err(|error| trouble(directory, &error))? {
        let path = entry.map_err(|error| trouble(directory, &error))?.path();
        if path.is_dir() {
            collect(root, &path, files)?;
        } else if let Ok(name) = path.strip_prefix(root) {
            let name = name.to_string_lossy().replace('\\', "/");
            files.push((name, fs::read(&path).map_err(|error| trouble(&path, &error))?));
        }
    }
    Ok(())
}

/// FNV-1a, 64 bits: it tells versions apart, and nobody is kept from anything by it.
pub fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// The text of a file, or what is wrong with it.
pub fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| trouble(path, &error))
}

/// Writes a file, or says what is wrong.
pub fn write(path: &Path, text: &str) -> Result<(), Failure> {
    fs::write(path, text).map_err(|error| trouble(path, &error))
}

/// What is wrong with a file.
pub fn trouble(path: &Path, error: &std::io::Error) -> Failure {
    format!("{}: {error}", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HTML: &str = "<head>\n  <link rel=\"icon\" href=\"./a.svg\"/>\n  <link rel=\"stylesheet\" href=\"./one-12.css\"/>\n  \
                        <link rel=\"stylesheet\" href=\"./two-34.css\"/>\n</head>\n";

    #[test]
    fn style_sheets_become_one_in_their_order() {
        assert_eq!(stylesheets(HTML), ["one-12.css", "two-34.css"]);
        assert_eq!(
            with_one_stylesheet(HTML, "style.css"),
            "<head>\n  <link rel=\"icon\" href=\"./a.svg\"/>\n    <link rel=\"stylesheet\" href=\"./style.css\">\n</head>\n"
        );
    }

    #[test]
    fn comments_and_indents_go_and_rules_stay() {
        let css = "/* What\n   it is. */\n.a {\n  margin: 0; /* none */\n}\n\n.b { content: \"✓ \"; }\n/* open";
        assert_eq!(without_comments(css), ".a {\nmargin: 0;\n}\n.b { content: \"✓ \"; }\n");
    }

    #[test]
    fn the_worker_is_told_its_version_and_its_files() {
        let worker = fs::read_to_string(crate::root().join("static/sw.js")).unwrap();
        let text = told(&worker, "c0ffee", ["a-1.wasm", "index.html"].into_iter()).unwrap();
        assert!(text.contains("const VERSION = \"c0ffee\";"), "{text}");
        assert!(text.contains("const FILES = [\n  \"./a-1.wasm\",\n  \"./\",\n];"), "{text}");
        assert!(told("", "c0ffee", [].into_iter()).unwrap_err().contains("static/sw.js"));
    }

    #[test]
    fn another_byte_is_another_version() {
        assert_ne!(hash(b"raft"), hash(b"raf"));
        assert_eq!(hash(b""), 0xcbf2_9ce4_8422_2325);
    }
}
