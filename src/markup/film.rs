//! Addresses of films at places that have a player for other sites.
//!
//! Takes an address, gives that of the player without trackers as far as the place has one. A browser asks for it only after a click.

use url::Url;

/// The address of the player for a film; `None` of any other address.
pub(super) fn player(address: &str) -> Option<String> {
    let url = Url::parse(address).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let host = url.host_str()?;
    let host = host.strip_prefix("www.").or(host.strip_prefix("m.")).unwrap_or(host);
    let parts: Vec<&str> = url.path_segments()?.filter(|part| !part.is_empty()).collect();
    let id = |text: &str| {
        let sound = (1..=64).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        sound.then(|| text.to_owned())
    };
    let youtube = |film: &str| id(film).map(|film| format!("https://www.youtube-nocookie.com/embed/{film}"));
    match (host, &parts[..]) {
        ("youtube.com", ["watch"]) => youtube(&url.query_pairs().find(|(name, _)| name == "v")?.1),
        ("youtube.com", ["shorts" | "live" | "embed", film]) | ("youtu.be", [film]) => youtube(film),
        ("vimeo.com", [film]) if film.bytes().all(|byte| byte.is_ascii_digit()) => {
            Some(format!("https://player.vimeo.com/video/{}?dnt=1", id(film)?))
        }
        ("bilibili.com", ["video", film]) if film.starts_with("BV") => {
            Some(format!("https://player.bilibili.com/player.html?bvid={}&autoplay=0", id(film)?))
        }
        // PeerTube has many hosts and one form of address: 22 characters, or a number of 36.
        (_, ["w", film]) if film.len() == 22 => peertube(&url, &id(film)?),
        (_, ["videos", "watch", film]) if film.len() == 36 => peertube(&url, &id(film)?),
        _ => None,
    }
}

fn peertube(url: &Url, film: &str) -> Option<String> {
    (url.scheme() == "https").then(|| format!("https://{}/videos/embed/{film}", url.host_str().unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::player;

    #[test]
    fn only_films_have_a_player() {
        for (address, expected) in [
            ("https://www.youtube.com/watch?t=3&v=dQw4w9WgXcQ", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"),
            ("https://youtu.be/dQw4w9WgXcQ?si=x", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"),
            ("https://vimeo.com/76979871", "https://player.vimeo.com/video/76979871?dnt=1"),
            (
                "https://www.bilibili.com/video/BV1xx411c7mD/",
                "https://player.bilibili.com/player.html?bvid=BV1xx411c7mD&autoplay=0",
            ),
            (
                "https://films.example/w/kkGMgK9ZtnKfYAgnEtQxbv",
                "https://films.example/videos/embed/kkGMgK9ZtnKfYAgnEtQxbv",
            ),
        ] {
            assert_eq!(player(address).as_deref(), Some(expected), "{address}");
        }
        for address in [
            "https://www.youtube.com/",
            "https://www.youtube.com/watch?v=a\"><script>",
            "https://youtube.com.evil.example/watch?v=abc",
            "https://vimeo.com/about",
            "https://a.example/w/short",
            "javascript:alert(1)",
            "/w/kkGMgK9ZtnKfYAgnEtQxbv",
        ] {
            assert_eq!(player(address), None, "{address}");
        }
    }
}
