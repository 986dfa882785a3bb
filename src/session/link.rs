//! Links: a session and a moment of it as the fragment of an address.
//!
//! A link carries the script, deflated and in base64url, and what is needed to tell whether it is played back
//! faithfully: the version of the engine that made it and the digest at the moment. Nothing of a link is trusted. It
//! may be cut, altered, of another version, or a small text that inflates to a huge one; whatever it is, reading it
//! costs little and ends in a session or in a sentence.

use std::fmt;

use crate::catalog::tr;
use crate::script::bounds::{MAX_MOMENT_US, MAX_SCRIPT_BYTES};
use crate::sim::Time;

use super::Session;
use super::packing::{Damage, packing};

/// The version of the engine: what it plays back, and how.
pub const ENGINE: &str = env!("CARGO_PKG_VERSION");

/// What a link says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The session as a script.
    pub script: String,
    /// The moment to be shown; `None`: the script's end.
    pub moment: Option<Time>,
    /// The version of the engine that made it, if it says so.
    pub engine: Option<String>,
    /// The digest at the moment, if it says so.
    pub digest: Option<String>,
}

/// Why there is no link, or no session behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkError {
    /// The session is too long for an address: so many bytes.
    TooLong(usize),
    /// There is no script in it.
    NoScript,
    /// The script's text is not base64url: the place of the first character that is wrong, from 1.
    NotBase64(usize),
    /// It does not inflate: it was cut or altered.
    NotDeflated,
    /// It inflates to more than a script may be.
    TooLarge,
    /// It inflates to what is no text.
    NotText,
    /// The moment is not a number of microseconds: what stands there.
    BadMoment(String),
    /// The script cannot be played: why.
    BadScript(String),
    /// What makes and reads links has not come yet.
    NotHere,
}

/// A session that a link leads to.
pub struct Opened {
    /// The session, at its moment.
    pub session: Session,
    /// What is to be said of it, if it does not play back as it was.
    pub warning: Option<String>,
}

impl Link {
    /// The longest fragment that is made, in bytes: longer addresses are cut by some of the programs that pass them on.
    pub const MOST_MADE: usize = 32_000;
    /// The longest fragment that is read, in bytes.
    pub const MOST_READ: usize = 256 * 1024;

    /// A link to what a session shows.
    pub fn to(session: &Session) -> Self {
        Self {
            script: session.script(),
            moment: Some(session.now()),
            engine: Some(ENGINE.to_owned()),
            digest: Some(session.digest()),
        }
    }

    /// The fragment of the address, from after the `#`.
    ///
    /// # Errors
    /// If it becomes too long, or what packs it is not here yet.
    pub fn fragment(&self) -> Result<String, LinkError> {
        let packing = packing().ok_or(LinkError::NotHere)?;
        let mut text = format!("s={}", (packing.pack)(&self.script));
        let mut add = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                text.push_str(&format!("&{name}={value}"));
            }
        };
        add("t", self.moment.map(|moment| moment.0.to_string()));
        add("v", self.engine.clone());
        add("d", self.digest.clone());
        if text.len() <= Self::MOST_MADE { Ok(text) } else { Err(LinkError::TooLong(text.len())) }
    }

    /// Reads a fragment, with or without its `#`.
    ///
    /// # Errors
    /// If it is no link; see [`LinkError`].
    pub fn read(fragment: &str) -> Result<Self, LinkError> {
        if fragment.len() > Self::MOST_READ {
            return Err(LinkError::TooLarge);
        }
        let fragment = as_made(fragment);
        let field = |name: &str| {
            let mut fields = fragment.split('&').filter_map(|field| field.split_once('='));
            fields.find_map(|(key, value)| (key == name).then_some(value))
        };
        let packed = field("s").filter(|it| !it.is_empty()).ok_or(LinkError::NoScript)?;
        let script = (packing().ok_or(LinkError::NotHere)?.unpack)(packed)?;
        let moment = field("t").map(moment).transpose()?;
        Ok(Self {
            script,
            moment,
            engine: field("v").filter(|it| is_plain(it)).map(str::to_owned),
            digest: field("d").filter(|it| is_plain(it)).map(str::to_owned),
        })
    }

    /// Plays the script, and goes to the moment.
    ///
    /// # Errors
    /// If a line of it cannot be read or carried out.
    pub fn open(&self) -> Result<Opened, LinkError> {
        let mut session = Session::load(&self.script).map_err(LinkError::BadScript)?;
        if let Some(moment) = self.moment {
            session.seek(moment.min(session.horizon()));
        }
        let differs = self.digest.as_ref().is_some_and(|digest| *digest != session.digest());
        let warning = differs.then(|| match self.engine.as_deref() {
            Some(engine) if engine != ENGINE => tr!(
                "This link was made by Raftarium {engine}, and this is {this}: the same script does not play back the same.",
                engine,
                this = ENGINE
            ),
            _ => tr!(
                "This link was made by another version of Raftarium: the same script does not play back the same."
            )
            .to_owned(),
        });
        Ok(Opened { session, warning })
    }
}

/// A fragment as it was made, without its `#`, whatever a program has done to it that passed it on: some write signs as
/// percent and two digits, and some take the full stop or the bracket behind an address for a part of it.
pub fn as_made(fragment: &str) -> String {
    let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
    let mut pieces = fragment.split('%');
    let mut made = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let sign = piece.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match sign.filter(|sign| matches!(sign, b' '..=b'~')) {
            Some(sign) => {
                made.push(char::from(sign));
                made.push_str(&piece[2..]);
            }
            None => {
                made.push('%');
                made.push_str(piece);
            }
        }
    }
    let is_part = |sign: char| sign.is_ascii_alphanumeric() || "-_=".contains(sign);
    made.trim_end_matches(|sign| !is_part(sign)).to_owned()
}

fn moment(text: &str) -> Result<Time, LinkError> {
    match text.parse() {
        Ok(us) if us <= MAX_MOMENT_US => Ok(Time(us)),
        _ => Err(LinkError::BadMoment(text.chars().take(40).collect())),
    }
}

/// Whether a text is short and plain enough to be shown again.
fn is_plain(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+');
    (1..=40).contains(&text.len()) && text.chars().all(plain)
}

impl std::error::Error for LinkError {}

impl From<Damage> for LinkError {
    fn from(damage: Damage) -> Self {
        match damage {
            Damage::NotBase64(at) => Self::NotBase64(at),
            Damage::NotDeflated => Self::NotDeflated,
            Damage::TooLarge => Self::TooLarge,
            Damage::NotText => Self::NotText,
        }
    }
}

impl fmt::Display for LinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&match self {
            Self::TooLong(bytes) => tr!(
                "this session needs an address of {bytes} bytes, and {most} are the most: save it as a file instead",
                bytes,
                most = Link::MOST_MADE
            ),
            Self::NoScript => tr!("it holds no session: expected #s= and a text").to_owned(),
            Self::NotBase64(at) => {
                tr!("character {at} of its session is none of base64url: was it altered?", at)
            }
            Self::NotDeflated => {
                tr!("its session is damaged: was the link cut or altered?").to_owned()
            }
            Self::TooLarge => tr!(
                "its session is larger than the {most} bytes of a script",
                most = MAX_SCRIPT_BYTES
            ),
            Self::NotText => tr!("its session is no text: was the link altered?").to_owned(),
            Self::BadMoment(text) => {
                tr!("found t={text}, expected a number of microseconds within a year", text)
            }
            Self::NotHere => {
                tr!("what makes and reads links is not here yet: try again in a moment").to_owned()
            }
            Self::BadScript(error) => tr!("its script cannot be played: {error}", error),
        })
    }
}

#[cfg(test)]
mod tests {
    use data_encoding::BASE64URL_NOPAD;
    use miniz_oxide::deflate::compress_to_vec;
    use proptest::prelude::*;

    use super::*;
    use crate::session::Setup;

    fn session() -> Session {
        let mut session = Session::open(Setup { nodes: 3, seed: 7 });
        let report = session.run_script(
            "until leader within 5s\nput name \"Ä & b#=\" &\nadvance 1s\ncrash leader\nadvance 2s",
        );
        assert_eq!(report.error, None);
        session.seek(Time(900_000));
        session
    }

    fn refuse(fragment: &str, expected: &str) {
        match Link::read(fragment).and_then(|link| link.open()) {
            Ok(_) => panic!("{fragment} was read"),
            Err(error) => assert_eq!(error.to_string(), expected),
        }
    }

    fn deflated(script: &[u8]) -> String {
        format!("#s={}", BASE64URL_NOPAD.encode(&compress_to_vec(script, 6)))
    }

    #[test]
    fn a_link_opens_the_same_session_at_the_same_moment() {
        let session = session();
        let fragment = Link::to(&session).fragment().expect("it is short");
        assert!(fragment.len() < 300, "{fragment}");
        let opened = Link::read(&fragment).and_then(|it| it.open()).expect("it was just made");
        assert_eq!(opened.warning, None);
        assert_eq!(opened.session.digest(), session.digest());
        assert_eq!(opened.session.script(), session.script());
        assert_eq!(opened.session.now(), session.now());
    }

    #[test]
    fn a_link_of_a_script_alone_opens_its_end() {
        let opened = Link::read(&deflated(b"advance 1500ms")).and_then(|it| it.open());
        assert_eq!(opened.expect("it is right").session.now(), Time(1_500_000));
    }

    #[test]
    fn a_header_and_padding_harm_nothing() {
        let bytes = miniz_oxide::deflate::compress_to_vec_zlib(b"advance 1s", 6);
        let text = format!("s={}==&t=5", BASE64URL_NOPAD.encode(&bytes));
        assert_eq!(Link::read(&text).expect("it is right").script, "advance 1s");
    }

    #[test]
    fn a_link_survives_what_programs_do_that_pass_it_on() {
        let made = Link::to(&session());
        let fragment = made.fragment().expect("it is short");
        for passed_on in [
            format!("#{fragment}."),
            format!("#{fragment})."),
            format!("{fragment}%20"),
            fragment.replace('=', "%3D").replace('&', "%26"),
            fragment.replace('-', "%2d").replace('.', "%2E"),
        ] {
            assert_eq!(Link::read(&passed_on).as_ref(), Ok(&made), "{passed_on}");
        }
        assert_eq!(as_made("#100%&%zz%"), "100%&%zz");
    }

    #[test]
    fn a_link_that_plays_back_otherwise_says_so() {
        let link = Link { digest: Some("0123".into()), ..Link::to(&session()) };
        let warning = |link: Link| link.open().expect("it can be played").warning;
        let other = Link { engine: Some("0.0.9".into()), ..link.clone() };
        assert!(warning(other).is_some_and(|it| it.contains("by Raftarium 0.0.9, and this is")));
        assert!(warning(link).is_some_and(|it| it.contains("by another version")));
    }

    #[test]
    fn what_is_no_link_is_explained() {
        refuse("", "it holds no session: expected #s= and a text");
        refuse("#t=5", "it holds no session: expected #s= and a text");
        refuse("s=", "it holds no session: expected #s= and a text");
        refuse("s=ab*d", "character 3 of its session is none of base64url: was it altered?");
        refuse("s=_____", "its session is damaged: was the link cut or altered?");
        refuse(&deflated(b"\xff\xfe"), "its session is no text: was the link altered?");
        let good = deflated(b"advance 1s");
        refuse(
            &format!("{good}&t=soon"),
            "found t=soon, expected a number of microseconds within a year",
        );
        refuse(
            &format!("{good}&t=-1"),
            "found t=-1, expected a number of microseconds within a year",
        );
        refuse(
            &deflated(b"advance 1s\nfrobnicate"),
            "its script cannot be played: line 2, column 1: found \"frobnicate\", \
             expected a command; help lists them",
        );
    }

    #[test]
    fn what_inflates_to_a_huge_text_is_refused_early() {
        let bomb = deflated(&vec![b' '; 50_000_000]);
        assert!(bomb.len() < Link::MOST_READ, "{}", bomb.len());
        refuse(&bomb, "its session is larger than the 1048576 bytes of a script");
        refuse(
            &format!("s={}", "A".repeat(Link::MOST_READ)),
            "its session is larger than the 1048576 bytes of a script",
        );
    }

    #[test]
    fn a_session_too_long_for_an_address_is_to_be_saved_as_a_file() {
        let mut random = 1_u64;
        let mut noise = String::new();
        for _ in 0..60_000 {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            noise.push(char::from(b'a' + (random >> 60) as u8));
        }
        let link = Link { script: noise, moment: None, engine: None, digest: None };
        let error = link.fragment().expect_err("it is long");
        assert!(error.to_string().ends_with("save it as a file instead"), "{error}");
    }

    proptest! {
        #[test]
        fn every_script_comes_back(script in "\\PC{0,300}", moment in 0..=MAX_MOMENT_US) {
            let link = Link {
                script,
                moment: Some(Time(moment)),
                engine: Some(ENGINE.into()),
                digest: None,
            };
            if !link.script.is_empty() {
                let fragment = link.fragment().expect("it is short");
                prop_assert_eq!(Link::read(&fragment), Ok(link));
            }
        }

        #[test]
        fn a_link_that_was_cut_or_altered_never_opens_something_else_in_silence(
            at in any::<prop::sample::Index>(),
            to in proptest::char::range('-', 'z'),
            cut in any::<bool>(),
        ) {
            let good = Link::to(&session());
            let fragment = good.fragment().expect("it is short");
            let at = at.index(fragment.len());
            let bad = if cut {
                fragment[..at].to_owned()
            } else {
                format!("{}{to}{}", &fragment[..at], &fragment[at + 1..])
            };
            if let Ok(opened) = Link::read(&bad).and_then(|link| link.open()) {
                let same = opened.session.digest() == good.digest.clone().unwrap_or_default();
                let whole = Link::read(&bad).is_ok_and(|link| link.digest == good.digest);
                prop_assert!(same || opened.warning.is_some() || !whole, "{}", bad);
            }
        }
    }
}
