//! The driver: the program that a browser is driven through.

use std::ffi::{OsStr, OsString};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use crate::Trouble;

/// A chromedriver of our own, on a free port; it ends when this is dropped.
pub struct Driver {
    process: Child,
    /// Where it listens.
    pub address: String,
}

/// A driver asks for a free port and then takes it in both families of addresses; between the two somebody else may
/// have taken it, as when many stories begin at once. Then it ends, and another is started.
const TRIES: u32 = 10;

impl Driver {
    /// Starts the driver that `CHROMEDRIVER` names, or else the one on PATH.
    pub fn start() -> Result<Self, Trouble> {
        let program =
            std::env::var_os("CHROMEDRIVER").unwrap_or_else(|| OsString::from("chromedriver"));
        for _ in 0..TRIES {
            if let Some(driver) = Self::listening(&program)? {
                return Ok(driver);
            }
        }
        let program = program.display();
        Err(format!("{program} ended before it listened, {TRIES} times; it says why above").into())
    }

    /// Starts it once; `None` is a driver that ended before it listened.
    fn listening(program: &OsStr) -> Result<Option<Self>, Trouble> {
        let mut process = Command::new(program)
            .args(["--port=0", "--log-level=SEVERE"])
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
        let mut driver = Self { process, address: String::new() };
        let lines = BufReader::new(stdout.ok_or("the driver has no output")?).lines();
        let Some(port) = lines.map_while(Result::ok).find_map(|line| port(&line)) else {
            return Ok(None);
        };
        driver.address = format!("http://127.0.0.1:{port}");
        Ok(Some(driver))
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // It may have ended by itself, and then there is nothing to do.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The port in `ChromeDriver was started successfully on port 35213.`
fn port(line: &str) -> Option<u16> {
    line.split_once("successfully on port ")?.1.trim_end().trim_end_matches('.').parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_driver_says_its_port_once_it_listens() {
        assert_eq!(port("ChromeDriver was started successfully on port 35213."), Some(35213));
        assert_eq!(port("Starting ChromeDriver 150.0 on port 0"), None);
    }

    #[test]
    fn a_program_that_ends_before_it_listens_is_no_driver() {
        let ended = Driver::listening(OsStr::new("true")).expect("it starts");
        assert!(ended.is_none());
    }
}
