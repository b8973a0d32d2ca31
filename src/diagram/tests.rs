//! Diagrams of all six kinds, drawn and refused.

use super::*;

const ALL: &[&str] = &[
    "flowchart TD\n A[收到提案 Proposal] -->|是| B{同意？}\n B -- no --> A\n B --> C[(库)] & D([end])\n subgraph s [组 Group]\n C --> E>flag]\n end\n s -.-> F((o))\n F ==> F\n classDef x fill:#f00\n class F x",
    "sequenceDiagram\n autonumber\n actor 张 as 张伟\n 张->>+H: 提交\n alt 好\n H-->>-张: ok\n else 坏\n H-x张: no\n end\n Note over 张,H: 注\n loop x\n H->>H: self\n end",
    "classDiagram\n class Event {\n <<interface>>\n +List~Member~ hosts\n +publish() bool\n }\n Event <|-- 沙龙 : 是\n Member \"1\" --> \"many\" Event\n note for Event \"注\"",
    "stateDiagram-v2\n [*] --> 草稿\n state Review {\n [*] --> a\n a --> [*]\n --\n b --> c\n }\n 草稿 --> Review : 提交\n Review --> [*]\n note right of 草稿 : 注",
    "gantt\n title 年会\n dateFormat YYYY-MM-DD\n excludes weekends\n section 准备\n 场地 :done, a, 2026-09-01, 10d\n 讲者 :crit, after a, 2w\n 开门 :milestone, 2026-11-02, 0d",
    "pie showData\n title 来源\n \"朋友 Friends\" : 42.5\n \"Other\" : 1",
];

fn svg(text: &str) -> String {
    draw(text).unwrap_or_else(|error| panic!("{text}: {}", error.message)).svg
}

fn error(text: &str) -> (String, &str) {
    let error = draw(text).expect_err(text);
    (error.message, &text[error.at])
}

/// The value of an attribute at a place in some SVG.
fn value(tag: &str, name: &str) -> Option<f64> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    tag[start..].split('"').next()?.parse().ok()
}

#[test]
fn all_six_kinds_are_drawn_without_styles_scripts_links_and_ids() {
    for text in ALL {
        let drawn = svg(text);
        assert!(drawn.starts_with("<svg class=\"") && drawn.ends_with("</svg>"), "{drawn}");
        for bad in ["<style", "style=", "<script", "href", " id=", "foreignObject", "url(", "NaN", "inf"] {
            assert!(!drawn.contains(bad), "{bad} in {drawn}");
        }
        assert_eq!(drawn.matches("<g").count(), drawn.matches("</g>").count());
        assert_eq!(drawn, svg(text), "the same source gives the same bytes");
    }
}

#[test]
fn every_label_lies_within_the_drawing() {
    for text in ALL {
        let drawn = svg(text);
        let frame: Vec<f64> = drawn
            .split("viewBox=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .split(' ')
            .map(|n| n.parse().unwrap())
            .collect();
        let mut labels = 0;
        for part in drawn.split("<t").skip(1).filter(|part| part.starts_with("ext") || part.starts_with("span")) {
            let (tag, rest) = part.split_once('>').unwrap();
            let (Some(x), Some(y)) = (value(tag, "x"), value(tag, "y")) else { continue };
            let words = &label::plain(rest.split('<').next().unwrap());
            let half = label::width(words) / if tag.contains("text-anchor") { 1.0 } else { 2.0 };
            let (left, right) = if tag.contains("start") {
                (x, x + half)
            } else if tag.contains("\"end\"") {
                (x - half, x)
            } else {
                (x - half, x + half)
            };
            labels += 1;
            assert!(left >= frame[0] && right <= frame[0] + frame[2], "{words}: {left} to {right} in {frame:?}");
            assert!(y >= frame[1] + 10.0 && y <= frame[1] + frame[3], "{words}");
        }
        assert!(labels > 2, "{drawn}");
    }
}

#[test]
fn words_are_kept_in_full_and_escaped() {
    let drawn =
        svg("flowchart LR\n a[\"组织者 <script>alert(1)</script> & co\"] --> b[List<T>]\n click a \"javascript:x\"");
    assert!(drawn.contains("组织者") && drawn.contains("&lt;script&gt;") && drawn.contains("&amp; co"), "{drawn}");
    assert!(drawn.contains("List&lt;T&gt;") && !drawn.contains("javascript"), "{drawn}");
    let drawing = draw("---\ntitle: 标题\n---\npie\n %% no\n accTitle: 名字\n \"a\" : 1").expect("is drawn");
    assert_eq!(drawing.title, "名字");
}

#[test]
fn what_cannot_be_drawn_is_said_with_its_place() {
    assert_eq!(error("mindmap\n root").1, "mindmap");
    assert_eq!(error("flowchart LR\n a --> b(x").1, "x");
    assert_eq!(error("flowchart LR\n a b").1, "b");
    assert_eq!(error("sequenceDiagram\n a->>b: x\n hello").1, "hello");
    assert_eq!(error("sequenceDiagram\n loop x\n a->>b: x").1, "sequenceDiagram");
    assert_eq!(error("classDiagram\n this is nothing").1, "this is nothing");
    assert_eq!(error("stateDiagram-v2\n a b c").1, "a b c");
    assert_eq!(error("gantt\n x : 2026-05-32, 3d").1, "x : 2026-05-32, 3d");
    assert_eq!(error("gantt\n x : after y, 3d").0, "there is no task `y` before this one");
    assert_eq!(error("pie\n a : b").1, "a : b");
    assert_eq!(error("  \n%% x").0, "it is empty");
}

/// What is not drawn as Mermaid would draw it is said, at its line.
#[test]
fn what_would_be_drawn_wrong_is_refused() {
    for (text, at) in [
        ("flowchart XX\n a --> b", "XX"),
        ("flowchart LR\n a---other", "other"),
        ("flowchart LR\n a@{ shape: manual-file, label: \"x\" }", "@{ shape: manual-file, label: \"x\" }"),
        ("flowchart LR\n a@{ icon: \"fa:user\" }", "@{ icon: \"fa:user\" }"),
        ("flowchart LR\n subgraph s\n direction up\n end", "up"),
        ("flowchart LR\n a[\"$$x^2$$\"]", "a[\"$$x^2$$\"]"),
        ("sequenceDiagram a->>b: x", "a->>b: x"),
        ("sequenceDiagram\n participant a@{ \"type\": \"queue\" }", "participant a@{ \"type\": \"queue\" }"),
        ("sequenceDiagram\n a->>()b: x", "a->>()b: x"),
        ("sequenceDiagram\n a<<->b: x", "a<<->b: x"),
        ("sequenceDiagram\n a-|\\b: x", "a-|\\b: x"),
        ("sequenceDiagram\n a->>b: x; nothing", "nothing"),
        ("classDiagram\n class A, B", "class A, B"),
        ("classDiagram\n direction XX\n A --> B", "direction XX"),
        ("stateDiagram-v2\n a --> b\n --", "--"),
        ("stateDiagram-v2\n a --> b\n }", "}"),
        ("stateDiagram-v2\n Floating note: x", "Floating note: x"),
        ("gantt\n excludes whenever\n a : 2026-01-01, 3d", "excludes whenever"),
        ("gantt\n axisFormat %Q\n a : 2026-01-01, 3d", "axisFormat %Q"),
        ("gantt\n a : 2026-01-01, 30s", "a : 2026-01-01, 30s"),
        ("gantt\n tickInterval often\n a : 2026-01-01, 3d", "tickInterval often"),
    ] {
        assert_eq!(error(text).1, at, "{text}");
    }
}

#[test]
fn what_mermaid_documents_is_drawn_as_it_says() {
    let count = |text: &str, part: &str| svg(text).matches(part).count();
    // Names and properties of links are no nodes.
    let named = "flowchart LR\n a e1-x@--> b\n e1-x@{ animate: true }";
    assert_eq!((count(named, "<rect"), count(named, "e1")), (2, 0));
    let shape = svg("flowchart LR\n a@{ label: \"my shape: big\", shape: circle }");
    assert!(shape.contains("<circle") && shape.contains(">my shape: big<"), "{shape}");
    assert!(svg("flowchart LR\n a -- \"b --> c\" --> d").contains("b --&gt; c"));
    assert_eq!(count("flowchart LR\n a --> b %% aside", "aside"), 0);
    // Two heads, a party that a message makes, several statements on a line, numbers of messages to oneself.
    assert_eq!(count("sequenceDiagram\n a<<->>b: x", "class=\"head\""), 2);
    assert_eq!(count("sequenceDiagram\n a->>b: I #9829; you; b->>a: x", "class=\"head\""), 2);
    assert_eq!(count("sequenceDiagram\n autonumber\n a->>a: x", "<circle"), 1);
    assert!(!svg("sequenceDiagram\n box Gold Team\n participant a\n end\n a->>a:wrap: x").contains("Gold"));
    assert!(
        svg("sequenceDiagram\n a->>b: x\n create actor c as Carl\n a->>c: y\n destroy c\n a -x c: z").contains("Carl")
    );
    let members = svg("classDiagram\n class A {\n +go()* int\n +all$\n }\n A:::big\n A-->B:words");
    assert!(
        members.contains("font-style=\"italic\"") && members.contains("text-decoration=\"underline\""),
        "{members}"
    );
    assert!(members.contains(">words<") && !members.contains("::"), "{members}");
    let states =
        svg("stateDiagram\n a: one\n a: two\n b:::x --> c:::y\n n: Named\n state n {\n d\n }\n state f [[fork]]");
    assert!(states.contains(">two<") && states.contains(">Named<") && !states.contains("::"), "{states}");
    assert!(!states.contains("fork"), "{states}");
    // Days of work: with a weekend of Friday and Saturday, with days that are worked all the same, with the last day counted.
    let width = |head: &str, task: &str| {
        let drawn = svg(&format!("gantt\n {head}\n a : 2026-01-01, {task}\n b : milestone, 2026-02-01, 0d"));
        let tasks = drawn.split("class=\"task\"").nth(1).unwrap_or_default();
        value(tasks.split("<rect").nth(1).unwrap_or_default(), "width").unwrap_or_default()
    };
    assert!(width("excludes weekends", "2d") < width("excludes weekends\n weekend friday", "2d"));
    assert!(width("excludes 2026-01-02\n includes 2026-01-02", "2d") < width("excludes 2026-01-02", "2d"));
    assert!(width("title x", "2026-01-03") < width("inclusiveEndDates", "2026-01-03"));
    let line = svg("gantt\n dateFormat HH:mm\n axisFormat %H:%M\n v : vert, 17:30, 2m\n a : 3m");
    assert!(line.contains("17:35") && line.contains(">v<") && line.matches("class=\"task\"").count() == 1, "{line}");
}

#[test]
fn flowcharts_know_the_signs_people_use() {
    for link in [
        "-->",
        "---",
        "-.->",
        "-.-",
        "==>",
        "===",
        "--o",
        "--x",
        "<-->",
        "o--o",
        "~~~",
        "---->",
        "-->|words|",
        "-- words -->",
        "-. words .->",
        "== words ==>",
        "e1@-->",
    ] {
        let drawn = svg(&format!("graph LR; a {link} b"));
        assert_eq!(drawn.contains("words"), link.contains("words"), "{link}");
    }
    for shape in [
        "[x]",
        "(x)",
        "([x])",
        "[[x]]",
        "[(x)]",
        "((x))",
        "(((x)))",
        ">x]",
        "{x}",
        "{{x}}",
        "[/x/]",
        "[\\x\\]",
        "[/x\\]",
        "[\\x/]",
        "@{ shape: cyl, label: \"x\" }",
        "[\"x (y)\"]",
        "[x]:::big",
    ] {
        assert!(svg(&format!("flowchart TB\n node-1{shape}-->中文_2{shape}")).contains(">x"), "{shape}");
    }
}

/// Runs on the small stack of a test's thread.
#[test]
fn neither_large_nor_deep_nor_random_sources_break_anything() {
    let many = |part: &str, times| part.repeat(times);
    let _ = draw(&format!(
        "flowchart TD\n{}",
        (0..390).map(|n| format!("n{n} --> n{}\n", (n * 7 + 3) % 390)).collect::<String>()
    ));
    let _ = draw(&format!("flowchart TD\n{}x\n{}", many("subgraph a\n", 500), many("end\n", 500)));
    let _ = draw(&format!("flowchart LR\n{}", many("a & b & c & d & e & f --> a & b & c & d & e & f\n", 100)));
    let _ = draw(&format!("sequenceDiagram\n{}", many("loop x\n", 500)));
    let _ = draw("gantt\n excludes weekends monday tuesday wednesday thursday friday\n a : 2026-01-01, 9999w");
    let parts = [
        "flowchart LR\n",
        "sequenceDiagram\n",
        "classDiagram\n",
        "stateDiagram\n",
        "gantt\n",
        "pie\n",
        "a",
        "b",
        "中",
        "-->",
        "--",
        "-.",
        "==",
        "[",
        "]",
        "(",
        ")",
        "{",
        "}",
        "|",
        "\"",
        ":",
        "\n",
        " ",
        "subgraph x\n",
        "end\n",
        "state y {\n",
        "<|--",
        "~",
        "<<fork>>",
        "[*]",
        "note right of a\n",
        "loop x\n",
        "alt\n",
        "else\n",
        "->>",
        "+",
        "-",
        "1",
        "2026-05-01",
        ",",
        "5d",
        "after ",
        "é",
        "🎉",
        "\u{0}",
        "&",
        ";",
        "#quot;",
        "<br>",
        "x",
        "o",
        ">",
        "`",
        "*",
        "%%",
        "@{",
        ":::",
        "class ",
        "title ",
        "Note over a,b:",
    ];
    let mut seed = 7_u64;
    for round in 0..4000 {
        let mut text = parts[round % 6].to_owned();
        for _ in 0..24 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            text.push_str(parts[(seed >> 33) as usize % parts.len()]);
        }
        match drawn(&text) {
            Ok(drawing) => assert!(!drawing.svg.contains("NaN") && !drawing.svg.contains("inf"), "{text}"),
            Err(error) => {
                assert!(text.get(error.at.clone()).is_some() && !error.message.is_empty(), "{text}: {error:?}")
            }
        }
    }
}
