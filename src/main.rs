//! The `folkmoot` program: hands the command line to the library and gives back its exit code.

/// A build makes and drops millions of small values on all cores, which the allocators of some systems do slowly. Without
/// huge pages (feature `no_thp`): the kernel clears two megabytes where a few kilobytes are used, which costs more than it saves.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    folkmoot::cli::main()
}
