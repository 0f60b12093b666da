//! What holds of every command and whatever is typed or piped into it.

use proptest::prelude::*;
use proptest::sample::select;

use crate::support::{Ran, Scopes, scopes};

const FORMATS: [&str; 4] = ["table", "plain", "json", "markdown"];
const ID: &str = "0123456789abcdef0123456789abcdef";

/// Text with whatever a terminal acts upon in it, and with what the commands look for.
fn hostile() -> impl Strategy<Value = String> {
    let known = select(vec![
        "user-read-email",
        "scope=",
        "GET /me/",
        "https://api.spotify.com/v1/",
        "https://accounts.spotify.com/authorize?client_id=",
        "http://127.0.0.1/cb?code=",
        "403 Insufficient client scope",
        "{\"scope\":\"",
        "sp.me(",
        "playlist",
        "%1b%5b31m",
        "\\u001b[2J",
    ]);
    let acting = select(vec![
        "\u{1b}[31m",
        "\u{1b}]0;title\u{7}",
        "\u{1b}[2J",
        "\u{9b}1m",
        "\r",
        "\u{8}",
        "\t",
        "\u{7f}",
        "\u{202e}",
        "\u{200b}",
        "\u{feff}",
        "\u{2028}",
        "\u{2066}",
        "\u{85}",
    ]);
    let any = prop::collection::vec(any::<char>(), 0..6).prop_map(String::from_iter);
    let piece = prop_oneof![known.prop_map(str::to_string), acting.prop_map(str::to_string), any];
    prop::collection::vec(piece, 1..8)
        // No argument of a program can hold a zero.
        .prop_map(|pieces| pieces.concat().replace('\0', "\u{1}"))
}

/// Command lines with a text in every place where one can stand.
const SHAPES: usize = 22;

fn with(shape: usize, text: &str, format: &str) -> Scopes {
    let scopes = |command: &str| scopes(command).args(["--format", format]);
    let url = |redirect: &str| {
        scopes("url").args(["--client-id", ID]).arg(format!("--redirect={redirect}"))
    };
    let flag = |name: &str| format!("--{name}={text}");
    match shape {
        0 => scopes("need").args(["--", text]),
        1 => scopes("need").arg("-").input(text),
        2 => scopes("need").args(["get-queue", &flag("when")]),
        3 => scopes("need").args(["sp.me()", &flag("library")]),
        4 => scopes("explain").args(["--", text]),
        5 => scopes("explain").arg("-").input(text),
        6 => scopes("explain").args(["user-read-email", &flag("granted")]),
        7 => scopes("inspect").args(["--", text]),
        8 => scopes("inspect").arg("-").input(text),
        9 => scopes("inspect").args(["https://x.example/cb?code=a&state=b", &flag("state")]),
        10 => scopes("check").args(["--granted", "user-read-email", "--", text]),
        11 => scopes("check").args(["--granted", "-", "GET /me"]).input(text),
        12 => scopes("diagnose").args(["--", text]),
        13 => scopes("diagnose").arg("-").input(text),
        14 => scopes("list").arg(flag("category")),
        15 => scopes("list").arg(flag("scope")),
        16 => url("https://example.com/cb").arg(flag("state")),
        17 => url("https://example.com/cb").arg(flag("scope")),
        18 => url(text),
        19 => scopes("url").args(["--redirect", "https://example.com/cb", &flag("client-id")]),
        20 => url("https://example.com/cb").arg(flag("for")),
        _ => scopes(text),
    }
}

fn url(redirect: &str) -> Scopes {
    scopes("url").args(["--client-id", ID]).arg(format!("--redirect={redirect}"))
}

fn is_sound(ran: &Ran, format: &str) -> Result<(), TestCaseError> {
    let acts = |c: char| c != '\n' && scopes::render::page::is_active(c);
    prop_assert!(ran.code <= 2, "{ran:?}");
    prop_assert!(!ran.out.contains(acts), "{ran:?}");
    prop_assert!(!ran.err.contains(acts), "{ran:?}");
    if ran.code == 2 {
        prop_assert!(ran.out.is_empty() && ran.err.starts_with("error: "), "{ran:?}");
    } else if format == "json" {
        let read = serde_json::from_str::<serde_json::Value>(&ran.out);
        prop_assert!(read.is_ok_and(|v| v.is_object()), "{ran:?}");
    }
    Ok(())
}

/// Command lines into which somebody pastes a secret, and may.
const PASTED: [(&str, &[&str], &str); 16] = [
    ("need", &["curl -H 'Authorization: Bearer SECRET' https://api.spotify.com/v1/me"], ""),
    ("need", &["SECRET"], ""),
    ("need", &["GET /v1/SECRET/x"], ""),
    ("need", &["-"], "GET https://api.spotify.com/v1/me?access_token=SECRET\nBearer SECRET\n"),
    ("need", &["-"], "curl -d client_secret=SECRET https://accounts.spotify.com/api/token"),
    ("explain", &["SECRET"], ""),
    ("explain", &["user-read-email SECRET SECRET"], ""),
    ("explain", &["user-read-email", "--granted", "SECRET"], ""),
    ("explain", &["-"], "{\"access_token\":\"SECRET\",\"expires_in\":3600}"),
    ("check", &["--granted", "SECRET", "GET /me"], ""),
    (
        "check",
        &["--granted", "-", "GET /me"],
        "{\"access_token\":\"SECRET\",\"scope\":\"streaming\"}",
    ),
    ("url", &["--client-id", ID, "--redirect", "https://example.com/cb", "--for", "SECRET"], ""),
    ("inspect", &["http://127.0.0.1/cb#access_token=SECRET"], ""),
    ("inspect", &["http://127.0.0.1/cb?code=SECRET&state=abcdefgh"], ""),
    ("diagnose", &["403 for Bearer SECRET"], ""),
    ("diagnose", &["-"], "{\"access_token\":\"SECRET\"} 401 The access token expired SECRET"),
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn nothing_given_reaches_the_terminal_as_a_command_and_json_is_json(
        shape in 0..SHAPES,
        text in hostile(),
        format in select(&FORMATS),
        width in select(vec![20, 40, 80]),
    ) {
        let ran = with(shape, &text, format).width(width);
        is_sound(&ran.run(), format)?;
    }

    #[test]
    fn a_redirect_uri_survives_byte_for_byte(
        host in "[a-z]{1,12}\\.example(:[1-9][0-9]{3})?",
        path in prop::collection::vec(
            prop_oneof![Just("/"), Just("?"), Just("="), Just("&"), Just("+"), Just("%"), Just("%2F"),
                Just("%c3%a9"), Just(";"), Just("é"), Just("~"), Just("'"), Just("("), Just("@"), Just("a")],
            0..12,
        ),
    ) {
        let redirect = format!("https://{host}/{}", path.concat());
        let judged = scopes::authorize::redirect::judge(&redirect);
        prop_assume!(!scopes::authorize::redirect::is_refused(&judged));
        let made = url(&redirect).json();
        let address = ::url::Url::parse(made["url"].as_str().expect("a URL")).expect("an address");
        let sent: Vec<String> = address
            .query_pairs()
            .filter(|(name, _)| name == "redirect_uri")
            .map(|(_, value)| value.into_owned())
            .collect();
        prop_assert_eq!(sent, [redirect.clone()]);
        let body = made["token_request"]["body"].as_str().expect("a form");
        let again: Vec<String> = ::url::form_urlencoded::parse(body.as_bytes())
            .filter(|(name, _)| name == "redirect_uri")
            .map(|(_, value)| value.into_owned())
            .collect();
        prop_assert_eq!(again, [redirect.clone()]);
        // And an address that carries it is read back, as far as nothing in it is a secret.
        let read = scopes("inspect").arg(made["url"].as_str().expect("a URL")).json();
        let back = read["request"]["redirect_uri"].as_str().expect("a URI");
        prop_assert!(back == redirect || back.contains("***"), "{back} {redirect}");
    }

    #[test]
    fn no_command_repeats_a_secret(
        which in 0..PASTED.len(),
        secret in "[A-Za-z0-9_-]{0,40}[0-9][A-Za-z0-9_-]{30,90}",
        format in select(&FORMATS),
    ) {
        let (command, arguments, input) = PASTED[which];
        let arguments = arguments.iter().map(|a| a.replace("SECRET", &secret));
        let ran = scopes(command)
            .arg(format!("--format={format}"))
            .args(arguments)
            .input(input.replace("SECRET", &secret))
            .run();
        let all = format!("{}{}", ran.out, ran.err).to_lowercase();
        prop_assert!(!all.contains(&secret.to_lowercase()), "{all}");
    }
}

#[cfg(feature = "audit")]
proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn no_audit_repeats_a_secret_of_the_code(
        secret in "[a-f0-9]{31}[0-9]",
        token in "[A-Za-z0-9_-]{60,120}[0-9]",
        format in select(vec!["table", "plain", "json", "markdown", "sarif", "github"]),
    ) {
        let folder = tempfile::tempdir().expect("a folder");
        let python = format!(
            "from spotipy.oauth2 import SpotifyOAuth\n\
             auth = SpotifyOAuth(client_secret='{secret}', scope='user-read-emial')\n\
             requests.get('https://api.spotify.com/v1/recommendations', headers={{'x': '{token}'}})\n\
             requests.get('https://api.spotify.com/v1/nowhere', headers={{'Authorization': 'Bearer {token}'}})\n",
        );
        std::fs::write(folder.path().join("a.py"), python).expect("a file");
        let ran = scopes("audit").arg(folder.path()).args(["--format", format]).run().code(1);
        let all = format!("{}{}", ran.out, ran.err);
        prop_assert!(!all.contains(&secret) && !all.contains(&token), "{all}");
        prop_assert!(all.contains("user-read-emial"), "{all}");
    }
}
