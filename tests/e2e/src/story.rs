//! Telling a story: everything around it that has to happen however it ends.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::PathBuf;
use std::sync::OnceLock;

use tokio::runtime::Builder;

use crate::browser::{self, Size, Theme};
use crate::driver::Driver;
use crate::{Page, Server, Trouble, root};

/// Opens the page in a browser of its own, tells the story, and closes the browser. Panics if the story does, or if
/// the console complained.
pub fn story(name: &str, tell: impl AsyncFnOnce(&Page) -> Result<(), Trouble>) {
    told(name, Size::Wide, Theme::Dark, tell);
}

/// The same for a page that is shown in another size and theme.
pub fn picture(
    name: &str,
    size: Size,
    theme: Theme,
    tell: impl AsyncFnOnce(&Page) -> Result<(), Trouble>,
) {
    told(name, size, theme, tell);
}

fn told(
    name: &str,
    size: Size,
    theme: Theme,
    tell: impl AsyncFnOnce(&Page) -> Result<(), Trouble>,
) {
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    let driver = Driver::start().unwrap_or_else(|trouble| panic!("{trouble}"));
    let client = runtime
        .block_on(browser::open(&driver, theme))
        .unwrap_or_else(|trouble| panic!("{trouble}"));
    let page = Page::new(client, driver, address());

    let end = catch_unwind(AssertUnwindSafe(|| {
        runtime.block_on(async {
            page.show(size, theme).await?;
            page.open("").await?;
            tell(&page).await?;
            page.has_no_complaints().await
        })
    }));
    if !matches!(end, Ok(Ok(()))) {
        runtime.block_on(leave_traces(&page, name));
    }
    let closed = runtime.block_on(page.close());

    match end {
        Ok(Ok(())) => closed.expect("the browser closes"),
        Ok(Err(trouble)) => panic!("{name}: {trouble}"),
        Err(panic) => resume_unwind(panic),
    }
}

/// What helps to find out why a story failed. The failure itself is told elsewhere, so one here changes nothing.
async fn leave_traces(page: &Page, name: &str) {
    if let Ok(complaints) = page.complaints().await {
        for complaint in complaints {
            eprintln!("{name}: the console says {complaint}");
        }
    }
    let path = root().join("target/e2e").join(format!("{name}.png"));
    if let Ok(png) = page.client.screenshot().await
        && fs::create_dir_all(root().join("target/e2e")).is_ok()
        && fs::write(&path, png).is_ok()
    {
        eprintln!("{name}: a picture of how it ended is in target/e2e/{name}.png");
    }
}

/// Where the page is served: once in a process, for all of its stories.
fn address() -> &'static str {
    static ADDRESS: OnceLock<String> = OnceLock::new();
    ADDRESS.get_or_init(|| {
        let server = Server::start(dist()).expect("a free port on 127.0.0.1");
        let address = server.address();
        // It serves for as long as the process lives.
        std::mem::forget(server);
        address
    })
}

/// The directory that holds the built page.
pub fn dist() -> PathBuf {
    let named = std::env::var_os("RAFTARIUM_DIST").map(PathBuf::from);
    let dist = named.unwrap_or_else(|| root().join("dist"));
    assert!(
        dist.join("index.html").is_file(),
        "there is no page in {}; `cargo xtask test e2e` builds it first",
        dist.display()
    );
    dist
}
