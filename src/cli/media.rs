//! Media types by the ending of a file's name, as a web server would send them.

/// The media type of a file.
pub(super) fn media_type(path: &str) -> &'static str {
    let ending = path.rsplit('/').next().unwrap_or(path).rsplit_once('.').map_or("", |(_, ending)| ending);
    match ending.to_ascii_lowercase().as_str() {
        "html" | "htm" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" if path.ends_with("feed.json") => "application/feed+json",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "xml" if path.ends_with("feed.xml") => "application/atom+xml",
        "atom" => "application/atom+xml",
        "xml" => "application/xml",
        "ics" => "text/calendar; charset=utf-8",
        "vcf" => "text/vcard; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "txt" | "md" => "text/plain; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "ttf" => "font/ttf",
        "otf" => "font/otf",
        "pdf" => "application/pdf",
        "wasm" => "application/wasm",
        "mp3" => "audio/mpeg",
        "m4a" => "audio/mp4",
        "ogg" | "opus" => "audio/ogg",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "zip" => "application/zip",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::media_type;

    #[test]
    fn calendars_and_feeds_are_what_clients_expect() {
        assert_eq!(media_type("calendars/tag/河.ics"), "text/calendar; charset=utf-8");
        assert_eq!(media_type("tags/a/feed.xml"), "application/atom+xml");
        assert_eq!(media_type("feed.json"), "application/feed+json");
        assert_eq!(media_type("api/events.json"), "application/json");
        assert_eq!(media_type("sitemap.xml"), "application/xml");
        assert_eq!(media_type("a.b/c"), "application/octet-stream");
        assert_eq!(media_type("PHOTO.JPG"), "image/jpeg");
    }
}
