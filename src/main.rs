//! The `folkmoot` program: hands the command line to the library and gives back its exit code.

/// A build makes and drops millions of small values on all cores, which the allocators of some systems do slowly.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    folkmoot::cli::main()
}
