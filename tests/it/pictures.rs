//! Pictures and cards of a whole hub: what pages name is there, is made once, is the same everywhere, and tells nothing more.

use crate::hub::{Hub, bytes, tests};
use folkmoot::pipeline::{Request, build};
use std::collections::BTreeMap;
use std::path::Path;

fn photo() -> Vec<u8> {
    std::fs::read(tests().join("../example-site/content/posts/welcome.jpg")).unwrap()
}

/// A hub with a photograph, 1200 by 675, that says where it was taken.
fn hub() -> Hub {
    let told = b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0 at the kitchen table of Ana";
    let mut bytes = photo();
    let length = u16::try_from(told.len() + 2).unwrap().to_be_bytes();
    let segment = [&[0xff, 0xe1][..], &length, told].concat();
    bytes.splice(2..2, segment);
    let hub = Hub::common();
    hub.write("content/posts/river.jpg", bytes);
    let post = "+++\ntitle = \"江边的第一天\"\ndate = 2026-05-01\n+++\n![The river](river.jpg \"At noon\")\n\nText.\n\nhttps://vimeo.com/76979871\n";
    hub.write("content/posts/day.md", post);
    hub
}

fn page(site: &BTreeMap<String, Vec<u8>>, name: &str) -> String {
    String::from_utf8(site[name].clone()).unwrap()
}

fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    let at = text.find(before).unwrap_or_else(|| panic!("no `{before}`")) + before.len();
    &text[at..at + text[at..].find(after).unwrap()]
}

/// The names below a folder of the hub with their times.
fn times(folder: &Path) -> BTreeMap<String, std::time::SystemTime> {
    let times = |(name, file): (String, std::path::PathBuf)| (name, file.metadata().unwrap().modified().unwrap());
    crate::hub::files(folder).into_iter().map(times).collect()
}

#[test]
fn pages_name_versions_that_are_there() {
    let hub = hub();
    let built = hub.build();
    assert!(built.diagnostics.is_empty(), "{:?}", built.diagnostics);
    let site = hub.site();
    let html = page(&site, "posts/day/index.html");
    let figure = between(&html, "<figure>", "</figure>");
    assert!(figure.contains("width=\"1200\" height=\"675\"") && figure.contains("loading=\"lazy\" decoding=\"async\""));
    assert!(figure.contains("<figcaption>At noon</figcaption>"));
    let widths: Vec<&str> = between(figure, "srcset=\"", "\"")
        .split(", ")
        .map(|candidate| {
            let (address, width) = candidate.split_once(' ').unwrap();
            assert!(site.contains_key(&address[1..]), "{address}");
            width
        })
        .collect();
    assert_eq!(widths, ["160w", "320w", "480w", "800w", "1200w"]);
    for (name, bytes) in &site {
        assert!(!bytes.windows(13).any(|part| part == b"kitchen table"), "{name} tells where it was taken");
    }
    assert!(html.contains("data-player=\"https://player.vimeo.com/video/76979871?dnt=1\""));
    assert!(!html.contains("<iframe") && !html.contains("src=\"https://player"), "nothing is asked before a click");
}

#[test]
fn a_picture_is_made_once_and_with_any_number_of_threads_the_same() {
    let hub = hub();
    hub.build();
    let (site, memory) = (hub.site(), hub.root().join(".folkmoot/pictures"));
    let made = times(&memory);
    assert_eq!(made.len(), 5, "an index and four versions: {made:?}");
    std::fs::remove_dir_all(hub.output()).unwrap();
    build(&Request { jobs: Some(4), ..hub.request() }).unwrap();
    assert_eq!(hub.site(), site);
    assert_eq!(times(&memory), made, "nothing was made again");
    hub.write("content/posts/other.md", "+++\ntitle = \"Other\"\ndate = 2026-05-02\n+++\nText.\n");
    hub.build();
    assert_eq!(times(&memory), made);

    let other = self::hub();
    build(&Request { jobs: Some(4), no_cache: true, ..other.request() }).unwrap();
    assert_eq!(bytes(&memory), bytes(&other.root().join(".folkmoot/pictures")));
    assert_eq!(other.site(), site);

    std::fs::remove_file(hub.root().join("content/posts/day.md")).unwrap();
    std::fs::remove_file(hub.root().join("content/posts/river.jpg")).unwrap();
    hub.write(
        "content/posts/last.png",
        std::fs::read(tests().join("../example-site/content/members/ana-brightwater.png")).unwrap(),
    );
    hub.write("content/posts/last.md", "+++\ntitle = \"Last\"\ndate = 2026-05-02\n+++\n![Ana](last.png)\n");
    hub.build();
    assert!(times(&memory).keys().all(|name| !name.ends_with(".jpg")), "what no picture has any more goes");
}

#[test]
fn a_hub_may_keep_its_pictures_as_they_are() {
    let hub = hub();
    let toml = std::fs::read_to_string(hub.root().join("hub.toml")).unwrap();
    let more = "\n[pictures]\nresize = false\nkeep_metadata = true\n\n[cards]\nenabled = false\n";
    hub.write("hub.toml", toml + more);
    hub.build();
    let site = hub.site();
    assert_eq!(site["media/posts/river.jpg"], std::fs::read(hub.root().join("content/posts/river.jpg")).unwrap());
    assert!(!page(&site, "posts/day/index.html").contains("srcset"));
    assert_eq!(site.keys().filter(|name| name.starts_with("media/cards/")).count(), 2, "one for each language");
}

#[test]
fn every_page_has_a_picture_for_previews() {
    let hub = hub();
    hub.write("content/posts/wide.jpg", photo());
    let wide =
        "+++\ntitle = \"Wide\"\ndate = 2026-05-01\nimage = \"wide.jpg\"\nimage_alt = \"The river\"\n+++\nText.\n";
    hub.write("content/posts/wide.md", wide);
    hub.write("content/posts/nepal.md", "+++\ntitle = \"नमस्ते\"\ndate = 2026-05-01\n+++\nText.\n");
    hub.build();
    let site = hub.site();
    let preview = |name: &str| between(&page(&site, name), "<meta property=\"og:image\" content=\"", "\"").to_owned();
    let pages: Vec<&String> =
        site.keys().filter(|name| name.ends_with("index.html") && page(&site, name).contains("og:title")).collect();
    assert!(pages.len() > 20);
    for name in pages {
        let address = preview(name);
        let file = address.strip_prefix("https://riverbank.example/").unwrap();
        assert!(site.contains_key(file), "{name} names {address}");
        let size = between(&page(&site, name), "og:image:width\" content=\"", "\"").to_owned();
        assert_eq!(size, "1200");
    }
    assert!(preview("posts/day/index.html").contains("/media/cards/"));
    assert!(preview("posts/wide/index.html").ends_with("/media/posts/wide.jpg"));
    assert_eq!(preview("posts/nepal/index.html"), preview("index.html"), "rather than empty boxes");
    assert_ne!(preview("posts/day/index.html"), preview("index.html"));
}
