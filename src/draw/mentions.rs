//! The words of a step, and the nodes that they name.

use crate::raft::NodeId;

/// A part of what is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    Words(&'a str),
    /// A node that is there, by its name.
    Node(NodeId),
}

/// What is said, with the names of these nodes told apart: `n3`, but neither `n33` nor `can3`.
pub fn parts<'a>(text: &'a str, nodes: &[NodeId]) -> Vec<Part<'a>> {
    let mut parts = Vec::new();
    let mut words = 0;
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let length = rest.find(|sign: char| !sign.is_ascii_alphanumeric()).unwrap_or(rest.len());
        if let Some(node) = named(&rest[..length]).filter(|node| nodes.contains(node)) {
            if words < at {
                parts.push(Part::Words(&text[words..at]));
            }
            parts.push(Part::Node(node));
            words = at + length;
        }
        at += if length > 0 { length } else { rest.chars().next().map_or(1, char::len_utf8) };
    }
    if words < text.len() {
        parts.push(Part::Words(&text[words..]));
    }
    parts
}

fn named(word: &str) -> Option<NodeId> {
    let digits = word.strip_prefix('n')?;
    let plain = !digits.starts_with('0') && digits.bytes().all(|digit| digit.is_ascii_digit());
    plain.then(|| digits.parse().ok().map(NodeId)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &[Part<'_>]) {
        let nodes = [NodeId(1), NodeId(2), NodeId(3)];
        assert_eq!(parts(text, &nodes), expect, "{text}");
    }

    #[test]
    fn the_nodes_that_are_named_are_told_apart() {
        use Part::{Node, Words};
        check("Nobody leads.", &[Words("Nobody leads.")]);
        check("n1 leads.", &[Node(NodeId(1)), Words(" leads.")]);
        check("Ask n2, or n3", &[Words("Ask "), Node(NodeId(2)), Words(", or "), Node(NodeId(3))]);
        check("n1's term", &[Node(NodeId(1)), Words("'s term")]);
        check("“n1” → n2", &[Words("“"), Node(NodeId(1)), Words("” → "), Node(NodeId(2))]);
        check("", &[]);
    }

    #[test]
    fn what_is_no_name_of_a_node_that_is_there_is_plain_words() {
        for text in
            ["n9 is not there", "can3", "n12", "N1", "n01", "n", "n1x", "xn1", "n4294967296"]
        {
            check(text, &[Part::Words(text)]);
        }
    }
}
