//! What publishing promises, each promise tried on a real folder.

use super::*;
use crate::text::digest_of;
use std::fs;
use tempfile::TempDir;

/// A hub in a folder of its own, and the site it writes.
struct Hub {
    folder: TempDir,
}

impl Hub {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("hub/content/posts")).unwrap();
        fs::write(folder.path().join("hub/hub.toml"), "title = \"x\"\n").unwrap();
        Self { folder }
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("hub")
    }

    fn output(&self) -> PathBuf {
        self.root().join("public")
    }

    fn open(&self) -> Result<Publisher, Error> {
        Publisher::open(&self.output(), &self.root(), true)
    }

    /// A build as the pipeline does it: a file is made only when its key changed. The bytes are the key.
    fn build(&self, pages: &[(&str, &str)]) -> Result<Report, Error> {
        self.build_with(pages, true)
    }

    fn build_with(&self, pages: &[(&str, &str)], use_cache: bool) -> Result<Report, Error> {
        let publisher = Publisher::open(&self.output(), &self.root(), use_cache)?;
        let records = hand_in(&publisher, pages)?;
        publisher.commit(records, None)
    }

    fn read(&self, path: &str) -> Option<String> {
        fs::read_to_string(self.output().join(path)).ok()
    }

    /// The names beside the output, apart from the hub's own.
    fn neighbours(&self) -> Vec<String> {
        let names = fs::read_dir(self.root()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<_> = names.filter(|name| !["hub.toml", "content", ".folkmoot"].contains(&&**name)).collect();
        names.sort();
        names
    }
}

fn address(path: &str) -> Address {
    Address::parse(path).unwrap()
}

fn hand_in(publisher: &Publisher, pages: &[(&str, &str)]) -> Result<Vec<Record>, Error> {
    pages
        .par_iter()
        .map(|(path, text)| {
            let (address, key) = (address(path), digest_of(text));
            if publisher.is_current(&address, key) {
                return Ok(publisher.keep(&address, key));
            }
            let sources = vec!["hub.toml".into(), format!("content{path}.md").into()];
            // A key with a remark gives the bytes without it: another key, the same bytes.
            publisher.put(&address, key, text.split(" #").next().unwrap_or("").as_bytes(), sources)
        })
        .collect()
}

fn report(written: usize, unchanged: usize, removed: usize) -> Report {
    Report { written, unchanged, removed, bytes: 0 }
}

fn without_bytes(result: Result<Report, Error>) -> Report {
    Report { bytes: 0, ..result.unwrap() }
}

fn refusal(result: Result<impl Sized, Error>) -> String {
    match result {
        Err(Error::OutputNotOurs { why, .. }) => why,
        Err(other) => panic!("refused in another way: {other}"),
        Ok(_) => panic!("not refused"),
    }
}

#[cfg(unix)]
fn inode(path: &Path) -> u64 {
    use std::os::unix::fs::MetadataExt;
    fs::symlink_metadata(path).unwrap().ino()
}

const SITE: [(&str, &str); 4] = [("/", "home"), ("/posts/a/", "a"), ("/posts/b/", "b"), ("/feed.xml", "feed")];

#[test]
fn a_first_build_writes_everything_and_leaves_no_traces() {
    let hub = Hub::new();
    let first = hub.build(&SITE).unwrap();
    assert_eq!(first, Report { bytes: 10, ..report(4, 0, 0) });
    assert_eq!(hub.read("posts/b/index.html").as_deref(), Some("b"));
    assert_eq!(hub.neighbours(), ["public"]);
    let list = hub.read(MANIFEST).unwrap();
    assert!(list.starts_with("# folkmoot-manifest 2 "), "{list}");
    assert_eq!(list.lines().count(), 5, "a line for each file");
    for told in ["index", "posts", "feed", ".md"] {
        assert!(!list.contains(told), "no path and no source is named: {list}");
    }
}

#[cfg(unix)]
#[test]
fn an_unchanged_build_touches_nothing_at_all() {
    let hub = Hub::new();
    hub.build(&SITE).unwrap();
    let paths = [hub.output(), hub.output().join("posts/a/index.html"), hub.output().join(MANIFEST)];
    let before: Vec<_> =
        paths.iter().map(|path| (inode(path), fs::metadata(path).unwrap().modified().unwrap())).collect();
    assert_eq!(without_bytes(hub.build(&SITE)), report(0, 4, 0));
    let after: Vec<_> =
        paths.iter().map(|path| (inode(path), fs::metadata(path).unwrap().modified().unwrap())).collect();
    assert_eq!(before, after);
}

#[cfg(unix)]
#[test]
fn what_did_not_change_keeps_its_inode_and_time() {
    let hub = Hub::new();
    hub.build(&SITE).unwrap();
    let file = hub.output().join("posts/a/index.html");
    let before = (inode(&file), fs::metadata(&file).unwrap().modified().unwrap());
    let site = [("/", "home"), ("/posts/a/", "a # told otherwise"), ("/posts/b/", "B"), ("/feed.xml", "feed")];
    assert_eq!(without_bytes(hub.build(&site)), report(1, 3, 0));
    assert_eq!(before, (inode(&file), fs::metadata(&file).unwrap().modified().unwrap()));
    assert_eq!(hub.read("posts/b/index.html").as_deref(), Some("B"));
    // The key without the remark is remembered as well, so nothing is made the next time.
    let publisher = hub.open().unwrap();
    assert!(publisher.is_current(&address("/posts/a/"), digest_of("a # told otherwise")));
}

#[test]
fn pages_that_are_gone_vanish_with_their_folders() {
    let hub = Hub::new();
    hub.build(&SITE).unwrap();
    assert_eq!(without_bytes(hub.build(&SITE[..2])), report(0, 2, 2));
    assert_eq!(hub.read("feed.xml"), None);
    assert!(!hub.output().join("posts/b").exists());
    assert_eq!(hub.neighbours(), ["public"]);
}

#[test]
fn a_folder_with_files_of_others_is_refused_and_left_alone() {
    let hub = Hub::new();
    fs::create_dir(hub.output()).unwrap();
    fs::write(hub.output().join("thesis.doc"), "years of work").unwrap();
    assert!(refusal(hub.build(&SITE)).contains("thesis.doc"));
    assert_eq!(hub.read("thesis.doc").as_deref(), Some("years of work"));
    fs::write(hub.output().join(MANIFEST), "thesis.doc\n").unwrap();
    assert!(refusal(hub.build(&SITE)).contains("did not make"), "a list without our first line is no list");
    fs::remove_file(hub.output().join(MANIFEST)).unwrap();
    fs::remove_file(hub.output().join("thesis.doc")).unwrap();
    assert_eq!(without_bytes(hub.build(&SITE)), report(4, 0, 0), "an empty folder is fine");
}

#[test]
fn the_hub_and_its_sources_are_refused() {
    let hub = Hub::new();
    let root = hub.root();
    let open = |output: &Path| refusal(Publisher::open(output, &root, true));
    assert!(open(&root).contains("the hub itself"));
    assert!(open(&root.join("content/..")).contains("the hub itself"));
    assert!(open(hub.folder.path()).contains("holds the hub"));
    assert!(open(Path::new("/")).contains("holds the hub"));
    for inner in
        ["content", "content/posts", "content/new", "static", "themes/x/y", "templates", "data", ".git", ".folkmoot/x"]
    {
        assert!(open(&root.join(inner)).contains("part of the hub"), "{inner}");
    }
    assert!(open(&root.join("hub.toml")).contains("a file"));
    assert!(!root.join("static").join("x").exists());
}

#[cfg(unix)]
#[test]
fn links_are_refused_as_output_and_seen_through_on_the_way() {
    let hub = Hub::new();
    let root = hub.root();
    let link = hub.folder.path().join("link");
    std::os::unix::fs::symlink(root.join("content"), &link).unwrap();
    assert!(refusal(Publisher::open(&link, &root, true)).contains("symbolic link"));
    assert!(refusal(Publisher::open(&link.join(""), &root, true)).contains("symbolic link"), "with a slash at the end");
    assert!(refusal(Publisher::open(&link.join("posts/out"), &root, true)).contains("part of the hub"));
    // A hub whose content lies elsewhere, by a link: that place is as little a place for a site.
    let elsewhere = hub.folder.path().join("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, root.join("static")).unwrap();
    assert!(refusal(Publisher::open(&elsewhere.join("out"), &root, true)).contains("part of the hub"));
}

#[cfg(unix)]
#[test]
fn files_of_others_are_carried_over() {
    let hub = Hub::new();
    hub.build(&SITE).unwrap();
    let output = hub.output();
    fs::write(output.join("CNAME"), "hub.example").unwrap();
    fs::create_dir_all(output.join(".git/refs/tags")).unwrap();
    fs::write(output.join(".git/HEAD"), "ref: refs/heads/pages\n").unwrap();
    std::os::unix::fs::symlink("CNAME", output.join("alias")).unwrap();
    let before = inode(&output.join("CNAME"));
    assert_eq!(without_bytes(hub.build(&[("/", "new home")])), report(1, 0, 3));
    assert_eq!(hub.read("CNAME").as_deref(), Some("hub.example"));
    assert_eq!(inode(&output.join("CNAME")), before);
    assert_eq!(hub.read(".git/HEAD").as_deref(), Some("ref: refs/heads/pages\n"));
    assert!(output.join(".git/refs/tags").is_dir(), "git needs its empty folders");
    assert_eq!(fs::read_link(output.join("alias")).unwrap(), Path::new("CNAME"));
    assert_eq!(hub.neighbours(), ["public"]);
    // And a second time, when the list is the one of the second build.
    assert_eq!(without_bytes(hub.build(&SITE)), report(4, 0, 0));
    assert_eq!(hub.read("CNAME").as_deref(), Some("hub.example"));
}

#[test]
fn a_file_of_others_is_not_overwritten() {
    let hub = Hub::new();
    hub.build(&SITE[..1]).unwrap();
    fs::write(hub.output().join("feed.xml"), "theirs").unwrap();
    assert!(refusal(hub.build(&SITE)).contains("`feed.xml`"));
    assert_eq!(hub.read("feed.xml").as_deref(), Some("theirs"));
    assert_eq!(hub.read("posts/a/index.html"), None);
    assert_eq!(hub.neighbours(), ["public"]);
}

#[test]
fn what_was_changed_by_hand_is_made_again() {
    let hub = Hub::new();
    hub.build(&SITE).unwrap();
    fs::write(hub.output().join("feed.xml"), "tampered").unwrap();
    fs::remove_file(hub.output().join("posts/a/index.html")).unwrap();
    assert_eq!(without_bytes(hub.build(&SITE)), report(2, 2, 0));
    assert_eq!(hub.read("feed.xml").as_deref(), Some("feed"));
    assert_eq!(hub.read("posts/a/index.html").as_deref(), Some("a"));
}

#[test]
fn a_killed_build_leaves_nothing_that_matters() {
    let hub = Hub::new();
    hub.build(&SITE).unwrap();
    let stage = hub.root().join(".public.folkmoot-stage");
    // Killed while staging: `forget` keeps every clean-up from running, as a signal would; the system frees the lock.
    let publisher = hub.open().unwrap();
    hand_in(&publisher, &[("/", "half"), ("/new/", "new")]).unwrap();
    assert!(stage.join("new/index.html").exists());
    let copy = hub.folder.path().join("copy");
    fs::rename(&stage, &copy).unwrap();
    drop(publisher);
    fs::rename(&copy, &stage).unwrap();
    fs::write(hub.root().join(".public.folkmoot-lock"), "").unwrap();
    assert_eq!(hub.read("index.html").as_deref(), Some("home"), "the old site stands");
    assert_eq!(without_bytes(hub.build(&SITE)), report(0, 4, 0));
    assert_eq!(hub.neighbours(), ["public"]);
}

#[test]
fn a_stage_whose_mark_found_no_room_is_ours() {
    let hub = Hub::new();
    let stage = hub.root().join(".public.folkmoot-stage");
    fs::create_dir(&stage).unwrap();
    fs::write(stage.join(MANIFEST), "").unwrap();
    assert_eq!(without_bytes(hub.build(&SITE)), report(4, 0, 0));
    assert_eq!(hub.neighbours(), ["public"]);
}

#[test]
fn killed_between_two_renames_the_old_site_comes_back() {
    let hub = Hub::new();
    hub.build(&SITE).unwrap();
    let old = hub.root().join(".public.folkmoot-old");
    fs::rename(hub.output(), &old).unwrap();
    let publisher = hub.open().unwrap();
    assert_eq!(hub.read("index.html").as_deref(), Some("home"));
    assert!(publisher.is_current(&address("/"), digest_of("home")), "and its ledger with it");
    drop(publisher);
    // Killed after both: the site is new, the old one goes.
    fs::create_dir(&old).unwrap();
    fs::write(old.join(MANIFEST), unfinished_text()).unwrap();
    fs::write(old.join("x.html"), "x").unwrap();
    hub.open().unwrap();
    assert_eq!(hub.neighbours(), ["public"]);
}

#[test]
fn a_neighbour_that_is_not_ours_is_refused() {
    let hub = Hub::new();
    let stage = hub.root().join(".public.folkmoot-stage");
    fs::create_dir(&stage).unwrap();
    fs::write(stage.join("mine.txt"), "mine").unwrap();
    assert!(refusal(hub.build(&SITE)).contains("did not make"));
    assert!(stage.join("mine.txt").exists());
}

#[test]
fn a_build_given_up_or_failing_leaves_the_old_site() {
    let hub = Hub::new();
    hub.build(&SITE).unwrap();
    let publisher = hub.open().unwrap();
    hand_in(&publisher, &[("/", "half")]).unwrap();
    publisher.abandon();
    assert_eq!(hub.neighbours(), ["public"]);
    // A kept file disappears before the site is put together: the build fails, and what stood is not touched.
    let publisher = hub.open().unwrap();
    let records = hand_in(&publisher, &[("/", "changed"), SITE[1], SITE[2], SITE[3]]).unwrap();
    fs::remove_file(hub.output().join("posts/a/index.html")).unwrap();
    assert!(matches!(publisher.commit(records, None), Err(Error::Io { doing: "keep", .. })));
    assert_eq!(hub.read("index.html").as_deref(), Some("home"));
    assert_eq!(hub.neighbours(), ["public"]);
    assert_eq!(without_bytes(hub.build(&SITE)), report(1, 3, 0));
}

#[cfg(target_os = "linux")]
#[test]
fn a_reader_never_meets_half_a_site() {
    use std::sync::atomic::{AtomicBool, Ordering};
    let hub = Hub::new();
    let pages = |round: usize| (0..40).map(|page| (format!("/p{page}/"), format!("{round}"))).collect::<Vec<_>>();
    let build = |round| {
        let pages = pages(round);
        hub.build(&pages.iter().map(|(path, text)| (&**path, &**text)).collect::<Vec<_>>()).unwrap();
    };
    build(0);
    let done = AtomicBool::new(false);
    let output = hub.output();
    let looked = std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut looked = 0;
            while !done.load(Ordering::Relaxed) {
                // The first and the last page of the order in which files are written and removed, by name each time.
                for page in ["p0/index.html", "p39/index.html", MANIFEST] {
                    // A path is walked step by step: the one that was under way while the old site went may miss, the next not.
                    let path = output.join(page);
                    fs::read(&path).or_else(|_| fs::read(&path)).expect("the site is there at every moment");
                    looked += 1;
                }
            }
            looked
        });
        (1..40).for_each(build);
        done.store(true, Ordering::Relaxed);
        reader.join().unwrap()
    });
    assert!(looked > 100, "looked {looked} times");
}

#[test]
fn a_second_build_is_refused_while_the_first_one_runs() {
    let hub = Hub::new();
    let first = hub.open().unwrap();
    assert!(matches!(hub.open(), Err(Error::Locked { .. })));
    drop(first);
    assert!(hub.open().is_ok());
    assert_eq!(hub.neighbours(), Vec::<String>::new(), "no lock stays behind");
}

#[test]
fn without_the_cache_everything_is_made_and_nothing_is_written() {
    let hub = Hub::new();
    hub.build(&SITE).unwrap();
    let publisher = Publisher::open(&hub.output(), &hub.root(), false).unwrap();
    assert!(!publisher.is_current(&address("/"), digest_of("home")));
    drop(publisher);
    assert_eq!(without_bytes(hub.build_with(&SITE, false)), report(0, 4, 0));
    fs::remove_dir_all(hub.root().join(".folkmoot")).unwrap();
    assert_eq!(without_bytes(hub.build(&SITE)), report(0, 4, 0), "a lost ledger costs time, not a file");
    assert!(hub.open().unwrap().is_current(&address("/"), digest_of("home")), "and is written anew");
}

#[test]
fn a_ledger_of_another_site_is_not_believed() {
    let hub = Hub::new();
    hub.build(&SITE).unwrap();
    // Somebody put another site into the same folder, with the same names, sizes and times.
    let ledgers: Vec<_> =
        fs::read_dir(hub.root().join(".folkmoot")).unwrap().map(|entry| entry.unwrap().path()).collect();
    let ledger = ledgers.iter().find(|path| path.to_string_lossy().contains("ledger-")).unwrap();
    let old = fs::read(ledger).unwrap();
    let other = [("/", "HOME"), ("/posts/a/", "a"), ("/posts/b/", "b"), ("/feed.xml", "feed")];
    let time = fs::metadata(hub.output().join("index.html")).unwrap().modified().unwrap();
    hub.build(&other).unwrap();
    File::options().write(true).open(hub.output().join("index.html")).unwrap().set_modified(time).unwrap();
    fs::write(ledger, old).unwrap();
    assert_eq!(without_bytes(hub.build(&SITE)), report(1, 3, 0));
    assert_eq!(hub.read("index.html").as_deref(), Some("home"));
}

#[test]
fn a_file_of_the_hub_is_copied_with_the_rights_of_a_new_one() {
    let hub = Hub::new();
    let original = hub.root().join("content/posts/picture.png");
    fs::write(&original, b"\x89PNG").unwrap();
    let digest = Digest::of_bytes(b"\x89PNG");
    let copy = || {
        let publisher = hub.open().unwrap();
        let record = publisher.copy(&address("/picture.png"), digest, &original, digest, Vec::new()).unwrap();
        publisher.commit(vec![record], None).unwrap()
    };
    assert_eq!(copy(), Report { bytes: 4, ..report(1, 0, 0) });
    assert_eq!(copy(), report(0, 1, 0));
    assert_eq!(fs::read(hub.output().join("picture.png")).unwrap(), b"\x89PNG");
}

#[test]
fn no_page_takes_the_name_of_the_list() {
    let hub = Hub::new();
    let publisher = hub.open().unwrap();
    let taken = publisher.put(&address("/.folkmoot-manifest"), Digest(0, 0), b"", Vec::new());
    assert!(matches!(taken, Err(Error::Usage(_))));
}

#[test]
fn what_a_file_was_made_from_can_be_explained() {
    let hub = Hub::new();
    assert_eq!(made(&hub.output(), &hub.root()).unwrap(), None);
    hub.build(&SITE).unwrap();
    let all = made(&hub.output(), &hub.root()).unwrap().unwrap();
    let paths: Vec<&str> = all.iter().map(|made| &*made.path).collect();
    assert_eq!(paths, ["feed.xml", "index.html", "posts/a/index.html", "posts/b/index.html"]);
    assert_eq!(all[2].sources, ["hub.toml".into(), Arc::<str>::from("content/posts/a/.md")]);
    assert_eq!((all[2].key, all[2].size), (digest_of("a"), 1));
    assert_eq!(hub.neighbours(), ["public"]);
}

#[test]
fn an_output_may_lie_anywhere_else_with_parents_yet_to_be_made() {
    let hub = Hub::new();
    let output = hub.folder.path().join("www/sites/hub");
    let publisher = Publisher::open(&output, &hub.root(), true).unwrap();
    let records = hand_in(&publisher, &SITE).unwrap();
    publisher.commit(records, None).unwrap();
    assert_eq!(fs::read_to_string(output.join("index.html")).unwrap(), "home");
}
