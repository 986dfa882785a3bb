//! What a person does with the page, one test for each story.

mod access;
mod authoring;
mod branches;
mod console;
mod diagram;
mod embedded;
mod faults;
mod finding;
mod harness;
mod hindsight;
mod keyboard;
mod languages;
mod lessons;
mod links;
mod offline;
mod opening;
mod parts;
mod path;
mod pictures;
mod sizes;
mod time;
mod tour;
mod why;
mod workers;
