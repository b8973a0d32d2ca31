//! The names of equations, `\\tag{1}`, in environments of several rows.
//!
//! Takes TeX, gives the name of each row. The library draws them in style sheets, and its MathML has empty cells for them.

use super::Error;

/// Environments whose rows may have a name.
const NUMBERED: &[&str] = &["equation", "align", "alignat", "gather"];

/// The name of each row of the one numbered environment of a formula, brackets included; nothing where no row has one.
///
/// # Errors
///
/// Names in several such environments, and names that are formulas themselves.
pub(super) fn of_rows(tex: &str) -> Result<Vec<Option<String>>, Error> {
    let Some(first) = tex.find("\\tag") else { return Ok(Vec::new()) };
    let refuse = |message: &str, at: std::ops::Range<usize>| Err(Error { message: message.to_owned(), at });
    let mut rows = vec![None];
    let (mut depth, mut environments, mut numbered, mut from) = (0_usize, Vec::new(), 0, 0);
    while let Some(by) = tex[from..].find(['\\', '{', '}', '%']) {
        let at = from + by;
        from = at + 1;
        match tex.as_bytes()[at] {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            b'%' => from = tex[at..].find('\n').map_or(tex.len(), |by| at + by),
            _ => {
                let rest = &tex[from..];
                let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
                let word = &rest[..letters];
                from += letters.max(rest.chars().next().map_or(0, char::len_utf8));
                match word {
                    "begin" | "end" => {
                        let Some((name, length)) = group(&tex[from..]) else { continue };
                        from += length;
                        if word == "end" {
                            environments.pop();
                            continue;
                        }
                        let is_numbered = environments.is_empty() && NUMBERED.contains(&name.trim_end_matches('*'));
                        numbered += usize::from(is_numbered);
                        environments.push((is_numbered, depth));
                    }
                    "cr" if environments.last() == Some(&(true, depth)) => rows.push(None),
                    "" if rest.starts_with('\\') && environments.last() == Some(&(true, depth)) => rows.push(None),
                    "tag" => {
                        let star = usize::from(tex[from..].starts_with('*'));
                        let Some((name, length)) = group(&tex[from + star..]) else { continue };
                        let at = at..from + star + length;
                        if name.contains(['$', '\\']) && !environments.is_empty() {
                            return refuse("the name in `\\tag` can only be text here", at);
                        }
                        from = at.end;
                        let row = rows.last_mut().expect("there is always one");
                        *row = Some(if star == 1 { name.to_owned() } else { format!("({name})") });
                    }
                    _ => {}
                }
            }
        }
    }
    if numbered > 1 {
        return refuse("`\\tag` is only drawn where there is one environment such as `align`", first..first + 4);
    }
    Ok(if numbered == 1 { rows } else { Vec::new() })
}

/// What stands in braces at the start of a text, and how long it is with them.
fn group(text: &str) -> Option<(&str, usize)> {
    let space = text.len() - text.trim_start().len();
    let inner = text[space..].strip_prefix('{')?;
    let mut depth = 0_usize;
    let end = inner.find(|c| match c {
        '{' => {
            depth += 1;
            false
        }
        '}' if depth > 0 => {
            depth -= 1;
            false
        }
        c => c == '}',
    })?;
    Some((inner[..end].trim(), space + end + 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_have_the_names_they_are_given() {
        let rows = |tex| of_rows(tex).map(|rows| rows.into_iter().map(Option::unwrap_or_default).collect::<Vec<_>>());
        for (tex, expected) in [
            (r"\begin{align} a &= b \tag{1} \\ c &= d \\[1em] e \tag*{x y} \end{align}", vec!["(1)", "", "x y"]),
            (
                r"\begin{gather*} {a \\ b} \begin{matrix} 1 \\ 2 \end{matrix} \\ c \tag{*} \end{gather*}",
                vec!["", "(*)"],
            ),
            (r"a \tag{1}", vec![]),
            (r"\begin{align} a &= b \end{align}", vec![]),
        ] {
            assert_eq!(rows(tex).expect(tex), expected, "{tex}");
        }
        assert!(rows(r"\begin{align} a \tag{$x$} \end{align}").is_err());
        assert!(rows(r"\begin{align} a \tag{1} \end{align}\begin{align} b \end{align}").is_err());
    }
}
