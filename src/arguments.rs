//! The command line: what can be typed, and nothing of what it means.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::builder::styling::{AnsiColor, Styles};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::engine::ArgValueCompleter;

use crate::completion::{
    Shell, complete_case, complete_category, complete_endpoint, complete_library, complete_rule,
    complete_scopes, complete_status,
};

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default())
    .placeholder(AnsiColor::Cyan.on_default());

/// The version, and the date of the catalogue in it.
pub const VERSION: &str =
    concat!(env!("CARGO_PKG_VERSION"), " (catalogue of ", env!("SCOPES_CATALOGUE_DATE"), ")");

const EXIT_CODES: &str = "\
Exit codes:
  0  answered
  1  the answer is no: no such endpoint, a scope is missing, Spotify would
     refuse the request, or an error is not recognised
  2  could not answer: wrong usage, or input that cannot be read";

/// Everything that can be typed after `scopes`.
#[derive(Debug, Parser)]
#[command(
    name = "scopes",
    version = VERSION,
    about = "Which OAuth scopes a Spotify Web API call needs, and what the user will be shown",
    after_help = EXIT_CODES,
    styles = STYLES,
    max_term_width = 100,
    disable_help_subcommand = true
)]
pub struct Arguments {
    /// What to answer.
    #[command(subcommand)]
    pub command: Command,

    /// How to answer.
    #[command(flatten)]
    pub output: OutputArguments,
}

/// How to answer, for every command.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Output")]
pub struct OutputArguments {
    /// How to write the answer
    #[arg(long, global = true, value_parser = formats(&COMMON), default_value = "table", value_name = "FORMAT")]
    pub format: FormatChoice,

    /// Whether to colour it
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    pub color: ColorChoice,

    /// Leave notes and warnings out
    #[arg(long, short, global = true)]
    pub quiet: bool,
}

/// How to write an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FormatChoice {
    /// For people
    Table,
    /// Values alone, one a line, for scripts
    Plain,
    /// Everything, documented and stable
    Json,
    /// For documents and reviews
    Markdown,
    /// For code scanning
    Sarif,
    /// For GitHub's workflows
    Github,
}

/// Formats that every command has.
const COMMON: [FormatChoice; 4] =
    [FormatChoice::Table, FormatChoice::Plain, FormatChoice::Json, FormatChoice::Markdown];

/// Takes these formats and no others.
fn formats(those: &[FormatChoice]) -> impl TypedValueParser<Value = FormatChoice> + use<> {
    PossibleValuesParser::new(those.iter().filter_map(ValueEnum::to_possible_value))
        .try_map(|name| FormatChoice::from_str(&name, false))
}

/// Whether to colour an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum ColorChoice {
    /// On a terminal, unless `NO_COLOR` is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub enum Command {
    /// Which scopes calls need
    Need(NeedArguments),
    /// What scopes mean, and the consent screen they lead to
    Explain(ExplainArguments),
    /// A ready-made authorize URL, and the token request that follows
    Url(UrlArguments),
    /// Which calls a token can make, by the scopes it was granted
    Check(CheckArguments),
    /// What an error message means, and what to do about it
    Diagnose(DiagnoseArguments),
    /// What an authorize URL asks for, or what the browser came back with, and what is wrong with it
    Inspect(InspectArguments),
    /// What an app's code calls, asks for, lacks and asks for in vain
    Audit(AuditArguments),
    /// All scopes and endpoints
    List(ListArguments),
    /// The catalogue held against another document, for those who keep it
    #[command(subcommand)]
    Catalogue(CatalogueCommand),
    /// The script that completes commands and values in a shell
    Completions(CompletionsArguments),
}

/// Which scopes calls need
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  scopes need \"Create Playlist\"
  scopes need PUT /me/player/play \"skip song\"
  scopes need 'https://api.spotify.com/v1/me/top/artists?limit=5'
  scopes need 'sp.current_user_playlists()' sdk.player.pausePlayback
  python app.py 2>&1 | scopes need -")]
pub struct NeedArguments {
    /// A name, an id, a path, METHOD and path, a URL, a member of a client library, a task in words, or text with calls in it; - reads standard input
    #[arg(required = true, value_name = "ENDPOINT", add = ArgValueCompleter::new(complete_endpoint))]
    pub endpoints: Vec<String>,

    /// How to narrow the answer.
    #[command(flatten)]
    pub narrowing: NarrowingArguments,

    /// Say which calls fail in this quota mode, whatever the scope
    #[arg(long, value_enum, ignore_case = true, value_name = "MODE")]
    pub mode: Option<ModeChoice>,

    /// Say where each answer comes from
    #[arg(long)]
    pub sources: bool,
}

/// How to narrow or widen what calls need.
#[derive(Debug, Clone, Default, Args)]
pub struct NarrowingArguments {
    /// Cover this case only, such as public, private or track
    #[arg(long, value_name = "CASE", value_delimiter = ',', add = ArgValueCompleter::new(complete_case))]
    pub when: Vec<String>,

    /// Client library that members such as `sp.me()` are of; with @ and a release, that release
    #[arg(long, value_name = "LIBRARY", add = ArgValueCompleter::new(complete_library))]
    pub library: Option<String>,

    /// Take in scopes that calls succeed without, but with less
    #[arg(long)]
    pub with_optional: bool,
}

/// The quota modes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ModeChoice {
    /// Development Mode
    Development,
    /// Extended quota
    Extended,
}

/// What scopes mean, and the consent screen they lead to
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  scopes explain user-read-email
  scopes explain 'playlist-modify-public playlist-modify-private'
  scopes explain 'https://accounts.spotify.com/authorize?…&scope=user-top-read'
  scopes explain user-library-read --granted user-read-email")]
pub struct ExplainArguments {
    /// Scopes in any form: ids, a list with any separators, a scope= value, a URL; - reads standard input
    #[arg(value_name = "SCOPE", add = ArgValueCompleter::new(complete_scopes))]
    pub scopes: Vec<String>,

    /// Scopes the user granted before; marks what is new
    #[arg(long, value_name = "SCOPES", add = ArgValueCompleter::new(complete_scopes))]
    pub granted: Vec<String>,

    /// Show the wording last seen in the live dialog instead of the documented one
    #[arg(long)]
    pub observed: bool,
}

/// A ready-made authorize URL, and the token request that follows
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  scopes url --client-id ID --redirect http://127.0.0.1:8888/callback --for \"Create Playlist\" --state --pkce
  scopes url --client-id ID --redirect https://example.com/callback --scope user-read-email
  open \"$(scopes url --redirect http://127.0.0.1/callback --state --pkce)\"")]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub struct UrlArguments {
    /// The app's client id, from the dashboard
    #[arg(long, value_name = "ID", env = "SPOTIFY_CLIENT_ID", hide_env_values = true)]
    pub client_id: String,

    /// Where the user comes back to, exactly as registered; sent byte for byte
    #[arg(long, value_name = "URI", env = "SPOTIFY_REDIRECT_URI", hide_env_values = true)]
    pub redirect: String,

    /// Scopes to ask for, in any form
    #[arg(long, value_name = "SCOPES", add = ArgValueCompleter::new(complete_scopes))]
    pub scope: Vec<String>,

    /// A call to ask scopes for; takes what `need` takes
    #[arg(long = "for", value_name = "ENDPOINT", add = ArgValueCompleter::new(complete_endpoint))]
    pub calls: Vec<String>,

    /// How to narrow the answer.
    #[command(flatten)]
    pub narrowing: NarrowingArguments,

    /// A state to send along; a random one where no value is given
    #[arg(long, value_name = "VALUE", num_args = 0..=1, default_missing_value = "")]
    pub state: Option<String>,

    /// Use PKCE: a random code verifier, whose SHA-256 goes into the URL
    #[arg(long)]
    pub pkce: bool,

    /// Ask users again who agreed before
    #[arg(long)]
    pub show_dialog: bool,

    /// Open the URL in the default browser
    #[arg(long)]
    pub open: bool,

    /// Take warnings for errors
    #[arg(long)]
    pub strict: bool,

    /// Tell which of the rules about redirect URIs hold
    #[arg(long)]
    pub explain_redirect: bool,
}

/// What an authorize URL asks for, or what the browser came back with, and what is wrong with it
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  scopes inspect 'https://accounts.spotify.com/authorize?client_id=…&response_type=code…'
  scopes inspect 'http://127.0.0.1:8888/callback?code=…&state=…' --state STATE
  pbpaste | scopes inspect -

Secrets in it (codes, tokens, client secrets, code verifiers) are never shown.")]
pub struct InspectArguments {
    /// The address, in quotes; text around it does not matter; - reads standard input
    #[arg(required = true, value_name = "URL")]
    pub url: Vec<String>,

    /// The state that was sent; anything else in the address is a fault
    #[arg(long, allow_hyphen_values = true, value_name = "VALUE")]
    pub state: Option<String>,
}

/// Which calls a token can make, by the scopes it was granted
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  scopes check --granted 'user-read-email playlist-modify-public' \"Create Playlist\"
  scopes check --granted - \"Create Playlist\" GET /me/tracks < token.json
  scopes check --granted user-top-read --format json GET /me/top/artists")]
pub struct CheckArguments {
    /// What `need` takes
    #[arg(required = true, value_name = "ENDPOINT", add = ArgValueCompleter::new(complete_endpoint))]
    pub endpoints: Vec<String>,

    /// Scopes the token was granted, in any form, or a token response; - reads standard input
    #[arg(long, value_name = "SCOPES", required = true, add = ArgValueCompleter::new(complete_scopes))]
    pub granted: Vec<String>,

    /// How to narrow the answer.
    #[command(flatten)]
    pub narrowing: NarrowingArguments,

    /// Judge by this quota mode, in which calls fail whatever the scope
    #[arg(long, value_enum, ignore_case = true, value_name = "MODE")]
    pub mode: Option<ModeChoice>,

    /// The app's client id; with --redirect, the URL to authorize again with is written
    #[arg(long, value_name = "ID", env = "SPOTIFY_CLIENT_ID", hide_env_values = true)]
    pub client_id: Option<String>,

    /// Where the user comes back to, exactly as registered
    #[arg(long, value_name = "URI", env = "SPOTIFY_REDIRECT_URI", hide_env_values = true)]
    pub redirect: Option<String>,
}

/// What an error message means, and what to do about it
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  scopes diagnose '403 Insufficient client scope for PUT /me/player/play'
  scopes diagnose 'INVALID_CLIENT: Invalid redirect URI'
  python app.py 2>&1 | scopes diagnose -
What was pasted is never repeated: no token, code or secret in it is shown.")]
pub struct DiagnoseArguments {
    /// An error message, a log, a stack trace, the URL of the browser; with the call that failed, if it is known; - reads standard input
    #[arg(required = true, value_name = "TEXT")]
    pub text: Vec<String>,
}

/// What an app's code calls, asks for, lacks and asks for in vain
#[derive(Debug, Clone, Args)]
#[command(mut_arg("format", |format| format.value_parser(formats(FormatChoice::value_variants()))))]
#[command(after_help = "\
Examples:
  scopes audit
  scopes audit app --mode development
  scopes audit --format markdown --output scopes.md
  scopes audit --write-baseline scopes-baseline.json
  scopes audit --explain missing-scope

Exit codes: 0 nothing to mend, 1 errors or warnings, 2 nothing could be looked at")]
pub struct AuditArguments {
    /// Folders and files to look at
    #[arg(value_name = "PATH", default_value = ".")]
    pub paths: Vec<PathBuf>,

    /// Look at files that are left out by themselves
    #[arg(long, value_name = "KINDS", value_delimiter = ',', value_parser = LEFT_OUT)]
    pub include: Vec<String>,

    /// Quota mode of the app: which calls fail whatever the scope
    #[arg(long, value_enum, ignore_case = true, value_name = "MODE")]
    pub mode: Option<ModeChoice>,

    /// Scopes that are asked for outside of this code, in any form
    #[arg(long, value_name = "SCOPES", add = ArgValueCompleter::new(complete_scopes))]
    pub granted_elsewhere: Vec<String>,

    /// Leave out findings that this file has
    #[arg(long, value_name = "FILE", conflicts_with = "write_baseline")]
    pub baseline: Option<PathBuf>,

    /// Write what there is into this file, for --baseline
    #[arg(long, value_name = "FILE")]
    pub write_baseline: Option<PathBuf>,

    /// Write the answer into this file
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// How many threads to use; one a core, where it does not say
    #[arg(long, value_name = "NUMBER")]
    pub threads: Option<NonZeroUsize>,

    /// List what can be found
    #[arg(long, conflicts_with = "explain")]
    pub rules: bool,

    /// Say what a rule means and what to do
    #[arg(long, value_name = "RULE", add = ArgValueCompleter::new(complete_rule))]
    pub explain: Option<String>,
}

/// Kinds of files that an audit leaves out unless asked.
pub const LEFT_OUT: [&str; 9] = [
    "tests",
    "docs",
    "vendored",
    "libraries",
    "built",
    "minified",
    "generated",
    "hidden",
    "ignored",
];

/// All scopes and endpoints
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  scopes list scopes --category playlists
  scopes list endpoints --scope user-library-read
  scopes list endpoints --status closed --format plain")]
pub struct ListArguments {
    /// What to list; both, where it does not say
    #[arg(value_enum, ignore_case = true, value_name = "WHAT")]
    pub kind: Option<KindChoice>,

    /// Only this category, such as playlists or player
    #[arg(long, value_name = "CATEGORY", add = ArgValueCompleter::new(complete_category))]
    pub category: Option<String>,

    /// Only this status, such as current, deprecated or closed
    #[arg(long, value_name = "STATUS", add = ArgValueCompleter::new(complete_status))]
    pub status: Option<String>,

    /// Only this scope, and endpoints whose requirement mentions it
    #[arg(long, value_name = "SCOPE", add = ArgValueCompleter::new(complete_scopes))]
    pub scope: Option<String>,

    /// Only endpoints that need a user, one with Premium, or for which an app token will do
    #[arg(long, value_enum, ignore_case = true, value_name = "LOGIN")]
    pub login: Option<LoginChoice>,
}

/// What to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum KindChoice {
    /// Scopes, and names to be advised against
    Scopes,
    /// Endpoints and SDKs
    Endpoints,
}

/// Whether a call needs a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LoginChoice {
    /// A user must log in
    User,
    /// An app token will do
    App,
    /// A user with Premium must log in
    Premium,
}

/// The catalogue held against another document, for those who keep it
#[derive(Debug, Subcommand)]
pub enum CatalogueCommand {
    /// What an OpenAPI document says that the catalogue does not, and the other way round
    Diff(DiffArguments),
}

/// What an OpenAPI document says that the catalogue does not, and the other way round
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  scopes catalogue diff spotify-open-api.yml
  scopes catalogue diff - --format json < spotify-open-api.yml

Exit codes: 0 nothing new, 1 a difference that disagreements.toml does not know,
2 the document cannot be read")]
pub struct DiffArguments {
    /// An OpenAPI 3 document, in YAML or JSON; - reads standard input
    #[arg(value_name = "SPEC")]
    pub document: PathBuf,
}

/// The script that completes commands and values in a shell
#[derive(Debug, Args)]
#[command(mut_arg("format", |format| {
    format.hide(true).value_parser(formats(&[FormatChoice::Plain])).default_value("plain")
}))]
#[command(after_help = "\
Load it once, for good:
  bash        echo 'source <(scopes completions bash)' >> ~/.bashrc
  zsh         echo 'source <(scopes completions zsh)' >> ~/.zshrc   (after compinit)
  fish        echo 'scopes completions fish | source' >> ~/.config/fish/config.fish
  elvish      echo 'eval (scopes completions elvish | slurp)' >> ~/.config/elvish/rc.elv
  powershell  Add-Content $PROFILE 'scopes completions powershell | Out-String | Invoke-Expression'")]
pub struct CompletionsArguments {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    pub shell: Shell,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        Arguments::command().debug_assert();
    }
}
