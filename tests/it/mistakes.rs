//! One mistake at a time in a small hub: `tests/mistakes/table.toml` says what is done to which file, where it is to be said, and what
//! the mend is to hold.
//!
//! A row is right when its mistake is said at that line of that file, with those words, and nothing else is said. Rows that are known
//! to be wrong say why (`wrong`); one that has become right is no longer to say so.

use crate::hub::{Hub, tests};
use folkmoot::diagnostic::Severity;
use folkmoot::pipeline::{Request, check};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A row of the table.
struct Row {
    name: String,
    texts: BTreeMap<String, String>,
    mend: Vec<String>,
    messages: usize,
}

impl Row {
    fn get(&self, key: &str) -> Option<&str> {
        self.texts.get(key).map(String::as_str)
    }

    /// Puts the mistake into a hub.
    fn make(&self, hub: &Hub) {
        let file = self.get("file").unwrap();
        let path = hub.root().join(file);
        let text = || std::fs::read_to_string(&path).unwrap();
        if let (Some(find), Some(put)) = (self.get("find"), self.get("put")) {
            let text = text();
            assert!(text.contains(find), "{}: {file} does not hold {find:?}", self.name);
            hub.write(file, text.replacen(find, put, 1));
        } else if let Some(more) = self.get("append") {
            hub.write(file, text() + more);
        } else if let Some(text) = self.get("write") {
            hub.write(file, text);
        } else if let Some(hex) = self.get("hex") {
            let byte = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
            hub.write(file, (0..hex.len()).step_by(2).map(byte).collect::<Vec<u8>>());
        } else {
            let to = hub.root().join(self.get("rename").unwrap());
            std::fs::create_dir_all(to.parent().unwrap()).unwrap();
            std::fs::rename(path, to).unwrap();
        }
    }

    /// What is not as the row wants it.
    fn fault(&self, said: &[(String, String)]) -> Option<String> {
        let list = || said.iter().map(|(place, words)| format!("\n    {place}: {words}")).collect::<String>();
        let Some(at) = self.get("at") else {
            return (!said.is_empty()).then(|| format!("{}: is no mistake{}", self.name, list()));
        };
        let here = said.iter().filter(|(place, _)| place == at);
        let words: String = here.map(|(_, words)| words.as_str()).collect();
        if words.is_empty() {
            return Some(format!("{}: is not said at {at}{}", self.name, list()));
        }
        if let Some(mend) = self.mend.iter().find(|mend| !words.contains(mend.as_str())) {
            return Some(format!("{}: the mend is to hold {mend:?}{}", self.name, list()));
        }
        (said.len() != self.messages).then(|| format!("{}: said {} times{}", self.name, said.len(), list()))
    }
}

fn table() -> Vec<Row> {
    let text = std::fs::read_to_string(tests().join("mistakes/table.toml")).unwrap();
    let table: toml::Table = text.parse().unwrap();
    let rows = table["mistake"].as_array().unwrap().iter().map(|row| row.as_table().unwrap());
    let row = |row: &toml::Table| {
        let texts = row.iter().filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned())));
        let texts: BTreeMap<String, String> = texts.collect();
        let mend = match &row.get("mend") {
            Some(toml::Value::Array(all)) => all.iter().map(|one| one.as_str().unwrap().to_owned()).collect(),
            Some(one) => vec![one.as_str().unwrap().to_owned()],
            None => Vec::new(),
        };
        let messages = row.get("messages").map_or(1, |count| count.as_integer().unwrap() as usize);
        Row { name: texts["name"].clone(), texts, mend, messages }
    };
    rows.map(row).collect()
}

/// Every place where something is said, as `file:line`, with the message and its mend.
fn said(hub: &Hub) -> Vec<(String, String)> {
    let built = check(&Request { lint: true, ..hub.request() }).unwrap();
    let loud = built.diagnostics.iter().filter(|said| said.severity != Severity::Note);
    let place = |said: &folkmoot::Diagnostic| match said.at {
        Some(at) => format!("{}:{}", built.sources.get(at.source).path, built.sources.position(at).0.line),
        None => "nowhere".to_owned(),
    };
    loud.map(|said| (place(said), format!("{} | {}", said.message, said.help.as_deref().unwrap_or("")))).collect()
}

#[test]
fn single_mistakes_are_told_at_their_place_with_their_mend() {
    let rows = table();
    let names: BTreeSet<&str> = rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names.len(), rows.len(), "each row has a name of its own");
    let clean = Hub::empty();
    clean.lay(&tests().join("mistakes/hub"));
    let before = said(&clean);
    assert!(before.is_empty(), "the hub has no mistake before one is made: {before:?}");

    let (next, faults) = (AtomicUsize::new(0), Mutex::new(BTreeMap::new()));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from).min(8) {
            scope.spawn(|| {
                while let Some(row) = rows.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let hub = Hub::empty();
                    hub.lay(&tests().join("mistakes/hub"));
                    row.make(&hub);
                    if let Some(fault) = row.fault(&said(&hub)) {
                        faults.lock().unwrap().insert(row.name.as_str(), fault);
                    }
                }
            });
        }
    });
    let faults = faults.into_inner().unwrap();
    let known: BTreeSet<&str> =
        rows.iter().filter(|row| row.get("wrong").is_some()).map(|row| row.name.as_str()).collect();
    let news: Vec<&str> =
        faults.iter().filter(|(name, _)| !known.contains(**name)).map(|(_, fault)| fault.as_str()).collect();
    assert!(news.is_empty(), "{}", news.join("\n"));
    let mended: Vec<&&str> = known.iter().filter(|name| !faults.contains_key(**name)).collect();
    assert!(mended.is_empty(), "right by now, so `wrong` can go: {mended:?}");

    let mistakes: Vec<&Row> = rows.iter().filter(|row| row.get("at").is_some()).collect();
    let right = mistakes.iter().filter(|row| !faults.contains_key(row.name.as_str())).count();
    assert!(mistakes.len() >= 60, "{} kinds of mistake", mistakes.len());
    assert!(right * 100 >= mistakes.len() * 95, "{right} of {} are told right", mistakes.len());
}
