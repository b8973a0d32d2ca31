//! The highlighter on code as people write it, and on bytes that nobody would.

use super::*;

/// The spans of a text as `class:text`, joined by blanks.
fn drawn(name: &str, text: &str) -> String {
    let language = language(name).unwrap_or_else(|| panic!("no language {name}"));
    let spans = spans(language, text);
    let one = |span: &Span| format!("{}:{}", span.class.letter(), &text[span.start as usize..span.end as usize]);
    spans.iter().map(one).collect::<Vec<_>>().join(" ")
}

/// What must hold of the spans of any text.
fn check(name: &str, text: &str) {
    let spans = spans(language(name).expect("a name of the list"), text);
    let mut at = 0;
    let mut again = String::new();
    for span in spans {
        let (start, end) = (span.start as usize, span.end as usize);
        assert!(at <= start && start < end && end <= text.len(), "{name}: {start}..{end} after {at} in {text:?}");
        assert!(
            text.is_char_boundary(start) && text.is_char_boundary(end),
            "{name}: {start}..{end} parts a letter in {text:?}"
        );
        again.push_str(&text[at..start]);
        again.push_str(&text[start..end]);
        at = end;
    }
    again.push_str(&text[at..]);
    assert_eq!(again, text, "{name}");
}

#[track_caller]
fn same(name: &str, cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(drawn(name, text), *expected, "{name}: {text}");
        check(name, text);
    }
}

#[test]
fn rust() {
    same(
        "rust",
        &[
            ("fn main() { let x: u8 = 0x1F_u8; }", "k:fn f:main k:let t:u8 n:0x1F_u8"),
            ("// a\nlet s = r#\"a \"q\" b\"#;", "c:// a k:let s:r#\"a \"q\" b\"#"),
            ("fn f<'a>(x: &'a str) -> char { 'x' }", "k:fn f:f v:'a v:'a t:str t:char s:'x'"),
            ("'\\'' b'\\n' '\\u{1F600}' '河'", "s:'\\'' s:b'\\n' s:'\\u{1F600}' s:'河'"),
            ("/* a /* b */ c */ x", "c:/* a /* b */ c */"),
            ("#[derive(Debug, X(\"]\"))]\nstruct S;", "a:#[derive(Debug, X(\"]\"))] k:struct t:S"),
            ("log!(\"{a}\"); x != y", "f:log! s:\"{a}\""),
            ("for i in 0..10 { 1.max(2); 1.5e-3 }", "k:for k:in n:0 n:10 n:1 f:max n:2 n:1.5e-3"),
            ("let 名 = \"河\\\"岸\"; MAX_LEN", "k:let s:\"河\\\"岸\" n:MAX_LEN"),
            ("\"open\nnext\" y br\"\\\" z", "s:\"open\nnext\" s:br\"\\\""),
            ("r#\"never closed", "s:r#\"never closed"),
        ],
    );
}

#[test]
fn javascript_and_typescript() {
    same(
        "js",
        &[
            ("const a = `x ${b + `y ${c}`} z`;", "k:const s:`x ${ s:`y ${ s:}`} z`"),
            ("x = a / b / c; y = /[/\"]+/g.test(s)", "s:/[/\"]+/g f:test"),
            ("if (/a/.test(x)) return /b/", "k:if s:/a/ f:test k:return s:/b/"),
            ("const f = async () => await g()", "k:const k:async k:await f:g"),
            ("// https://a.example\n'it\\'s'", "c:// https://a.example s:'it\\'s'"),
            (
                "return <p className=\"x\" {...rest}>Hi {name} <br/></p>;",
                "k:return k:<p p:className s:\"x\" k:> k:<br/></p>",
            ),
            ("a < b && c > d", ""),
        ],
    );
    same(
        "ts",
        &[(
            "type A<T> = readonly T[] | null; @Input() x: string",
            "k:type t:A t:T k:readonly t:T n:null a:@Input t:string",
        )],
    );
    same("tsx", &[("const x: JSX.Element = <A b={1}/>;", "k:const n:JSX t:Element k:<A p:b n:1 k:/>")]);
}

#[test]
fn python() {
    same(
        "python",
        &[
            (
                "def f(x: int) -> str:\n    return f\"{x!r:>{w}} {{no}}\"",
                "k:def f:f t:int t:str k:return s:f\"{ s:} {{no}}\"",
            ),
            ("@app.route('/')\nclass A: pass", "a:@app.route s:'/' k:class t:A k:pass"),
            ("'''doc\n# no comment''' # yes", "s:'''doc\n# no comment''' c:# yes"),
            ("rb'\\'' None a @ b", "s:rb'\\'' n:None"),
            ("'open\nx = 1", "s:'open n:1"),
        ],
    );
    same("pycon", &[(">>> print(1)\n1\n", "c:>>>  f:print n:1")]);
}

#[test]
fn shells() {
    same(
        "bash",
        &[
            (
                "echo \"Hi $USER ${HOME} $(date +%F)\" # c",
                "f:echo s:\"Hi  v:$USER s:  v:${HOME} s: $( f:date s:)\" c:# c",
            ),
            ("FOO=1 cargo build --release -p x | tee log", "v:FOO n:1 f:cargo a:--release a:-p f:tee"),
            ("for f in *.rs; do wc -l \"$f\"; done", "k:for k:in k:do f:wc a:-l s:\" v:$f s:\" k:done"),
            ("cat <<EOF > x\na $b\nEOF\nls", "f:cat s:<<EOF s:a  v:$b s:\nEOF f:ls"),
            ("cat <<'EOF'\na $b\nEOF\nls", "f:cat s:<<'EOF' s:a $b\nEOF f:ls"),
            ("if [ -f x ]; then a=1; fi", "k:if a:-f k:then v:a n:1 k:fi"),
            ("$ git push\nhttps://x.example/#frag", "c:$ f:git f:https://x.example/#frag"),
            ("a 'b\nc' && d \\\n  --e", "f:a s:'b\nc' f:d a:--e"),
        ],
    );
    same(
        "console",
        &[("$ cargo run -q\nhello $x\nme@box:~/x$ ls\n# note", "c:$  f:cargo a:-q c:me@box:~/x$  f:ls c:# note")],
    );
}

#[test]
fn data() {
    same("json", &[("{\"a\": [1, -2.5e3, true], \"b\": \"c:\"}", "p:\"a\" n:1 n:2.5e3 n:true p:\"b\" s:\"c:\"")]);
    same(
        "toml",
        &[
            (
                "[a.\"b\"] # c\nkey.\"x y\" = 'z' # d\nl = [1979-05-27, { q = true }]",
                "t:[a.\"b\"]  c:# c p:key.\"x y\" s:'z' c:# d p:l n:1979-05-27 p:q n:true",
            ),
            ("t = \"\"\"\na = 1\n\"\"\"\n[[b]]", "p:t s:\"\"\"\na = 1\n\"\"\" t:[[b]]"),
        ],
    );
    same(
        "yaml",
        &[
            (
                "a: 1 # c\n\"b c\": 'it''s'\n- *x\n- d: &y [1, z: 2]",
                "p:a n:1 c:# c p:\"b c\" s:'it''s' k:- v:*x k:- p:d v:&y n:1 p:z n:2",
            ),
            ("run: |\n  echo a: b\n\n  x # y\nnext: true", "p:run k:| s:  echo a: b\n\n  x # y p:next n:true"),
            ("---\nurl: https://a.example/#x\n河: 岸", "a:--- p:url p:河"),
        ],
    );
    same("ini", &[("[s]\na.b = yes ; c\n# d", "t:[s] p:a.b n:yes c:; c c:# d")]);
    same(
        "sql",
        &[(
            "SELECT a, count(*) FROM \"t\" WHERE b = 'it''s' -- c",
            "k:SELECT f:count k:FROM s:\"t\" k:WHERE s:'it''s' c:-- c",
        )],
    );
    same("graphql", &[("query Q($a: Int!) { f(x: $a) @skip }", "k:query t:Q v:$a t:Int v:$a a:@skip")]);
}

#[test]
fn pages() {
    same(
        "html",
        &[
            (
                "<!-- c --><a href='x' hidden>y &amp; z</a>",
                "c:<!-- c --> k:<a p:href s:'x' p:hidden k:> n:&amp; k:</a>",
            ),
            (
                "<script>let a = '</p>';</script><style>p { color: red }</style>",
                "k:<script>let s:'</p>' k:</script><style>p p:color k:</style>",
            ),
            ("<p>{{ page.title | upper }}{% if x %}{# n #}</p>", "k:<p> a:{{ a:}}{% k:if a:%} c:{# n #} k:</p>"),
            ("a < b", ""),
        ],
    );
    same("xml", &[("<?xml v?><a:b c=\"d\"/><![CDATA[<x>]]>", "a:<?xml v?> k:<a:b p:c s:\"d\" k:/> s:<![CDATA[<x>]]>")]);
    same(
        "css",
        &[(
            "@media (min-width: 2em) { .a:hover > b { --x: #fff; color: var(--x) !important } } /* c */",
            "k:@media k:min-width n:2em t:.a a::hover k:b v:--x n:#fff p:color f:var v:--x k:!important c:/* c */",
        )],
    );
    same(
        "php",
        &[(
            "<p><?php echo \"$a {$b}\"; // c ?></p>",
            "k:<p> a:<?php k:echo s:\" v:$a s: { v:$b s:}\" c:// c ?> k:</p>",
        )],
    );
    same(
        "markdown",
        &[(
            "# T\n- a `b` [c](d)\n```rust\nfn x() {}\n```\n> **e**",
            "t:# T k:- s:`b` p:(d) a:```rust k:fn f:x a:``` k:> k:**e**",
        )],
    );
}

#[test]
fn further_languages() {
    same(
        "c",
        &[(
            "#include <stdio.h>\nint main(void) { return 'a'; }",
            "a:#include s:<stdio.h> t:int f:main t:void k:return s:'a'",
        )],
    );
    same("cpp", &[("auto s = R\"x(a)\" b)x\"; std::vector<int> v;", "k:auto s:R\"x(a)\" b)x\" t:vector t:int")]);
    same("go", &[("func (a *T) F() error { return `x\ny` }", "k:func t:T f:F t:error k:return s:`x\ny`")]);
    same(
        "java",
        &[(
            "@Override public void f() { var s = \"\"\"\n a\"b\n\"\"\"; }",
            "a:@Override k:public k:void f:f k:var s:\"\"\"\n a\"b\n\"\"\"",
        )],
    );
    same("kotlin", &[("val s = \"a $b ${c(1)}\"", "k:val s:\"a  v:$b s: ${ f:c n:1 s:}\"")]);
    same("swift", &[("let s = \"a \\(b(\"c\")) d\" + #\"e\"f\"#", "k:let s:\"a \\( f:b s:\"c\" s:) d\" s:#\"e\"f\"#")]);
    same("cs", &[("var s = $\"a {b} {{\" + @\"c\"\"d\";", "k:var s:$\"a { s:} {{\" s:@\"c\"\"d\"")]);
    same("dart", &[("final s = 'a $b'; r'\\'", "k:final s:'a  v:$b s:' s:r'\\'")]);
    same(
        "ruby",
        &[
            (
                "def f?(x)\n  puts \"a #{x[:k]}\" if @y / 2 # c\nend",
                "k:def f:f? f:puts s:\"a #{ n::k s:}\" k:if v:@y n:2 c:# c k:end",
            ),
            ("a = <<~SQL\n  x #{y}\nSQL\nb = %w[c d]", "s:<<~SQL s:  x #{ s:}\nSQL s:%w[c d]"),
        ],
    );
    same("elixir", &[("def f(x), do: ~r/a/ <> \"#{x}\" |> :ok", "k:def f:f k:do: s:~r/a/ s:\"#{ s:}\" n::ok")]);
    same("lua", &[("--[[ a\nb ]] local s = [=[ c ]] d ]=] -- e", "c:--[[ a\nb ]] k:local s:[=[ c ]] d ]=] c:-- e")]);
    same("r", &[("x <- mean(c(1, NA)) # m", "f:mean f:c n:1 n:NA c:# m")]);
    same("haskell", &[("f :: Int -> [a']\nf x = 'c' -- y {- z -}", "t:Int s:'c' c:-- y {- z -}")]);
    same("zig", &[("const s = @import(\"std\"); \\\\raw", "k:const a:@import s:\"std\" s:\\\\raw")]);
    same("nix", &[("{ a = ''x ${b} y''; c-d = true; }", "s:''x ${ s:} y'' n:true")]);
    same("diff", &[("--- a\n+++ b\n@@ 1 @@\n-x\n+y\n z", "k:--- a k:+++ b a:@@ 1 @@ d:-x i:+y")]);
    same(
        "dockerfile",
        &[(
            "FROM rust:1 AS b\nRUN cargo build \\\n  --release\nCOPY --from=b \"x\" .",
            "k:FROM k:AS k:RUN f:cargo a:--release k:COPY a:--from=b s:\"x\"",
        )],
    );
    same("makefile", &[("A := $(B) # c\nall: x\n\techo $@\n", "p:A v:$(B) c:# c f:all f:echo v:$@")]);
    same(
        "ics",
        &[("BEGIN:VEVENT\nDTSTART;TZID=Asia/Shanghai:20261121T190000", "k:BEGIN p:DTSTART a:;TZID=Asia/Shanghai")],
    );
    same("tera", &[("{% for a in b %}{{ a }}{% endfor %}", "a:{% k:for k:in a:%}{{ a:}}{% k:endfor a:%}")]);
    same("hcl", &[("resource \"a\" \"b\" { x = \"${var.y}\" }", "k:resource s:\"a\" s:\"b\" s:\"${ s:}\"")]);
    same("proto", &[("message A { repeated string b = 1; }", "k:message t:A k:repeated t:string n:1")]);
}

struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % limit
    }
}

/// Parts of which hostile code is made.
#[rustfmt::skip]
const PARTS: &[&str] = &[
    "a", "fn ", "河", "🎉", "é", "0x1", "1.5e", " ", "\n", "\r\n", "\t", "\"", "'", "`", "\"\"\"", "'''", "''", "\\", "\\\"", "${", "$(", "$", "#{",
    "{", "}", "(", ")", "[", "]", "<", ">", "/", "//", "/*", "*/", "#", "--", "{-", "-}", "--[[", "]]", "[==[", "r#\"", "\"#", "R\"x(", ")x\"",
    "<<EOF", "<<~A", "<<<X", "\nEOF\n", "@", "@a", ":", "::", ":a", "=", "=begin\n", "\n=end", "!", "?", "%w[", "~r/", "%", "<script>",
    "</script>", "<style>", "<?php", "?>", "<!--", "-->", "<![CDATA[", "&amp;", "<a b=", "/>", "{{", "}}", "{%", "%}", "{#", "#}", "```",
    "```rust\n", "+++\n", "---\n", "- ", "a: ", "|\n", "> ", "# ", ">>> ", "$ ", "RUN ", "FROM ", "\t@", "+x", "-x", "@@", ";", ",", "&", "*", "f\"",
    "rb'", "L\"", "@\"", "$\"", "#[", "#include <", "\u{0}", "\u{feff}", "\u{2028}", "return ", "if ", "do ", "b'", "'a", "'\\", "_", ".", "..",
];

#[test]
fn any_text_in_any_language_keeps_its_letters_and_order() {
    let mut random = Random(7);
    let all: Vec<&str> = names().filter(|name| language(name).is_some()).collect();
    assert!(all.len() > 100);
    for round in 0..6_000 {
        let count = random.below(40) + 1;
        let text: String = (0..count).map(|_| PARTS[random.below(PARTS.len())]).collect();
        check(all[round % all.len()], &text);
    }
    for round in 0..2_000 {
        let bytes: Vec<u8> = (0..random.below(200)).map(|_| random.below(256) as u8).collect();
        check(all[round % all.len()], &String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn a_text_may_end_anywhere() {
    let sources = [include_str!("tests.rs"), include_str!("languages/apps.rs")];
    for source in sources {
        let mut random = Random(3);
        for name in names().filter(|name| language(name).is_some()) {
            let mut from = random.below(source.len() - 400);
            let mut end = from + random.below(400);
            while !source.is_char_boundary(from) {
                from -= 1;
            }
            while !source.is_char_boundary(end) {
                end -= 1;
            }
            check(name, &source[from..end.max(from)]);
        }
    }
}

/// Times hold for tests built without optimisation; a quadratic scanner needs minutes for these.
#[test]
fn time_grows_with_the_text() {
    let begun = std::time::Instant::now();
    for part in PARTS.iter().copied().chain([
        "/[", "a<b ", "<<A ", "{{ ", "`a", "](", "**", "'a ", "-- -", "x=", "(/", "<a ", "${\"", "f\"{", "<a>{",
    ]) {
        let text = part.repeat(20_000 / part.len());
        for (n, name) in names().filter(|name| language(name).is_some()).enumerate() {
            // Every language once, not under each of its names: their order changes nothing.
            if n % 3 == 0 {
                spans(language(name).expect("a name of the list"), &text);
            }
        }
    }
    let seconds = begun.elapsed().as_secs();
    assert!(seconds < 60, "{seconds} seconds");
}
