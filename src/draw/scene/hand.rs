//! The pointer's way over the stage, from pressing to letting go: a click, or a line that cuts.

use super::geometry::Point;
use super::hit::Hit;

/// What the pointer is doing. It knows nothing of mice, pens and fingers: they all press, move and let go.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Hand {
    /// Nothing is pressed.
    #[default]
    Free,
    /// Pressed, and not moved far.
    Pressed {
        at: Point,
        /// What was there: it may have moved on when the hand lets go.
        on: Option<Hit>,
    },
    /// Drawing a line.
    Drawing {
        /// Through these places.
        line: Vec<Point>,
    },
    /// A line was drawn or given up: the click that ends the gesture means nothing.
    Spent,
}

/// How far a hand may tremble, in pixels, without drawing.
const TREMBLE: f32 = 7.0;

/// How far apart the places of a line are, in pixels.
const STEP: f32 = 5.0;

/// The most places of a line; a longer one goes on with its last place moving.
const MOST: usize = 400;

impl Hand {
    /// The hand presses, on something or on the empty stage.
    pub fn press(&mut self, at: Point, on: Option<Hit>) {
        *self = Self::Pressed { at, on };
    }

    /// The hand moves. Returns whether that is part of a line.
    pub fn move_to(&mut self, to: Point) -> bool {
        match self {
            Self::Pressed { at, on } => {
                // Links lie everywhere: a line may begin on one.
                let free = matches!(on, None | Some(Hit::Link(..)));
                if !free || at.distance(to) < TREMBLE {
                    return false;
                }
                *self = Self::Drawing { line: vec![*at, to] };
                true
            }
            Self::Drawing { line } => {
                let near = line.len() >= 2 && line[line.len() - 2].distance(to) < STEP;
                if near || line.len() >= MOST {
                    line.pop();
                }
                line.push(to);
                true
            }
            Self::Free | Self::Spent => false,
        }
    }

    /// The hand lets go. Gives the line if one was drawn; else what follows is a click.
    pub fn release(&mut self) -> Option<Vec<Point>> {
        match std::mem::take(self) {
            Self::Drawing { line } => {
                *self = Self::Spent;
                Some(line)
            }
            other => {
                *self = other;
                None
            }
        }
    }

    /// Gives up a line that is being drawn. Returns whether there was one.
    pub fn give_up(&mut self) -> bool {
        let drawing = matches!(self, Self::Drawing { .. });
        if drawing {
            *self = Self::Spent;
        }
        drawing
    }

    /// A click ends the gesture: what was pressed, or `None` if the gesture was a line; `here` is what is under the
    /// pointer, for a click that nothing preceded.
    pub fn click(&mut self, here: Option<Hit>) -> Option<Option<Hit>> {
        match std::mem::take(self) {
            Self::Pressed { on, .. } => Some(on),
            Self::Free => Some(here),
            Self::Drawing { .. } | Self::Spent => None,
        }
    }

    /// The line that is being drawn.
    pub fn line(&self) -> Option<&[Point]> {
        match self {
            Self::Drawing { line } => Some(line),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::n;
    use super::*;

    fn p(x: f32) -> Point {
        Point::new(x, 0.0)
    }

    #[test]
    fn a_press_that_does_not_move_is_a_click_on_what_was_pressed() {
        let mut hand = Hand::default();
        hand.press(p(0.0), Some(Hit::Node(n(1))));
        assert!(!hand.move_to(p(3.0)));
        assert_eq!(hand.release(), None);
        assert_eq!(hand.click(None), Some(Some(Hit::Node(n(1)))));
        assert_eq!(hand, Hand::Free);
    }

    #[test]
    fn a_press_on_the_empty_stage_that_moves_is_a_line_and_no_click() {
        let mut hand = Hand::default();
        hand.press(p(0.0), None);
        for x in [10.0, 20.0, 21.0, 22.0, 30.0] {
            assert!(hand.move_to(p(x)));
        }
        assert_eq!(hand.line().unwrap().last(), Some(&p(30.0)));
        assert_eq!(hand.release(), Some([0.0, 10.0, 20.0, 22.0, 30.0].map(p).to_vec()));
        assert_eq!(hand.click(Some(Hit::Node(n(1)))), None);
        assert_eq!(hand, Hand::Free);
    }

    #[test]
    fn a_line_begins_on_a_link_and_not_on_a_node() {
        let mut hand = Hand::default();
        hand.press(p(0.0), Some(Hit::Link(n(1), n(2))));
        assert!(hand.move_to(p(10.0)));
        hand.press(p(0.0), Some(Hit::Node(n(1))));
        assert!(!hand.move_to(p(90.0)));
    }

    #[test]
    fn a_line_that_is_given_up_does_nothing() {
        let mut hand = Hand::default();
        hand.press(p(0.0), None);
        hand.move_to(p(50.0));
        assert!(hand.give_up());
        assert_eq!((hand.release(), hand.click(None)), (None, None));
        assert!(!hand.give_up());
    }

    #[test]
    fn a_click_out_of_nowhere_means_what_is_there() {
        assert_eq!(Hand::default().click(Some(Hit::Node(n(2)))), Some(Some(Hit::Node(n(2)))));
    }

    #[test]
    fn a_line_without_end_stays_bounded() {
        let mut hand = Hand::default();
        hand.press(p(0.0), None);
        for step in 0..10_000 {
            hand.move_to(p(10.0 * step as f32));
        }
        assert_eq!(hand.line().unwrap().len(), MOST);
    }
}
