//! Making the JavaScript package.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::say::{self, Steps};
use crate::tools::{self, Toolbox};
use crate::{Failure, root, versions};

/// What is in the package beside what wasm-pack makes.
const PARTS: &str = "static/package";

/// The program in it.
const PROGRAM: &str = "raftarium_bg.wasm";

/// `cargo xtask build --package`: what `wasm-pack build --target web` makes, with the tools of the cache, and smaller
/// where there is wasm-opt.
pub fn build_command() -> Result<(), Failure> {
    let mut steps = Steps::of(Toolbox::WASM_TEST_STEPS + 2);
    let mut toolbox = Toolbox::for_wasm_tests(&mut steps)?;
    let wasm_opt = toolbox.ensure_wasm_opt(&mut steps)?;
    steps.next("making the package in pkg/ (the first time takes minutes)");
    let mut build = wasm_pack(&toolbox, "pkg")?;
    // The same without compiling the page first, of which nothing would come into it.
    if !tools::succeeds(build.args(["--", "--no-default-features", "--features", "api"])) {
        return Err("wasm-pack could not make the package; it says why above".to_owned());
    }
    if wasm_opt {
        let file = root().join("pkg").join(PROGRAM);
        let mut shrink = toolbox.command("wasm-opt")?;
        if !tools::succeeds(shrink.arg("-Oz").arg(&file).arg("-o").arg(&file)) {
            return Err("wasm-opt could not make it smaller; it says why above".to_owned());
        }
    }
    finish(&root().join("pkg"))?;
    say::success(
        "the package is in pkg/; `npm publish`, `npm pack` or a bundler takes it from there",
    );
    Ok(())
}

/// Makes what wasm-pack has made into what is published: with a description that says where each kind of program finds
/// what it needs, a readme of its own, a way in for Node.js, and without the names of functions.
pub fn finish(package: &Path) -> Result<(), Failure> {
    let cannot = |what: &str, error| format!("{what} cannot be put into the package: {error}");
    for entry in fs::read_dir(root().join(PARTS)).map_err(|error| cannot(PARTS, error))? {
        let entry = entry.map_err(|error| cannot(PARTS, error))?;
        let name = entry.file_name();
        fs::copy(entry.path(), package.join(&name))
            .map_err(|error| cannot(&name.to_string_lossy(), error))?;
    }
    let manifest = package.join("package.json");
    let lock = fs::read_to_string(root().join("Cargo.lock"))
        .map_err(|error| format!("Cargo.lock cannot be read: {error}"))?;
    let version = versions::locked(&lock, "raftarium").ok_or("Cargo.lock has no raftarium")?;
    let text = fs::read_to_string(&manifest).map_err(|error| cannot("package.json", error))?;
    let text = text.replace("\"0.0.0\"", &format!("\"{version}\""));
    fs::write(&manifest, text).map_err(|error| cannot("package.json", error))?;
    let program = package.join(PROGRAM);
    let bytes = fs::read(&program).map_err(|error| cannot(PROGRAM, error))?;
    let bytes = without_names(&bytes).ok_or_else(|| format!("{PROGRAM} is no WebAssembly"))?;
    fs::write(&program, bytes).map_err(|error| cannot(PROGRAM, error))
}

/// A program without its custom section `name`, a third of it, which only those who look for mistakes in it read. The
/// compiler could leave it out as well, but takes the list of features along, without which wasm-opt refuses the file.
fn without_names(program: &[u8]) -> Option<Vec<u8>> {
    const HEADER: usize = 8;
    const CUSTOM: u8 = 0;
    let mut kept = program.get(..HEADER)?.to_vec();
    let mut rest = &program[HEADER..];
    while let Some((&section, after)) = rest.split_first() {
        let (size, width) = number(after)?;
        let whole = 1 + width + size;
        let content = rest.get(1 + width..whole)?;
        let is_names = section == CUSTOM && content.strip_prefix(b"\x04name").is_some();
        if !is_names {
            kept.extend_from_slice(&rest[..whole]);
        }
        rest = &rest[whole..];
    }
    Some(kept)
}

/// The number that these bytes begin with, in WebAssembly's LEB128, and how many bytes it takes.
fn number(bytes: &[u8]) -> Option<(usize, usize)> {
    const MOST: usize = 5;
    let mut number = 0;
    for (at, byte) in bytes.iter().take(MOST).enumerate() {
        number |= usize::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return Some((number, at + 1));
        }
    }
    None
}

/// wasm-pack, told to make the package in this directory.
pub fn wasm_pack(toolbox: &Toolbox, directory: &str) -> Result<Command, Failure> {
    wasm_pack_for("web", toolbox, directory)
}

/// The same for one of wasm-pack's other kinds of programs: `nodejs`, `bundler`.
pub fn wasm_pack_for(target: &str, toolbox: &Toolbox, directory: &str) -> Result<Command, Failure> {
    let mut wasm_pack = toolbox.command("wasm-pack")?;
    wasm_pack.args(["build", "--target", target, "--mode", "no-install", "--out-dir", directory]);
    Ok(wasm_pack)
}

/// Puts beside the package in a directory what uses it: the page that shows how, the program that TypeScript reads,
/// scripts for Node.js, an application for a bundler; and the package once more where Node.js and bundlers look for it.
pub fn set_up(directory: &Path) -> Result<(), Failure> {
    for from in ["static/example", "tests/package"] {
        copy(&root().join(from), directory)?;
    }
    // What an embedded page and the page around it say to each other is in terms of the package's types.
    let types = "static/embed.d.ts";
    fs::copy(root().join(types), directory.join("embed.d.ts"))
        .map_err(|error| format!("{types} cannot be copied: {error}"))?;
    copy(&directory.join("pkg"), &directory.join("node_modules/raftarium"))
}

/// Copies a directory's files, and those of the directories in it.
fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    let trouble = |error| format!("{} cannot be copied: {error}", from.display());
    fs::create_dir_all(to).map_err(trouble)?;
    for entry in fs::read_dir(from).map_err(trouble)? {
        let entry = entry.map_err(trouble)?;
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target).map_err(trouble)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &[u8] = b"\0asm\x01\0\0\0";

    fn module(sections: &[&[u8]]) -> Vec<u8> {
        [&[HEADER], sections].concat().concat()
    }

    #[test]
    fn names_are_left_out_and_everything_else_stays() {
        let (types, names): (&[u8], &[u8]) = (&[1, 2, 7, 7], b"\0\x07\x04name\x01\0");
        let features: &[u8] = b"\0\x09\x08features";
        let long: Vec<u8> = [&[10, 0x80, 1][..], &[0; 128]].concat();
        assert_eq!(
            without_names(&module(&[types, names, features, &long])),
            Some(module(&[types, features, &long]))
        );
        assert_eq!(without_names(HEADER), Some(HEADER.to_vec()));
    }

    #[test]
    fn what_is_cut_off_is_no_program() {
        assert_eq!(without_names(b"\0asm"), None);
        assert_eq!(without_names(&module(&[&[1, 5, 0]])), None);
        assert_eq!(without_names(&module(&[&[1, 0x80]])), None);
    }

    #[test]
    fn the_package_names_each_of_its_files() {
        let manifest = fs::read_to_string(root().join(PARTS).join("package.json")).unwrap();
        for entry in fs::read_dir(root().join(PARTS)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            assert!(name == "package.json" || manifest.contains(&format!("\"{name}\"")), "{name}");
        }
    }
}
