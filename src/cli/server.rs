//! The preview server: the output folder over HTTP, on the loopback address, with live reload.
//!
//! Takes requests, gives files of the site. A page elsewhere must not be able to read the preview through its visitor's browser, nor
//! a name that was made to point here: the `Host` is checked, nothing is shared with other origins, and the stream of events answers
//! only pages of its own. The script for reloading is added to what is sent, never to a file.

use super::find::{Found, find};
use super::media::media_type;
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use std::convert::Infallible;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::watch;

const SCRIPT: &str = "/.folkmoot/reload.js";
const EVENTS: &str = "/.folkmoot/events";

/// What browsers are told of the site.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub(super) struct News {
    /// Which state of the site is there: another text for every state, also of another run of the program.
    pub(super) site: String,
    /// What was wrong when it was last built; empty when nothing was.
    pub(super) message: String,
}

/// What is served.
#[derive(Debug)]
pub(super) struct Preview {
    /// The output folder.
    pub(super) output: PathBuf,
    /// What `base_url` has behind the host, without a slash at its end.
    pub(super) base_path: String,
    /// The news, as they come.
    pub(super) news: watch::Receiver<News>,
}

/// Answers requests until the program ends.
pub(super) async fn run(listener: tokio::net::TcpListener, preview: Preview) -> std::io::Result<()> {
    let router = Router::new().fallback(answer).with_state(Arc::new(preview));
    axum::serve(listener, router).await
}

async fn answer(State(preview): State<Arc<Preview>>, request: Request) -> Response {
    if !request.headers().get(header::HOST).is_some_and(is_loopback) {
        return plain(StatusCode::FORBIDDEN, "This preview answers only to 127.0.0.1 and localhost.\n");
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let mut refusal = plain(StatusCode::METHOD_NOT_ALLOWED, "A preview can only be read.\n");
        refusal.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
        return refusal;
    }
    match request.uri().path() {
        SCRIPT => sent(StatusCode::OK, media_type(SCRIPT), include_str!("reload.js").into()),
        EVENTS if !is_own(request.headers()) => plain(StatusCode::FORBIDDEN, "Only for pages of this preview.\n"),
        EVENTS => events(&preview),
        _ => file(preview, request).await,
    }
}

async fn file(preview: Arc<Preview>, request: Request) -> Response {
    // Before the file is read: should the site change in between, the page learns of it and comes again.
    let site = preview.news.borrow().site.clone();
    let path = request.uri().path().to_owned();
    let Some(inner) = path.strip_prefix(&preview.base_path).filter(|inner| inner.starts_with('/')).map(str::to_owned)
    else {
        return moved(&format!("{}/", preview.base_path), None);
    };
    let looked = {
        let preview = preview.clone();
        tokio::task::spawn_blocking(move || find(&preview.output, &inner)).await
    };
    match looked {
        Ok(Found::File(path, bytes)) => {
            let media = media_type(&path);
            let bytes = if media.starts_with("text/html") { with_script(bytes, &site) } else { bytes };
            sent(StatusCode::OK, media, bytes.into())
        }
        Ok(Found::Moved(to)) => moved(&format!("{}{to}", preview.base_path), request.uri().query()),
        Ok(Found::Missing(Some(page))) => {
            sent(StatusCode::NOT_FOUND, media_type("404.html"), with_script(page, &site).into())
        }
        Ok(Found::Missing(None)) => {
            let page =
                b"<!doctype html><meta charset=utf-8><title>Nothing here</title><p>There is nothing here, or not yet."
                    .to_vec();
            sent(StatusCode::NOT_FOUND, media_type("404.html"), with_script(page, &site).into())
        }
        Err(_) => plain(StatusCode::INTERNAL_SERVER_ERROR, "The file could not be read.\n"),
    }
}

fn events(preview: &Preview) -> Response {
    let mut news = preview.news.clone();
    news.mark_changed();
    let stream = futures_util::stream::unfold(news, |mut news| async move {
        news.changed().await.ok()?;
        let text = serde_json::to_string(&*news.borrow_and_update()).expect("two texts always have a form in JSON");
        Some((Ok::<_, Infallible>(Event::default().data(text)), news))
    });
    guarded(Sse::new(stream).keep_alive(KeepAlive::default()).into_response())
}

/// Puts the script before the end of the body, or at the end of a page that leaves it out.
fn with_script(mut page: Vec<u8>, site: &str) -> Vec<u8> {
    let tag = format!("<script src=\"{SCRIPT}\" data-site=\"{site}\" defer></script>");
    let end = page.windows(7).rposition(|words| words.eq_ignore_ascii_case(b"</body>")).unwrap_or(page.len());
    page.splice(end..end, tag.into_bytes());
    page
}

fn plain(status: StatusCode, text: &'static str) -> Response {
    sent(status, "text/plain; charset=utf-8", text.into())
}

fn moved(to: &str, query: Option<&str>) -> Response {
    let to = query.map_or_else(|| to.to_owned(), |query| format!("{to}?{query}"));
    let mut response = sent(StatusCode::TEMPORARY_REDIRECT, "text/plain; charset=utf-8", Body::empty());
    if let Ok(to) = HeaderValue::try_from(to) {
        response.headers_mut().insert(header::LOCATION, to);
    }
    response
}

fn sent(status: StatusCode, media: &'static str, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    guarded(response)
}

/// Keeps an answer out of caches and out of pages of other origins.
fn guarded(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin"));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN"));
    response
}

/// Whether a `Host`, with or without a port, is a name of the loopback address that nobody else can give out.
fn is_loopback(host: &HeaderValue) -> bool {
    let Ok(host) = host.to_str() else {
        return false;
    };
    let name = match host.rsplit_once(':') {
        Some((name, port)) if !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    matches!(name.to_ascii_lowercase().as_str(), "127.0.0.1" | "localhost" | "[::1]")
}

/// Whether a request comes from a page of the preview itself, or from no page at all.
fn is_own(headers: &HeaderMap) -> bool {
    let from = headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
    if !matches!(from, None | Some(b"same-origin" | b"none")) {
        return false;
    }
    match (headers.get(header::ORIGIN), headers.get(header::HOST)) {
        (None, _) => true,
        (Some(origin), Some(host)) => origin.as_bytes() == [b"http://", host.as_bytes()].concat(),
        (Some(_), None) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Site {
        _folder: tempfile::TempDir,
        preview: Arc<Preview>,
        news: watch::Sender<News>,
    }

    fn site(base_path: &str) -> Site {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("a")).unwrap();
        std::fs::write(folder.path().join("a/index.html"), "<p>a</BODY></html>").unwrap();
        std::fs::write(folder.path().join("calendar.ics"), "BEGIN:VCALENDAR").unwrap();
        let (news, listen) = watch::channel(News { site: "s1".into(), message: String::new() });
        let preview = Preview { output: folder.path().into(), base_path: base_path.into(), news: listen };
        Site { _folder: folder, preview: Arc::new(preview), news }
    }

    fn ask(site: &Site, method: &str, path: &str, headers: &[(&str, &str)]) -> (StatusCode, HeaderMap, String) {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let response = answer(State(site.preview.clone()), request.body(Body::empty()).unwrap()).await;
            let (head, body) = response.into_parts();
            // Of a stream without an end only the head is of interest.
            let endless = head.headers.get(header::CONTENT_TYPE).is_some_and(|media| media == "text/event-stream");
            let body = if endless { Default::default() } else { axum::body::to_bytes(body, 1 << 20).await.unwrap() };
            (head.status, head.headers, String::from_utf8(body.to_vec()).unwrap())
        })
    }

    const HERE: (&str, &str) = ("host", "127.0.0.1:4180");

    #[test]
    fn pages_come_with_the_script_and_files_as_they_are() {
        let site = site("");
        let (status, headers, body) = ask(&site, "GET", "/a/", &[HERE]);
        assert_eq!(status, StatusCode::OK);
        assert_eq!(body, "<p>a<script src=\"/.folkmoot/reload.js\" data-site=\"s1\" defer></script></BODY></html>");
        assert_eq!(headers["cache-control"], "no-store");
        assert!(!headers.contains_key("access-control-allow-origin"));
        let (_, headers, body) = ask(&site, "GET", "/calendar.ics", &[HERE]);
        assert_eq!(
            (headers["content-type"].as_bytes(), &*body),
            (&b"text/calendar; charset=utf-8"[..], "BEGIN:VCALENDAR")
        );
        let (status, headers, _) = ask(&site, "GET", "/a?x=1", &[HERE]);
        assert_eq!((status, headers["location"].as_bytes()), (StatusCode::TEMPORARY_REDIRECT, &b"/a/?x=1"[..]));
        let (status, _, body) = ask(&site, "GET", "/b/", &[HERE]);
        assert!(status == StatusCode::NOT_FOUND && body.contains("reload.js"), "{body}");
    }

    #[test]
    fn other_hosts_and_methods_are_refused() {
        let site = site("");
        for host in ["hub.example", "127.0.0.1.evil.example", "evil.example:4180", "localhost.evil.example", ""] {
            assert_eq!(ask(&site, "GET", "/a/", &[("host", host)]).0, StatusCode::FORBIDDEN, "{host}");
        }
        assert_eq!(ask(&site, "GET", "/a/", &[]).0, StatusCode::FORBIDDEN);
        for host in ["localhost", "LOCALHOST:99", "[::1]:4180", "127.0.0.1"] {
            assert_eq!(ask(&site, "GET", "/a/", &[("host", host)]).0, StatusCode::OK, "{host}");
        }
        assert_eq!(ask(&site, "POST", "/a/", &[HERE]).0, StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(ask(&site, "OPTIONS", "/a/", &[HERE]).0, StatusCode::METHOD_NOT_ALLOWED);
    }

    #[test]
    fn the_stream_of_events_answers_only_its_own_pages() {
        let site = site("");
        let status = |more: &[(&str, &str)]| ask(&site, "GET", EVENTS, &[&[HERE], more].concat()).0;
        assert_eq!(status(&[]), StatusCode::OK);
        assert_eq!(status(&[("sec-fetch-site", "same-origin"), ("origin", "http://127.0.0.1:4180")]), StatusCode::OK);
        assert_eq!(status(&[("sec-fetch-site", "cross-site")]), StatusCode::FORBIDDEN);
        assert_eq!(status(&[("sec-fetch-site", "same-site")]), StatusCode::FORBIDDEN);
        assert_eq!(status(&[("origin", "http://evil.example")]), StatusCode::FORBIDDEN);
        assert_eq!(status(&[("origin", "http://127.0.0.1:9")]), StatusCode::FORBIDDEN);
        assert_eq!(status(&[("origin", "null")]), StatusCode::FORBIDDEN);
        drop(site.news);
    }

    #[test]
    fn a_site_below_a_path_is_served_below_it() {
        let site = site("/hub");
        assert_eq!(ask(&site, "GET", "/hub/a/", &[HERE]).0, StatusCode::OK);
        let (status, headers, _) = ask(&site, "GET", "/hub/a", &[HERE]);
        assert_eq!((status, headers["location"].as_bytes()), (StatusCode::TEMPORARY_REDIRECT, &b"/hub/a/"[..]));
        for elsewhere in ["/", "/hubbub/", "/hub"] {
            let (status, headers, _) = ask(&site, "GET", elsewhere, &[HERE]);
            assert_eq!((status, headers["location"].as_bytes()), (StatusCode::TEMPORARY_REDIRECT, &b"/hub/"[..]));
        }
    }
}
