//! A browser of our own: what a driver can do beyond the standard, and how large and in which theme the page is shown.

use fantoccini::wd::{Capabilities, WebDriverCompatibleCommand};
use fantoccini::{Client, ClientBuilder};
use http::Method;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use url::{ParseError, Url};

use crate::driver::{Browser, Driver};
use crate::page::PATIENCE_MS;
use crate::{Trouble, root};

/// The sizes at which the page has to be usable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// 1440 by 900: a laptop, a projector.
    Wide,
    /// 1024 by 768: an old projector, a tablet on its side.
    Middle,
    /// 390 by 844: a telephone.
    Narrow,
    /// 844 by 390: the same on its side.
    Side,
    /// 720 by 450: a laptop's page at 200 % zoom.
    Zoomed,
    /// 320 by 568: the smallest telephone.
    Tiny,
    /// 320 by 256: a page of 1280 by 1024 at 400 % zoom.
    Quadruple,
    /// 1280 by 720: a lecture hall's projector, for presenter mode.
    Hall,
    /// 3840 by 2160: the wall of a large hall, for presenter mode.
    Huge,
}

impl Size {
    /// All of them, but that of 400 % zoom and those for presenter mode.
    pub const ALL: [Self; 6] =
        [Self::Wide, Self::Middle, Self::Narrow, Self::Side, Self::Zoomed, Self::Tiny];

    /// A word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Wide => "wide",
            Self::Middle => "middle",
            Self::Narrow => "narrow",
            Self::Side => "side",
            Self::Zoomed => "zoomed",
            Self::Tiny => "tiny",
            Self::Quadruple => "quadruple",
            Self::Hall => "hall",
            Self::Huge => "huge",
        }
    }

    /// Width and height in CSS pixels.
    pub fn pixels(self) -> (u32, u32) {
        match self {
            Self::Wide => (1440, 900),
            Self::Middle => (1024, 768),
            Self::Narrow => (390, 844),
            Self::Side => (844, 390),
            Self::Zoomed => (720, 450),
            Self::Tiny => (320, 568),
            Self::Quadruple => (320, 256),
            Self::Hall => (1280, 720),
            Self::Huge => (3840, 2160),
        }
    }
}

/// The two themes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// Light on dark.
    Dark,
    /// Dark on light.
    Light,
}

impl Theme {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Dark, Self::Light];

    /// As the media query `prefers-color-scheme` names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dark => "dark",
            Self::Light => "light",
        }
    }
}

/// Opens a browser through this driver, with the arguments that `webdriver.json` gives, which are also those of the
/// component tests. In Firefox the theme stays as it is here.
pub async fn open(driver: &Driver, theme: Theme) -> Result<Client, Trouble> {
    let path = root().join("webdriver.json");
    let text =
        std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut capabilities: Capabilities = serde_json::from_str(&text)?;
    let (own, other) = match driver.browser {
        Browser::Chromium => (CHROMIUM_OPTIONS, FIREFOX_OPTIONS),
        Browser::Firefox => (FIREFOX_OPTIONS, CHROMIUM_OPTIONS),
    };
    capabilities.remove(other);
    if driver.browser == Browser::Firefox {
        let options = capabilities.entry(own.to_owned()).or_insert_with(|| json!({}));
        // Light is 1, and dark is 0.
        options["prefs"]["layout.css.prefers-color-scheme.content-override"] =
            json!(u8::from(theme == Theme::Light));
        // What the console shows goes to the standard output, too.
        options["prefs"]["devtools.console.stdout.content"] = json!(true);
        if let Some(binary) = std::env::var_os("FIREFOX") {
            options["binary"] = json!(binary.to_string_lossy());
        }
    }
    // A page that does not answer is noticed here before the driver gives up on it, and told with what was waited for.
    capabilities.insert("timeouts".to_owned(), json!({ "script": 2 * PATIENCE_MS }));
    if driver.browser == Browser::Chromium {
        capabilities.insert("goog:loggingPrefs".to_owned(), json!({ "browser": "ALL" }));
    }
    let client = ClientBuilder::new(HttpConnector::new())
        .capabilities(capabilities)
        .connect(&driver.address)
        .await
        .map_err(|error| format!("the browser does not start: {error}"))?;
    Ok(client)
}

const CHROMIUM_OPTIONS: &str = "goog:chromeOptions";
const FIREFOX_OPTIONS: &str = "moz:firefoxOptions";

/// Gives Firefox's window a size at which the page has exactly this one.
pub async fn resize(client: &Client, size: Size) -> Result<(), Trouble> {
    let (width, height) = size.pixels();
    client.set_window_rect(0, 0, width, height).await?;
    let frame = client
        .execute("return [outerWidth - innerWidth, outerHeight - innerHeight];", Vec::new())
        .await?;
    let more = |at: usize| frame[at].as_u64().and_then(|it| u32::try_from(it).ok()).unwrap_or(0);
    client.set_window_rect(0, 0, width + more(0), height + more(1)).await?;
    Ok(())
}

/// Shows the page in this size and theme, as a window of exactly that size and a system of that preference would. A
/// headless window cannot be made as narrow as a telephone. Only Chromium can do that.
pub async fn show(client: &Client, size: Size, theme: Theme) -> Result<(), Trouble> {
    let (width, height) = size.pixels();
    let touch = matches!(size, Size::Narrow | Size::Side | Size::Tiny);
    let metrics =
        json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
    devtools(client, "Emulation.setDeviceMetricsOverride", metrics).await?;
    devtools(client, "Emulation.setTouchEmulationEnabled", json!({ "enabled": touch })).await?;
    let features = json!([{ "name": "prefers-color-scheme", "value": theme.name() }]);
    devtools(client, "Emulation.setEmulatedMedia", json!({ "features": features })).await?;
    Ok(())
}

/// What Chromium's console has shown at the level of a warning or above since this was last asked.
pub async fn complaints(client: &Client) -> Result<Vec<String>, Trouble> {
    let entries = client.issue_cmd(Extension::new("se/log", json!({ "type": "browser" }))).await?;
    let entries = entries.as_array().cloned().unwrap_or_default();
    let serious = entries.iter().filter(|it| it["level"] == "SEVERE" || it["level"] == "WARNING");
    Ok(serious.map(|it| format!("{}: {}", it["level"], it["message"])).collect())
}

/// Asks the browser for something through its developer tools.
pub async fn devtools(client: &Client, command: &str, parameters: Value) -> Result<Value, Trouble> {
    let body = json!({ "cmd": command, "params": parameters });
    Ok(client.issue_cmd(Extension::new("goog/cdp/execute", body)).await?)
}

/// A command of chromedriver's own.
#[derive(Debug)]
struct Extension {
    path: &'static str,
    body: String,
}

impl Extension {
    fn new(path: &'static str, body: Value) -> Self {
        Self { path, body: body.to_string() }
    }
}

impl WebDriverCompatibleCommand for Extension {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.body.clone()))
    }
}
