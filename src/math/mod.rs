//! Formulas: TeX in, MathML out, drawn while the site is built.
//!
//! The only home of the TeX library. It is kept behind a guard that refuses what would make it run deep or long, what it gives is taken
//! apart and written anew by a filter that lets through nothing but MathML Core, and a panic of its own ends as an [`Error`]. The
//! same source gives the same bytes: attributes are put in order.

mod filter;
mod guard;
mod tags;

pub use filter::{ATTRIBUTES, ELEMENTS};

use katex::{KatexContext, OutputFormat, Settings, StrictMode, StrictSetting, TrustSetting};
use std::ops::Range;
use std::panic::AssertUnwindSafe;
use std::sync::LazyLock;

/// The longest formula, in bytes.
pub const MAX_SOURCE: usize = 4096;
/// The longest MathML, in bytes.
const MAX_OUTPUT: usize = 128 << 10;
/// The colour in which the library shows what it does not draw. Nobody else uses it.
const REFUSED: &str = "#c0ffe1";

/// The tables of the library: made once, never changed.
static CONTEXT: LazyLock<KatexContext> = LazyLock::new(KatexContext::default);

/// Why a formula cannot be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// Where, in bytes of the source; the whole of it where that is not known.
    pub at: Range<usize>,
}

/// Draws a formula, `display`ed on a line of its own or in the line, as one `<math>` element with its source as annotation.
///
/// # Errors
///
/// Whatever is not drawn: commands that do not exist or are not allowed, unbalanced brackets, formulas too long or too deep.
pub fn draw(tex: &str, display: bool) -> Result<String, Error> {
    guard::check(tex)?;
    let tags = tags::of_rows(tex)?;
    let settings = Settings::builder()
        .display_mode(display)
        .output(OutputFormat::Mathml)
        .throw_on_error(true)
        .error_color(REFUSED.to_owned())
        .strict(StrictSetting::Mode(StrictMode::Ignore))
        .trust(TrustSetting::Bool(false))
        .max_size(20.0)
        .max_expand(500)
        .build();
    let drawn = std::panic::catch_unwind(AssertUnwindSafe(|| katex::render_to_string(&CONTEXT, tex, &settings)));
    let markup = match drawn {
        Ok(Ok(markup)) => markup,
        Ok(Err(error)) => return Err(explained(&error, tex)),
        Err(_) => return Err(Error { message: "it is beyond what is drawn here".to_owned(), at: 0..tex.len() }),
    };
    let beyond = |message: &str| Error { message: message.to_owned(), at: 0..tex.len() };
    if markup.len() > MAX_OUTPUT {
        return Err(beyond("it grows beyond all measure when it is drawn"));
    }
    if let Some(at) = markup.find(REFUSED) {
        let command = markup[at..].find("<mtext>").map_or("", |by| &markup[at + by + "<mtext>".len()..]);
        let command = command.split('<').next().unwrap_or("");
        let place = tex.find(command).filter(|_| !command.is_empty());
        let at = place.map_or(0..tex.len(), |start| start..start + command.len());
        return Err(Error { message: format!("`{command}` is not allowed"), at });
    }
    filter::core(&markup, &tags).ok_or_else(|| beyond("it needs more than browsers draw"))
}

/// The library's error in our words, as far as they differ.
fn explained(error: &katex::ParseError, tex: &str) -> Error {
    let text = error.to_string();
    let text = text.strip_prefix("KaTeX parse error: ").unwrap_or(&text);
    // What follows is a drawing of the place, which we show ourselves.
    let end =
        [" at position ", " at end of input"].iter().filter_map(|mark| text.find(mark)).min().unwrap_or(text.len());
    let mut message = text[..end].trim_end_matches(['.', ':']).replace('\'', "`");
    if let Some(command) = message.strip_prefix("Undefined control sequence: ") {
        message = format!("there is no command `{command}`");
    }
    let start = error.position().filter(|at| tex.is_char_boundary(*at));
    let end = start.zip(error.length()).map(|(at, len)| at + len).filter(|at| tex.is_char_boundary(*at));
    let at = match (start, end) {
        (Some(start), Some(end)) if start < end && end <= tex.len() => start..start + tex[start..end].trim_end().len(),
        (Some(start), _) if start < tex.len() => start..tex.len(),
        _ => 0..tex.len(),
    };
    let mut letters = message.chars();
    let first = letters.next().map(|c| c.to_lowercase().collect::<String>()).unwrap_or_default();
    Error { message: first + letters.as_str(), at }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(tex: &str) -> (String, String) {
        let error = draw(tex, true).expect_err(tex);
        (error.message, tex[error.at].to_owned())
    }

    #[test]
    fn formulas_of_articles_are_drawn() {
        for tex in [
            r"\frac{-b \pm \sqrt{b^2 - 4ac}}{2a}",
            r"R = \frac{C + I + A}{N}",
            r"\text{参与率} = \frac{\text{参与人数}}{\text{总人数}} \times 100\%",
            r"P(y=1|x) = \frac{1}{1 + e^{-(w^T x + b)}}",
            r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}",
            r"f(x) = \begin{cases} x^2 & x > 0 \\ 0 & \text{otherwise} \end{cases}",
            r"\begin{aligned} a &= b + c \\ &= d \end{aligned}",
            r"\sum_{i=1}^{n} \log \hat{p}_i \quad \int_0^\infty e^{-x}\,dx \lim_{x \to 0}",
            r"\mathbb{R} \mathcal{L} \mathbf{x} \vec{v} \overline{z} \underbrace{a+b}_{c}",
            r"\left( \frac{a}{b} \right) \cdot \begin{bmatrix} x \end{bmatrix} \in \{1, 2\}",
            r"\color{red}{x} \boxed{y} \cancel{z} \operatorname{softmax}(x) \tag{1}",
            r"a \xrightarrow{f} b \iff \lVert x \rVert_2 \leq \varepsilon",
        ] {
            let drawn = draw(tex, true).unwrap_or_else(|error| panic!("{tex}: {}", error.message));
            assert!(drawn.starts_with("<math display=\"block\"><semantics>") && drawn.ends_with("</math>"), "{drawn}");
            assert!(drawn.contains("<annotation encoding=\"application/x-tex\">"), "{drawn}");
        }
        assert_eq!(
            draw("x < y", false).expect("is drawn"),
            "<math><semantics><mrow><mi>x</mi><mo>&lt;</mo><mi>y</mi></mrow><annotation encoding=\"application/x-tex\">x &lt; y\
             </annotation></semantics></math>"
        );
    }

    #[test]
    fn rows_are_named_and_arrays_have_their_lines() {
        let align = draw(r"\begin{align} a &= b \tag{7} \\ c &= d \nonumber \end{align}", true).expect("is drawn");
        assert!(align.contains("<mtd class=\"tag\"><mtext>(7)</mtext></mtd>"), "{align}");
        let (_, second) = align.split_once("</mtr>").expect("there are two rows");
        assert!(second.starts_with("<mtr><mtd class=\"right\">"), "{second}");
        let array = draw(r"\begin{array}{|c|r|} 1 & 2 \\ \hline 3 & 4 \end{array}", true).expect("is drawn");
        assert!(
            array.contains("class=\"line-start line-end\"") && array.contains("right line-before line-over"),
            "{array}"
        );
    }

    #[test]
    fn the_same_source_gives_the_same_bytes() {
        let tex = r"\begin{matrix} 1 & 2 \\ 3 & 4 \end{matrix} \displaystyle \left( \frac12 \right) \big| \mathrm{x}";
        let first = draw(tex, true).expect("is drawn");
        for _ in 0..50 {
            assert_eq!(draw(tex, true).expect("is drawn"), first);
        }
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        assert_eq!(error(r"a + \foo b"), ("there is no command `\\foo`".into(), "\\foo".into()));
        assert_eq!(error(r"\href{javascript:x}{y}"), ("`\\href` is not allowed".into(), "\\href".into()));
        assert_eq!(error("a }").1, "}");
        assert!(error(r"\frac{a").0.contains("end of input"), "{:?}", error(r"\frac{a"));
        assert_eq!(error(r"\def\a{b}\a").1, "\\def");
    }

    #[test]
    fn nothing_hostile_comes_through() {
        for tex in [
            r"\text{</annotation><script>x</script>}",
            r"\htmlClass{x}{y}",
            r"\htmlStyle{x}{y}",
            r"\includegraphics{http://a.example/x.png}",
            r"\url{javascript:x}",
            r#"\color{red" onclick="x}{y}"#,
            "\\text{\u{202e}<b>&amp;}",
        ] {
            let drawn = draw(tex, true).unwrap_or_default();
            assert!(!drawn.contains("<script") && !drawn.contains("onclick=\"") && !drawn.contains("href"), "{drawn}");
            assert!(!drawn.contains("<b>") && !drawn.contains("style=") && !drawn.contains("src="), "{drawn}");
        }
    }

    /// Runs on the small stack of a test's thread.
    #[test]
    fn neither_deep_nor_long_formulas_break_the_reader_down() {
        let rows = |part: &str| part.repeat(MAX_SOURCE / part.len());
        for part in [
            "{",
            "}",
            "\\left(",
            "\\rm x ",
            "\\Huge x",
            "\\bf{",
            "\\begin{matrix}",
            "\\sqrt",
            "\\sqrt[",
            "\\frac1",
            "x^",
            "x_{",
            "'",
            "\\hat",
            "\\color{red}x",
            "\\textcolor{red}{",
            "\\displaystyle x",
            "\\text{$",
            "\\over ",
            "\\\\",
            "&",
            "\\xrightarrow[",
            "\\not",
            "\\right)",
            "\\mathbin",
            "\\rule{999em}{999em}",
            "\\\\[9999em]",
            "\\phantom{",
            "\\cal A",
            "\\char`a",
            "\\(",
            "$",
            "%",
            "#1",
            "~",
            "\\middle|",
            "\\underbrace{",
            "\\operatorname{",
            "\\mathchoice{}{}{}{",
            "\\verb|",
            "\\tag{",
            "\\stackrel{",
            "\\overset{",
            "\\hbox{$",
        ] {
            let _ = draw(&rows(part), true);
            let half = MAX_SOURCE / part.len() / 4;
            let _ = draw(&format!("{}x{}", part.repeat(half), "}".repeat(half)), false);
        }
        let switches = ["\\rm ", "\\bf ", "\\large ", "\\tiny ", "\\scriptstyle ", "\\color{blue}", "\\it "];
        let mixed: String = (0..45).map(|n| format!("{{\\left({}", switches[n % switches.len()])).collect();
        let _ = draw(&format!("{mixed}x{}", "\\right)}".repeat(45)), true);
    }

    #[test]
    fn hostile_texts_made_by_chance_are_drawn_or_refused() {
        let parts = [
            "{",
            "}",
            "[",
            "]",
            "\\frac",
            "\\left",
            "\\right",
            "(",
            "|",
            "^",
            "_",
            "&",
            "\\\\",
            "x",
            "1",
            " ",
            "\\begin{",
            "\\end{",
            "matrix}",
            "\\text{",
            "河",
            "$",
            "#",
            "%",
            "~",
            "'",
            "\\",
            "\\color{red}",
            "\\sqrt",
            "\\over",
            "\\limits",
            "\\hline",
            "\\tag{",
            "\\mathbb",
            "🎉",
            "\u{0}",
            "\u{301}",
            "<",
            "&amp;",
            "\"",
            "\\not",
            "\\operatorname",
            "\\big",
            "\\char",
            "\"FF",
            "\\verb",
            "-",
            "=",
            "\\,",
            "\\hspace{",
        ];
        let mut seed = 11_u64;
        for _ in 0..1500 {
            let mut tex = String::new();
            for _ in 0..20 {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                tex.push_str(parts[(seed >> 33) as usize % parts.len()]);
            }
            match draw(&tex, true) {
                Ok(drawn) => assert!(drawn.starts_with("<math"), "{tex}"),
                Err(error) => {
                    assert!(tex.get(error.at.clone()).is_some() && !error.message.is_empty(), "{tex}: {error:?}")
                }
            }
        }
    }
}
