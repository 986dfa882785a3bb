//! The driver: the program that a browser is driven through.

use std::ffi::{OsStr, OsString};
use std::io::{BufRead, BufReader};
use std::mem;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use crate::Trouble;

/// The browser that the stories are told in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Browser {
    /// Chromium, or Chrome.
    Chromium,
    /// Firefox.
    Firefox,
}

impl Browser {
    /// The one that `RAFTARIUM_BROWSER` names, or else Chromium.
    pub fn named() -> Result<Self, Trouble> {
        match std::env::var("RAFTARIUM_BROWSER").as_deref() {
            Err(_) | Ok("chromium") => Ok(Self::Chromium),
            Ok("firefox") => Ok(Self::Firefox),
            Ok(other) => {
                Err(format!("RAFTARIUM_BROWSER is {other:?}: say chromium or firefox").into())
            }
        }
    }

    /// The variable that names the driver, and what it is called on PATH.
    fn driver(self) -> (&'static str, &'static str) {
        match self {
            Self::Chromium => ("CHROMEDRIVER", "chromedriver"),
            Self::Firefox => ("GECKODRIVER", "geckodriver"),
        }
    }

    fn arguments(self) -> &'static [&'static str] {
        match self {
            Self::Chromium => &["--port=0", "--log-level=SEVERE"],
            Self::Firefox => &["--port=0", "--websocket-port=0"],
        }
    }
}

/// A driver of our own, on a free port; it ends when this is dropped.
pub struct Driver {
    process: Child,
    /// Whose it is.
    pub browser: Browser,
    /// Where it listens.
    pub address: String,
    /// What Firefox has written to its standard output that is a complaint.
    complaints: Arc<Mutex<Vec<String>>>,
}

/// A driver asks for a free port and then takes it in both families of addresses; between the two somebody else may
/// have taken it, as when many stories begin at once. Then it ends, and another is started.
const TRIES: u32 = 10;

impl Driver {
    /// Starts the driver that `CHROMEDRIVER` or `GECKODRIVER` names, or else the one on PATH.
    pub fn start() -> Result<Self, Trouble> {
        let browser = Browser::named()?;
        let (variable, name) = browser.driver();
        let program = std::env::var_os(variable).unwrap_or_else(|| OsString::from(name));
        for _ in 0..TRIES {
            if let Some(driver) = Self::listening(browser, &program)? {
                return Ok(driver);
            }
        }
        let program = program.display();
        Err(format!("{program} ended before it listened, {TRIES} times; it says why above").into())
    }

    /// Starts it once; `None` is a driver that ended before it listened.
    fn listening(browser: Browser, program: &OsStr) -> Result<Option<Self>, Trouble> {
        let mut process = Command::new(program)
            .args(browser.arguments())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| {
                format!(
                    "{} does not start: {error}; `cargo xtask test e2e` installs it or says how",
                    program.display()
                )
            })?;
        let stdout = process.stdout.take();
        // From here on, dropping ends it.
        let complaints = Arc::default();
        let mut driver = Self { process, browser, address: String::new(), complaints };
        let mut lines = BufReader::new(stdout.ok_or("the driver has no output")?).lines();
        let Some(port) = lines.by_ref().map_while(Result::ok).find_map(|line| port(&line)) else {
            return Ok(None);
        };
        driver.address = format!("http://127.0.0.1:{port}");
        if browser == Browser::Firefox {
            // It has no command for that; what is not read would also stop it in the end.
            let kept = Arc::clone(&driver.complaints);
            thread::spawn(move || {
                let complaints = lines.map_while(Result::ok).filter(|line| is_complaint(line));
                complaints
                    .for_each(|it| kept.lock().unwrap_or_else(PoisonError::into_inner).push(it));
            });
        }
        Ok(Some(driver))
    }

    /// What Firefox's console has shown at the level of a warning or above since this was last asked.
    pub fn complaints(&self) -> Vec<String> {
        mem::take(&mut self.complaints.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // It may have ended by itself, and then there is nothing to do.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The port in `ChromeDriver was started successfully on port 35213.`, or in geckodriver's `Listening on 127.0.0.1:35213`.
fn port(line: &str) -> Option<u16> {
    let after = |what| line.split_once(what).map(|(_, port)| port);
    let port = after("successfully on port ").or_else(|| after("Listening on 127.0.0.1:"))?;
    port.trim_end().trim_end_matches('.').parse().ok()
}

/// Whether a line of Firefox's output is what a page has complained about.
fn is_complaint(line: &str) -> bool {
    const COMPLAINTS: [&str; 4] =
        ["console.error:", "console.warn:", "JavaScript error: http", "JavaScript warning: http"];
    // Parts of Firefox that miss the network, or a home.
    const ITS_OWN: [&str; 2] = ["console.error: RSLoader", "console.warn: BackupService"];
    let begins = |starts: &[&str]| starts.iter().any(|start| line.starts_with(start));
    begins(&COMPLAINTS) && !begins(&ITS_OWN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_driver_says_its_port_once_it_listens() {
        assert_eq!(port("ChromeDriver was started successfully on port 35213."), Some(35213));
        assert_eq!(port("Starting ChromeDriver 150.0 on port 0"), None);
        let gecko = "1700000000000\tgeckodriver\tINFO\tListening on 127.0.0.1:4711";
        assert_eq!(port(gecko), Some(4711));
    }

    #[test]
    fn a_program_that_ends_before_it_listens_is_no_driver() {
        let ended = Driver::listening(Browser::Chromium, OsStr::new("true")).expect("it starts");
        assert!(ended.is_none());
    }

    #[test]
    fn what_firefox_says_of_itself_is_no_complaint_of_a_page() {
        assert!(is_complaint("console.warn: \"planted\""));
        assert!(is_complaint("JavaScript error: http://127.0.0.1:1/a.js, line 1: Error: planted"));
        assert!(!is_complaint("JavaScript error: resource://gre/modules/a.sys.mjs, line 1: x"));
        assert!(!is_complaint("console.error: RSLoader: "));
        assert!(!is_complaint("*** You are running in headless mode."));
    }
}
