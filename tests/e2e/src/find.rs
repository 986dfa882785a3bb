//! Finding things as a screen reader finds them: by role and name.

use std::time::Duration;

use fantoccini::elements::{Element, ElementRef};
use fantoccini::wd::WebDriverCompatibleCommand;
use http::Method;
use serde_json::json;
use url::{ParseError, Url};

use crate::{Page, Trouble};

/// What may have a role, with or without being told so.
const CANDIDATES: &str = "\
    const implied = { button: 'button, summary', link: 'a[href]', tab: '', textbox: 'input, textarea', \
        checkbox: 'input[type=checkbox]', slider: 'input[type=range]', combobox: 'select', dialog: 'dialog', \
        heading: 'h1, h2, h3, h4, h5, h6', searchbox: 'input[type=search]', spinbutton: 'input[type=number]', \
        radio: 'input[type=radio]' }; \
    const selector = [`[role~='${arguments[0]}']`, implied[arguments[0]]].filter(Boolean).join(', '); \
    return [...document.querySelectorAll(selector)].filter((it) => it.checkVisibility());";

/// How often it is looked before something is said not to be there.
const ROUNDS: u32 = 100;

impl Page {
    /// The one visible element with this role, as the browser computes it, and a name that begins so: a name may go on
    /// with the line that a button issues, or with what a badge says. Waits for it to appear.
    pub async fn by_role(&self, role: &str, name: &str) -> Result<Element, Trouble> {
        let mut seen = Vec::new();
        for round in 1..=ROUNDS {
            seen.clear();
            let mut found = Vec::new();
            // Whatever is redrawn in the meantime is looked at in the next round. Firefox refuses them all when one of them is.
            let candidates = match self.candidates(role).await {
                Ok(candidates) => candidates,
                Err(trouble) if round < ROUNDS => {
                    seen.push(trouble.to_string());
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
                Err(trouble) => return Err(trouble),
            };
            for element in candidates {
                let Ok(label) = self.computed(&element, "computedlabel").await else { continue };
                let role_of = self.computed(&element, "computedrole");
                if label.starts_with(name) && role_of.await.is_ok_and(|it| it == role) {
                    found.push(element);
                }
                seen.push(label);
            }
            if found.len() > 1 {
                return Err(format!(
                    "{} visible {role}s have names that begin with {name:?}",
                    found.len()
                )
                .into());
            }
            if let Some(element) = found.pop() {
                return Ok(element);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Err(format!("no visible {role} has a name that begins with {name:?}; there are {seen:?}")
            .into())
    }

    async fn candidates(&self, role: &str) -> Result<Vec<Element>, Trouble> {
        let found = self.client.execute(CANDIDATES, vec![json!(role)]).await?;
        let references = found.as_array().cloned().unwrap_or_default();
        let ids = references.iter().filter_map(|it| it.as_object()?.values().next()?.as_str());
        Ok(ids
            .map(|id| {
                Element::from_element_id(self.client.clone(), ElementRef::from(id.to_owned()))
            })
            .collect())
    }

    async fn computed(&self, element: &Element, what: &'static str) -> Result<String, Trouble> {
        let element = element.element_id().to_string();
        let value = self.client.issue_cmd(Computed { element, what }).await?;
        Ok(value.as_str().unwrap_or_default().to_owned())
    }
}

/// Asks for an element's role or name, as the browser tells it to a screen reader.
#[derive(Debug)]
struct Computed {
    element: String,
    what: &'static str,
}

impl WebDriverCompatibleCommand for Computed {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        let session = session.unwrap_or_default();
        base.join(&format!("session/{session}/element/{}/{}", self.element, self.what))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::GET, None)
    }
}
