//! Addresses that may be shown: one list of schemes, and a type that only its parser makes.
//!
//! Takes what an author wrote, gives a [`SafeUrl`] or the reason why not. Opens no connection.

use crate::diagnostic::Lookalike;
use std::fmt;

/// The schemes that links and fields may use, in lower case.
///
/// None of them runs code in a browser or reads a reader's disk.
pub fn allowed_scheme(scheme: &str) -> bool {
    const ALLOWED: &[&str] = &[
        "http",
        "https",
        "mailto",
        "tel",
        "sms",
        "webcal",
        "webcals",
        "xmpp",
        "matrix",
        "geo",
        "irc",
        "ircs",
        "sip",
        "sips",
        "ftp",
        "sftp",
        "git",
        "ssh",
        "magnet",
        "gemini",
        "gopher",
        "nostr",
        "signal",
        "tg",
        "bitcoin",
        "lightning",
        "news",
        "nntp",
        "feed",
        "at",
        "acct",
        "doi",
        "urn",
        "openpgp4fpr",
    ];
    ALLOWED.iter().any(|allowed| allowed.eq_ignore_ascii_case(scheme))
}

/// Why a text is no address that may be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UrlProblem {
    /// There is nothing.
    Empty,
    /// There is no scheme, such as `https:`.
    NoScheme,
    /// The scheme is not in [`allowed_scheme`].
    Scheme,
    /// It holds spaces or control characters.
    Characters,
    /// It names no host, or one that cannot be.
    Host,
}

impl fmt::Display for UrlProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "an address is empty",
            Self::NoScheme => "a whole address begins with a scheme such as `https://`",
            Self::Scheme => "addresses with this scheme are not shown",
            Self::Characters => "an address cannot hold spaces or control characters",
            Self::Host => "an address needs a host, as in `https://riverbank.example`",
        })
    }
}

/// A whole address with an allowed scheme. Only [`SafeUrl::parse`] makes one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SafeUrl(String);

impl SafeUrl {
    /// Reads an absolute address of any allowed scheme. Spaces around it are left out.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, UrlProblem> {
        let text = text.trim();
        if text.is_empty() {
            return Err(UrlProblem::Empty);
        }
        // Joiners belong to the letters of some scripts.
        let is_unseen =
            |c| Lookalike::of(c).is_some_and(|sign| sign.plain.is_empty()) && !matches!(c, '\u{200c}' | '\u{200d}');
        if text.chars().any(|c| c.is_control() || c.is_whitespace() || is_unseen(c)) {
            return Err(UrlProblem::Characters);
        }
        let scheme = scheme(text).ok_or(UrlProblem::NoScheme)?;
        if !allowed_scheme(scheme) {
            return Err(UrlProblem::Scheme);
        }
        let url = ::url::Url::parse(text).map_err(|_| UrlProblem::Host)?;
        if matches!(url.scheme(), "http" | "https" | "webcal") && url.host_str().is_none_or(str::is_empty) {
            return Err(UrlProblem::Host);
        }
        Ok(Self(text.to_owned()))
    }

    /// Reads an absolute address that a browser opens: `http` or `https`.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub fn parse_web(text: &str) -> Result<Self, UrlProblem> {
        let url = Self::parse(text)?;
        let scheme = url.scheme();
        if scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https") {
            Ok(url)
        } else {
            Err(UrlProblem::Scheme)
        }
    }

    /// The address as written, not escaped.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The scheme as written.
    pub fn scheme(&self) -> &str {
        scheme(&self.0).unwrap_or("")
    }

    /// Whether it is fetched over an encrypted connection.
    pub fn is_https(&self) -> bool {
        self.scheme().eq_ignore_ascii_case("https")
    }

    /// Host and port as written, without user and password.
    pub fn authority(&self) -> &str {
        let rest = self.0.split_once("//").map_or("", |(_, rest)| rest);
        let authority = rest.split(['/', '?', '#']).next().unwrap_or("");
        authority.rsplit('@').next().unwrap_or("")
    }

    /// The address as a server is asked for it: in ASCII, without the fragment.
    pub fn for_request(&self) -> String {
        let Ok(mut url) = ::url::Url::parse(&self.0) else { return self.0.clone() };
        url.set_fragment(None);
        url.into()
    }

    /// Where a reference on this page leads, which must be `http` or `https` again (RFC 3986 §5).
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub fn join(&self, reference: &str) -> Result<Self, UrlProblem> {
        let base = ::url::Url::parse(&self.0).map_err(|_| UrlProblem::Host)?;
        let joined = base.join(reference.trim()).map_err(|_| UrlProblem::Host)?;
        Self::parse_web(joined.as_str())
    }
}

impl fmt::Display for SafeUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The scheme of an address, if it has one, after RFC 3986 §3.1.
pub(super) fn scheme(text: &str) -> Option<&str> {
    let colon = text.bytes().position(|byte| !(byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.')))?;
    (text.as_bytes()[colon] == b':' && text.as_bytes()[0].is_ascii_alphabetic()).then(|| &text[..colon])
}

/// Whether an address may stand in `href` or `src`: relative, or with an allowed scheme, and without control characters.
///
/// The last look before it is written; the messages to authors come earlier.
pub(super) fn is_harmless(address: &str) -> bool {
    let trimmed = address.trim_start();
    scheme(trimmed).is_none_or(allowed_scheme) && !address.bytes().any(|byte| byte.is_ascii_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_listed_schemes_pass() {
        for good in [
            "https://riverbank.example/a?b#c",
            "HTTPS://riverbank.example",
            "mailto:hello@riverbank.example",
            "tel:+86-21-0000",
            "geo:31.2,121.5",
            "webcal://riverbank.example/calendar.ics",
            "xmpp:room@chat.example",
            " https://河岸.example/创客 ",
        ] {
            assert!(SafeUrl::parse(good).is_ok(), "{good}");
        }
        for (bad, problem) in [
            ("", UrlProblem::Empty),
            ("javascript:alert(1)", UrlProblem::Scheme),
            ("JaVaScRiPt:alert(1)", UrlProblem::Scheme),
            ("java\tscript:alert(1)", UrlProblem::Characters),
            ("\u{1}javascript:alert(1)", UrlProblem::Characters),
            ("data:text/html,x", UrlProblem::Scheme),
            ("vbscript:x", UrlProblem::Scheme),
            ("file:///etc/passwd", UrlProblem::Scheme),
            ("riverbank.example", UrlProblem::NoScheme),
            ("//riverbank.example", UrlProblem::NoScheme),
            ("/about/", UrlProblem::NoScheme),
            ("https://", UrlProblem::Host),
            ("https://a b.example", UrlProblem::Characters),
        ] {
            assert_eq!(SafeUrl::parse(bad), Err(problem), "{bad:?}");
        }
        assert_eq!(SafeUrl::parse_web("mailto:a@b.example"), Err(UrlProblem::Scheme));
    }

    #[test]
    fn an_address_leads_on_to_another() {
        let base = SafeUrl::parse("https://me:pw@河岸.example:8443/a/b?c#d").unwrap();
        assert_eq!((base.authority(), base.is_https()), ("河岸.example:8443", true));
        assert_eq!(base.for_request(), "https://me:pw@xn--sjtt58a.example:8443/a/b?c");
        let web = SafeUrl::parse("https://a.example/x/y").unwrap();
        let next = |reference: &str| web.join(reference).map(|url| url.to_string());
        assert_eq!(next("../z.ics").as_deref(), Ok("https://a.example/z.ics"));
        assert_eq!(next("//b.example/").as_deref(), Ok("https://b.example/"));
        assert_eq!(next("file:///etc/passwd"), Err(UrlProblem::Scheme));
        assert_eq!(next("javascript:x"), Err(UrlProblem::Scheme));
    }
}
