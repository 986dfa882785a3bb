//! The JavaScript package in a browser, driven by the page that shows how to use it.

use e2e::story;

#[test]
fn the_example_runs_its_script_and_shows_nodes_output_and_events() {
    story("package_example", async |page| {
        page.until("five nodes are listed", "document.querySelectorAll('#nodes tr').length === 5")
            .await?;
        page.until(
            "the leader is shown as one, and the crashed node as down",
            "document.querySelector(`[data-node='${state.leader}'] .leader`) !== null \
             && document.querySelectorAll('#nodes .down').length === 1",
        )
        .await?;
        page.until(
            "the output ends well",
            "document.querySelector('#output').textContent.endsWith('as expected')",
        )
        .await?;
        page.until(
            "events and digest are those of the package",
            "document.querySelector('#events').textContent.includes('answer') \
             && document.querySelector('#digest').textContent === raftarium.digest()",
        )
        .await?;
        Ok(())
    });
}

#[test]
fn a_script_is_run_again_and_its_errors_are_told() {
    story("package_errors", async |page| {
        let before = page.value("window.raftarium.digest()").await?;
        page.css("button[type='submit']").await?.click().await?;
        page.until("the same script has run anew", &format!("raftarium.digest() === {before}"))
            .await?;
        let script = page.css("#script").await?;
        script.clear().await?;
        script.send_keys("cluster 3\nfrobnicate").await?;
        page.css("button[type='submit']").await?.click().await?;
        page.until(
            "the page says what is wrong",
            "document.querySelector('#output strong')?.textContent.startsWith('line 2, column 1: found')",
        )
        .await?;
        script.clear().await?;
        script.send_keys("cluster 3").await?;
        page.css("button[type='submit']").await?.click().await?;
        page.css("#step").await?.click().await?;
        page.until("time has gone on", "state.nodes.length === 3 && state.time_us === 100000").await
    });
}

#[test]
fn the_package_keeps_its_promises_to_other_programs() {
    story("package_contract", async |page| {
        let told = page
            .eventually(
                "const { Raftarium } = await import('./pkg/raftarium.js');
                 const one = new Raftarium(), other = new Raftarium();
                 one.run('until leader within 5s\\nput a 1\\ncrash leader');
                 other.load(one.script());
                 const link = one.link();
                 const third = new Raftarium();
                 const warning = third.open(link);
                 const same = one.digest() === other.digest() && one.digest() === third.digest();
                 let refused = '';
                 try { third.load('frobnicate'); } catch (error) { refused = error.message; }
                 let range = '';
                 try { third.advance(-1); } catch (error) { range = error.name; }
                 third.exec('get a');
                 third.play();
                 const playing = !third.state().paused;
                 third.pause();
                 const events = one.events();
                 return {
                   same,
                   warning: warning === undefined,
                   refused, range, playing,
                   paused: third.state().paused,
                   waiting: third.state().clients[0].waiting.length,
                   tail: one.events(events.length - 2).length,
                   places: events.every((event) => event.at === null || /^(n\\d|you)$/.test(event.at)),
                   data: events.every((event) => event.kind !== 'sent' || event.data.message.type.length > 0),
                   elected: events.find((event) => event.kind === 'role-changed' && event.data.to === 'leader').state,
                   value: one.state().nodes.some((node) => node.kv.a === '1'),
                 };",
            )
            .await?;
        assert_eq!(told["same"], true, "{told}");
        assert_eq!(told["warning"], true, "{told}");
        assert!(told["refused"].as_str().is_some_and(|it| it.contains("frobnicate")), "{told}");
        assert_eq!(told["range"], "RangeError", "{told}");
        assert_eq!((&told["playing"], &told["paused"]), (&true.into(), &true.into()), "{told}");
        assert_eq!((&told["waiting"], &told["tail"]), (&1.into(), &2.into()), "{told}");
        assert_eq!((&told["places"], &told["value"]), (&true.into(), &true.into()), "{told}");
        // Events are data: what a message says, and what has become of a node.
        assert_eq!(
            (&told["data"], &told["elected"]["role"]),
            (&true.into(), &"leader".into()),
            "{told}"
        );
        assert_eq!(told["elected"]["log_terms"], serde_json::json!([[1, 1]]), "{told}");
        Ok(())
    });
}

#[test]
fn a_bundler_takes_it_and_a_worker_runs_it() {
    story("package_bundled", async |page| {
        page.open("bundled/index.html").await?;
        page.until(
            "page and worker come to the same digest",
            "/^[0-9a-f]{16}$/.test(document.querySelector('#page').textContent) \
             && document.querySelector('#worker').textContent === document.querySelector('#page').textContent",
        )
        .await
    });
}
