//! The index and the theme's script together: both cut texts into the same terms, what is in the index is found, and what readers may not
//! see has left no trace in it. Node runs the script, as it does for the clients; where there is none these tests fail.

use crate::hub::Hub;
use folkmoot::search::terms;
use serde_json::{Value, json};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Texts whose terms are easily got wrong.
const TEXTS: [&str; 34] = [
    "Hello, World-wide web! It's o'clock; don’t rock'n'roll",
    "Café ÉCOLE naïve façade Zoë smörgåsbord Ærøskøbing Łódź",
    "Straße GROẞ weiß Fuß",
    "ﬁne ﬂoor ﬀ Ⅻ № ™ ½ x² H₂O",
    "Ｆｕｌｌ ｗｉｄｔｈ １２３ ＡＢＣ！？",
    "Cafe\u{301} n\u{303} х\u{306} Å\u{327}",
    "河岸创客是一个社区，大家在一起写代码。",
    "用Rust写的2026年程序，v0.1版本",
    "「河」“岸”、《书》…… 一—二",
    "々〆〇 㐀㐁 𠀀𠀁𠀂 豈更",
    "ビルド ﾋﾞﾙﾄﾞ コミュニティー が か\u{3099} カ\u{309a}",
    "東京ﾀﾜｰ 東京ﾞ x ﾞ ｶﾞｷﾞ 一ﾞﾊﾟ a’ﾊ",
    "C++, c#; i++ a+b C+ ab++ x#y ++ # c++11 é#",
    "커뮤니티 한국어를 씁니다 ㄱㄴ",
    "\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8}",
    "Привет, ЁЖИК й и\u{306} Ґанок",
    "ΣΊΣΥΦΟΣ Ὀδυσσεύς ΐ",
    "مرحبا بالعالم مُحَمَّد ١٢٣",
    "שלום עוֹלָם",
    "नमस्ते दुनिया क्षत्रिय ज़",
    "สวัสดีชาวโลก ກຂຄ မြန်မာ ខ្មែរ",
    "🎉 a🎉b 👩‍💻 👍🏽 ❤️ 🇨🇳",
    "communities boats buses glass virus ties eyes days shoes toes trees series",
    "İstanbul ISPARTA ıssız Iğdır",
    "ǅungla Ǆ ŉ ſtill ẖ",
    "foo_bar baz.qux #tag @name a/b\\c \"q\" C++ C#",
    "2026-11-21 12:00 1,000.5 1٫5 ⅓",
    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    "河\u{fe00}岸\u{200d}创\u{200b}客",
    "zero\u{200b}width soft\u{ad}hyphen no\u{a0}break",
    "ʻOkina ʼn a’b a‘b a´b",
    "꧁ ꦗꦮ ꧂ ᠮᠣᠩᠭᠣᠯ ᏣᎳᎩ ꮳꮃꭹ",
    "  \n\t\r ",
    "",
];

/// Runs a module that may import the theme's script from `search`; gives what it prints, read as JSON.
fn node(module: &str, search: &Path, input: &Value) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("search.mjs");
    std::fs::copy(search, &script).unwrap();
    let main = folder.path().join("main.mjs");
    std::fs::write(&main, module).unwrap();
    let mut command = Command::new("node");
    command.arg(&main).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("Node is installed: these tests run the theme's script");
    child.stdin.take().unwrap().write_all(input.to_string().as_bytes()).unwrap();
    let said = child.wait_with_output().unwrap();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    serde_json::from_slice(&said.stdout).unwrap()
}

fn script() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/commons/assets/search.js")
}

#[test]
fn the_script_cuts_texts_as_the_index_does() {
    let module = "import { terms } from './search.mjs';
        import { readFileSync } from 'node:fs';
        const texts = JSON.parse(readFileSync(0, 'utf8'));
        console.log(JSON.stringify(texts.map((text) => terms(text).map(({ term }) => term))));";
    // Every letter by itself and between others, too: the two know their scripts from different tables.
    let letters = (0x20..0x3_1400).filter_map(char::from_u32).filter(|c| c.is_alphanumeric());
    let letters: Vec<String> = letters.map(|c| format!("{c} a{c}b 河{c}岸")).collect();
    let texts: Vec<&str> = TEXTS.into_iter().chain(letters.iter().map(String::as_str)).collect();
    let theirs = node(module, &script(), &json!(texts));
    let mut differ = Vec::new();
    for (text, theirs) in texts.iter().zip(theirs.as_array().unwrap()) {
        let mut ours = Vec::new();
        terms(text, |term| ours.push(term.to_owned()));
        if json!(ours) != *theirs {
            differ.push(format!("{text:?}: {ours:?}, the script: {theirs}"));
        }
    }
    let few = differ.iter().take(20).cloned().collect::<Vec<_>>().join("\n");
    assert!(differ.is_empty(), "{} texts of {}:\n{few}", differ.len(), texts.len());
}

/// Titles of what the site's own script finds, the best first.
fn found(hub: &Hub, queries: &[&str]) -> Vec<Vec<String>> {
    let module = "import { Index } from './search.mjs';
        import { readFileSync } from 'node:fs';
        const { folder, queries } = JSON.parse(readFileSync(0, 'utf8'));
        const titles = async (query) => {
            const index = new Index(async (name) => new Uint8Array(readFileSync(`${folder}/${name}`)));
            return (await index.show(await index.find(query, { lang: 'en' }), query, 0, 5)).map(({ title }) => title);
        };
        console.log(JSON.stringify(await Promise.all(queries.map(titles))));";
    let input = json!({ "folder": hub.output().join("search"), "queries": queries });
    let all = node(module, &script(), &input);
    let titles = |list: &Value| list.as_array().unwrap().iter().map(|title| title.as_str().unwrap().into()).collect();
    all.as_array().unwrap().iter().map(titles).collect()
}

fn post(title: &str, more: &str, text: &str) -> String {
    format!("+++\ntitle = \"{title}\"\ndate = 2026-05-01\n{more}\n+++\n\n{text}\n")
}

#[test]
fn words_titles_and_phrases_are_found() {
    let hub = Hub::common();
    for at in 0..300 {
        let text = format!("The boats of the river and number {at} sail {} the bridge.", ["under", "over"][at % 2]);
        hub.write(&format!("content/posts/p{at}.md"), post(&format!("Report {at}"), "", &text));
    }
    hub.write(
        "content/posts/red.md",
        post("A red boat", "", "Under the boats the river sail and the bridge of number."),
    );
    hub.write("content/posts/han.md", post("怎样开始", "", "先读一读河岸边上的老房子，再去问问。"));
    hub.build();
    let all = found(
        &hub,
        &[
            "red boat",
            "sail under the bridge",
            "number 217 sail over",
            "边上的老房子",
            "怎样开始",
            "repor",
            "nosuchword",
        ],
    );
    assert_eq!(all[0][0], "A red boat");
    assert!(
        all[1].iter().all(|title| title.starts_with("Report") && title[7..].parse::<u32>().unwrap() % 2 == 0),
        "{all:?}"
    );
    assert_eq!(all[2][0], "Report 217");
    assert_eq!((&*all[3][0], &*all[4][0]), ("怎样开始", "怎样开始"));
    assert!(all[5][0].starts_with("Report"));
    assert!(all[6].is_empty());
}

#[test]
fn what_is_hidden_leaves_no_trace_in_the_index() {
    let built = |secret: &str| {
        let hub = Hub::common();
        let config = std::fs::read_to_string(hub.root().join("hub.toml")).unwrap();
        hub.write("hub.toml", format!("audiences = [\"members\"]\n{config}"));
        let inside =
            post("For us", "audience = \"members\"\nsummary = \"Soon\"", &format!("The {secret} is under {secret}."));
        hub.write("content/posts/inside.md", inside);
        hub.write("content/posts/draft.md", post("Later", "draft = true", secret));
        let person = format!(
            "name = \"{secret} Smith\"\nvisibility = \"private\"\nheadline = \"{secret}\"\nskills = [\"{secret}\"]\n"
        );
        hub.write("content/members/hidden.toml", person);
        hub.write(
            "content/posts/open.md",
            post("Open", "authors = [\"hidden\"]", "Thanks to @hidden, `@hidden` and @mei-lin."),
        );
        let built = hub.build();
        let said: Vec<String> = built.diagnostics.iter().map(|said| said.message.clone()).collect();
        let mut files = hub.site();
        files.retain(|path, _| path.starts_with("search/") && !path.ends_with(".html"));
        assert!(files.len() > 3, "{said:?}");
        (hub, files)
    };
    let (hub, with_one) = built("Xylophone");
    let (_, with_other) = built("Quagga");
    assert!(with_one == with_other, "the index knows a secret word");
    for (path, bytes) in &with_one {
        let text = String::from_utf8_lossy(bytes).to_lowercase();
        assert!(!text.contains("xyloph") && !text.contains("@hidden"), "{path}");
    }
    let all = found(&hub, &["xylophone", "hidden", "thanks to"]);
    assert!(all[0].is_empty() && all[1].is_empty(), "{all:?}");
    assert_eq!(all[2], ["Open"]);
}
