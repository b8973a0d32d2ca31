//! The `folkmoot` program: hands the command line to the library and chooses the exit code.
#![allow(clippy::print_stderr, clippy::unwrap_used)]

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let now = folkmoot::time::Instant::parse("2026-11-21T12:00:00Z").unwrap();
    let mut request = folkmoot::pipeline::Request::new(&args[1], now);
    request.output = args.get(2).map(Into::into);
    let built = folkmoot::pipeline::build(&request).unwrap();
    for d in &built.diagnostics {
        let place = d.at.map(|at| {
            let (p, _) = built.sources.position(at);
            format!("{}:{}:{}", built.sources.get(at.source).path, p.line, p.column)
        });
        eprintln!(
            "{} {:?}[{}] {} | help: {:?} notes {:?}",
            place.unwrap_or_default(),
            d.severity,
            d.code.name(),
            d.message,
            d.help,
            d.notes.iter().map(|n| &n.message).collect::<Vec<_>>()
        );
    }
    eprintln!("{:?} {:?} {}", built.report, built.phases, built.pages);
}
