//! Breaking the cluster with the mouse.

use e2e::{Page, Trouble, story};

#[test]
fn a_leader_that_is_crashed_by_a_click_is_followed_by_another() {
    story("crash_the_leader", async |page| {
        let old = leader(page).await?;
        page.click_on(&page.test_id(&format!("node-{old}")).await?).await?;
        page.by_role("button", &format!("crash crash {old}")).await?.click().await?;
        page.until(
            &format!("{old} is down"),
            &format!("!state.nodes.find((it) => it.id === '{old}').up"),
        )
        .await?;
        page.until("another leads", &format!("state.leader !== null && state.leader !== '{old}'"))
            .await?;
        page.by_role("button", &format!("restart restart {old}")).await?.click().await?;
        page.until(
            &format!("{old} is back as a follower"),
            &format!(
                "state.nodes.some((it) => it.id === '{old}' && it.up && it.role === 'follower')"
            ),
        )
        .await
    });
}

#[test]
fn a_line_across_the_ring_parts_the_cluster_and_healing_joins_it() {
    story("partition_and_heal", async |page| {
        let old = leader(page).await?;
        page.value("raftarium.run('put before 1')").await?;
        let minority = cut_off_with_a_neighbour(page, &old).await?;
        let is_minority = format!("{minority:?}.includes");
        page.until(
            "every link between the two sides is cut both ways",
            &format!(
                "state.cuts.length === 12 && state.cuts.every(([from, to]) => {is_minority}(from) !== {is_minority}(to))"
            ),
        )
        .await?;
        page.until(
            "the majority has a leader of its own",
            &format!("state.nodes.some((it) => it.role === 'leader' && !{is_minority}(it.id))"),
        )
        .await?;
        page.by_role("button", "Heal").await?.click().await?;
        page.until("nothing is cut", "state.cuts.length === 0").await?;
        page.until(
            "one leader is left, and everybody has its log",
            "state.nodes.filter((it) => it.role === 'leader').length === 1 \
             && new Set(state.nodes.map((it) => JSON.stringify(it.log))).size === 1",
        )
        .await
    });
}

#[test]
fn a_packet_that_is_clicked_can_be_dropped() {
    story("drop_a_packet", async |page| {
        leader(page).await?;
        page.value("raftarium.pause()").await?;
        // Half way there it is clear of the nodes.
        let half_way = "state.packets.some((it) => it.from[0] === 'n' && it.to[0] === 'n' \
             && Math.abs(it.sent_us + it.due_us - 2 * state.time_us) < 2000)";
        page.until("a packet is half way", &format!("{half_way} || raftarium.advance(1)")).await?;
        page.drawn().await?;
        let before = page.value("raftarium.state().packets.length").await?;
        page.click_on(&page.test_id("packet").await?).await?;
        page.by_role("button", "drop drop p").await?.click().await?;
        page.until(
            "one packet less is under way",
            &format!("state.packets.length === {before} - 1"),
        )
        .await
    });
}

async fn leader(page: &Page) -> Result<String, Trouble> {
    page.until("a leader is elected", "state.leader !== null").await?;
    let leader = page.value("raftarium.state().leader").await?;
    Ok(leader.as_str().ok_or("the leader crashed at once")?.to_owned())
}

/// Draws a line that has this node and its neighbour on one side and the rest of the ring on the other, as a person
/// does it: from outside, through the gap beside one, to the gap beside the other. Returns the two.
async fn cut_off_with_a_neighbour(page: &Page, id: &str) -> Result<[String; 2], Trouble> {
    let mut ring = Vec::new();
    for number in 1..=5 {
        let node = page.test_id(&format!("node-n{number}")).await?;
        ring.push((format!("n{number}"), page.middle(&node).await?));
    }
    let first =
        ring.iter().position(|(name, _)| name == id).ok_or("the leader is not on the ring")?;
    let seat = |at: usize| ring[at % 5].1;
    let center =
        ring.iter().fold((0.0, 0.0), |sum, (_, at)| (sum.0 + at.0 / 5.0, sum.1 + at.1 / 5.0));
    let gap = |one: (f64, f64), other: (f64, f64)| {
        let middle = ((one.0 + other.0) / 2.0, (one.1 + other.1) / 2.0);
        // A little outside the ring.
        (center.0 + 1.25 * (middle.0 - center.0), center.1 + 1.25 * (middle.1 - center.1))
    };
    let (from, to) = (gap(seat(first + 4), seat(first)), gap(seat(first + 1), seat(first + 2)));
    let between = ((from.0 + to.0) / 2.0, (from.1 + to.1) / 2.0);
    page.drag(&[from, between, to]).await?;
    Ok([ring[first].0.clone(), ring[(first + 1) % 5].0.clone()])
}

#[test]
fn what_is_made_wrong_on_purpose_is_said_in_the_bar_until_it_is_mended() {
    story("tampering", async |page| {
        page.type_line("break vote-twice").await?;
        page.by_role("button", "broken: vote-twice").await?;
        page.type_line("chaos on wild").await?;
        page.by_role("button", "broken: vote-twice · chaos: wild").await?;
        page.type_line("chaos off").await?;
        page.type_line("mend vote-twice").await?;
        page.until("nothing is wrong any more", "!document.querySelector('.topbar-tampering')")
            .await
    });
}
