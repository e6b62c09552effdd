//! The command line: parse, run, print the error.

use kith::cli;
use std::process::ExitCode;

use kith::cli::Exit;

fn main() -> ExitCode {
    // A panic is a bug of ours: its message is printed where it happens, its exit code is ours.
    std::panic::catch_unwind(cli::main).unwrap_or(Exit::Bug).into()
}
