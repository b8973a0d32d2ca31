//! The `folkmoot` program: hands the command line to the library and gives back its exit code.

fn main() -> std::process::ExitCode {
    folkmoot::cli::main()
}
