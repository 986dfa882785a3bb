//! Cuts the page's program into parts, of which the first starts without the others.
//!
//! Trunk compiles the program as a whole, with marks where it may be cut (`src/split.rs`) and with the linker's notes on what
//! refers to what. From that file the parts are cut here: wasm-split puts everything into a part that can be reached only
//! through its marks, wasm-bindgen joins the first part to the browser, wasm-opt makes each smaller; and they take the
//! place of what Trunk made of the whole. The parts share one memory and one table of functions, so they fit only each
//! other: their names carry one hash of them all.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::finish::{hash, read, trouble, write};
use crate::{Failure, root, tools};

/// What the program is called.
const NAME: &str = "raftarium-page";

/// What wasm-split calls the module that fetches the parts.
const LINKS: &str = "__wasm_split.js";

/// How wasm-split has the browser take in a part, in that module.
const TAKE_IN: &str = "WebAssembly.instantiateStreaming(src, imports)";

/// The same, where a server does not say what WebAssembly is, and plainly where there is no such file.
const TAKE_IN_ANYWAY: &str = "
const takeIn = async (coming, imports) => {
    const response = await coming;
    if (!response.ok) throw new Error(`${response.url} could not be fetched: ${response.status}`);
    const named = response.headers.get(\"Content-Type\")?.startsWith(\"application/wasm\");
    return named
        ? WebAssembly.instantiateStreaming(response, imports)
        : WebAssembly.instantiate(await response.arrayBuffer(), imports);
};
";

/// What the compiler takes every browser to understand.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// A file of the page: what wasm-split or wasm-bindgen call it, what it is called on the server, and what is in it.
struct File {
    old: String,
    new: String,
    bytes: Vec<u8>,
}

/// Puts the parts in the place of the whole program in the page that Trunk has put together.
pub fn split(directory: &Path) -> Result<(), Failure> {
    let work = target().join("split");
    if work.exists() {
        fs::remove_dir_all(&work).map_err(|error| trouble(&work, &error))?;
    }
    let cut = work.join("cut");
    let whole = target().join(tools::TARGET).join("release").join(format!("{NAME}.wasm"));
    run(Command::new("wasm-split-cli").arg(whole).arg(&cut).args(["--out-name", NAME]))?;
    let bound = work.join("bound");
    run(Command::new("wasm-bindgen")
        .arg(cut.join(format!("{NAME}.wasm")))
        .args(["--target", "web", "--no-typescript", "--keep-lld-exports", "--out-name", NAME])
        .arg("--out-dir")
        .arg(&bound))?;
    let mut files = vec![gather(&bound, &format!("{NAME}.js"))?, gather(&cut, LINKS)?];
    files.push(smaller(&bound, &format!("{NAME}_bg.wasm"))?);
    for name in parts(&cut)? {
        files.push(smaller(&cut, &name)?);
    }
    name_all(&mut files)?;
    let document = directory.join("index.html");
    let mut html = read(&document)?;
    for (id, file) in [("page-module", &files[0]), ("page-wasm", &files[2])] {
        let old = address(&html, id)?;
        let old_file = directory.join(&old);
        fs::remove_file(&old_file).map_err(|error| trouble(&old_file, &error))?;
        html = html.replace(&old, &file.new);
    }
    let links = format!("<link rel=\"modulepreload\" href=\"./{}\"></head>", files[1].new);
    write(&document, &html.replacen("</head>", &links, 1))?;
    for file in &files {
        let path = directory.join(&file.new);
        fs::write(&path, &file.bytes).map_err(|error| trouble(&path, &error))?;
    }
    Ok(())
}

/// Where cargo builds.
fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

fn run(command: &mut Command) -> Result<(), Failure> {
    if tools::succeeds(command.current_dir(root())) {
        return Ok(());
    }
    Err(format!(
        "{} could not cut the page's program; it says why above",
        command.get_program().to_string_lossy()
    ))
}

fn gather(directory: &Path, name: &str) -> Result<File, Failure> {
    let path = directory.join(name);
    let bytes = fs::read(&path).map_err(|error| trouble(&path, &error))?;
    Ok(File { old: name.to_owned(), new: String::new(), bytes })
}

/// The same, optimised if wasm-opt is to be had.
fn smaller(directory: &Path, name: &str) -> Result<File, Failure> {
    if std::env::var("RAFTARIUM_WASM_OPT").is_ok_and(|it| it == "1") {
        let path = directory.join(name);
        run(Command::new("wasm-opt")
            .args([
                "-Oz",
                "--one-caller-inline-max-function-size=20",
                "--reorder-functions-by-name",
            ])
            .args(FEATURES)
            .arg(&path)
            .arg("--output")
            .arg(&path))?;
    }
    gather(directory, name)
}

/// The parts beside the first.
fn parts(cut: &Path) -> Result<Vec<String>, Failure> {
    let mut names = Vec::new();
    for entry in fs::read_dir(cut).map_err(|error| trouble(cut, &error))? {
        let name = entry.map_err(|error| trouble(cut, &error))?.file_name();
        let name = name.to_string_lossy().into_owned();
        if name.ends_with(".wasm") && name != format!("{NAME}.wasm") {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// Gives all files their names, and tells them each other's.
fn name_all(files: &mut [File]) -> Result<(), Failure> {
    let whole: Vec<u8> = files.iter().flat_map(|file| file.bytes.iter().copied()).collect();
    let hash = format!("{:016x}", hash(&whole));
    for file in &mut *files {
        file.new = new_name(&file.old, &hash);
    }
    let names: Vec<(String, String)> =
        files.iter().map(|file| (file.old.clone(), file.new.clone())).collect();
    for file in files.iter_mut().filter(|file| file.old.ends_with(".js")) {
        let text = String::from_utf8_lossy(&file.bytes).into_owned();
        file.bytes = linked(&file.old, &text, &names)?.into_bytes();
    }
    Ok(())
}

/// What a file is called on the server.
fn new_name(old: &str, hash: &str) -> String {
    if old == LINKS {
        return format!("{NAME}-parts-{hash}.js");
    }
    if let Some(rest) = old.strip_prefix(NAME) {
        return format!("{NAME}-{hash}{rest}");
    }
    let name = old.trim_end_matches(".wasm").trim_start_matches("split_").replace('_', "-");
    format!("{NAME}-{name}-{hash}.wasm")
}

/// A module that names the others as they are called now. What the program calls its imports stays: only addresses are
/// changed.
fn linked(old: &str, text: &str, names: &[(String, String)]) -> Result<String, Failure> {
    let mut text = text.to_owned();
    for (old, new) in names {
        for before in ["from ", "new URL("] {
            text = text.replace(&format!("{before}\"./{old}\""), &format!("{before}\"./{new}\""));
        }
    }
    if old != LINKS {
        return Ok(text);
    }
    if !text.contains(TAKE_IN) {
        return Err(format!(
            "{LINKS} of wasm-split does not take in its parts by {TAKE_IN}: its version and this program do not fit"
        ));
    }
    Ok(text.replace(TAKE_IN, "takeIn(src, imports)") + TAKE_IN_ANYWAY)
}

/// The file that the document links under this name.
fn address(html: &str, id: &str) -> Result<String, Failure> {
    let found = html
        .split_once(&format!("id=\"{id}\""))
        .and_then(|(_, rest)| rest.split_once("href=\"./"))
        .and_then(|(_, rest)| rest.split_once('"'))
        .map(|(name, _)| name.to_owned());
    found.ok_or_else(|| format!("index.html has no link {id:?}, which Trunk.toml writes into it"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_files_carry_one_hash_and_what_they_are() {
        for (old, new) in [
            ("raftarium-page.js", "raftarium-page-c0ffee.js"),
            ("raftarium-page_bg.wasm", "raftarium-page-c0ffee_bg.wasm"),
            ("__wasm_split.js", "raftarium-page-parts-c0ffee.js"),
            ("split_diagram.wasm", "raftarium-page-diagram-c0ffee.wasm"),
            ("chunk_4.wasm", "raftarium-page-chunk-4-c0ffee.wasm"),
        ] {
            assert_eq!(new_name(old, "c0ffee"), new);
        }
    }

    #[test]
    fn addresses_change_and_names_of_imports_stay() {
        let names = [("__wasm_split.js".to_owned(), "parts-1.js".to_owned())];
        let text = "import * as import1 from \"./__wasm_split.js\"\nreturn { \"./__wasm_split.js\": import1 };";
        let expect =
            "import * as import1 from \"./parts-1.js\"\nreturn { \"./__wasm_split.js\": import1 };";
        assert_eq!(linked("raftarium-page.js", text, &names), Ok(expect.to_owned()));
    }

    #[test]
    fn parts_are_taken_in_under_any_name_or_the_tool_is_refused() {
        let names = [("split_diagram.wasm".to_owned(), "diagram-1.wasm".to_owned())];
        let text =
            format!("fetch(new URL(\"./split_diagram.wasm\", import.meta.url));\n({TAKE_IN})");
        let linked_text = linked(LINKS, &text, &names).unwrap();
        assert!(linked_text.contains("new URL(\"./diagram-1.wasm\""), "{linked_text}");
        assert!(linked_text.contains("(takeIn(src, imports))"), "{linked_text}");
        assert!(linked(LINKS, "", &names).unwrap_err().contains("wasm-split"));
    }

    #[test]
    fn the_document_says_what_trunk_calls_the_program() {
        let html = "<link id=\"page-wasm\" rel=\"preload\" href=\"./raftarium-page-1_bg.wasm\">";
        assert_eq!(address(html, "page-wasm"), Ok("raftarium-page-1_bg.wasm".to_owned()));
        assert!(address(html, "page-module").unwrap_err().contains("Trunk.toml"));
    }
}
