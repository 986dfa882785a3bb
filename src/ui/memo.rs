//! The parts of the page that hold no state: data, and how they are drawn.
//!
//! All of them are one component, since each kind of component that Yew knows is another copy of all that makes, compares
//! and removes one. What tells them apart is the data that they are given.

use std::any::Any;
use std::rc::Rc;

use yew::prelude::*;
use yew::virtual_dom::{Key, VComp};

/// Data that are drawn, by themselves and by nothing else.
pub trait Drawing: PartialEq + 'static {
    /// How they look.
    fn draw(&self) -> Html;
}

/// Shows data, and draws them again only when they are others than before.
pub fn memo(data: impl Drawing) -> Html {
    of(Rc::new(data), None)
}

/// The same, in a list of things that are told apart by key.
pub fn keyed(key: impl Into<Key>, data: impl Drawing) -> Html {
    of(Rc::new(data), Some(key.into()))
}

fn of(data: Rc<dyn AnyDrawing>, key: Option<Key>) -> Html {
    VComp::new::<Memo>(Rc::new(MemoProps { data }), key).into()
}

/// A drawing, of whichever kind.
trait AnyDrawing {
    fn draw(&self) -> Html;
    fn equals(&self, other: &dyn AnyDrawing) -> bool;
    fn as_any(&self) -> &dyn Any;
}

impl<T: Drawing> AnyDrawing for T {
    fn draw(&self) -> Html {
        Drawing::draw(self)
    }

    fn equals(&self, other: &dyn AnyDrawing) -> bool {
        other.as_any().downcast_ref::<T>() == Some(self)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// Properties of [`Memo`].
#[derive(Properties)]
pub struct MemoProps {
    data: Rc<dyn AnyDrawing>,
}

impl MemoProps {
    /// The component as it shows these data.
    pub fn of(data: impl Drawing) -> Self {
        Self { data: Rc::new(data) }
    }
}

impl PartialEq for MemoProps {
    fn eq(&self, other: &Self) -> bool {
        self.data.equals(&*other.data)
    }
}

/// The component. Yew compares its properties, and draws it only when they differ.
pub struct Memo;

impl Component for Memo {
    type Message = ();
    type Properties = MemoProps;

    fn create(_ctx: &Context<Self>) -> Self {
        Self
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        ctx.props().data.draw()
    }
}
