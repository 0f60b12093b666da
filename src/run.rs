//! From a command line to an exit code.

#[cfg(feature = "audit")]
mod audit;

use std::ffi::OsString;
use std::io::Read;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, FromArgMatches};

use crate::arguments::{
    Arguments, CatalogueCommand, CheckArguments, Command, DiagnoseArguments, ExplainArguments,
    FormatChoice, InspectArguments, KindChoice, ListArguments, LoginChoice, ModeChoice,
    NarrowingArguments, NeedArguments, OutputArguments, UrlArguments,
};
use crate::catalogue::{Catalogue, DEVELOPMENT, EXTENDED, Login};
use crate::commands::{
    self, CheckRequest, DiagnoseRequest, DiffRequest, ExplainRequest, InspectRequest, Kind,
    ListRequest, NeedRequest, Trouble, UrlRequest,
};
use crate::completion;
use crate::consent::Wording;
use crate::output::Output;
use crate::render::{self, Format, Layout, Render};
use crate::report::{Answer, Note, NoteKind, Outcome};
use crate::secrets;

/// What reads command lines; made when one first needs it.
///
/// It is the caller's, because taking it down costs more than most answers: a process that
/// ends anyway leaves it standing.
#[derive(Default)]
pub struct Parser(Option<clap::Command>);

impl Parser {
    fn read(&mut self, arguments: &[OsString]) -> clap::error::Result<Arguments> {
        let parser = self.0.get_or_insert_with(Arguments::command);
        let mut matches = parser.try_get_matches_from_mut(arguments)?;
        Arguments::from_arg_matches_mut(&mut matches).map_err(|error| error.format(parser))
    }
}

/// Answers one command line; gives the exit code.
///
/// `arguments` begin with the program's name. Nothing but `output` is written to.
///
/// # Errors
///
/// When the answer cannot be written.
pub fn run(
    parser: &mut Parser,
    arguments: impl IntoIterator<Item = OsString>,
    input: &mut dyn Read,
    output: &mut Output<'_>,
) -> anyhow::Result<u8> {
    let mut arguments: Vec<OsString> = arguments.into_iter().collect();
    if arguments.get(1).is_some_and(|first| first == "help") {
        // Built into the parser, it would cost every other command line some time.
        arguments.remove(1);
        arguments.push("--help".into());
    }
    if arguments.get(1).is_some_and(|first| first == completion::REQUEST) {
        output.answer(&completion::answer(Arguments::command(), &arguments[2..]))?;
        return Ok(Outcome::Answered as u8);
    }
    // Asked by scripts more than anything else, and answered without building a parser.
    if let [_, only] = arguments.as_slice()
        && (only == "--version" || only == "-V")
    {
        output.answer(&format!("scopes {}\n", crate::arguments::VERSION))?;
        return Ok(Outcome::Answered as u8);
    }
    match parser.read(&arguments) {
        Ok(arguments) => command(arguments, input, output),
        Err(error) => {
            let mut error = fit_to_show(parser, error.kind(), &arguments);
            advise(&mut error, &arguments);
            let text = |layout: Layout| {
                if layout.colour {
                    error.render().ansi().to_string()
                } else {
                    error.render().to_string()
                }
            };
            if error.use_stderr() {
                output.note(&text(output.notes))?;
                Ok(Outcome::Unanswerable as u8)
            } else {
                output.answer(&text(output.answers))?;
                Ok(Outcome::Answered as u8)
            }
        }
    }
}

/// An error that quotes neither secrets nor what a terminal would act upon, though
/// either may have been typed.
fn fit_to_show(parser: &mut Parser, kind: ErrorKind, arguments: &[OsString]) -> clap::Error {
    let shown = arguments.iter().map(|typed| {
        let typed = typed.to_string_lossy();
        let text = render::page::visible(&typed);
        // Masked as a whole, what was taken for a flag would be none.
        let (dashes, rest) = text.split_at(text.len() - text.trim_start_matches('-').len());
        OsString::from(format!("{dashes}{}", secrets::masked(rest)))
    });
    match parser.read(&shown.collect::<Vec<_>>()) {
        Err(error) => error,
        // What was wrong went with what must not be shown.
        Ok(_) => clap::Error::new(kind).with_cmd(&Arguments::command()),
    }
}

/// Says what to do about words that the shell took apart (`--for skip song`), and about a
/// question without a command.
fn advise(error: &mut clap::Error, arguments: &[OsString]) {
    if error.kind() == ErrorKind::UnknownArgument
        && let Some(ContextValue::String(word)) = error.get(ContextKind::InvalidArg)
        && !word.starts_with('-')
        && arguments.get(1).is_some_and(|command| command == "url")
    {
        let tip = if word.contains(' ') {
            "repeat the option for each call: --for \"skip song\" --for \"GET /me\""
        } else {
            "quote what has more than one word: --for \"skip song\""
        };
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
    }
    if error.kind() == ErrorKind::MissingRequiredArgument
        && arguments.get(1).is_some_and(|command| command == "url")
    {
        let tip = "SPOTIFY_CLIENT_ID and SPOTIFY_REDIRECT_URI in the environment will do as well";
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
    }
    if error.kind() == ErrorKind::InvalidSubcommand
        && error.get(ContextKind::SuggestedSubcommand).is_none()
    {
        let tip = "to ask which scopes a call needs: scopes need \"skip song\"";
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
    }
}

fn command(
    arguments: Arguments,
    input: &mut dyn Read,
    output: &mut Output<'_>,
) -> anyhow::Result<u8> {
    let catalogue = Catalogue::built_in();
    let how = arguments.output;
    output.colour(how.color);
    match arguments.command {
        Command::Need(arguments) => {
            write(commands::need(catalogue, &arguments.into(), input), &how, output)
        }
        Command::Explain(arguments) => {
            write(commands::explain(catalogue, &arguments.into(), input), &how, output)
        }
        Command::Url(arguments) => {
            let open = arguments.open;
            let answer = commands::url(catalogue, &arguments.into(), input);
            let url = answer.as_ref().ok().and_then(|answer| answer.report.url.clone());
            let code = write(answer, &how, output)?;
            if let Some(url) = url.filter(|_| open) {
                open_in_browser(&url, output)?;
            }
            Ok(code)
        }
        Command::Inspect(arguments) => {
            write(commands::inspect(catalogue, &arguments.into(), input), &how, output)
        }
        Command::Check(arguments) => {
            write(commands::check(catalogue, &arguments.into(), input), &how, output)
        }
        Command::Diagnose(arguments) => {
            write(commands::diagnose(catalogue, &arguments.into(), input), &how, output)
        }
        Command::List(arguments) => {
            write(commands::list(catalogue, &arguments.into()), &how, output)
        }
        #[cfg(feature = "audit")]
        Command::Audit(arguments) => audit::run(&arguments, &how, output),
        #[cfg(not(feature = "audit"))]
        Command::Audit(_) => {
            let says = "this `scopes` was built without `audit`\n  \
                        cargo install scopes --locked --features audit brings it";
            output.note(&render::notes([&Note::error(says)], output.notes))?;
            Ok(Outcome::Unanswerable as u8)
        }
        Command::Catalogue(CatalogueCommand::Diff(arguments)) => {
            let request = DiffRequest { document: arguments.document };
            write(commands::diff(catalogue, &request, input), &how, output)
        }
        Command::Completions(arguments) => {
            output.answer(arguments.shell.script())?;
            Ok(Outcome::Answered as u8)
        }
    }
}

/// Opens an address in the default browser, or says that there is none.
fn open_in_browser(url: &str, output: &mut Output<'_>) -> anyhow::Result<()> {
    if let Err(error) = open::that_detached(url) {
        let why = error.to_string();
        // How a launcher ended is said in words of the standard library, which are for nobody.
        let why = if why.contains("ExitStatus(") { "its launcher failed" } else { &*why };
        let says = format!("no browser could be started: {why}\nopen the URL yourself");
        output.note(&render::notes([&Note::warning(says)], output.notes))?;
    }
    Ok(())
}

/// Writes an answer in the form asked for, or why there is none.
fn write<R: Render>(
    answer: Result<Answer<R>, Trouble>,
    how: &OutputArguments,
    output: &mut Output<'_>,
) -> anyhow::Result<u8> {
    let answer = match answer {
        Ok(answer) => answer,
        Err(trouble) => {
            output.note(&render::notes([&Note::error(trouble.to_string())], output.notes))?;
            return Ok(Outcome::Unanswerable as u8);
        }
    };
    let format = how.format.into();
    let said = |note: &&Note| {
        let shown = format != Format::Plain && answer.report.shows(note);
        !shown && (!how.quiet || note.kind == NoteKind::Error)
    };
    // How a question was understood comes before the answer to it.
    output.note(&render::notes(answer.notes.iter().filter(said), output.notes))?;
    output.answer(&render::render(&answer.report, format, output.answers)?)?;
    if format != Format::Json {
        output.note(&render::aside(&answer.report, how.quiet, output.notes))?;
    }
    Ok(answer.outcome as u8)
}

impl From<FormatChoice> for Format {
    fn from(choice: FormatChoice) -> Self {
        match choice {
            FormatChoice::Table => Format::Table,
            FormatChoice::Plain => Format::Plain,
            FormatChoice::Json => Format::Json,
            FormatChoice::Markdown => Format::Markdown,
            FormatChoice::Sarif => Format::Sarif,
            FormatChoice::Github => Format::Github,
        }
    }
}

impl From<ModeChoice> for &'static str {
    fn from(choice: ModeChoice) -> Self {
        match choice {
            ModeChoice::Development => DEVELOPMENT,
            ModeChoice::Extended => EXTENDED,
        }
    }
}

impl From<NeedArguments> for NeedRequest {
    fn from(arguments: NeedArguments) -> Self {
        NeedRequest {
            mode: arguments.mode.map(Into::into),
            with_sources: arguments.sources,
            ..calls(arguments.endpoints, arguments.narrowing)
        }
    }
}

fn calls(questions: Vec<String>, narrowing: NarrowingArguments) -> NeedRequest {
    NeedRequest {
        questions,
        when: narrowing.when.iter().map(|case| case.trim().to_lowercase()).collect(),
        library: narrowing.library,
        with_optional: narrowing.with_optional,
        ..NeedRequest::default()
    }
}

impl From<ExplainArguments> for ExplainRequest {
    fn from(arguments: ExplainArguments) -> Self {
        let wording = if arguments.observed { Wording::Observed } else { Wording::Documented };
        ExplainRequest { scopes: arguments.scopes, granted: arguments.granted, wording }
    }
}

impl From<UrlArguments> for UrlRequest {
    fn from(arguments: UrlArguments) -> Self {
        UrlRequest {
            client_id: arguments.client_id,
            redirect_uri: arguments.redirect,
            scopes: arguments.scope,
            calls: calls(arguments.calls, arguments.narrowing),
            state: arguments.state,
            pkce: arguments.pkce,
            show_dialog: arguments.show_dialog,
            strict: arguments.strict,
            explain_redirect: arguments.explain_redirect,
        }
    }
}

impl From<CheckArguments> for CheckRequest {
    fn from(arguments: CheckArguments) -> Self {
        let mode = arguments.mode.map(Into::into);
        let calls = NeedRequest { mode, ..calls(arguments.endpoints, arguments.narrowing) };
        CheckRequest {
            granted: arguments.granted,
            calls,
            client_id: arguments.client_id,
            redirect_uri: arguments.redirect,
        }
    }
}

impl From<DiagnoseArguments> for DiagnoseRequest {
    fn from(arguments: DiagnoseArguments) -> Self {
        DiagnoseRequest { text: arguments.text }
    }
}

impl From<InspectArguments> for InspectRequest {
    fn from(arguments: InspectArguments) -> Self {
        InspectRequest { texts: arguments.url, state: arguments.state }
    }
}

impl From<ListArguments> for ListRequest {
    fn from(arguments: ListArguments) -> Self {
        ListRequest {
            kind: arguments.kind.map(|kind| match kind {
                KindChoice::Scopes => Kind::Scopes,
                KindChoice::Endpoints => Kind::Endpoints,
            }),
            category: arguments.category,
            status: arguments.status,
            scope: arguments.scope,
            login: arguments.login.map(|login| match login {
                LoginChoice::User | LoginChoice::Premium => Login::User,
                LoginChoice::App => Login::App,
            }),
            premium: arguments.login == Some(LoginChoice::Premium),
        }
    }
}
