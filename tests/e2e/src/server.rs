//! A server for the files of one directory, on a free port of this machine, that can be stopped and started again.
//!
//! The browser asks for a handful of files once, so this answers one request a connection and reads each file afresh.

use std::collections::HashMap;
use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use flate2::Compression;
use flate2::write::GzEncoder;

/// A server.
pub struct Server {
    files: Arc<Files>,
    at: SocketAddr,
    running: Option<Running>,
}

/// What it serves.
struct Files {
    directory: PathBuf,
    /// The files as they go out compressed, for who is served so; made once, so that nobody waits for it twice.
    packed: Option<Mutex<HashMap<PathBuf, Vec<u8>>>>,
}

/// What there is of it while it answers.
struct Running {
    ends: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl Server {
    /// Serves the directory.
    pub fn start(directory: PathBuf) -> io::Result<Self> {
        Self::serve(Files { directory, packed: None })
    }

    /// Serves the directory compressed by gzip, as most hosts do.
    pub fn start_packed(directory: PathBuf) -> io::Result<Self> {
        Self::serve(Files { directory, packed: Some(Mutex::default()) })
    }

    fn serve(files: Files) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let at = listener.local_addr()?;
        let files = Arc::new(files);
        let running = Some(answer_all(listener, Arc::clone(&files)));
        Ok(Self { files, at, running })
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
        self.running = Some(answer_all(listener, Arc::clone(&self.files)));
        Ok(())
    }
}

fn answer_all(listener: TcpListener, files: Arc<Files>) -> Running {
    let ends = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&ends);
    let thread = thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            if told.load(Ordering::SeqCst) {
                return;
            }
            let files = Arc::clone(&files);
            // A browser that goes away in the middle of an answer is no trouble of ours.
            thread::spawn(move || answer(&files, connection));
        }
    });
    Running { ends, thread }
}

fn answer(files: &Files, mut connection: TcpStream) -> io::Result<()> {
    let mut request = BufReader::new(connection.try_clone()?);
    let mut first = String::new();
    request.read_line(&mut first)?;
    let mut header = String::from("?");
    while !header.trim().is_empty() {
        header.clear();
        request.read_line(&mut header)?;
    }
    let (status, kind, body) = response(files, &first);
    let encoding = if files.packed.is_some() { "content-encoding: gzip\r\n" } else { "" };
    // Everybody may read, as docs/embedding.md asks of a server whose pages stand in sandboxed frames.
    write!(
        connection,
        "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\n{encoding}content-length: {}\r\ncache-control: no-store\r\n\
         access-control-allow-origin: *\r\nconnection: close\r\n\r\n",
        body.len()
    )?;
    connection.write_all(&body)
}

fn response(files: &Files, request: &str) -> (&'static str, &'static str, Vec<u8>) {
    let mut words = request.split_whitespace();
    let (Some("GET"), Some(target)) = (words.next(), words.next()) else {
        return ("405 Method Not Allowed", "text/plain", Vec::new());
    };
    let found = file(&files.directory, target)
        .and_then(|path| Some((media_type(&path), files.read(&path).ok()?)));
    match found {
        Some((kind, body)) => ("200 OK", kind, body),
        None => ("404 Not Found", "text/plain", Vec::new()),
    }
}

impl Files {
    /// A file as it goes out.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let Some(packed) = &self.packed else { return fs::read(path) };
        let mut packed = packed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bytes) = packed.get(path) {
            return Ok(bytes.clone());
        }
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(&fs::read(path)?)?;
        let bytes = encoder.finish()?;
        packed.insert(path.to_owned(), bytes.clone());
        Ok(bytes)
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
    use std::io::Read;

    use flate2::read::GzDecoder;

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

    fn here(packed: bool) -> Files {
        Files { directory: PathBuf::from("."), packed: packed.then(Mutex::default) }
    }

    #[test]
    fn only_a_get_is_answered_with_a_file() {
        assert!(response(&here(false), "POST / HTTP/1.1").0.starts_with("405"));
        assert!(response(&here(false), "GET /no-such-file HTTP/1.1").0.starts_with("404"));
        assert!(response(&here(false), "").0.starts_with("405"));
    }

    #[test]
    fn a_file_that_goes_out_compressed_is_the_same_file() {
        let request = "GET /Cargo.toml HTTP/1.1";
        let (_, _, plain) = response(&here(false), request);
        let files = here(true);
        let (status, _, packed) = response(&files, request);
        let mut unpacked = Vec::new();
        GzDecoder::new(packed.as_slice()).read_to_end(&mut unpacked).expect("gzip");
        assert!(status.starts_with("200") && packed.len() < plain.len());
        assert_eq!(unpacked, plain);
        assert_eq!(response(&files, request).2, packed);
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
