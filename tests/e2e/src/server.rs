//! A server for the files of one directory, on a free port of this machine, that can be stopped and started again.
//!
//! The browser asks for a handful of files once, so this answers one request a connection and reads each file afresh.

use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};

/// A server.
pub struct Server {
    directory: PathBuf,
    at: SocketAddr,
    running: Option<Running>,
}

/// What there is of it while it answers.
struct Running {
    ends: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl Server {
    /// Serves the directory.
    pub fn start(directory: PathBuf) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let at = listener.local_addr()?;
        let running = Some(answer_all(listener, directory.clone()));
        Ok(Self { directory, at, running })
    }

    /// Where it listens: `http://127.0.0.1:4242/`.
    pub fn address(&self) -> String {
        format!("http://{}/", self.at)
    }

    /// Stops it: from now on nobody listens on its port.
    pub fn stop(&mut self) {
        let Some(Running { ends, thread }) = self.running.take() else { return };
        ends.store(true, Ordering::SeqCst);
        // It waits for a connection, and looks up when one comes.
        drop(TcpStream::connect(self.at));
        thread.join().expect("the server has not failed");
    }

    /// Starts it again, at the same address.
    pub fn start_again(&mut self) -> io::Result<()> {
        self.stop();
        let listener = TcpListener::bind(self.at)?;
        self.running = Some(answer_all(listener, self.directory.clone()));
        Ok(())
    }
}

fn answer_all(listener: TcpListener, directory: PathBuf) -> Running {
    let ends = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&ends);
    let thread = thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            if told.load(Ordering::SeqCst) {
                return;
            }
            let directory = directory.clone();
            // A browser that goes away in the middle of an answer is no trouble of ours.
            thread::spawn(move || answer(&directory, connection));
        }
    });
    Running { ends, thread }
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
    // Everybody may read, as docs/embedding.md asks of a server whose pages stand in sandboxed frames.
    write!(
        connection,
        "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\ncache-control: no-store\r\n\
         access-control-allow-origin: *\r\nconnection: close\r\n\r\n",
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
    let whole = if path.is_empty() || path.ends_with('/') {
        format!("{path}index.html")
    } else {
        path.to_owned()
    };
    let path = Path::new(&whole);
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
        Some("webmanifest") => "application/manifest+json",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_is_its_index() {
        let directory = Path::new("dist");
        assert_eq!(file(directory, "/"), Some(directory.join("index.html")));
        assert_eq!(file(directory, "/?t=1"), Some(directory.join("index.html")));
        assert_eq!(file(directory, "/course/"), Some(directory.join("course/index.html")));
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

    #[test]
    fn a_server_that_is_stopped_refuses_and_is_there_again_later() {
        let mut server = Server::start(PathBuf::from(".")).expect("a free port");
        assert!(TcpStream::connect(server.at).is_ok());
        server.stop();
        assert!(TcpStream::connect(server.at).is_err());
        server.start_again().expect("the same port");
        assert!(TcpStream::connect(server.at).is_ok());
    }
}
