//! Which colour a term wears. The colours themselves stand in `static/css/tokens.css`; the tests read them there.

use crate::raft::Term;

/// The class that gives an element its term's colour as the custom property `--term`. Seven colours in turn: two terms
/// that share one are seven elections apart, and the number is always written as well.
pub fn term_class(term: Term) -> &'static str {
    match term.0 % 7 {
        0 => "term-0",
        1 => "term-1",
        2 => "term-2",
        3 => "term-3",
        4 => "term-4",
        5 => "term-5",
        _ => "term-6",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKENS: &str = include_str!("../../static/css/tokens.css");
    const SURFACES: [&str; 4] = ["bg", "bg2", "panel", "panel2"];
    const TERMS: [&str; 7] = ["t0", "t1", "t2", "t3", "t4", "t5", "t6"];

    type Linear = [f64; 3];

    #[derive(Clone, Copy, Debug)]
    enum Theme {
        Light,
        Dark,
    }

    const THEMES: [Theme; 2] = [Theme::Light, Theme::Dark];

    /// The token's colour in linear light.
    fn token(name: &str, theme: Theme) -> Linear {
        let (_, rest) = TOKENS.split_once(&format!("--{name}: light-dark(")).expect(name);
        let (light, rest) = rest.split_once(", ").expect(name);
        let (dark, _) = rest.split_once(')').expect(name);
        let hex = match theme {
            Theme::Light => light,
            Theme::Dark => dark,
        };
        [1, 3, 5].map(|at| {
            let byte = u8::from_str_radix(&hex[at..at + 2], 16).expect(name);
            let value = f64::from(byte) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        })
    }

    /// The contrast of two colours, from 1 to 21 (WCAG 2).
    fn contrast(one: Linear, other: Linear) -> f64 {
        let luminance = |[r, g, b]: Linear| 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
        let (one, other) = (luminance(one), luminance(other));
        one.max(other) / one.min(other)
    }

    /// How different two colours look (CIE76), 2 being just noticeable, 100 the distance from black to white.
    fn distance(one: Linear, other: Linear) -> f64 {
        let lab = |[r, g, b]: Linear| {
            let x = 0.4124 * r + 0.3576 * g + 0.1805 * b;
            let y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
            let z = 0.0193 * r + 0.1192 * g + 0.9505 * b;
            let f = |t: f64| if t > 0.008856 { t.cbrt() } else { 7.787 * t + 16.0 / 116.0 };
            let (fx, fy, fz) = (f(x / 0.9505), f(y), f(z / 1.089));
            [116.0 * fy - 16.0, 500.0 * (fx - fy), 200.0 * (fy - fz)]
        };
        let (one, other) = (lab(one), lab(other));
        (0..3).map(|i| (one[i] - other[i]).powi(2)).sum::<f64>().sqrt()
    }

    /// How a colour looks to eyes that lack one kind of cone (Machado, Oliveira and Fernandes, 2009).
    fn seen_by(eyes: [[f64; 3]; 3], colour: Linear) -> Linear {
        eyes.map(|row| (0..3).map(|i| row[i] * colour[i]).sum::<f64>().clamp(0.0, 1.0))
    }

    const EYES: [(&str, [[f64; 3]; 3]); 4] = [
        ("full", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
        ("red-blind", [[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]]),
        ("green-blind", [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]]),
        ("blue-blind", [[1.256, -0.077, -0.179], [-0.078, 0.931, 0.148], [0.005, 0.691, 0.304]]),
    ];

    #[test]
    fn words_can_be_read_on_every_surface_in_both_themes() {
        for theme in THEMES {
            for surface in SURFACES {
                for words in
                    ["text", "muted", "faint", "accent", "bad", "ok", "warn"].iter().chain(&TERMS)
                {
                    let found = contrast(token(words, theme), token(surface, theme));
                    assert!(found >= 4.5, "{words} on {surface}, {theme:?}: {found:.2}");
                }
                let found = contrast(token("edge", theme), token(surface, theme));
                assert!(found >= 3.0, "edge on {surface}, {theme:?}: {found:.2}");
            }
        }
    }

    #[test]
    fn words_can_be_read_in_a_node_which_its_term_tints() {
        const NODE: &str = include_str!("../../static/css/node.css");
        const TINT: &str = "color-mix(in srgb, var(--term) ";
        let (_, rest) = NODE.split_once(TINT).expect("a tint");
        let (percent, _) = rest.split_once("%, var(--panel))").expect("a tint of the panel");
        let share = percent.parse::<f64>().expect("a percentage") / 100.0;
        // Style sheets mix the bytes, not the light.
        let gamma =
            |v: f64| if v <= 0.0031308 { 12.92 * v } else { 1.055 * v.powf(1.0 / 2.4) - 0.055 };
        let linear =
            |v: f64| if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) };
        for theme in THEMES {
            let panel = token("panel", theme);
            for term in TERMS {
                let colour = token(term, theme);
                let mix = |i: usize| gamma(colour[i]) * share + gamma(panel[i]) * (1.0 - share);
                let body = [0, 1, 2].map(|i| linear(mix(i)));
                for words in ["text", "muted", term] {
                    let found = contrast(token(words, theme), body);
                    assert!(found >= 4.5, "{words} in a node of {term}, {theme:?}: {found:.2}");
                }
            }
        }
    }

    #[test]
    fn ink_can_be_read_on_every_fill() {
        for theme in THEMES {
            for fill in ["accent", "bad", "ok", "warn"].iter().chain(&TERMS) {
                let found = contrast(token("ink", theme), token(fill, theme));
                assert!(found >= 4.5, "ink on {fill}, {theme:?}: {found:.2}");
            }
        }
    }

    #[test]
    fn neighbouring_terms_stay_apart_for_all_eyes() {
        for theme in THEMES {
            for (name, eyes) in EYES {
                for at in 0..TERMS.len() {
                    let (one, other) = (TERMS[at], TERMS[(at + 1) % TERMS.len()]);
                    let found = distance(
                        seen_by(eyes, token(one, theme)),
                        seen_by(eyes, token(other, theme)),
                    );
                    assert!(found >= 25.0, "{one} and {other}, {theme:?}, {name}: {found:.0}");
                }
            }
        }
    }

    #[test]
    fn the_colours_come_round_after_seven_terms() {
        assert_eq!(term_class(Term(3)), "term-3");
        assert_eq!(term_class(Term(10)), "term-3");
        assert_eq!(term_class(Term(u64::MAX)), term_class(Term(u64::MAX % 7)));
    }
}
