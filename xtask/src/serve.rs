//! `cargo xtask serve`.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};
use std::process::Command;

use crate::Failure;
use crate::args::ServeOptions;
use crate::page::Page;
use crate::say::Steps;

/// Builds the page and serves it until Ctrl-C.
pub fn serve(options: &ServeOptions) -> Result<(), Failure> {
    // Before minutes of building, not after them.
    if let Err(kind) = try_port(options.port) {
        let free = (options.port..=u16::MAX).skip(1).take(100).find(|port| try_port(*port).is_ok());
        return Err(port_trouble(options.port, kind, free));
    }
    let mut steps = Steps::of(Page::steps(options.release) + 1);
    let page = Page::prepare(options.release, &mut steps)?;
    steps.next(&format!("serving http://127.0.0.1:{} (Ctrl-C ends it)", options.port));
    let mut trunk = page.trunk("serve")?;
    trunk.args(["--port", &options.port.to_string()]);
    if options.open {
        trunk.arg("--open");
    }
    become_it(trunk)
}

/// Puts Trunk in the place of this process: whatever ends the one ends the other, and nothing is left behind.
#[cfg(unix)]
fn become_it(mut trunk: Command) -> Result<(), Failure> {
    use std::os::unix::process::CommandExt;
    Err(format!("Trunk does not start: {}", trunk.exec()))
}

/// Waits for Trunk; Ctrl-C reaches both.
#[cfg(not(unix))]
fn become_it(mut trunk: Command) -> Result<(), Failure> {
    match trunk.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("Trunk ended with {status}")),
        Err(error) => Err(format!("Trunk does not start: {error}")),
    }
}

fn try_port(port: u16) -> Result<(), ErrorKind> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map(drop).map_err(|error| error.kind())
}

/// Why the port cannot be had, and which could.
fn port_trouble(port: u16, kind: ErrorKind, free: Option<u16>) -> Failure {
    let why = match kind {
        ErrorKind::AddrInUse => "is taken: another program listens there".to_owned(),
        ErrorKind::PermissionDenied => "is kept for the system's own services".to_owned(),
        other => format!("cannot be had: {other}"),
    };
    let instead = match free {
        Some(free) => format!("Use another: cargo xtask serve --port {free}"),
        None => "Use another, with --port.".to_owned(),
    };
    format!("port {port} of 127.0.0.1 {why}.\n{instead}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_that_is_taken_is_found_out_and_another_is_proposed() {
        let holder = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = holder.local_addr().unwrap().port();
        let kind = try_port(port).unwrap_err();
        let message = port_trouble(port, kind, Some(8081));
        assert!(message.contains(&format!("port {port} of 127.0.0.1 is taken")), "{message}");
        assert!(message.contains("cargo xtask serve --port 8081"), "{message}");
    }

    #[test]
    fn a_port_of_the_system_is_told_apart_from_a_taken_one() {
        let message = port_trouble(80, ErrorKind::PermissionDenied, None);
        assert!(message.contains("the system's own"), "{message}");
        assert!(message.contains("--port"), "{message}");
    }
}
