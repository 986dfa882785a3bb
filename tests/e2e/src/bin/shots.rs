//! Takes pictures of the page in its sizes and themes, for the README and for whoever changes how it looks.

fn main() {}
