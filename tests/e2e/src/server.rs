//! A server for the files of one directory, on a free port of this machine.
//!
//! The browser asks for a handful of files once, so this answers one request a connection and reads each file afresh.

use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::thread;

/// Serves the directory for as long as the process lives, and says where: `http://127.0.0.1:4242/`.
pub fn serve(directory: PathBuf) -> io::Result<String> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let address = format!("http://{}/", listener.local_addr()?);
    thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            let directory = directory.clone();
            // A browser that goes away in the middle of an answer is no trouble of ours.
            thread::spawn(move || answer(&directory, connection));
        }
    });
    Ok(address)
}

fn answer(directory: &Path, mut connection: TcpStream) -> io::Result<()> {
    let mut request = BufReader::new(connection.try_clone()?);
    let mut first = String::new();
    request.read_line(&mut first)?;
    let mut header = String::from("?");
    while !header.trim().is_empty() {
        header.clear();
        request.read_line(&mut header)?;
    }
    let (status, kind, body) = response(directory, &first);
    write!(
        connection,
        "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\ncache-control: no-store\r\n\
         connection: close\r\n\r\n",
        body.len()
    )?;
    connection.write_all(&body)
}

fn response(directory: &Path, request: &str) -> (&'static str, &'static str, Vec<u8>) {
    let mut words = request.split_whitespace();
    let (Some("GET"), Some(target)) = (words.next(), words.next()) else {
        return ("405 Method Not Allowed", "text/plain", Vec::new());
    };
    let found =
        file(directory, target).and_then(|path| Some((media_type(&path), fs::read(path).ok()?)));
    match found {
        Some((kind, body)) => ("200 OK", kind, body),
        None => ("404 Not Found", "text/plain", Vec::new()),
    }
}

/// The file that a request's target names, if it lies in the directory.
fn file(directory: &Path, target: &str) -> Option<PathBuf> {
    let path = target.split(['?', '#']).next()?.strip_prefix('/')?;
    let path = Path::new(if path.is_empty() { "index.html" } else { path });
    let inside = path.components().all(|it| matches!(it, Component::Normal(_)));
    inside.then(|| directory.join(path))
}

/// A browser compiles WebAssembly while it loads only under its right name, and takes no module under a wrong one.
fn media_type(path: &Path) -> &'static str {
    match path.extension().and_then(|it| it.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("json") => "application/json",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_directory_itself_is_its_index() {
        let directory = Path::new("dist");
        assert_eq!(file(directory, "/"), Some(directory.join("index.html")));
        assert_eq!(file(directory, "/?t=1"), Some(directory.join("index.html")));
        assert_eq!(file(directory, "/a/b.js"), Some(directory.join("a/b.js")));
    }

    #[test]
    fn nothing_outside_the_directory_is_served() {
        for target in ["/../Cargo.toml", "//etc/passwd", "/a/../../b", "etc", ""] {
            assert_eq!(file(Path::new("dist"), target), None, "{target}");
        }
    }

    #[test]
    fn only_a_get_is_answered_with_a_file() {
        assert!(response(Path::new("."), "POST / HTTP/1.1").0.starts_with("405"));
        assert!(response(Path::new("."), "GET /no-such-file HTTP/1.1").0.starts_with("404"));
        assert!(response(Path::new("."), "").0.starts_with("405"));
    }
}
