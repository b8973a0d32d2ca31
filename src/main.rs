//! The `folkmoot` program: hands the command line to the library and chooses the exit code.

fn main() {}
