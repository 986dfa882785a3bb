//! Without a network, and when there is a newer version.

use std::fs;
use std::path::{Path, PathBuf};

use e2e::{Page, Server, Trouble, dist, root, story};

/// Everything that the service worker is to keep has been kept.
const KEPT: &str = "document.documentElement.dataset.kept === 'yes' \
    || (navigator.serviceWorker.getRegistration().then((it) => { if (it?.active) document.documentElement.dataset.kept = 'yes'; }), false)";

/// A copy of the built page in a directory of its own, under this path of its server.
pub fn copy(name: &str, path: &str) -> Result<PathBuf, Trouble> {
    let site = root().join("target/e2e").join(name);
    // It is not there the first time.
    let _ = fs::remove_dir_all(&site);
    copy_all(&dist(), &site.join(path))?;
    Ok(site)
}

fn copy_all(from: &Path, to: &Path) -> Result<(), Trouble> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_all(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// What is put on the server when there is a new version: another document, and a worker that says so.
fn renew(directory: &Path) -> Result<(), Trouble> {
    let (document, worker) = (directory.join("index.html"), directory.join("sw.js"));
    let html = fs::read_to_string(&document)?;
    let version = html
        .split_once("name=\"version\" content=\"")
        .and_then(|(_, rest)| rest.split_once('"'))
        .ok_or("the document has no version")?
        .0
        .to_owned();
    let renewed = html
        .replace(&version, "newer")
        .replace("<html lang=\"en\">", "<html lang=\"en\" data-newer>");
    fs::write(document, renewed)?;
    fs::write(&worker, fs::read_to_string(&worker)?.replace(&version, "newer"))?;
    Ok(())
}

async fn kept(page: &Page) -> Result<(), Trouble> {
    page.until("the page is kept for when there is no network", KEPT).await
}

#[test]
fn a_page_that_was_visited_runs_without_its_server_from_any_path() {
    story("offline", async |page| {
        let mut server = Server::start(copy("offline", "course/raft")?)?;
        page.visit(&format!("{}course/raft/", server.address())).await?;
        kept(page).await?;
        page.value("raftarium.pause()").await?;
        page.run("until leader within 5s\nput x kept").await?;
        let digest = page.value("raftarium.digest()").await?;
        page.value("raftarium.exec('bookmark \"here\"')").await?;
        server.stop();
        page.reload().await?;
        page.until("the session is there", "state.nodes.some((it) => it.kv.x === 'kept')").await?;
        assert_eq!(page.value("raftarium.digest()").await?, digest);
        page.value("raftarium.pause()").await?;
        page.run("crash leader\nuntil leader within 5s").await?;
        page.visit(&format!(
            "{}course/raft/?from=a-bookmark#scenario=split-vote",
            server.address()
        ))
        .await?;
        page.css(".tour-next").await?;
        let installable = page
            .eventually(
                "const { href } = document.querySelector('link[rel=manifest]');
                 const manifest = await (await fetch(href)).json();
                 const icons = await Promise.all(manifest.icons.map(async ({ src }) => (await fetch(new URL(src, href))).ok));
                 return icons.every(Boolean) && manifest.display === 'standalone' && Boolean(manifest.start_url);",
            )
            .await?;
        assert_eq!(installable, true, "manifest and icons are kept too");
        Ok(())
    });
}

#[test]
fn a_new_version_is_announced_and_comes_when_it_is_asked_for() {
    story("new_version", async |page| {
        let site = copy("new_version", "")?;
        let server = Server::start(site.clone())?;
        page.visit(&server.address()).await?;
        kept(page).await?;
        page.reload().await?;
        page.value("raftarium.pause()").await?;
        page.run("until leader within 5s\nput x mine").await?;
        let digest = page.value("raftarium.digest()").await?;
        renew(&site)?;
        page.value("void navigator.serviceWorker.getRegistration().then((it) => it.update())")
            .await?;
        page.until(
            "it is announced",
            "document.querySelector('[role=alert]')?.innerText.includes('new version')",
        )
        .await?;
        assert_eq!(
            page.value("raftarium.digest()").await?,
            digest,
            "nothing was taken from the person"
        );
        page.reload().await?;
        let newer = "document.documentElement.hasAttribute('data-newer')";
        assert_eq!(page.value(newer).await?, false, "nor is it forced by a reload");
        page.by_role("button", "load it").await?.click().await?;
        page.until("the new version is there", &format!("{newer} && state.nodes.length")).await?;
        page.until("with the session", "state.nodes.some((it) => it.kv.x === 'mine')").await
    });
}

#[test]
fn half_a_version_is_never_kept() {
    story("half_a_version", async |page| {
        let site = copy("half_a_version", "")?;
        let mut server = Server::start(site.clone())?;
        page.visit(&server.address()).await?;
        kept(page).await?;
        page.reload().await?;
        // Its worker is there already, and its document not yet.
        let html = fs::read(site.join("index.html"))?;
        renew(&site)?;
        fs::write(site.join("index.html"), html)?;
        page.eventually(
            "await (await navigator.serviceWorker.getRegistration()).update().catch(() => {});",
        )
        .await?;
        page.until_promised(
            "the new worker has given up",
            "navigator.serviceWorker.getRegistration().then((it) => !it.installing && !it.waiting)",
        )
        .await?;
        let names = page.eventually("return (await caches.keys()).length;").await?;
        assert_eq!(names, 1, "what it had fetched is thrown away");
        server.stop();
        page.reload().await
    });
}

#[test]
fn where_workers_and_storage_are_refused_the_page_works_and_says_so_once_at_most() {
    story("refused", async |page| {
        page.refuse_storage_and_workers().await?;
        page.open("?refused").await?;
        page.value("raftarium.pause()").await?;
        page.run("until leader within 5s").await?;
        page.type_line("put x 1").await?;
        page.until(
            "it is told that nothing is kept",
            "document.querySelector('[role=alert]')?.innerText.includes('keep')",
        )
        .await?;
        page.by_role("button", "dismiss").await?.click().await?;
        page.type_line("crash leader").await?;
        page.until("it goes on", "state.nodes.some((it) => !it.up)").await?;
        page.drawn().await?;
        let told = page.value("document.querySelectorAll('[role=alert]').length").await?;
        assert_eq!(told, 0, "once is enough");
        Ok(())
    });
}
