//! The text of `hub.toml`: everything the content refers to is declared here.

use super::names::{BADGES, CATEGORIES, EVENT_TYPES, ROLES};
use super::toml_text::{Toml, quote};

/// The whole file.
pub fn write(translations: bool, only: bool, defaults: bool) -> String {
    let mut toml = Toml::default();
    toml.text("title", "Riverbank Founders");
    toml.text("tagline", "Builders by the river");
    toml.text("base_url", "https://riverbank.example");
    toml.text("language", "en");
    toml.text("timezone", "Asia/Shanghai");
    toml.text("theme", "commons");
    if translations {
        toml.line("\n[languages.zh-CN]");
        toml.text("title", "河岸创客");
        toml.text("tagline", "河边的建设者");
    }
    toml.line("\n[repository]");
    toml.text("url", "https://github.com/riverbank/hub");
    toml.text("branch", "main");
    for (label, url) in [
        ("Posts", "/posts/"),
        ("Events", "/events/"),
        ("Resources", "/resources/"),
        ("Knowledge", "/kb/"),
        ("Members", "/members/"),
        ("About", "/about/"),
    ] {
        // The menu leads to what there is.
        if only && !matches!(url, "/members/" | "/about/") {
            continue;
        }
        toml.line("\n[[menu]]");
        toml.text("label", label);
        toml.text("url", url);
    }
    toml.line("\n[calendar]");
    toml.text("name", "Riverbank events");
    toml.text("week_start", "monday");
    toml.text("refresh", "PT12H");
    for (key, label, color) in EVENT_TYPES {
        toml.line(&format!("\n[events.types.{}]", quote(key)));
        toml.text("label", label);
        toml.text("color", color);
    }
    for (key, label) in CATEGORIES {
        toml.line(&format!("\n[resources.categories.{}]", quote(key)));
        toml.text("label", label);
    }
    toml.line("\n[members.roles]");
    for (key, label) in ROLES {
        toml.text(key, label);
    }
    for (key, label) in BADGES {
        toml.line(&format!("\n[badges.{}]", quote(key)));
        toml.text("label", label);
    }
    // What was measured since the first day is measured still: colours and cards have a price of their own.
    if !defaults {
        toml.line("\n[markdown]");
        toml.line("highlight = false");
        toml.line("\n[cards]");
        toml.line("enabled = false");
    }
    toml.0
}
