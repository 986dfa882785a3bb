//! What a person does with the page, one test for each story.

mod harness;
mod opening;
