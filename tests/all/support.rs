//! Runs command lines inside the test process and keeps what they write.

use std::ffi::OsString;

use scopes::Parser;
use scopes::output::Output;

/// What a command line wrote and how it ended.
#[derive(Debug)]
pub struct Ran {
    pub code: u8,
    pub out: String,
    pub err: String,
}

/// A command line to run.
pub struct Scopes {
    arguments: Vec<OsString>,
    input: Vec<u8>,
    width: usize,
    colour: bool,
}

/// Begins a command line.
pub fn scopes(command: &str) -> Scopes {
    Scopes {
        arguments: vec!["scopes".into(), command.into()],
        input: Vec::new(),
        width: 80,
        colour: false,
    }
}

impl Scopes {
    pub fn arg(mut self, argument: impl Into<OsString>) -> Self {
        self.arguments.push(argument.into());
        self
    }

    pub fn args<I: Into<OsString>>(mut self, arguments: impl IntoIterator<Item = I>) -> Self {
        self.arguments.extend(arguments.into_iter().map(Into::into));
        self
    }

    pub fn input(mut self, input: impl Into<Vec<u8>>) -> Self {
        self.input = input.into();
        self
    }

    pub fn width(mut self, width: usize) -> Self {
        self.width = width;
        self
    }

    pub fn colour(mut self) -> Self {
        self.colour = true;
        self
    }

    pub fn run(self) -> Ran {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut output = Output::new(&mut out, &mut err)
            .coloured(self.colour, self.colour)
            .wide(Some(self.width));
        let code = scopes::run(
            &mut Parser::default(),
            self.arguments,
            &mut self.input.as_slice(),
            &mut output,
        )
        .expect("memory takes everything");
        Ran {
            code,
            out: String::from_utf8(out).expect("answers are text"),
            err: String::from_utf8(err).expect("notes are text"),
        }
    }

    /// Runs with `--format json` and reads the answer.
    pub fn json(self) -> serde_json::Value {
        let ran = self.args(["--format", "json"]).run();
        serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {}", ran.out))
    }
}

impl Ran {
    /// Lines of the answer.
    pub fn lines(&self) -> Vec<&str> {
        self.out.lines().collect()
    }

    pub fn code(self, code: u8) -> Self {
        assert_eq!(self.code, code, "{self:#?}");
        self
    }
}

/// The strings of a JSON array.
pub fn strings(value: &serde_json::Value) -> Vec<&str> {
    value.as_array().expect("a list").iter().map(|v| v.as_str().expect("a text")).collect()
}

/// One field of every object of a JSON array.
pub fn fields<'v>(value: &'v serde_json::Value, field: &str) -> Vec<&'v str> {
    value.as_array().expect("a list").iter().map(|v| v[field].as_str().expect("a text")).collect()
}
