//! What is private leaves the hub in no file and in no message.

use crate::hub::{Hub, bytes, printed};

/// Words that stand only in private places of the hub below.
const SECRETS: &[&str] = &[
    "Hidden Person",
    "hidden-person",
    "HiddenHeadline",
    "hidden@secret.example",
    "HiddenBio",
    "open@secret.example",
    "SecretLane",
    "SecretWorks",
    "secret/pronoun",
    "1999-12-31",
    "1998-01-02",
    "SecretZone",
    "Africa/Nouakchott",
    "SecretTongue",
    "SecretExtra",
    "attendee@secret.example",
    "organiser@secret.example",
];

fn hub() -> Hub {
    let hub = Hub::common();
    hub.write(
        "content/members/hidden-person.toml",
        r#"
name = "Hidden Person"
visibility = "private"
headline = "HiddenHeadline"
bio = "HiddenBio"
email = "hidden@secret.example"
groups = ["shanghai"]
needs = ["HiddenNeed"]
badges = [{ id = "best-contribution", for = "HiddenReason" }]
avatar = "/river.svg"
"#,
    );
    hub.write(
        "content/members/open.toml",
        r#"
name = "Open Person"
joined = 1999-12-31
left = 1998-01-02
email = "open@secret.example"
location = "SecretLane 3"
organisation = "SecretWorks"
pronouns = "secret/pronoun"
timezone = "Africa/Nouakchott"
languages = ["SecretTongue"]

[extra]
phone = "SecretExtra"
"#,
    );
    hub.write(
        "content/members/open.toml",
        std::fs::read_to_string(hub.root().join("content/members/open.toml"))
            .unwrap()
            .replace("joined = 1999-12-31\nleft = 1998-01-02", "joined = 1998-01-02\nleft = 1999-12-31"),
    );
    hub.write(
        "content/posts/thanks.md",
        "+++\ntitle = \"Thanks\"\ndate = 2026-06-01\nauthors = [\"hidden-person\", \"open\"]\n+++\nThank you, @hidden-person and @open. [They](../members/hidden-person.toml).\n",
    );
    hub.write(
        "content/events/walk.toml",
        "title = \"Walk\"\nstart = 2026-12-05T10:00:00\nhosts = [\"hidden-person\"]\nspeakers = [{ member = \"hidden-person\", talk = \"A talk\" }]\n",
    );
    hub.write(
        "content/projects/quay.toml",
        "title = \"Quay\"\nmembers = [{ member = \"hidden-person\", role = \"Founder\" }]\n",
    );
    hub.write(
        "content/groups/porto.toml",
        "name = \"Porto\"\nleads = [\"hidden-person\"]\nmembers = [\"hidden-person\", \"open\"]\n",
    );
    hub.write("content/resources/lamp.toml", "title = \"Lamp\"\ncategory = \"space\"\nprovider = \"hidden-person\"\n");
    hub.write(
        "content/events/imported.ics",
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\nBEGIN:VEVENT\r\nUID:a@x.example\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20261209T100000Z\r\nSUMMARY:Imported walk\r\nORGANIZER;CN=Organiser:mailto:organiser@secret.example\r\nATTENDEE;CN=Someone:mailto:attendee@secret.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
    );
    hub
}

/// Finds a word in bytes, whatever the case.
fn holds(bytes: &[u8], word: &str) -> bool {
    let (bytes, word) = (bytes.to_ascii_lowercase(), word.to_ascii_lowercase());
    bytes.windows(word.len()).any(|window| window == word.as_bytes())
}

#[test]
fn no_byte_of_the_site_or_the_ledger_tells_a_secret() {
    let hub = hub();
    let built = hub.build();
    assert!(built.report.is_some(), "{:#?}", built.diagnostics);
    let site = hub.site();
    assert!(site.keys().any(|name| name == "members/open/index.html"), "the open profile is there");
    assert!(site["members/open/index.html"].windows(11).any(|window| window == b"Open Person"));
    let mut told = Vec::new();
    for (name, bytes) in site.iter().chain(&bytes(&hub.root().join(".folkmoot"))) {
        for secret in SECRETS {
            // The ledger may name the file a page was made from only where the page itself may be known.
            if holds(name.as_bytes(), secret) || holds(bytes, secret) {
                told.push(format!("{name} tells {secret}"));
            }
        }
    }
    assert!(told.is_empty(), "{}", told.join("\n"));
}

#[test]
fn what_its_owner_made_public_is_shown() {
    let hub = hub();
    let file = "content/members/open.toml";
    let text = std::fs::read_to_string(hub.root().join(file)).unwrap();
    hub.write(file, text.replace("[extra]", "public = [\"email\", \"location\"]\n[extra]"));
    let built = hub.build();
    assert!(built.report.is_some(), "{:#?}", built.diagnostics);
    let page = String::from_utf8(hub.site()["members/open/index.html"].clone()).unwrap();
    assert!(page.contains("SecretLane 3"), "the owner made the place public");
    assert!(!page.contains("SecretWorks") && !page.contains("secret/pronoun"));
}

/// Members with a mistake in a private field, each with the secret no message may show.
const MISTAKES: &[&str] = &[
    "name = \"Ana\"\nemail = [\"TOPSECRET\"]\n",
    "name = \"Ana\"\nemial = \"TOPSECRET\"\n",
    "name = \"Ana\"\nmy-phone = \"TOPSECRET\"\n",
    "name = \"Ana\"\nlocation = TOPSECRET\n",
    "name = \"Ana\"\nlocation = \"TOPSECRET\n",
    "name = \"Ana\"\nlocation = “TOPSECRET”\n",
    "name = \"Ana\"\nlocation: TOPSECRET\n",
    "name = \"Ana\"\njoined = \"TOPSECRET\"\n",
    "name = \"Ana\"\njoined = 2026-13-01 # TOPSECRET\n",
    "name = \"Ana\"\ntimezone = \"TOPSECRET\"\n",
    "name = \"Ana\"\nlanguages = \"TOPSECRET\"\n",
    "name = \"Ana\"\nlanguages = [\"en\" \"TOPSECRET\"]\n",
    "name = \"Ana\"\npublic = [\"location\", \"pronoun\"]\npronouns = { a = \"TOPSECRET\" }\n",
    "name = \"Ana\"\n[extra]\nphone = TOPSECRET\n",
    "name = \"Ana\"\nemail = \"TOPSECRET\"\nemail = \"TOPSECRET\"\n",
    "name = \"Ana\"\norganisation = { name = \"TOPSECRET\" }\n",
    "visibility = \"private\"\nname = [\"TOPSECRET\"]\n",
    "visibility = \"private\"\nname = TOPSECRET\n",
    "visibility = \"private\"\nname = \"Ana\"\nbio = \"\"\"\nTOPSECRET <script>x</script>\n\"\"\"\n",
    "visibility = \"private\"\nname = \"Ana\"\nheadlin = \"TOPSECRET\"\n",
];

#[test]
fn no_message_shows_a_private_value() {
    for text in MISTAKES {
        let hub = Hub::common();
        hub.write("content/members/ana.toml", text);
        let built = hub.check();
        // The text of a private profile is not read at all: nobody will see it.
        assert!(!built.diagnostics.is_empty() || text.contains("bio"), "nothing is said of {text}");
        for printed in printed(&built.diagnostics, &built) {
            assert!(!printed.contains("TOPSECRET"), "{text}\nis told in\n{printed}");
        }
    }
}
