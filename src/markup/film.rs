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
    let asked = |wanted: &str| url.query_pairs().find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned());
    let start = ["t", "start"].into_iter().find_map(|name| seconds(&asked(name)?));
    let at = |mark: char| start.map_or(String::new(), |start| format!("{mark}start={start}"));
    let youtube = |film: &str| id(film).map(|film| format!("https://www.youtube-nocookie.com/embed/{film}{}", at('?')));
    match (host, &parts[..]) {
        ("youtube.com", ["watch"]) => youtube(&asked("v")?),
        ("youtube.com", ["shorts" | "live" | "embed", film]) | ("youtu.be", [film]) => youtube(film),
        ("vimeo.com", [film]) if film.bytes().all(|byte| byte.is_ascii_digit()) => {
            let start = url.fragment().and_then(|part| seconds(part.strip_prefix("t=")?));
            let at = start.map_or(String::new(), |start| format!("#t={start}s"));
            Some(format!("https://player.vimeo.com/video/{}?dnt=1{at}", id(film)?))
        }
        ("bilibili.com", ["video", film]) if film.starts_with("BV") => {
            let at = start.map_or(String::new(), |start| format!("&t={start}"));
            Some(format!("https://player.bilibili.com/player.html?bvid={}&autoplay=0{at}", id(film)?))
        }
        // PeerTube has many hosts and two forms of address, each with a short id of 22 characters or a long one of 36.
        (_, ["w", "p", list] | ["videos", "watch", "playlist", list]) if is_peertube(list) => {
            peertube(&url, "video-playlists", &id(list)?, "")
        }
        (_, ["w", film] | ["videos", "watch", film]) if is_peertube(film) => {
            peertube(&url, "videos", &id(film)?, &at('?'))
        }
        _ => None,
    }
}

fn is_peertube(id: &str) -> bool {
    matches!(id.len(), 22 | 36)
}

fn peertube(url: &Url, what: &str, id: &str, at: &str) -> Option<String> {
    let host = url.host_str().unwrap_or_default();
    (url.scheme() == "https").then(|| format!("https://{host}/{what}/embed/{id}{at}"))
}

/// Seconds from the beginning, as addresses of films write them: `90`, `90s`, `1m30s`, `1h2m3s`.
fn seconds(text: &str) -> Option<u32> {
    let mut all = 0_u32;
    let mut rest = text.trim();
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let number: u32 = rest[..digits].parse().ok()?;
        let unit = match rest[digits..].chars().next() {
            Some('h') => 3600,
            Some('m') => 60,
            Some('s') | None => 1,
            Some(_) => return None,
        };
        all = all.checked_add(number.checked_mul(unit)?)?;
        rest = rest.get(digits + 1..).unwrap_or("");
    }
    (all > 0).then_some(all)
}

#[cfg(test)]
mod tests {
    use super::player;

    #[test]
    fn only_films_have_a_player() {
        for (address, expected) in [
            (
                "https://www.youtube.com/watch?t=3&v=dQw4w9WgXcQ",
                "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?start=3",
            ),
            ("https://youtu.be/dQw4w9WgXcQ?t=1m30s", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?start=90"),
            ("https://youtu.be/dQw4w9WgXcQ?start=1x", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"),
            ("https://vimeo.com/76979871#t=1h2s", "https://player.vimeo.com/video/76979871?dnt=1#t=3602s"),
            (
                "https://films.example/w/9c9de5e8-0a1e-484a-b099-e80766180a6d?start=12s",
                "https://films.example/videos/embed/9c9de5e8-0a1e-484a-b099-e80766180a6d?start=12",
            ),
            (
                "https://films.example/w/p/kkGMgK9ZtnKfYAgnEtQxbv",
                "https://films.example/video-playlists/embed/kkGMgK9ZtnKfYAgnEtQxbv",
            ),
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
