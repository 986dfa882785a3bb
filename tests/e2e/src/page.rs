//! The page as a story sees and uses it.

use std::time::{Duration, Instant};

use fantoccini::actions::{
    InputSource, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction,
};
use fantoccini::elements::Element;
use fantoccini::{Client, Locator};
use serde_json::{Value, json};

use crate::browser::{Size, Theme};
use crate::driver::{Browser, Driver};
use crate::{Trouble, browser};

/// How long a condition may take to come true: far more than it needs on a slow and busy machine.
pub const PATIENCE_MS: u64 = 30_000;

/// A page in a browser of its own.
pub struct Page {
    pub(crate) client: Client,
    /// What the browser is driven through.
    driver: Driver,
    address: &'static str,
}

impl Page {
    pub(crate) fn new(client: Client, driver: Driver, address: &'static str) -> Self {
        Self { client, driver, address }
    }

    /// The browser that it is in.
    pub(crate) fn browser(&self) -> Browser {
        self.driver.browser
    }

    /// Opens the page, with this after its address, and waits until it can be talked to.
    pub async fn open(&self, suffix: &str) -> Result<(), Trouble> {
        self.client.goto(&format!("{}{suffix}", self.address)).await?;
        self.started().await
    }

    /// Opens the page that is served elsewhere, and waits until it can be talked to.
    pub async fn visit(&self, address: &str) -> Result<(), Trouble> {
        self.client.goto(address).await?;
        self.started().await
    }

    /// Opens another page, whatever it is.
    pub async fn visit_another(&self, address: &str) -> Result<(), Trouble> {
        Ok(self.client.goto(address).await?)
    }

    /// Opens what lies beside the page, in a window of its own, and turns to that.
    pub async fn open_beside(&self, suffix: &str) -> Result<(), Trouble> {
        let window = self.client.new_window(false).await?.handle;
        self.client.switch_to_window(window).await?;
        Ok(self.client.goto(&format!("{}{suffix}", self.address)).await?)
    }

    /// Turns to the window of this number, in the order in which they were opened, counted from 0.
    pub async fn turn_to_window(&self, number: usize) -> Result<(), Trouble> {
        let windows = self.client.windows().await?;
        let window = windows.into_iter().nth(number).ok_or("there is no such window")?;
        Ok(self.client.switch_to_window(window).await?)
    }

    /// Goes into the frame of this number on a page, counted from 0, or back to the page around it.
    pub async fn enter_frame(&self, number: Option<u16>) -> Result<(), Trouble> {
        match number {
            Some(number) => self.client.enter_frame(number).await?,
            None => self.client.enter_parent_frame().await?,
        }
        Ok(())
    }

    /// Shows the page in this size and theme, for a person who wants no motion.
    pub async fn show_still(&self, size: Size, theme: Theme) -> Result<(), Trouble> {
        browser::show(&self.client, size, theme).await?;
        self.prefer(&[("prefers-color-scheme", theme.name())]).await
    }

    /// Lets the system prefer this, and no motion.
    pub async fn prefer(&self, features: &[(&str, &str)]) -> Result<(), Trouble> {
        let all = features.iter().chain(&[("prefers-reduced-motion", "reduce")]);
        let features: Value =
            all.map(|(name, value)| json!({ "name": name, "value": value })).collect();
        let media = json!({ "features": features });
        browser::devtools(&self.client, "Emulation.setEmulatedMedia", media).await?;
        Ok(())
    }

    /// Closes the browser, and ends its driver.
    pub(crate) async fn close(self) -> Result<(), Trouble> {
        Ok(self.client.close().await?)
    }

    /// Lets the page think that its processor is so many times as slow as it is.
    pub async fn throttle(&self, rate: u32) -> Result<(), Trouble> {
        browser::devtools(&self.client, "Emulation.setCPUThrottlingRate", json!({ "rate": rate }))
            .await?;
        Ok(())
    }

    /// What the browser has counted of the page: a list of `{ name, value }`, durations in seconds.
    pub async fn metrics(&self) -> Result<Value, Trouble> {
        browser::devtools(&self.client, "Performance.enable", json!({})).await?;
        let mut found =
            browser::devtools(&self.client, "Performance.getMetrics", json!({})).await?;
        Ok(found["metrics"].take())
    }

    /// Loads the page again.
    pub async fn reload(&self) -> Result<(), Trouble> {
        self.client.refresh().await?;
        self.started().await
    }

    async fn started(&self) -> Result<(), Trouble> {
        self.until("the page has started", "window.raftarium?.state().nodes.length > 0").await
    }

    /// What a JavaScript expression is worth in the page.
    pub async fn value(&self, expression: &str) -> Result<Value, Trouble> {
        Ok(self.client.execute(&format!("return ({expression});"), Vec::new()).await?)
    }

    /// What the promise is kept with that these statements return.
    pub async fn eventually(&self, statements: &str) -> Result<Value, Trouble> {
        let script = format!(
            "const done = arguments[arguments.length - 1];
             (async () => {{ {statements} }})()
               .then((value) => done({{ value }}), (error) => done({{ trouble: String(error) }}));"
        );
        let mut end = self.client.execute_async(&script, Vec::new()).await?;
        match end["trouble"].as_str() {
            Some(trouble) => Err(format!("the page could not tell: {trouble}").into()),
            None => Ok(end["value"].take()),
        }
    }

    /// `window.raftarium.state()`.
    pub async fn state(&self) -> Result<Value, Trouble> {
        self.value("window.raftarium.state()").await
    }

    /// Runs a script through `window.raftarium.run` and returns what it printed; fails if the script does.
    pub async fn run(&self, script: &str) -> Result<Vec<String>, Trouble> {
        let result = self.value(&format!("window.raftarium.run({})", json!(script))).await?;
        if result["ok"] != true {
            return Err(format!("the script {script:?} fails: {result}").into());
        }
        let output = result["output"].as_array().cloned().unwrap_or_default();
        Ok(output.iter().filter_map(|line| line.as_str().map(str::to_owned)).collect())
    }

    /// Waits until an expression is true of a page that loads itself again: while that goes on, nothing can wait inside of it.
    pub async fn until_loaded(&self, what: &str, expression: &str) -> Result<(), Trouble> {
        let begun = Instant::now();
        let loaded = format!("window.raftarium?.state().nodes.length > 0 && ({expression})");
        while begun.elapsed() < Duration::from_millis(PATIENCE_MS) {
            if self.value(&loaded).await.is_ok_and(|it| it == true) {
                return Ok(());
            }
        }
        Err(format!("waited in vain until {what} ({expression})").into())
    }

    /// Waits until an expression is true, looking once a frame. `raftarium` and `state` stand for the page's own.
    pub async fn until(&self, what: &str, expression: &str) -> Result<(), Trouble> {
        let script = format!(
            "const done = arguments[arguments.length - 1];
             const deadline = performance.now() + {PATIENCE_MS};
             const look = () => {{
               let value, trouble = null;
               try {{
                 const raftarium = window.raftarium;
                 const state = raftarium?.state();
                 value = ({expression});
               }} catch (error) {{ trouble = String(error); }}
               if (value) done({{ ok: true }});
               else if (performance.now() > deadline) done({{ ok: false, trouble }});
               else setTimeout(look, 16);
             }};
             look();"
        );
        let end = self.client.execute_async(&script, Vec::new()).await?;
        if end["ok"] == true {
            return Ok(());
        }
        let state =
            self.value("JSON.stringify(window.raftarium?.state())").await.unwrap_or_default();
        Err(format!(
            "waited {} s in vain until {what} ({expression}; {}); the state was {}",
            PATIENCE_MS / 1_000,
            end["trouble"],
            state.as_str().unwrap_or("unknown")
        )
        .into())
    }

    /// Waits until the promise that an expression makes is kept with what is true, asking again and again.
    pub async fn until_promised(&self, what: &str, expression: &str) -> Result<(), Trouble> {
        let script = format!(
            "const deadline = performance.now() + {PATIENCE_MS};
             while (performance.now() < deadline) {{
               if (await ({expression})) return true;
               await new Promise((done) => setTimeout(done, 16));
             }}
             return false;"
        );
        if self.eventually(&script).await? == true {
            return Ok(());
        }
        Err(format!("waited {} s in vain until {what} ({expression})", PATIENCE_MS / 1_000).into())
    }

    /// From the next page on, the browser refuses to keep anything and to run workers, as one that blocks them does.
    pub async fn refuse_storage_and_workers(&self) -> Result<(), Trouble> {
        let source = "for (const name of ['localStorage', 'sessionStorage']) {
               Object.defineProperty(window, name, { get() { throw new DOMException('refused', 'SecurityError'); } });
             }
             ServiceWorkerContainer.prototype.register = () => Promise.reject(new DOMException('refused', 'SecurityError'));";
        let script = json!({ "source": source });
        browser::devtools(&self.client, "Page.addScriptToEvaluateOnNewDocument", script).await?;
        Ok(())
    }

    /// Waits until what has changed is on the screen: the frame after the next begins when the next has been drawn.
    pub async fn drawn(&self) -> Result<(), Trouble> {
        let script = "const done = arguments[arguments.length - 1];
             requestAnimationFrame(() => requestAnimationFrame(() => done(null)));";
        self.client.execute_async(script, Vec::new()).await?;
        Ok(())
    }

    /// The element with this test id; waits for it to appear.
    pub async fn test_id(&self, id: &str) -> Result<Element, Trouble> {
        self.css(&format!("[data-testid='{id}']")).await
    }

    /// The first element that this selector finds; waits for it to appear.
    pub async fn css(&self, selector: &str) -> Result<Element, Trouble> {
        let found = format!("document.querySelector({})", json!(selector));
        self.until(&format!("{selector} is there"), &found).await?;
        Ok(self.client.find(Locator::Css(selector)).await?)
    }

    /// Types a line into the console and ends it with Enter.
    pub async fn type_line(&self, line: &str) -> Result<(), Trouble> {
        let input = self.test_id("console-input").await?;
        input.send_keys(&format!("{line}\u{e007}")).await?;
        Ok(())
    }

    /// Waits until the console shows this text.
    pub async fn console_shows(&self, text: &str) -> Result<(), Trouble> {
        let text = json!(text);
        let shown = format!(
            "document.querySelector(\"[data-testid='console-output']\")?.textContent.includes({text})"
        );
        self.until(&format!("the console shows {text}"), &shown).await
    }

    /// Presses keys one after the other, wherever the focus is.
    pub async fn press(&self, keys: &str) -> Result<(), Trouble> {
        let strokes =
            keys.chars().fold(KeyActions::new("keyboard".to_owned()), |strokes, value| {
                strokes.then(KeyAction::Down { value }).then(KeyAction::Up { value })
            });
        self.client.perform_actions(strokes).await?;
        Ok(())
    }

    /// Presses the left button at one place, in CSS pixels from the page's corner, moves along these places, and lets
    /// go at the last.
    pub async fn drag(&self, places: &[(f64, f64)]) -> Result<(), Trouble> {
        let &[(x, y), ref rest @ ..] = places else { return Ok(()) };
        let at = |x, y, ms| PointerAction::MoveTo {
            duration: Some(std::time::Duration::from_millis(ms)),
            x,
            y,
        };
        let mut mouse = MouseActions::new("mouse".to_owned())
            .then(at(x, y, 0))
            .then(PointerAction::Down { button: MOUSE_BUTTON_LEFT });
        for &(x, y) in rest {
            mouse = mouse.then(at(x, y, 80));
        }
        mouse = mouse.then(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
        self.client.perform_actions(mouse).await?;
        Ok(())
    }

    /// Presses and lets go of the mouse in the middle of an element, wherever that is by then: what is drawn moves, and a
    /// group of shapes cannot be scrolled to in every browser.
    pub async fn click_on(&self, element: &Element) -> Result<(), Trouble> {
        let middle = self.middle(element).await?;
        self.drag(&[middle]).await
    }

    /// The middle of an element, in CSS pixels from the page's corner.
    pub async fn middle(&self, element: &Element) -> Result<(f64, f64), Trouble> {
        let (x, y, width, height) = element.rectangle().await?;
        Ok((x + width / 2.0, y + height / 2.0))
    }

    /// A picture of what the browser shows, as PNG.
    pub async fn screenshot(&self) -> Result<Vec<u8>, Trouble> {
        Ok(self.client.screenshot().await?)
    }

    /// What the browser's console has shown at the level of a warning or above since this was last asked.
    pub(crate) async fn complaints(&self) -> Result<Vec<String>, Trouble> {
        match self.driver.browser {
            Browser::Chromium => browser::complaints(&self.client).await,
            Browser::Firefox => Ok(self.driver.complaints()),
        }
    }

    /// Shows the page in this size, and, where that can be changed, this theme.
    pub(crate) async fn show(&self, size: Size, theme: Theme) -> Result<(), Trouble> {
        match self.driver.browser {
            Browser::Chromium => browser::show(&self.client, size, theme).await,
            Browser::Firefox => browser::resize(&self.client, size).await,
        }
    }

    /// Fails if the browser's console has shown an error or a warning.
    pub async fn has_no_complaints(&self) -> Result<(), Trouble> {
        let complaints = self.complaints().await?;
        if complaints.is_empty() {
            return Ok(());
        }
        Err(format!("the console complains:\n{}", complaints.join("\n")).into())
    }
}
