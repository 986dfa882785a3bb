//! What the one who watches a story asks for.

use yew::AttrValue;

use crate::script::Bug;
use crate::session::narration::Pace;
use crate::session::question::Prediction;

/// A wish.
#[derive(Clone, Debug, PartialEq)]
pub enum StoryMsg {
    /// The scenario of this name, from its beginning.
    Open(AttrValue),
    /// The path, with what to do next.
    Path,
    /// What comes next.
    Next,
    /// What came before.
    Back,
    /// The beginning of this step, counted from 0.
    Go(usize),
    /// To have it go on by itself, or wait.
    Auto(bool),
    /// An answer to the question that is open.
    Predict(Prediction),
    /// To be asked, or not.
    Asks(bool),
    /// A question about what comes next, other than the one that is shown.
    AnotherQuiz,
    /// No more of that question.
    CloseQuiz,
    /// To see its wrong answer at this place played.
    PlayAnswer(usize),
    /// Back from there, to what happened.
    LeaveAnswer,
    /// The mission of this name, from its beginning.
    Mission(AttrValue),
    /// The mission's next hint.
    Hint,
    /// No more of the mission.
    LeaveMission,
    /// Another pace.
    Pace(Pace),
    /// Back to the story, from a branch that left it.
    Return,
    /// The branch that left it beside the story.
    Compare,
    /// No more of the story.
    Leave,
    /// The person's own session, which the story took the place of.
    Mine,
    /// Show what a planted bug does.
    Exhibit(Bug),
    /// The museum of real bugs, or no more of it.
    Museum(bool),
}
