//! The program: streams and arguments in, an exit code out.

use std::io::{self, Write};
use std::mem::ManuallyDrop;
use std::process::ExitCode;

use scopes::Parser;
use scopes::output::{Output, is_watched, may_be_coloured, terminal_width};

fn main() -> ExitCode {
    let (mut out, mut err) = (io::stdout(), io::stderr());
    let (colour_out, colour_err) = (may_be_coloured(&out), may_be_coloured(&err));
    let watched = is_watched(&err);
    let mut output = Output::new(&mut out, &mut err)
        .coloured(colour_out, colour_err)
        .wide(terminal_width())
        .live(watched);
    // The process ends with the answer.
    let mut parser = ManuallyDrop::new(Parser::default());
    match scopes::run(&mut parser, std::env::args_os(), &mut io::stdin(), &mut output) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            // The answer could not be written; if this cannot either, nobody is listening.
            let _ = writeln!(io::stderr(), "error: {error:#}");
            ExitCode::from(2)
        }
    }
}
