//! Names of files whose letters are made of other characters than people type, as some systems keep them, and what refers to them.

use crate::hub::{Hub, printed};

/// Letters and the marks on them apart (Unicode normal form D).
fn apart(text: &str) -> String {
    let all = [
        ("ễ", "e\u{302}\u{303}"),
        ("ệ", "e\u{323}\u{302}"),
        ("é", "e\u{301}"),
        ("ü", "u\u{308}"),
        ("ả", "a\u{309}"),
        ("パ", "ハ\u{309a}"),
    ];
    all.iter().fold(text.to_owned(), |text, (one, two)| text.replace(one, two))
}

fn hub() -> Hub {
    let hub = Hub::empty();
    hub.write("hub.toml", "title = \"H\"\nbase_url = \"https://h.example\"\n[languages.zh-CN]\ntitle = \"河\"\n");
    hub.write(&apart("content/members/nguyễn-việt.toml"), "name = \"Nguyễn Việt\"\n");
    hub.write(&apart("content/members/rené.toml"), "name = \"René\"\nvisibility = \"private\"\n");
    hub.write(
        &apart("content/events/soirée.toml"),
        "title = \"Soirée\"\nstart = 2026-12-01T19:00:00\nhosts = [\"nguyễn-việt\"]\n",
    );
    let post = "+++\ntitle = \"Café\"\ndate = 2026-05-01\nauthors = [\"nguyễn-việt\"]\nevent = \"soirée\"\n+++\n\
        [kb](../kb/guides/việt.md), [[việt]], @nguyễn-việt, [file](/bücher.txt), ![q](ảnh.gif), [pan](../pages/パン.md)\n";
    hub.write(&apart("content/posts/2026-05-01-café.md"), post);
    hub.write(&apart("content/posts/ảnh.gif"), b"GIF89a\x01\0\x01\0\0\0\0;");
    let page = "+++\ntitle = \"Việt\"\nowners = [\"nguyễn-việt\"]\n+++\n[post](../../posts/2026-05-01-café.md), [again](/posts/café/)\n";
    hub.write(&apart("content/kb/guides/việt.md"), apart(page));
    hub.write(&apart("content/pages/パン.md"), "+++\ntitle = \"Pan\"\n+++\nx\n");
    hub.write(&apart("content/pages/パン.zh-CN.md"), "+++\ntitle = \"面包\"\n+++\nx\n");
    hub.write(&apart("static/bücher.txt"), "x");
    hub
}

#[test]
fn names_are_found_in_whatever_form_a_system_keeps_them() {
    let hub = hub();
    let built = hub.build();
    assert!(built.report.is_some(), "{:?}", printed(&built.diagnostics, &built));
    let output = hub.output();
    for file in
        ["posts/café/index.html", "media/posts/ảnh.gif", "bücher.txt", "パン/index.html", "events/soirée/event.ics"]
    {
        assert!(output.join(file).exists(), "{file}");
    }
    let page = std::fs::read_to_string(output.join("posts/café/index.html")).unwrap();
    for part in [
        "<a href=\"/kb/guides/vi%E1%BB%87t/\">kb</a>, <a href=\"/kb/guides/vi%E1%BB%87t/\">việt</a>",
        "href=\"/members/nguy%E1%BB%85n-vi%E1%BB%87t/\">Nguyễn Việt</a>",
        "<a href=\"/b%C3%BCcher.txt\">file</a>",
        "src=\"/media/posts/%E1%BA%A3nh.gif\"",
        "<a href=\"/%E3%83%91%E3%83%B3/\">pan</a>",
    ] {
        assert!(page.contains(part), "{part}\n{page}");
    }
    let page = std::fs::read_to_string(output.join("kb/guides/việt/index.html")).unwrap();
    assert!(page.matches("href=\"/posts/caf%C3%A9/\"").count() >= 2, "{page}");
}

#[test]
fn a_private_member_is_not_named_in_another_form() {
    let hub = hub();
    let text = "+++\ntitle = \"A\"\n+++\n[him](../members/rené.toml), [[René]] and @rené\n";
    hub.write("content/pages/a.md", text);
    hub.write("content/pages/b.md", apart(text));
    let built = hub.build();
    assert!(built.report.is_some(), "{:?}", printed(&built.diagnostics, &built));
    for page in ["a", "b"] {
        let page = std::fs::read_to_string(hub.output().join(page).join("index.html")).unwrap();
        assert!(!page.contains("ené") && !page.contains("ene\u{301}"), "{page}");
    }
}

#[test]
fn two_files_of_one_name_are_told() {
    let hub = hub();
    hub.write("content/kb/guides/việt.md", "+++\ntitle = \"Another\"\n+++\nx\n");
    hub.write("static/bücher.txt", "y");
    let built = hub.check();
    let said = &printed(&built.diagnostics, &built)[0];
    // A disk that takes both names for one has one file of each.
    let twins = std::fs::read_dir(hub.root().join("static")).unwrap().count();
    assert_eq!(said.matches("the two names look alike").count(), if twins == 2 { 2 } else { 0 }, "{said}");
}
