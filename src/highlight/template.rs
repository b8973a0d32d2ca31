//! Templates: the tags of Tera, Jinja, Liquid and their like, alone or within HTML.
//!
//! Takes the scanner at `{`. What lies between the tags is HTML.

use super::Class;
use super::rules::{Quote, Rules};
use super::scan::Scanner;
use super::words::Words;

/// The language inside `{{ … }}` and `{% … %}`.
pub(super) static INNER: Rules = Rules {
    words: Words::new(
        "and as asyncEach block break call component continue elif else elseif elsif endblock endcall endcomponent endfilter endfor \
         endif endmacro endraw endset endunless endwith extends filter for if ignore import in include is loop macro match missing \
         not or raw set set_global unless with without assign capture case when render layout",
        "",
        "true false True False none None null self",
        "",
    ),
    quotes: &[Quote::lines("\""), Quote::lines("'"), Quote::raw("`", "`")],
    parts: "-",
    ..Rules::NONE
}
.ready();

/// Takes `{{ … }}`, `{% … %}` or `{# … #}`; says whether there was one.
pub(super) fn tag(scan: &mut Scanner<'_>) -> bool {
    let start = scan.at;
    let (number, close) = match scan.ahead(1) {
        b'{' => (0, b"}}"),
        b'%' => (1, b"%}"),
        b'#' => (2, b"#}"),
        _ => return false,
    };
    if start < scan.no_template[number] {
        return false;
    }
    let Some(len) = scan.bytes[start + 2..scan.end].windows(2).position(|two| two == close) else {
        scan.no_template[number] = scan.end;
        return false;
    };
    let end = start + 2 + len;
    if close == b"#}" {
        scan.at = end + 2;
        scan.emit_from(start, Class::Comment);
        return true;
    }
    scan.at = start + 2;
    scan.emit_from(start, Class::Attribute);
    scan.part(&INNER, end);
    let from = scan.at;
    scan.at = end + 2;
    scan.emit_from(from, Class::Attribute);
    true
}
