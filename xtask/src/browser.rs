//! The browsers of the tests: Chromium with its driver, and Firefox.

use std::path::PathBuf;
use std::process::Command;

use crate::{Failure, say, tools};

const HOW_TO: &str = "\
the tests in a browser need Chromium (or Chrome) and its chromedriver, both of the same version.
Debian:  apt-get install chromium chromium-driver
Fedora:  dnf install chromium chromedriver
macOS:   brew install --cask chromium chromedriver
A driver in another place is named by the variable CHROMEDRIVER.";

/// Where the driver is. It and the browser are installed first if they are missing, this is a Debian, and packages may
/// be installed without asking anybody.
pub fn ensure_driver() -> Result<PathBuf, Failure> {
    if let Some(named) = std::env::var_os("CHROMEDRIVER").map(PathBuf::from) {
        return if named.is_file() {
            Ok(named)
        } else {
            Err(format!("CHROMEDRIVER names {}, and there is no such file", named.display()))
        };
    }
    if let Some(driver) = tools::find_on_path("chromedriver") {
        return Ok(driver);
    }
    install(&["chromium", "chromium-driver"], "Chromium and its driver", HOW_TO)?;
    tools::find_on_path("chromedriver").ok_or_else(|| HOW_TO.to_owned())
}

const HOW_TO_FIREFOX: &str = "\
the stories in Firefox need Firefox.
Debian:  apt-get install firefox-esr
Fedora:  dnf install firefox
macOS:   brew install --cask firefox
Firefox in another place is named by the variable FIREFOX.";

/// Where Firefox is. It is installed first if it is missing, this is a Debian, and packages may be installed without asking
/// anybody.
pub fn ensure_firefox() -> Result<PathBuf, Failure> {
    if let Some(named) = std::env::var_os("FIREFOX").map(PathBuf::from) {
        return if named.is_file() {
            Ok(named)
        } else {
            Err(format!("FIREFOX names {}, and there is no such file", named.display()))
        };
    }
    let found = || ["firefox", "firefox-esr"].into_iter().find_map(tools::find_on_path);
    if let Some(firefox) = found() {
        return Ok(firefox);
    }
    install(&["firefox-esr"], "Firefox", HOW_TO_FIREFOX)?;
    found().ok_or_else(|| HOW_TO_FIREFOX.to_owned())
}

/// Installs packages, if this is a Debian, and packages may be installed without asking anybody.
pub fn install(packages: &[&str], what: &str, how_to: &str) -> Result<(), Failure> {
    let apt = apt_get().ok_or(how_to)?;
    say::note(&format!("installing {what} from the packages of this system"));
    let install =
        [&["install", "--yes", "--quiet=2", "--no-install-recommends"], packages].concat();
    for task in [["update", "--quiet=2"].as_slice(), &install] {
        let mut command = Command::new(apt[0]);
        command.args(&apt[1..]).args(task).env("DEBIAN_FRONTEND", "noninteractive");
        if !tools::succeeds(&mut command) {
            return Err(format!("apt-get {} failed; it says why above.\n{how_to}", task[0]));
        }
    }
    Ok(())
}

/// How to install a package without being asked for a password, if there is a way.
fn apt_get() -> Option<&'static [&'static str]> {
    tools::find_on_path("apt-get")?;
    if tools::output(Command::new("id").arg("-u")).is_some_and(|id| id.trim() == "0") {
        return Some(&["apt-get"]);
    }
    tools::output(Command::new("sudo").args(["-n", "true"]))?;
    Some(&["sudo", "-n", "--preserve-env=DEBIAN_FRONTEND", "apt-get"])
}
