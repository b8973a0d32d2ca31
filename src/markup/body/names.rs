//! The plain words of a text with people under the names that its page gives them.
//!
//! Takes what the links of a text were resolved to, gives words. Lets nobody's id out whom the page does not name.

use super::super::{LinkKind, Resolved, text_of};
use super::{Body, ENGLISH, Purpose, without_address};
use std::borrow::Cow;

impl Body {
    /// As [`Body::plain`], with people as the page names them, for texts that leave the page.
    pub fn plain_resolved(&self, resolved: &[Resolved]) -> Cow<'_, str> {
        if !Self::names_people(resolved) {
            return Cow::Borrowed(&self.inner.plain);
        }
        if let Some(plain) = self.plain_with_names(resolved) {
            return Cow::Owned(plain);
        }
        let nameless: Vec<Resolved> = resolved.iter().map(without_address).collect();
        Cow::Owned(text_of(&self.fill(&self.inner.piece, &nameless, &ENGLISH, Purpose::Feed)))
    }

    /// The plain text with each `@id` exchanged for the name it was resolved to, wherever it stands: in code too, so that none is left.
    /// `None` where the text as written does not show what to exchange.
    fn plain_with_names(&self, resolved: &[Resolved]) -> Option<String> {
        // The words of each mention, and what stands in the place of so many of them.
        let mut names: Vec<(&str, Option<(&str, usize)>)> = Vec::new();
        for (link, resolved) in self.inner.links.iter().zip(resolved) {
            let is_mention = link.kind == LinkKind::Mention && !link.target.is_empty();
            match resolved {
                Resolved::Name { name, len, .. } if is_mention => names.push((&link.target, Some((name, *len)))),
                Resolved::Name { .. } => return None,
                _ if is_mention => names.push((&link.target, None)),
                _ => {}
            }
        }
        // Of two ids that begin alike the longer one comes first.
        names.sort_unstable_by_key(|(target, name)| (std::cmp::Reverse(target.len()), *target, *name));
        names.dedup();
        let mut met = vec![false; names.len()];
        let plain = &self.inner.plain;
        let mut out = String::with_capacity(plain.len() + plain.len() / 16);
        let mut from = 0;
        while let Some(at) = plain[from..].find('@') {
            let at = from + at;
            out.push_str(&plain[from..at]);
            from = at + 1;
            let met_here = names.iter().position(|(target, _)| plain[from..].starts_with(target));
            let Some((target, name)) = met_here.map(|number| names[number]) else {
                out.push('@');
                continue;
            };
            met_here.into_iter().for_each(|number| met[number] = true);
            match name {
                Some((name, len)) => {
                    out.push_str(name);
                    out.push_str(target.get(len..).unwrap_or(""));
                }
                None => out.push_str(&plain[at..from + target.len()]),
            }
            from += target.len();
        }
        out.push_str(&plain[from..]);
        met.iter().all(|met| *met).then_some(out)
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::{answers, body, english};
    use super::*;

    #[test]
    fn plain_text_names_people_as_the_page_does() {
        for text in [
            "Ask @mei-lin的分享 or @mei-lin, not @何知远 or me@a.example.\n\n> @mei-lin[^1]\n\n[^1]: by @何知远",
            "@mei-lin and [[no page]] and @nobody",
            "<p>@mei-lin</p>\n\n*@mei-lin*",
        ] {
            let (body, _) = body(text);
            let plain = body.plain_resolved(&answers(&body)).into_owned();
            assert!(plain.contains("MEI-LIN") && !plain.contains("mei-lin"), "{plain}");
            let (names, nameless) = (body.plain_with_names(&answers(&body)), answers(&body));
            let page: Vec<_> = nameless.iter().map(without_address).collect();
            let html = text_of(&body.fill(&body.inner.piece, &page, &english(), Purpose::Feed));
            let words = |text: &str| text.split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect::<Vec<_>>();
            let of_page: Vec<String> = words(&html);
            let own = words(&names.expect("mentions alone are exchanged"));
            assert!(own.iter().filter(|word| !word.is_empty()).all(|word| of_page.contains(word)), "{own:?} {html}");
        }
        // A private member's id in code goes as well.
        let (text, _) = body("@mei-lin `@mei-lin`");
        assert_eq!(text.plain_resolved(&answers(&text)), "MEI-LIN MEI-LIN");
        // A link that shows a name is known from the page alone.
        let (text, _) = body("[them](../members/x.md)");
        let name = vec![Resolved::Name { href: None, name: "a member".into(), len: 0 }];
        assert_eq!(text.plain_resolved(&name), "a member");
    }
}
