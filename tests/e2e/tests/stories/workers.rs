//! Workers that a story watches.

use e2e::{Page, Trouble};

/// Keeps every worker that the page starts from now on, each with how often it has said something.
const COUNTED: &str = "(() => {
      window.workers = [];
      window.Worker = class extends Worker {
        said = 0;
        constructor(...given) {
          super(...given);
          workers.push(this);
          this.addEventListener('message', ({ data }) => { this.said += data !== ''; });
        }
        terminate() {
          this.ended = true;
          super.terminate();
        }
      };
    })()";

/// Lets the page think that the browser has so many processors, and enough memory, and keeps its workers from now on as
/// `workers`: `said` is how often one has said something, `ended` whether it was ended.
pub async fn count(page: &Page, processors: u32) -> Result<(), Trouble> {
    page.value(COUNTED).await?;
    page.value(&format!(
        "void Object.defineProperties(navigator, {{
           hardwareConcurrency: {{ value: {processors} }}, deviceMemory: {{ value: 8 }}
         }})"
    ))
    .await?;
    Ok(())
}
