//! `scopes inspect`, as somebody pastes addresses into it.

use crate::support::{Ran, fields, scopes, strings};
use proptest::prelude::*;
use snapbox::{assert_data_eq, file};

const ID: &str = "0123456789abcdef0123456789abcdef";
const REDIRECTS: &str = include_str!("data/redirects.tsv");
const ADDRESSES: &str = include_str!("data/authorize_urls.tsv");

/// Rows of a table of three columns, the last with its escapes undone.
fn rows(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str, String)> {
    table.lines().filter(|line| !line.starts_with('#')).skip(1).map(|line| {
        let mut cells = line.splitn(3, '\t');
        let mut cell = || cells.next().unwrap_or_else(|| panic!("three cells: {line}"));
        let (verdict, ids, text) = (cell(), cell(), cell());
        let text = text.replace('"', "\\\"");
        (verdict, ids, serde_json::from_str(&format!("\"{text}\"")).expect("escapes of JSON"))
    })
}

fn inspect(address: &str) -> Ran {
    scopes("inspect").arg("--").arg(address).run()
}

fn json(address: &str) -> serde_json::Value {
    let ran = scopes("inspect").args(["--format", "json", "--", address]).run();
    serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {address}: {ran:?}"))
}

/// The worst severity of an answer; notes count for nothing.
fn verdict(answer: &serde_json::Value) -> &'static str {
    let severities = fields(&answer["faults"], "severity");
    if severities.contains(&"refused") {
        "refused"
    } else if severities.contains(&"risky") {
        "risky"
    } else {
        "sound"
    }
}

#[test]
fn scopes_without_a_hyphen_are_told_apart_from_text_behind() {
    let own = format!(
        "https://accounts.spotify.com/authorize?client_id={ID}&response_type=code&\
         redirect_uri=https://a.b/c&state=Zm9vYmFyYmF6"
    );
    let begin = format!("https://accounts.spotify.com/authorize?client_id={ID}");
    let end = "response_type=code&redirect_uri=https://a.b/c&state=Zm9vYmFyYmF6";
    for (address, expected) in [
        (
            format!("{own}&scope=user-read-email streaming user-top-read"),
            &["user-read-email", "streaming", "user-top-read"],
        ),
        (
            format!("{begin}&scope=user-read-email user-read-private streaming&{end}"),
            &["user-read-email", "user-read-private", "streaming"],
        ),
        (
            format!("{own}&scope=user-read-email user-read-private streaming"),
            &["user-read-email", "user-read-private", "streaming"],
        ),
        (
            format!("{own}&scope=user-read-email\n  streaming\n  user-top-read"),
            &["user-read-email", "streaming", "user-top-read"],
        ),
        (
            format!("{own}&scope=\nstreaming\nuser-read-email\nuser-read-private\n"),
            &["streaming", "user-read-email", "user-read-private"],
        ),
        (
            format!("{begin}&scope=user-read-email\nstreaming\nuser-top-read\n&{end}"),
            &["user-read-email", "streaming", "user-top-read"],
        ),
    ] {
        let read = json(&address);
        assert_eq!(strings(&read["request"]["scopes"]), expected, "{address}");
        assert_eq!(read["request"]["state"], "Zm9vYmFyYmF6", "{address}");
        let rules = fields(&read["faults"], "id");
        assert!(rules.contains(&"white-space"), "{address}: {rules:?}");
        assert!(!rules.contains(&"text-around"), "{address}: {rules:?}");
    }
    // What is no scope is text behind the address.
    let read = json(&format!("{own}&scope=user-read-email works for me"));
    assert_eq!(strings(&read["request"]["scopes"]), ["user-read-email"]);
}

#[test]
fn every_redirect_is_judged_right() {
    let mut wrong = Vec::new();
    for (verdict, rule, uri) in rows(REDIRECTS) {
        let findings = scopes::authorize::redirect::judge(&uri);
        let worst = findings.iter().map(|f| f.severity.id()).find(|s| *s != "note");
        let worst = if findings.iter().any(|f| f.severity.id() == "refused") {
            "refused"
        } else {
            worst.unwrap_or("sound")
        };
        let named = rule == "-" || findings.iter().any(|f| f.rule.id == rule);
        if worst != verdict || !named || (rule == "-" && !findings.is_empty()) {
            wrong.push(format!("{verdict} {rule} {uri:?}: {findings:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn url_refuses_exactly_the_redirects_that_are_refused() {
    for (verdict, _, uri) in rows(REDIRECTS) {
        let ran = scopes("url")
            .args(["--client-id", ID, "--state", "Zm9vYmFy", "--pkce"])
            .arg(format!("--redirect={uri}"))
            .run();
        assert_eq!(ran.code == 1, verdict == "refused", "{uri:?}: {ran:?}");
        assert_eq!(ran.out.is_empty(), verdict == "refused", "{uri:?}");
    }
}

#[test]
fn every_address_is_judged_right() {
    let mut wrong = Vec::new();
    for (expected, ids, address) in rows(ADDRESSES) {
        let answer = json(&address);
        let found = fields(&answer["faults"], "id");
        let named = ids.split_whitespace().all(|id| found.contains(&id));
        let silent = !ids.is_empty() || found.is_empty();
        if verdict(&answer) != expected || !named || !silent {
            wrong.push(format!("{expected} {ids}: {found:?}: {address}"));
        }
        let code = inspect(&address).code;
        if (code == 1) != (expected == "refused") || code > 1 {
            wrong.push(format!("exit code {code}: {address}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every answer, word by word: what a change does to them is read in the difference.
#[test]
fn every_address_is_answered_so() {
    let mut answers = String::new();
    for (_, _, address) in rows(ADDRESSES) {
        let answer = json(&address);
        answers.push_str(&format!("{}\n", address.escape_debug()));
        for field in ["kind", "request", "answer"] {
            if !answer[field].is_null() {
                answers.push_str(&format!("  {field} {}\n", answer[field]));
            }
        }
        for fault in answer["faults"].as_array().expect("faults") {
            let text = |field: &str| fault[field].as_str().unwrap_or_default();
            let (severity, id) = (text("severity"), text("id"));
            let said = format!("  {severity} {id}: {}; {}", text("found"), text("remedy"));
            answers.push_str(said.trim_end_matches("; "));
            answers.push('\n');
        }
        let fix = answer["fix"].as_str().unwrap_or("-");
        answers.push_str(&format!("  fix {fix}\n\n"));
    }
    // What all have in common is left out.
    for (long, short) in [("https://accounts.spotify.com/authorize?", "AUTHORIZE?"), (ID, "ID")] {
        answers = answers.replace(long, short);
    }
    assert_data_eq!(answers, file!["snapshots/inspect_addresses.txt"].raw());
}

#[test]
fn what_is_mended_is_rid_of_its_faults() {
    for (_, _, address) in rows(ADDRESSES) {
        let answer = json(&address);
        let Some(fix) = answer["fix"].as_str() else { continue };
        let again = json(fix);
        let left = fields(&again["faults"], "id");
        for fault in answer["faults"].as_array().expect("faults") {
            let id = fault["id"].as_str().expect("an id");
            // Neither what is lost nor a verifier can be made up.
            let lost = id.starts_with("challenge-") && !fix.contains("code_challenge=");
            let remains = lost || left.contains(&id) || matches!(id, "cut-off" | "pkce-missing");
            assert_eq!(fault["fix"].is_null(), remains, "{id} in {address}\n{fix}");
        }
        for id in &left {
            let before = fields(&answer["faults"], "id");
            let note =
                ["redirect-any-port", "pkce-missing", "scope-none", "redirect-custom-scheme"];
            assert!(before.contains(id) || note.contains(id), "{id} is new: {address}\n{fix}");
        }
    }
}

#[test]
fn mended_urls_say_what_was_meant() {
    let authorize = "https://accounts.spotify.com/authorize";
    let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    let sound = format!(
        "{authorize}?response_type=code&client_id={ID}&scope=user-read-email%20user-top-read\
         &redirect_uri=https%3A%2F%2Fexample.com%2Fcb&state=Zm9vYmFy\
         &code_challenge_method=S256&code_challenge={challenge}"
    );
    assert_eq!(json(&sound)["fix"], serde_json::Value::Null, "nothing to mend");
    for (from, to) in [
        ("user-read-email%20user", "user-read-email,user"),
        ("user-read-email%20user", "user-read-email%2Cuser"),
        ("user-read-email%20user", "user-read-email%2520user"),
        ("user-read-email%20user", "user-read-email%2Buser"),
        ("response_type=code", "response_type=token"),
        ("response_type=code&", ""),
        ("accounts.spotify.com/authorize", "accounts.spotify.com/de/authorize"),
        ("accounts.spotify.com/authorize", "api.spotify.com/authorize"),
        ("redirect_uri", "redirect_url"),
        ("scope=", "scopes="),
        ("https%3A%2F%2Fexample", "https%253A%252F%252Fexample"),
        ("code_challenge_method=S256&", ""),
        ("=S256", "=s256"),
        ("code_challenge=", "codeChallenge="),
        (challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM%3D"),
        (challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw%2BcM="),
        (challenge, "13d31e961a1ad8ec2f16b10c4c982e0876a878ad6df144566ee1894acb70f9c3"),
        (
            "S256&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
            "plain&code_challenge=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
        ),
        ("&state", "&client_secret=fedcba9876543210&state"),
        ("&", "&amp;"),
    ] {
        let broken = sound.replace(from, to);
        assert_ne!(broken, sound, "{from}");
        assert_eq!(json(&broken)["fix"], sound.as_str(), "{broken}");
    }
    let localhost = sound.replace("https%3A%2F%2Fexample.com", "http%3A%2F%2Flocalhost%3A99");
    let literal = localhost.replace("localhost", "127.0.0.1");
    assert_eq!(json(&localhost)["fix"], literal.as_str());
}

#[test]
fn answers_look_like_this() {
    let address = format!(
        "https://accounts.spotify.com/de/authorize?client_id={ID}&response_type=token\
         &redirect_uri=http%3A%2F%2Flocalhost%3A3000%2Fcb&scope=user-read-email%2Cplaylist-modify\
         &client_secret=fedcba98765432100123456789abcdef"
    );
    for (width, name) in [(80, "inspect_80_columns"), (40, "inspect_40_columns")] {
        let ran = scopes("inspect").arg(&address).width(width).run().code(1);
        let path = format!("{}/tests/all/snapshots/{name}.txt", env!("CARGO_MANIFEST_DIR"));
        assert_data_eq!(ran.out, snapbox::Data::read_from(path.as_ref(), None));
    }
    let ran = scopes("inspect").args([&*address, "--format", "markdown"]).run();
    assert_data_eq!(ran.out, file!["snapshots/inspect_markdown.md"]);
    let ran = scopes("inspect").args([&*address, "--format", "plain"]).run();
    assert_eq!(ran.lines()[0], "refused scope-commas");
}

#[test]
fn the_request_is_read_out() {
    let (_, _, address) = rows(ADDRESSES).next().expect("a row");
    let answer = json(&address);
    let request = &answer["request"];
    assert_eq!(request["client_id"], ID);
    assert_eq!(request["redirect_uri"], "https://example.com/cb");
    assert_eq!(request["state"], "Zm9vYmFyYmF6cXV4");
    assert_eq!(strings(&request["scopes"]), ["user-read-email", "user-top-read"]);
    assert_eq!(answer["kind"], "request");
    assert!(answer["consent_screen"]["groups"][0]["lines"].as_array().expect("lines").len() > 1);
}

#[test]
fn standard_input_and_several_arguments_are_read() {
    let (_, _, address) = rows(ADDRESSES).next().expect("a row");
    assert_eq!(scopes("inspect").arg("-").input(format!("{address}\n")).run().code, 0);
    assert_eq!(scopes("inspect").args(["go", "to", &*address]).run().code, 0);
}

#[test]
fn what_is_no_such_address_is_said_to_be_none() {
    for text in [
        "",
        "hello",
        "https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC",
        "https://example.com/callback",
        "https://api.spotify.com/v1/me",
        "{\"access_token\":\"BQDsecret99\",\"scope\":\"user-read-email\"}",
    ] {
        let ran = inspect(text);
        assert_eq!((ran.code, &*ran.out), (2, ""), "{text}: {ran:?}");
        assert!(ran.err.contains("no authorize URL"), "{}", ran.err);
        assert!(!ran.err.contains("secret99"), "{}", ran.err);
    }
}

#[test]
fn the_redirect_uri_of_an_answer_keeps_parameters_of_its_own_and_no_secret() {
    let address = "https://example.com/cb?page=2&code=AQDsecret9secret&lang=de&token=BQDsecret9\
        &state=Zm9vYmFyYg&session_state=x";
    let answer = &json(address)["answer"];
    assert_eq!(answer["redirect_uri"], "https://example.com/cb?page=2&lang=de");
    assert_eq!((&answer["code"], &answer["token"]), (&"***".into(), &"***".into()));
    assert_eq!(answer["state"], "Zm9vYmFyYg");
    let bare = &json("?page=2&code=AQDsecret9secret")["answer"];
    assert_eq!((&bare["redirect_uri"], &bare["token"]), (&"".into(), &serde_json::Value::Null));
}

#[test]
fn the_state_is_compared_with_the_one_that_was_sent() {
    let came_back = |state: &str, sent: &str| {
        let address = format!("https://example.com/cb?code=AQDsecretsecret{state}");
        scopes("inspect").args([&*address, "--state", sent]).run()
    };
    assert_eq!(came_back("&state=Zm9vYmFy", "Zm9vYmFy").code, 0);
    for (state, sent) in
        [("&state=Zm9vYmFz", "Zm9vYmFy"), ("", "Zm9vYmFy"), ("&state=zm9v", "Zm9v")]
    {
        let ran = came_back(state, sent).code(1);
        assert!(ran.out.contains("refused  state-differs"), "{}", ran.out);
    }
}

#[test]
fn a_url_that_the_shell_cut_is_told_of() {
    let ran = inspect(&format!("https://accounts.spotify.com/authorize?client_id={ID}"));
    assert!(ran.out.contains("quotes"), "{}", ran.out);
}

#[test]
fn every_rule_has_a_source_and_an_id_of_its_own() {
    use scopes::authorize::{RULES, redirect};
    let catalogue = scopes::catalogue::Catalogue::built_in();
    let mut ids = std::collections::BTreeSet::new();
    for rule in RULES.iter().chain(redirect::RULES) {
        assert!(ids.insert(rule.id), "{} twice", rule.id);
        let source = catalogue.sources.iter().find(|source| source.id == rule.source);
        assert!(source.is_some_and(|s| !s.checked.is_empty()), "{}: {}", rule.id, rule.source);
        assert!(rule.says.ends_with('.'), "{}", rule.id);
    }
}

#[test]
fn every_rule_is_broken_by_some_row() {
    use scopes::authorize::{RULES, redirect};
    let mut seen: Vec<String> = Vec::new();
    for (_, _, address) in rows(ADDRESSES) {
        seen.extend(fields(&json(&address)["faults"], "id").into_iter().map(str::to_string));
    }
    for (_, _, uri) in rows(REDIRECTS) {
        seen.extend(redirect::judge(&uri).into_iter().map(|f| f.rule.id.to_string()));
    }
    // These are for requests that are made here, and for --state.
    let reminders = ["refresh-tokens-end", "scopes-accumulate", "state-differs"];
    let all = RULES.iter().chain(redirect::RULES).map(|rule| rule.id);
    let unseen: Vec<&str> =
        all.filter(|id| !reminders.contains(id) && !seen.iter().any(|s| s == id)).collect();
    assert!(unseen.is_empty(), "{unseen:?}");
}

/// Everything a command line writes, in every format.
fn everything(address: &str) -> String {
    let mut all = String::new();
    for format in ["table", "plain", "json", "markdown"] {
        let ran = scopes("inspect").args(["--format", format, "--", address]).run();
        all.push_str(&ran.out);
        all.push_str(&ran.err);
    }
    all
}

#[test]
fn what_takes_the_place_of_the_implicit_grant_needs_pkce() {
    let address = |kind: &str, more: &str| {
        format!(
            "https://accounts.spotify.com/authorize?client_id={ID}&response_type={kind}\
             &redirect_uri=https%3A%2F%2Fexample.com%2Fcb&state=Zm9vYmFyYmF6{more}"
        )
    };
    let read = json(&address("token", ""));
    let missing = read["faults"].as_array().expect("faults").iter();
    let missing: Vec<_> = missing.filter(|fault| fault["id"] == "pkce-missing").collect();
    assert_eq!(missing.len(), 1, "{read}");
    assert!(missing[0]["remedy"].as_str().expect("a text").contains("scopes url --pkce"), "{read}");
    // Nobody but who sends it can make a verifier: the mended URL is still without.
    assert!(missing[0]["fix"].is_null(), "{read}");
    assert!(!read["fix"].as_str().expect("a URL").contains("code_challenge"), "{read}");
    let challenge =
        "&code_challenge_method=S256&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    for sound in [address("code", ""), address("token", challenge)] {
        let read = json(&sound);
        assert!(!fields(&read["faults"], "id").contains(&"pkce-missing"), "{read}");
    }
}

/// Addresses with a secret in some place.
fn address_with(secret: &str, place: usize) -> String {
    let base = format!(
        "https://accounts.spotify.com/authorize?client_id={ID}&response_type=code\
         &redirect_uri=https%3A%2F%2Fexample.com%2Fcb"
    );
    match place {
        0 => format!("https://example.com/cb?code={secret}&state=abc"),
        1 => format!("https://example.com/cb#access_token={secret}&token_type=Bearer"),
        2 => format!("{base}&client_secret={secret}"),
        3 => format!("{base}&code_verifier={secret}&state=x"),
        4 => format!("{base}&code_challenge_method=plain&code_challenge={secret}"),
        5 => format!("{base}%3Fcode%3D{secret}%26x%3D1&state=abcdefgh"),
        6 => format!("curl -H 'Authorization: Bearer {secret}' '{base}&state={secret}'"),
        7 => format!("https://me:{secret}@example.com/cb?code=1234&state={secret}"),
        8 => format!("{base}&refresh_token={secret}&scope={secret}"),
        9 => format!("{base}?code_verifier={secret};client_secret={secret}"),
        10 => format!("code={secret}"),
        11 => format!("https%3A%2F%2Fexample.com%2Fcb%3Fcode%3D{secret}%26state%3Dx"),
        12 => format!(
            "https://accounts.spotify.com/login?continue=https%3A%2F%2Faccounts.spotify.com\
             %2Fauthorize%3Fclient_secret%3D{secret}"
        ),
        13 => {
            format!("https://accounts.spotify.com/api/token?code={secret}&code_verifier={secret}")
        }
        14 => format!("{}&amp;client_secret={secret}&amp;{secret}=1", base.replace('&', "&amp;")),
        15 => format!("{{\"refresh_token\": \"{secret}\", \"url\": \"{base}&state={secret}\"}}"),
        16 => format!("https://example.com/cb?error=access_denied&error_description=code={secret}"),
        _ => format!("{base}&Client-Secret={secret}&redirect={secret}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_secret_is_ever_shown(secret in "[A-Za-z0-9_.~-]{12,90}", place in 0usize..18) {
        // A secret that is part of the words around it would prove nothing.
        let address = address_with(&secret, place);
        let out = everything(&address);
        prop_assert!(!out.contains(&secret), "{address}\n{out}");
    }

    #[test]
    fn no_secret_is_shown_of_any_text(
        before in ".{0,40}",
        name in "(code|client_secret|access_token|refresh_token|code_verifier|id_token)",
        secret in "[A-Za-z0-9_-]{16,60}",
        after in "(&.{0,40})?",
    ) {
        let out = everything(&format!("{before}&{name}={secret}{after}"));
        prop_assert!(!out.contains(&secret), "{out}");
        let address = format!("https://accounts.spotify.com/authorize?x={before}&{name}={secret}{after}");
        let out = everything(&address);
        prop_assert!(!out.contains(&secret), "{out}");
    }

    #[test]
    fn nothing_pasted_reaches_the_terminal_as_a_command(
        scope in "[\\u{0}-\\u{ff}\\u{200b}\\u{202e}]{0,20}",
        state in ".{0,20}",
    ) {
        let encoded = scopes::encoding::encode_component;
        let address = format!(
            "https://accounts.spotify.com/authorize?client_id={ID}&response_type=code&scope={}&state={}&{scope}=1&redirect_uri=https://x/{state}",
            encoded(&scope), encoded(&state),
        );
        for format in ["table", "plain", "json", "markdown"] {
            let ran = scopes("inspect").args(["--format", format, "--", &*address]).run();
            let active = |c: char| c != '\n' && scopes::render::page::is_active(c);
            prop_assert!(!ran.out.chars().chain(ran.err.chars()).any(active), "{ran:?}");
        }
    }

    #[test]
    fn what_url_makes_inspect_reads_back(
        id in "[0-9a-f]{32}",
        redirect in "https://[a-z]{1,10}\\.example(:[1-9][0-9]{3})?(/[!-~]{0,20})?",
        state in ".{1,40}",
        scopes_ in proptest::sample::subsequence(
            vec!["user-read-email", "user-top-read", "streaming", "playlist-modify-public"], 0..4),
        pkce: bool,
        dialog: bool,
    ) {
        let judged = scopes::authorize::redirect::judge(&redirect);
        prop_assume!(!scopes::authorize::redirect::is_refused(&judged));
        let mut ask = scopes("url").arg("--client-id").arg(&id);
        ask = ask.arg(format!("--redirect={redirect}")).arg(format!("--state={state}"));
        for scope in &scopes_ {
            ask = ask.args(["--scope", *scope]);
        }
        if pkce { ask = ask.arg("--pkce"); }
        if dialog { ask = ask.arg("--show-dialog"); }
        let made = ask.json();
        let url = made["url"].as_str().expect("a URL");
        let read = json(url);
        // Secrets in the redirect URI or the state would be masked, rightly.
        prop_assume!(!read.to_string().contains("***"));
        for field in [
            "response_type", "client_id", "redirect_uri", "scopes", "state", "show_dialog",
            "code_challenge", "code_challenge_method",
        ] {
            prop_assert_eq!(&made[field], &read["request"][field], "{} of {}", field, url);
        }
        prop_assert_eq!(read["request"]["redirect_uri"].as_str(), Some(&*redirect));
        prop_assert_ne!(verdict(&read), "refused");
        if let Some(verifier) = made["code_verifier"].as_str() {
            prop_assert!(!url.contains(verifier));
            prop_assert_eq!(&made["code_challenge"], &scopes::authorize::challenge(verifier));
        }
    }
}

#[test]
fn what_is_not_mended_is_named() {
    let address = "https://accounts.spotify.com/authorize?client_id=YOUR_CLIENT_ID&response_type=token&redirect_uri=https%3A%2F%2Fexample.com%2Fcb";
    let ran = inspect(address).code(1);
    assert!(
        ran.out.contains("Mended, but for client-id-placeholder, state-missing, pkce-missing\n"),
        "{}",
        ran.out
    );
    // What an address was cut off for comes before all that it lacks therefore.
    let cut = json("https://accounts.spotify.com/authorize?client_id=x");
    assert_eq!(fields(&cut["faults"], "id")[0], "cut-off");
}

#[test]
fn what_mending_leaves_out_or_adds_is_said() {
    let page = |address: &str| scopes("inspect").arg(address).run().out;
    let address = |rest: &str| {
        format!(
            "https://accounts.spotify.com/authorize?client_id={ID}\
             &redirect_uri=https%3A%2F%2Fexample.com%2Fcb&{rest}"
        )
    };
    // A challenge that cannot be had from what was sent is not mended by leaving it out.
    let plain = page(&address(
        "response_type=code&state=abcdefgh12345678&scope=user-read-email\
         &code_challenge=abc&code_challenge_method=plain",
    ));
    assert!(!plain.contains("Mended\n"), "{plain}");
    let slash = page(
        &address(
            "response_type=code&state=abcdefgh12345678&code_challenge=abc\
             &code_challenge_method=plain",
        )
        .replace("authorize?", "authorize/?"),
    );
    assert!(slash.contains("Mended, but for challenge-method, challenge-length\n"), "{slash}");
    let token = page(&address("response_type=token&scope=user-read-email"));
    assert!(token.contains("Mended, but for state-missing, pkce-missing\n"), "{token}");
    let stateless = page(&address("response_type=code&scope=user-read-email"));
    assert!(!stateless.contains("Mended"), "{stateless}");
    // Which scopes are asked for in place of one that is none.
    let both = page(&address("response_type=code&state=abcdefgh12345678&scope=playlist-modify"));
    let both = both.replace("\n  ", " ");
    assert!(both.contains("The mended URL asks for each."), "{both}");
    let none = page(&address("response_type=code&state=abcdefgh12345678&scope=banana"));
    assert!(none.contains("The mended URL leaves it out."), "{none}");
}

#[test]
fn a_redirect_uri_that_is_not_encoded_is_cut_at_the_ampersand() {
    let begins = format!(
        "https://accounts.spotify.com/authorize?client_id={ID}&response_type=code\
         &redirect_uri=https://example.com/cb?x=1"
    );
    let ends = "&scope=user-read-email&state=abcdefgh12345678";
    let cut = json(&format!("{begins}&y=2{ends}"));
    assert_eq!(fields(&cut["faults"], "id"), ["redirect-cut"]);
    let fix = cut["fix"].as_str().expect("a URL");
    assert!(fix.contains("https%3A%2F%2Fexample.com%2Fcb%3Fx%3D1%26y%3D2"), "{fix}");
    // With one parameter alone nothing is lost, and elsewhere what is unknown is that.
    let whole = json(&format!("{begins}{ends}"));
    assert!(!fields(&whole["faults"], "id").contains(&"redirect-cut"));
    let elsewhere = json(&format!("{begins}{ends}&y=2"));
    assert_eq!(fields(&elsewhere["faults"], "id"), ["parameter-unknown"]);
}

#[test]
fn a_state_may_begin_with_a_dash() {
    let came_back =
        "http://127.0.0.1:8888/callback?code=abcdefgh12345678&state=-abcdefgh12345678ijkl";
    let ran = scopes("inspect").args([came_back, "--state", "-abcdefgh12345678ijkl"]).run();
    assert_eq!(ran.code(0).err, "");
    scopes("inspect").args([came_back, "--state", "-another12345678ijkl"]).run().code(1);
}
