//! Reading versions: out of Cargo.lock, and out of what a tool says of itself.

/// The version of a package in Cargo.lock; of several, the first.
pub fn locked<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let mut lines = lock.lines();
    lines.find(|line| value(line, "name") == Some(package))?;
    lines.take_while(|line| !line.is_empty()).find_map(|line| value(line, "version"))
}

/// `x` of a line `key = "x"`.
fn value<'a>(line: &'a str, key: &str) -> Option<&'a str> {
    line.strip_prefix(key)?.strip_prefix(" = \"")?.strip_suffix('"')
}

/// The version in the first line of a tool's `--version`: its first word that begins with a digit.
pub fn reported(output: &str) -> Option<&str> {
    let line = output.lines().next()?;
    line.split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "\
# It is not intended for manual editing.
version = 4

[[package]]
name = \"wasm-bindgen-futures\"
version = \"0.4.76\"

[[package]]
name = \"wasm-bindgen\"
version = \"0.2.126\"
dependencies = [
 \"cfg-if\",
]

[[package]]
name = \"broken\"
";

    #[test]
    fn a_locked_version_is_found_by_the_whole_name() {
        assert_eq!(locked(LOCK, "wasm-bindgen"), Some("0.2.126"));
        assert_eq!(locked(LOCK, "wasm-bindgen-futures"), Some("0.4.76"));
    }

    #[test]
    fn a_package_that_is_absent_or_has_no_version_has_none() {
        assert_eq!(locked(LOCK, "wasm"), None);
        assert_eq!(locked(LOCK, "broken"), None);
        assert_eq!(locked("", "wasm-bindgen"), None);
    }

    #[test]
    fn a_tool_reports_its_version_after_its_name() {
        assert_eq!(reported("trunk 0.21.14\n"), Some("0.21.14"));
        assert_eq!(reported("wasm-opt version 132 (version_132)\n"), Some("132"));
        assert_eq!(reported("error: no such option\n1.0"), None);
        assert_eq!(reported(""), None);
    }
}
