//! The languages there are, and the names people give them.
//!
//! Takes the first word after a fence, gives a language. To add one: its rules in a file here, its names in [`NAMES`].

mod apps;
mod data;
mod lines;
mod markdown;
mod scripts;
mod shell;
mod systems;
mod yaml;

pub(super) use systems::raw;

use super::rules::Rules;
use super::scan::Scanner;
use super::{css, jsx};

/// How a language is read.
#[derive(Clone, Copy)]
pub(super) enum How {
    /// By its rules.
    Rules(&'static Rules),
    /// By a function of its own, up to the scanner's end.
    Own(fn(&mut Scanner<'_>)),
}

/// Every name, in small letters, with what it stands for.
#[rustfmt::skip]
const NAMES: &[(&str, How)] = &[
    ("rust", How::Rules(&systems::RUST)), ("rs", How::Rules(&systems::RUST)),
    ("python", How::Rules(&scripts::PYTHON)), ("py", How::Rules(&scripts::PYTHON)), ("python3", How::Rules(&scripts::PYTHON)),
    ("pycon", How::Own(lines::python_session)), ("python-console", How::Own(lines::python_session)),
    ("javascript", How::Rules(&apps::JAVASCRIPT)), ("js", How::Rules(&apps::JAVASCRIPT)), ("mjs", How::Rules(&apps::JAVASCRIPT)),
    ("cjs", How::Rules(&apps::JAVASCRIPT)), ("jsx", How::Rules(&apps::JAVASCRIPT)), ("node", How::Rules(&apps::JAVASCRIPT)),
    ("typescript", How::Rules(&apps::TYPESCRIPT)), ("ts", How::Rules(&apps::TYPESCRIPT)), ("tsx", How::Rules(&apps::TSX)),
    ("json", How::Rules(&data::JSON)), ("jsonc", How::Rules(&data::JSON)), ("json5", How::Rules(&data::JSON)),
    ("jsonl", How::Rules(&data::JSON)), ("geojson", How::Rules(&data::JSON)),
    ("toml", How::Rules(&data::TOML)),
    ("yaml", How::Own(yaml::yaml)), ("yml", How::Own(yaml::yaml)),
    ("ini", How::Rules(&data::INI)), ("cfg", How::Rules(&data::INI)), ("conf", How::Rules(&data::INI)),
    ("properties", How::Rules(&data::INI)), ("systemd", How::Rules(&data::INI)), ("editorconfig", How::Rules(&data::INI)),
    ("html", How::Own(jsx::html)), ("htm", How::Own(jsx::html)), ("vue", How::Own(jsx::html)), ("svelte", How::Own(jsx::html)),
    ("astro", How::Own(jsx::html)), ("xml", How::Own(jsx::xml)), ("svg", How::Own(jsx::xml)), ("rss", How::Own(jsx::xml)),
    ("atom", How::Own(jsx::xml)), ("plist", How::Own(jsx::xml)),
    ("tera", How::Own(jsx::html)), ("jinja", How::Own(jsx::html)), ("jinja2", How::Own(jsx::html)), ("j2", How::Own(jsx::html)),
    ("liquid", How::Own(jsx::html)), ("twig", How::Own(jsx::html)), ("django", How::Own(jsx::html)),
    ("nunjucks", How::Own(jsx::html)), ("njk", How::Own(jsx::html)), ("handlebars", How::Own(jsx::html)), ("hbs", How::Own(jsx::html)),
    ("css", How::Own(css::css)), ("scss", How::Own(css::css)), ("sass", How::Own(css::css)), ("less", How::Own(css::css)),
    ("bash", How::Rules(&shell::SHELL)), ("sh", How::Rules(&shell::SHELL)), ("shell", How::Rules(&shell::SHELL)),
    ("zsh", How::Rules(&shell::SHELL)), ("fish", How::Rules(&shell::SHELL)), ("ksh", How::Rules(&shell::SHELL)),
    ("env", How::Rules(&shell::SHELL)), ("dotenv", How::Rules(&shell::SHELL)),
    ("console", How::Own(lines::session)), ("shell-session", How::Own(lines::session)), ("shellsession", How::Own(lines::session)),
    ("sh-session", How::Own(lines::session)), ("terminal", How::Own(lines::session)),
    ("sql", How::Rules(&data::SQL)), ("postgresql", How::Rules(&data::SQL)), ("postgres", How::Rules(&data::SQL)),
    ("mysql", How::Rules(&data::SQL)), ("sqlite", How::Rules(&data::SQL)), ("plsql", How::Rules(&data::SQL)),
    ("tsql", How::Rules(&data::SQL)),
    ("c", How::Rules(&systems::C)), ("h", How::Rules(&systems::C)),
    ("cpp", How::Rules(&systems::CPP)), ("c++", How::Rules(&systems::CPP)), ("cc", How::Rules(&systems::CPP)),
    ("cxx", How::Rules(&systems::CPP)), ("hpp", How::Rules(&systems::CPP)), ("arduino", How::Rules(&systems::CPP)),
    ("go", How::Rules(&systems::GO)), ("golang", How::Rules(&systems::GO)),
    ("zig", How::Rules(&systems::ZIG)),
    ("haskell", How::Rules(&systems::HASKELL)), ("hs", How::Rules(&systems::HASKELL)), ("elm", How::Rules(&systems::HASKELL)),
    ("java", How::Rules(&apps::JAVA)), ("kotlin", How::Rules(&apps::KOTLIN)), ("kt", How::Rules(&apps::KOTLIN)),
    ("kts", How::Rules(&apps::KOTLIN)), ("groovy", How::Rules(&apps::KOTLIN)), ("gradle", How::Rules(&apps::KOTLIN)),
    ("swift", How::Rules(&apps::SWIFT)),
    ("csharp", How::Rules(&apps::CSHARP)), ("cs", How::Rules(&apps::CSHARP)), ("c#", How::Rules(&apps::CSHARP)),
    ("dart", How::Rules(&apps::DART)),
    ("php", How::Own(lines::php)), ("php-code", How::Rules(&apps::PHP)),
    ("ruby", How::Rules(&scripts::RUBY)), ("rb", How::Rules(&scripts::RUBY)), ("crystal", How::Rules(&scripts::RUBY)),
    ("elixir", How::Rules(&scripts::ELIXIR)), ("ex", How::Rules(&scripts::ELIXIR)), ("exs", How::Rules(&scripts::ELIXIR)),
    ("lua", How::Rules(&scripts::LUA)), ("r", How::Rules(&scripts::R)),
    ("nix", How::Rules(&systems::NIX)),
    ("graphql", How::Rules(&data::GRAPHQL)), ("gql", How::Rules(&data::GRAPHQL)),
    ("protobuf", How::Rules(&data::PROTOBUF)), ("proto", How::Rules(&data::PROTOBUF)),
    ("hcl", How::Rules(&data::HCL)), ("terraform", How::Rules(&data::HCL)), ("tf", How::Rules(&data::HCL)),
    ("diff", How::Own(lines::diff)), ("patch", How::Own(lines::diff)),
    ("markdown", How::Own(markdown::markdown)), ("md", How::Own(markdown::markdown)), ("mdx", How::Own(markdown::markdown)),
    ("dockerfile", How::Own(lines::dockerfile)), ("docker", How::Own(lines::dockerfile)),
    ("containerfile", How::Own(lines::dockerfile)),
    ("makefile", How::Own(lines::makefile)), ("make", How::Own(lines::makefile)), ("mk", How::Own(lines::makefile)),
    ("just", How::Own(lines::makefile)), ("justfile", How::Own(lines::makefile)),
    ("ics", How::Own(lines::calendar)), ("ical", How::Own(lines::calendar)), ("icalendar", How::Own(lines::calendar)),
];

/// Names of text that is no language.
pub(super) const PLAIN: &[&str] =
    &["text", "txt", "plain", "plaintext", "output", "none", "log", "math", "mermaid", "csv", "ascii"];

/// Names of languages that have no colours here: no slips of others.
#[rustfmt::skip]
pub(super) const COLOURLESS: &[&str] = &[
    "fsharp", "scala", "perl", "raku", "julia", "clojure", "ocaml", "erlang", "matlab", "fortran", "pascal", "cobol", "lisp", "scheme",
    "racket", "prolog", "latex", "bibtex", "typst", "powershell", "batch", "cmake", "nginx", "apache", "http", "https", "curl", "regex",
    "solidity", "verilog", "vhdl", "wasm", "objc", "objective-c", "nushell", "xonsh", "plantuml", "graphviz", "abnf", "ebnf", "cuda",
    "glsl", "hlsl", "wgsl", "reason", "rescript", "coffeescript", "coffee", "haml", "slim", "stylus", "postcss", "cypher", "prisma",
    "puppet", "bicep", "gherkin", "gdscript", "purescript", "idris", "agda", "lean", "sparql", "turtle", "vimscript", "elisp",
    "applescript", "actionscript", "crontab", "smalltalk", "code", "file", "tree", "args", "data", "note", "test", "chat", "mail",
    "email", "prompt", "result", "results", "example", "ansi", "todo", "list", "json-ld", "jsonld", "robots",
];

pub(super) fn find(name: &str) -> Option<How> {
    NAMES.iter().find(|(known, _)| *known == name).map(|(_, how)| *how)
}

/// Every name.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    NAMES.iter().map(|(name, _)| *name).chain(PLAIN.iter().copied()).filter(|name| *name != "php-code")
}

/// Reads on in another language up to `end`, and stands there then.
pub(super) fn part(scan: &mut Scanner<'_>, language: &str, end: usize) {
    match find(language) {
        Some(How::Rules(rules)) => scan.part(rules, end),
        Some(How::Own(own)) => scan.own_part(own, end),
        None => scan.at = end.clamp(scan.at, scan.end),
    }
}
