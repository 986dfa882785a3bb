//! A link on a sheet: whether it is copied, how long it is, and a code of it for the cameras of a hall.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::catalog::tr;
use crate::draw::qr;
use crate::ui::icon::{Icon, icon};

/// The longest address that every program passes on whole, in characters: some mail and chat programs cut longer ones.
const SAFE: usize = 2_000;
/// Longer addresses, in characters, have so many squares that a camera must come near.
const FAR: usize = 600;

/// What a link opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opens {
    /// The lesson that somebody has written.
    Lesson,
    /// The mission, with nothing done in it.
    Mission,
    /// The mission, with what was done.
    Tried,
    /// A step of the story.
    Step,
    /// The session, at the moment that is shown.
    Session,
}

impl Opens {
    /// In words.
    fn words(self) -> &'static str {
        match self {
            Self::Lesson => tr!("this lesson at its beginning"),
            Self::Mission => tr!("this mission at its beginning"),
            Self::Tried => tr!("this mission with what you have done"),
            Self::Step => tr!("this story at this step"),
            Self::Session => tr!("this session at this moment"),
        }
    }
}

/// A link that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// The whole address.
    pub address: AttrValue,
    /// Whether the browser let the page copy it.
    pub copied: bool,
    /// What it opens.
    pub opens: Opens,
}

/// Properties of [`Sheet`].
#[derive(Clone, PartialEq, Properties)]
pub struct SheetProps {
    pub made: Made,
    /// Copy it once more.
    pub on_copy: Callback<()>,
    /// Save the session as a file; `None`, if the link leads to something else.
    pub on_save: Option<Callback<()>>,
}

/// What stands on the sheet.
#[function_component]
pub fn Sheet(props: &SheetProps) -> Html {
    let Made { address, copied, opens } = &props.made;
    let opens = opens.words();
    // Only ASCII stands in an address.
    let length = address.len();
    let code = (length <= SAFE).then(|| qr::code(address)).flatten();
    let select = |event: FocusEvent| {
        if let Some(field) = event.target_dyn_into::<HtmlInputElement>() {
            field.select();
        }
    };
    html! {
        <>
            <p class="share-said">
                { if *copied {
                    tr!("The link is copied: it opens {opens}.", opens)
                } else {
                    tr!(
                        "The browser does not let the page copy. The link is in the address bar, and here. It opens {opens}.",
                        opens
                    )
                } }
            </p>
            <div class="share-link">
                <input
                    type="text"
                    readonly=true
                    aria-label={tr!("The link")}
                    value={address.clone()}
                    data-testid="share-link"
                    onfocus={select}
                />
                <button type="button" class="button" onclick={props.on_copy.reform(|_: MouseEvent| ())}>
                    { icon(Icon::Link) }{ tr!("copy") }
                </button>
            </div>
            <p class="share-length" data-testid="share-length">{ about_length(length) }</p>
            if let Some(on_save) = props.on_save.as_ref().filter(|_| length > SAFE) {
                <button type="button" class="button" onclick={on_save.reform(|_: MouseEvent| ())}>
                    { tr!("save as a script") }
                </button>
            }
            if let Some(code) = code {
                <svg
                    class="share-code"
                    viewBox={format!("0 0 {0} {0}", code.side)}
                    role="img"
                    aria-label={tr!("A QR code of the link")}
                    shape-rendering="crispEdges"
                >
                    <rect width="100%" height="100%" fill="#fff" />
                    <path d={code.path} fill="#000" />
                </svg>
            }
        </>
    }
}

/// How long it is, and what follows from that.
fn about_length(length: usize) -> String {
    if length <= FAR {
        tr!("{length} characters: the code can be read from the seats of a hall.", length)
    } else if length <= SAFE {
        tr!("{length} characters: the code is a fine one, for a camera that comes near.", length)
    } else {
        tr!(
            "{length} characters: some mail and chat programs cut links of more than 2,000, and a camera could not read its \
             code. A file is safe.",
            length
        )
    }
}
