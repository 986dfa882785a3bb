//! What a part of the page does that comes after the rest.

use yew::prelude::*;

use crate::catalog::tr;

/// Something that is done by a part of the program which is fetched by itself.
#[derive(Clone)]
pub enum Late<F> {
    /// It is here: what does it.
    Here(F),
    /// It is being fetched.
    Coming,
    /// It could not be fetched. The callback asks for it once more.
    Missing(Callback<()>),
}

impl<F> PartialEq for Late<F> {
    /// A program has one function for each thing, so how far it has come is all that can differ.
    fn eq(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}

impl<F: Copy> Late<F> {
    /// What does it, if it is here.
    pub fn here(&self) -> Option<F> {
        match self {
            Self::Here(does) => Some(*does),
            Self::Coming | Self::Missing(_) => None,
        }
    }

    /// Draws what it is for, or says in its place why that is not to be seen.
    pub fn draw(&self, draw: impl FnOnce(F) -> Html) -> Html {
        match self {
            Self::Here(does) => draw(*does),
            Self::Coming => {
                html! { <p class="late" role="status">{ tr!("This is on its way…") }</p> }
            }
            Self::Missing(again) => html! {
                <div class="late" role="alert">
                    <p>
                        { tr!("This part of the page could not be fetched: there is no network, or the server has another \
                               version by now. The cluster, the ledger and the console go on without it.") }
                    </p>
                    <button type="button" class="button" onclick={again.reform(|_: MouseEvent| ())}>
                        { tr!("try again") }
                    </button>
                </div>
            },
        }
    }
}
