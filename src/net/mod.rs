//! The network: the only room that opens a connection, and the only home of the HTTP client.
//!
//! Takes addresses, gives what answered them, or in words why nothing did. Never on the way of a build: only commands that were asked to
//! look elsewhere come here. Speaks `http` and `https` alone, never to an address that is not public unless it was told so, follows few
//! redirects and looks at each of them anew, and reads no more and waits no longer than its [`Limits`] say. Asks one thing at a time of
//! any one host.

mod public;

use crate::markup::SafeUrl;
use public::{NotPublic, PublicOnly};
use std::collections::{BTreeMap, VecDeque};
use std::io::Read;
use std::sync::Mutex;
use std::time::{Duration, Instant};
use ureq::http::{Response, StatusCode, header};
use ureq::unversioned::resolver::DefaultResolver;
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, Body, Timeout};

/// How much is read, waited and followed.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes of an answer, after it was unpacked.
    pub bytes: u64,
    /// From the first look-up to the last byte, redirects included.
    pub time: Duration,
    /// Redirects that are followed.
    pub redirects: usize,
    /// Hosts that are asked at the same time.
    pub hosts: usize,
    /// Between two questions to one host.
    pub pause: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 10 << 20,
            time: Duration::from_secs(20),
            redirects: 5,
            hosts: 4,
            pause: Duration::from_millis(200),
        }
    }
}

/// Which machines may be spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Those with a public address, directly. A proxy is not used, because behind one nobody here would see where a name leads.
    Public,
    /// Any, this one included, and through the proxy that the environment names.
    Any,
}

/// A question.
#[derive(Clone, Debug)]
pub struct Ask {
    /// What is wanted.
    pub url: SafeUrl,
    /// The `ETag` of the copy that is there: what has not changed is not sent again (RFC 9110 §13.1.2).
    pub etag: Option<String>,
    /// The `Last-Modified` of the copy that is there (RFC 9110 §13.1.3).
    pub last_modified: Option<String>,
}

impl Ask {
    /// Whether there is a copy, so that the answer may be that it is the newest.
    fn is_conditional(&self) -> bool {
        self.etag.is_some() || self.last_modified.is_some()
    }
}

/// How much is asked for (RFC 9110 §9.3).
#[derive(Clone, Copy, Debug)]
enum Method {
    /// The thing.
    Get,
    /// What the server says of it.
    Head,
}

/// What came of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The copy that is there is the newest.
    Unchanged,
    /// The thing itself.
    Fetched(Fetched),
}

/// What was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// Where it was found in the end.
    pub url: SafeUrl,
    /// The thing itself.
    pub bytes: Vec<u8>,
    /// What the server calls this revision.
    pub etag: Option<String>,
    /// When the server says that it changed, as it writes it.
    pub last_modified: Option<String>,
}

/// Why there was no answer to make use of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It leads to where nothing is asked for: another scheme, or a machine that is not public.
    Refused(String),
    /// No such host.
    NoHost(String),
    /// No connection, or one that broke off.
    NoConnection(String),
    /// It took too long; seconds.
    TooSlow(u64),
    /// More bytes than are read.
    TooLarge(u64),
    /// More redirects than are followed.
    TooManyRedirects(usize),
    /// The server answers that it has no answer.
    Status(u16),
}

impl Fault {
    /// Whether nothing answered at all, as without a network.
    pub fn is_silence(&self) -> bool {
        matches!(self, Self::NoHost(_) | Self::NoConnection(_))
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Refused(why) => f.write_str(why),
            Self::NoHost(host) => write!(f, "there is no host `{host}`"),
            Self::NoConnection(why) => write!(f, "no connection: {why}"),
            Self::TooSlow(seconds) => write!(f, "no answer within {seconds} seconds"),
            Self::TooLarge(bytes) => write!(f, "the answer is larger than {} MB", bytes >> 20),
            Self::TooManyRedirects(most) => write!(f, "it leads on more than {most} times"),
            Self::Status(code) => {
                let reason = StatusCode::from_u16(*code).ok().and_then(|status| status.canonical_reason());
                write!(f, "the server answers {code}{}", reason.map(|reason| format!(" {reason}")).unwrap_or_default())
            }
        }
    }
}

/// Asks the network.
#[derive(Debug)]
pub struct Client {
    agent: Agent,
    limits: Limits,
}

impl Client {
    /// A client that says of itself `name`, such as `Folkmoot/0.1 (+https://riverbank.example)`.
    pub fn new(name: &str, reach: Reach, limits: Limits) -> Self {
        let config = Agent::config_builder()
            .user_agent(name)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .max_idle_connections_per_host(0);
        let connector = DefaultConnector::new();
        let agent = match reach {
            Reach::Public => Agent::with_parts(config.proxy(None).build(), connector, PublicOnly::default()),
            Reach::Any => Agent::with_parts(config.build(), connector, DefaultResolver::default()),
        };
        Self { agent, limits }
    }

    /// Asks once.
    ///
    /// # Errors
    /// Says why there is nothing to make use of.
    pub fn get(&self, ask: &Ask) -> Result<Answer, Fault> {
        let (url, response) = self.follow(Method::Get, ask, Instant::now() + self.limits.time)?;
        match response.status() {
            StatusCode::NOT_MODIFIED if ask.is_conditional() => Ok(Answer::Unchanged),
            status if status.is_success() => self.read(url, response).map(Answer::Fetched),
            status => Err(Fault::Status(status.as_u16())),
        }
    }

    /// Asks whether there is anything, without taking it. A server that does not like the short question gets the long one, so that only
    /// what is missing to everybody is missing here.
    ///
    /// # Errors
    /// Says why nobody knows, or with the server's status that there is nothing.
    pub fn probe(&self, url: &SafeUrl) -> Result<(), Fault> {
        let ask = Ask { url: url.clone(), etag: None, last_modified: None };
        let once = |method| {
            let (_, response) = self.follow(method, &ask, Instant::now() + self.limits.time)?;
            let status = response.status();
            if status.is_success() { Ok(()) } else { Err(Fault::Status(status.as_u16())) }
        };
        match once(Method::Head) {
            Err(Fault::Status(_) | Fault::NoConnection(_)) => once(Method::Get),
            answer => answer,
        }
    }

    /// Asks for many things: of a few hosts at a time, and of each host for one thing after the other. The answers stand in the order of
    /// the questions.
    pub fn get_all(&self, asks: &[Ask]) -> Vec<Result<Answer, Fault>> {
        let urls: Vec<&SafeUrl> = asks.iter().map(|ask| &ask.url).collect();
        self.by_host(&urls, |at| self.get(&asks[at]))
    }

    /// As [`Client::get_all`], with [`Client::probe`].
    pub fn probe_all(&self, urls: &[&SafeUrl]) -> Vec<Result<(), Fault>> {
        self.by_host(urls, |at| self.probe(urls[at]))
    }

    fn by_host<T: Send>(&self, urls: &[&SafeUrl], ask: impl Fn(usize) -> T + Sync) -> Vec<T> {
        let mut hosts: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, url) in urls.iter().enumerate() {
            hosts.entry(url.authority().to_owned()).or_default().push(at);
        }
        let queue: Mutex<VecDeque<Vec<usize>>> = Mutex::new(hosts.into_values().collect());
        let work = || {
            let mut done = Vec::new();
            // The closure takes the guard and drops it: the queue is free while a host is asked.
            while let Some(places) = queue.lock().ok().and_then(|mut queue| queue.pop_front()) {
                for (turn, at) in places.into_iter().enumerate() {
                    if turn > 0 {
                        std::thread::sleep(self.limits.pause);
                    }
                    done.push((at, ask(at)));
                }
            }
            done
        };
        let mut all: Vec<(usize, T)> = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..self.limits.hosts.max(1)).map(|_| scope.spawn(work)).collect();
            workers.into_iter().flat_map(|worker| worker.join().expect("a worker does not panic")).collect()
        });
        all.sort_by_key(|(at, _)| *at);
        all.into_iter().map(|(_, answer)| answer).collect()
    }

    /// The answer at the end of all redirects, and where that is.
    fn follow(&self, method: Method, ask: &Ask, deadline: Instant) -> Result<(SafeUrl, Response<Body>), Fault> {
        let mut url = ask.url.clone();
        for _ in 0..=self.limits.redirects {
            let response = self.send(method, ask, &url, deadline)?;
            let status = response.status();
            if !status.is_redirection() || status == StatusCode::NOT_MODIFIED {
                return Ok((url, response));
            }
            url = next(&url, &response)?;
        }
        Err(Fault::TooManyRedirects(self.limits.redirects))
    }

    fn send(&self, method: Method, ask: &Ask, url: &SafeUrl, deadline: Instant) -> Result<Response<Body>, Fault> {
        let left = deadline.saturating_duration_since(Instant::now());
        let seconds = self.limits.time.as_secs();
        if left.is_zero() {
            return Err(Fault::TooSlow(seconds));
        }
        let request = match method {
            Method::Get => self.agent.get(url.for_request()),
            Method::Head => self.agent.head(url.for_request()),
        };
        let mut request = request.config().timeout_global(Some(left)).build();
        if let Some(etag) = &ask.etag {
            request = request.header(header::IF_NONE_MATCH, etag);
        }
        if let Some(time) = &ask.last_modified {
            request = request.header(header::IF_MODIFIED_SINCE, time);
        }
        request.call().map_err(|error| self.fault(error, url))
    }

    fn read(&self, url: SafeUrl, mut response: Response<Body>) -> Result<Fetched, Fault> {
        let most = self.limits.bytes;
        let mut bytes = Vec::new();
        let read = response.body_mut().as_reader().take(most + 1).read_to_end(&mut bytes);
        read.map_err(|error| self.fault(error.into(), &url))?;
        if bytes.len() as u64 > most {
            return Err(Fault::TooLarge(most));
        }
        let text = |name| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let (etag, last_modified) = (text(header::ETAG), text(header::LAST_MODIFIED));
        Ok(Fetched { url, bytes, etag, last_modified })
    }

    /// What the client says, in our words.
    fn fault(&self, error: ureq::Error, url: &SafeUrl) -> Fault {
        let host = url.authority();
        match error {
            ureq::Error::HostNotFound => Fault::NoHost(host.to_owned()),
            ureq::Error::Timeout(Timeout::Resolve) => Fault::NoConnection(format!("looking up `{host}` took too long")),
            // The system says so when it could ask nobody: the name may well be somebody's.
            ureq::Error::Io(cause) if cause.to_string().contains("Temporary failure in name resolution") => {
                Fault::NoConnection(format!("`{host}` could not be looked up"))
            }
            ureq::Error::Timeout(_) => Fault::TooSlow(self.limits.time.as_secs()),
            ureq::Error::Io(cause) if cause.get_ref().is_some_and(|inner| inner.is::<NotPublic>()) => {
                Fault::Refused(format!("`{host}` is no public address, and is asked only with `--allow-private`"))
            }
            ureq::Error::Io(cause) if cause.kind() == std::io::ErrorKind::TimedOut => {
                Fault::TooSlow(self.limits.time.as_secs())
            }
            // The look-up of a name fails without a kind of its own.
            ureq::Error::Io(cause) if cause.to_string().contains("failed to lookup address") => {
                Fault::NoHost(host.to_owned())
            }
            ureq::Error::Io(cause) => Fault::NoConnection(cause.to_string()),
            other => Fault::NoConnection(other.to_string()),
        }
    }
}

/// Where an answer leads on to.
fn next(url: &SafeUrl, response: &Response<Body>) -> Result<SafeUrl, Fault> {
    let told = response.headers().get(header::LOCATION).and_then(|value| std::str::from_utf8(value.as_bytes()).ok());
    let Some(told) = told else { return Err(Fault::Status(response.status().as_u16())) };
    let shown: String = told.chars().filter(|c| !c.is_control()).take(200).collect();
    // What calendar programs call it; the protocol is the same.
    let web = told.strip_prefix("webcal://").map(|rest| format!("https://{rest}"));
    let next =
        url.join(web.as_deref().unwrap_or(told)).map_err(|_| Fault::Refused(format!("it leads on to `{shown}`")))?;
    if url.is_https() && !next.is_https() {
        return Err(Fault::Refused(format!("it leads on from https to http, to `{shown}`")));
    }
    Ok(next)
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
