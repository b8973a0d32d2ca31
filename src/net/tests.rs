//! The client against servers of our own on the loopback address: quick, slow, huge, endless, and those that lead astray.

use super::*;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};

/// Serves each connection in a thread of its own. The function gets the path and the lines of the head, and writes the whole answer.
fn serve(answer: impl Fn(&str, &[String], &mut TcpStream) + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let answer = &answer;
        std::thread::scope(|scope| {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                scope.spawn(move || {
                    let lines = BufReader::new(stream.try_clone().unwrap()).lines();
                    let head: Vec<String> = lines.map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
                    let path = head.first().and_then(|line| line.split(' ').nth(1)).unwrap_or("").to_owned();
                    answer(&path, &head, &mut stream);
                });
            }
        });
    });
    format!("http://{address}")
}

fn plain(stream: &mut TcpStream, head: &str, body: &[u8]) {
    let _ = write!(stream, "HTTP/1.1 {head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    let _ = stream.write_all(body);
}

fn ask(url: &str) -> Ask {
    Ask { url: SafeUrl::parse_web(url).unwrap(), etag: None, last_modified: None }
}

fn client(limits: Limits) -> Client {
    Client::new("Folkmoot/test", Reach::Any, limits)
}

#[test]
fn what_is_there_comes_and_what_has_not_changed_does_not() {
    let base = serve(|_, head, stream| {
        assert!(head.iter().any(|line| line.eq_ignore_ascii_case("user-agent: Folkmoot/test")), "{head:?}");
        let known = head.iter().any(|line| line.to_ascii_lowercase().starts_with("if-none-match: \"1\""));
        let head = if known {
            "304 Not Modified"
        } else {
            "200 OK\r\nETag: \"1\"\r\nLast-Modified: Fri, 20 Nov 2026 18:00:00 GMT"
        };
        plain(stream, head, if known { b"" } else { b"hello" });
    });
    let client = client(Limits::default());
    let Ok(Answer::Fetched(first)) = client.get(&ask(&base)) else { panic!("no answer") };
    assert_eq!((first.bytes.as_slice(), first.etag.as_deref()), (&b"hello"[..], Some("\"1\"")));
    let again = Ask { etag: first.etag, last_modified: first.last_modified, ..ask(&base) };
    assert_eq!(client.get(&again), Ok(Answer::Unchanged));
}

#[test]
fn redirects_are_followed_a_few_times_and_looked_at_anew() {
    let base = serve(|path, _, stream| match path {
        "/end" => plain(stream, "200 OK", b"here"),
        "/file" => plain(stream, "302 Found\r\nLocation: file:///etc/passwd", b""),
        "/nowhere" => plain(stream, "301 Moved Permanently", b""),
        "/round" => plain(stream, "302 Found\r\nLocation: /round", b""),
        _ => plain(stream, "308 Permanent Redirect\r\nLocation: end", b""),
    });
    let client = client(Limits::default());
    let Ok(Answer::Fetched(found)) = client.get(&ask(&format!("{base}/start"))) else { panic!("no answer") };
    assert_eq!((found.bytes.as_slice(), found.url.to_string()), (&b"here"[..], format!("{base}/end")));
    assert_eq!(client.get(&ask(&format!("{base}/round"))), Err(Fault::TooManyRedirects(5)));
    assert!(matches!(client.get(&ask(&format!("{base}/file"))), Err(Fault::Refused(_))));
    assert_eq!(client.get(&ask(&format!("{base}/nowhere"))), Err(Fault::Status(301)));
}

#[test]
fn nothing_private_is_asked_unless_told_so() {
    let base = serve(|_, _, stream| plain(stream, "200 OK", b"secret"));
    let port = base.rsplit(':').next().unwrap();
    let client = Client::new("Folkmoot/test", Reach::Public, Limits::default());
    for host in ["127.0.0.1", "localhost", "[::1]", "2130706433", "0", "[::ffff:127.0.0.1]", "169.254.169.254"] {
        let said = client.get(&ask(&format!("http://{host}:{port}/")));
        assert!(matches!(&said, Err(Fault::Refused(why)) if why.contains("no public address")), "{host}: {said:?}");
    }
}

#[test]
fn what_is_too_much_or_too_slow_is_given_up() {
    let base = serve(|path, _, stream| match path {
        "/huge" => plain(stream, "200 OK", &[b'x'; 5000]),
        "/lies" => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            while stream.write_all(b"400\r\n").and_then(|()| stream.write_all(&[b'x'; 1024])).is_ok()
                && stream.write_all(b"\r\n").is_ok()
            {}
        }
        "/drips" => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
            while stream.write_all(b"x").is_ok() {
                std::thread::sleep(Duration::from_millis(50));
            }
        }
        "/short" => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\nConnection: close\r\n\r\nBEGIN");
        }
        "/packed" => {
            // 4 MB of zeros in 4 kB.
            let packed = include_bytes!("zeros.gz");
            plain(stream, "200 OK\r\nContent-Encoding: gzip", packed);
        }
        _ => std::thread::sleep(Duration::from_secs(3)),
    });
    let limits = Limits { bytes: 4000, time: Duration::from_secs(1), ..Limits::default() };
    let client = client(limits);
    let get = |path: &str| client.get(&ask(&format!("{base}{path}")));
    for path in ["/huge", "/lies", "/packed"] {
        assert_eq!(get(path), Err(Fault::TooLarge(4000)), "{path}");
    }
    for path in ["/drips", "/silent"] {
        assert_eq!(get(path), Err(Fault::TooSlow(1)), "{path}");
    }
    assert!(matches!(get("/short"), Err(Fault::NoConnection(_))), "{:?}", get("/short"));
}

#[test]
fn silence_is_told_from_a_refusal() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let client = client(Limits::default());
    assert!(client.get(&ask(&format!("http://{closed}/"))).is_err_and(|fault| fault.is_silence()));
    let base = serve(|_, _, stream| plain(stream, "500 Internal Server Error", b"no"));
    let said = client.get(&ask(&base)).unwrap_err();
    assert!(!said.is_silence());
    assert_eq!(said.to_string(), "the server answers 500 Internal Server Error");
    let odd = serve(|_, _, stream| drop(stream.write_all(b"SSH-2.0-OpenSSH_9\r\n")));
    assert!(client.get(&ask(&odd)).is_err());
}

#[test]
fn one_host_is_asked_for_one_thing_at_a_time() {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static BUSY: AtomicUsize = AtomicUsize::new(0);
    static MOST: AtomicUsize = AtomicUsize::new(0);
    let base = serve(|path, _, stream| {
        MOST.fetch_max(BUSY.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        std::thread::sleep(Duration::from_millis(20));
        BUSY.fetch_sub(1, Ordering::SeqCst);
        plain(stream, "200 OK", path.as_bytes());
    });
    let asks: Vec<Ask> = (0..6).map(|number| ask(&format!("{base}/{number}"))).collect();
    let client = client(Limits { pause: Duration::from_millis(1), ..Limits::default() });
    for (number, answer) in client.get_all(&asks).into_iter().enumerate() {
        let Ok(Answer::Fetched(fetched)) = answer else { panic!("no answer") };
        assert_eq!(fetched.bytes, format!("/{number}").as_bytes());
    }
    assert_eq!(MOST.load(Ordering::SeqCst), 1);
}
