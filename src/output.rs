//! The one way out: where answers and notes go, how wide and how coloured.

use std::ffi::OsStr;
use std::io::{self, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};
use anyhow::Context as _;

use crate::render::Layout;

/// Where answers and notes are written, and how they are laid out there.
pub struct Output<'a> {
    out: &'a mut dyn Write,
    err: &'a mut dyn Write,
    /// How answers are laid out.
    pub answers: Layout,
    /// How notes are laid out.
    pub notes: Layout,
    /// Whether somebody watches the notes come, so that a line may be written over.
    pub live: bool,
}

/// How wide answers are where there is no terminal to ask.
const USUAL_WIDTH: usize = 80;
/// Wider than this, lines are hard to read.
const WIDEST: usize = 100;

impl<'a> Output<'a> {
    /// Writes to two streams, without colour, as wide as usual.
    pub fn new(out: &'a mut dyn Write, err: &'a mut dyn Write) -> Self {
        let layout = Layout { width: USUAL_WIDTH, colour: false };
        Output { out, err, answers: layout, notes: layout, live: false }
    }

    /// Says which of the two streams may be coloured.
    #[must_use]
    pub fn coloured(mut self, out: bool, err: bool) -> Self {
        (self.answers.colour, self.notes.colour) = (out, err);
        self
    }

    /// Says how wide the terminal is.
    #[must_use]
    pub fn wide(mut self, width: Option<usize>) -> Self {
        let width = width.unwrap_or(USUAL_WIDTH).min(WIDEST);
        (self.answers.width, self.notes.width) = (width, width);
        self
    }

    /// Says whether somebody watches the notes come.
    #[must_use]
    pub fn live(mut self, live: bool) -> Self {
        self.live = live;
        self
    }

    /// Overrides what the environment says of colour.
    pub fn colour(&mut self, choice: crate::arguments::ColorChoice) {
        use crate::arguments::ColorChoice as Choice;
        let colour = match choice {
            Choice::Auto => return,
            Choice::Always => true,
            Choice::Never => false,
        };
        (self.answers.colour, self.notes.colour) = (colour, colour);
    }

    /// Writes an answer.
    ///
    /// # Errors
    ///
    /// When the stream does not take it; a closed pipe is no error.
    pub fn answer(&mut self, text: &str) -> anyhow::Result<()> {
        write(self.out, text).context("cannot write the answer")
    }

    /// Writes notes.
    ///
    /// # Errors
    ///
    /// When the stream does not take them; a closed pipe is no error.
    pub fn note(&mut self, text: &str) -> anyhow::Result<()> {
        write(self.err, text).context("cannot write notes")
    }
}

fn write(to: &mut dyn Write, text: &str) -> io::Result<()> {
    match to.write_all(text.as_bytes()).and_then(|()| to.flush()) {
        // Whoever closed the pipe has read enough.
        Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// Whether a stream of the process may be coloured: `NO_COLOR`, `CLICOLOR_FORCE`,
/// `TERM`, and whether it is a terminal.
pub fn may_be_coloured(stream: &impl anstream::stream::RawStream) -> bool {
    !matches!(AutoStream::choice(stream), ColorChoice::Never)
}

/// Whether somebody watches a stream on a terminal that lets lines be written over.
pub fn is_watched(stream: &impl IsTerminal) -> bool {
    stream.is_terminal() && writes_over(std::env::var_os("TERM").as_deref())
}

/// Whether a terminal of that kind goes back to the beginning of a line.
fn writes_over(term: Option<&OsStr>) -> bool {
    term.map_or(cfg!(windows), |term| term != "dumb" && !term.is_empty())
}

/// Columns of the terminal on stdout, or of `COLUMNS`.
pub fn terminal_width() -> Option<usize> {
    let asked = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let measured = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    asked.filter(|columns| *columns > 0).or_else(measured)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_not_written_over_where_that_cannot_be() {
        assert!(writes_over(Some(OsStr::new("xterm-256color"))));
        assert!(!writes_over(Some(OsStr::new("dumb"))));
        assert!(!writes_over(Some(OsStr::new(""))));
        assert_eq!(writes_over(None), cfg!(windows));
    }
}
