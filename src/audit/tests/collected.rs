//! Lists filled after they are made, addresses filled in elsewhere, fields that belong
//! together.

use super::{calls, read, scopes};

/// What is asked for, and whether all of it could be read.
fn asked(path: &str, code: &str) -> (Vec<String>, bool) {
    let evidence = read(&[(path, code)]);
    let all =
        !evidence.authorizations.is_empty() && evidence.authorizations.iter().all(|a| a.resolved);
    (evidence.requested.iter().map(|s| s.scope.clone()).collect(), all)
}

/// A program that sends users to an address with scopes, in four languages.
fn filled(language: &str, first: &str, second: &str) -> (Vec<String>, bool) {
    let address = "https://accounts.spotify.com/authorize?client_id=1";
    match language {
        "rs" => asked(
            "a.rs",
            &format!(
                "fn a(other: String) {{\n  let mut list = HashSet::new();\n  \
                 list.insert({first});\n  list.insert({second});\n  \
                 open(format!(\"{address}&scope={{}}\", list.join(\" \")));\n}}\n"
            ),
        ),
        "java" => asked(
            "A.java",
            &format!(
                "class A {{ void a(String other) {{\n  List<String> list = new ArrayList<>();\n  \
                 list.add({first});\n  list.add({second});\n  open(\"{address}&scope=\" + \
                 String.join(\" \", list));\n}} }}\n"
            ),
        ),
        "cs" => asked(
            "A.cs",
            &format!(
                "class A {{ void B(string other) {{\n  var list = new List<string>();\n  \
                 list.Add({first});\n  list.Add({second});\n  Open($\"{address}&scope={{string.Join(\" \
                 \", list)}}\");\n}} }}\n"
            ),
        ),
        _ => asked(
            "a.go",
            &format!(
                "package a\nfunc a(other string) {{\n  list := []string{{}}\n  list = append(list, \
                 {first})\n  list = append(list, {second})\n  open(\"{address}&scope=\" + \
                 strings.Join(list, \" \"))\n}}\n"
            ),
        ),
    }
}

#[test]
fn what_is_put_into_a_list_later_is_in_it() {
    for language in ["rs", "java", "cs", "go"] {
        let whole = filled(language, "\"user-top-read\"", "\"user-library-read\"");
        assert_eq!(
            whole,
            (vec!["user-top-read".into(), "user-library-read".into()], true),
            "{language}"
        );
        // What is only known at run time leaves the rest open.
        let open = filled(language, "\"user-top-read\"", "other");
        assert_eq!(open, (vec!["user-top-read".to_string()], false), "{language}");
    }
}

#[test]
fn all_constants_of_an_enum_are_what_they_stand_for() {
    let of = |made: &str| {
        asked(
            "A.java",
            &format!(
                "enum Scope {{\n  TOP(\"user-top-read\"), LIBRARY(\"user-library-read\");\n  \
                 private final String value;\n  Scope(String value) {{ this.value = value; }}\n  \
                 String getValue() {{ return value; }}\n}}\nclass A {{ void a(Other other) {{\n  \
                 String list = {made};\n  \
                 open(\"https://accounts.spotify.com/authorize?scope=\" + list);\n}} }}\n"
            ),
        )
    };
    let all =
        of("Arrays.stream(Scope.values()).map(Scope::getValue).collect(Collectors.joining(\" \"))");
    assert_eq!(all, (vec!["user-top-read".into(), "user-library-read".into()], true));
    assert!(!of("other.values().collect(Collectors.joining(\" \"))").1);
}

#[test]
fn what_a_format_fills_in_is_part_of_what_is_asked() {
    let rust = |given: &str| {
        let lines = format!(
            "open(format!(\"https://accounts.spotify.com/authorize?client_id=1&scope={{}}\", {given}));"
        );
        asked("a.rs", &format!("fn a(other: String) {{\n  {lines}\n}}\n"))
    };
    assert_eq!(rust("\"user-top-read\""), (vec!["user-top-read".to_string()], true));
    assert_eq!(rust("other"), (Vec::new(), false));
    let python = |given: &str| {
        let lines = format!(
            "open(\"https://accounts.spotify.com/authorize?client_id=1&scope={{}}\".format({given}))"
        );
        asked("a.py", &format!("def a(other):\n  {lines}\n"))
    };
    assert_eq!(python("\"user-top-read\""), (vec!["user-top-read".to_string()], true));
    assert_eq!(python("other"), (Vec::new(), false));
    let words = "fn a() {\n  let words = \"user-top-read user-library-read\";\n  \
                 open(format!(\"https://accounts.spotify.com/authorize?scope={}\", \
                 words.split_whitespace().collect::<Vec<_>>().join(\"%20\")));\n}\n";
    assert!(asked("a.rs", words).1);
}

#[test]
fn an_authorize_address_may_stand_in_parts() {
    let of = |host: &str| {
        asked(
            "a.kt",
            &format!(
                "class A {{\n  val host = \"{host}\"\n  val list = \"user-top-read\"\n  fun a() = \
                 open(\"https://$host/authorize?client_id=1\" + \"&scope=$list\")\n}}\n"
            ),
        )
    };
    assert_eq!(of("accounts.spotify.com"), (vec!["user-top-read".to_string()], true));
    assert!(!of("accounts.example.com").1);
    let named = |address: &str| {
        let code = format!(
            "package a\ntype Config struct {{ AuthURL string }}\nfunc a() {{\n  c := Config{{AuthURL: \"{address}\"}}\n  \
             open(fmt.Sprintf(\"%s?client_id=1&scope=user-top-read\", c.AuthURL))\n}}\n"
        );
        asked("a.go", &code)
    };
    let asked_there = named("https://accounts.spotify.com/authorize");
    assert_eq!(asked_there, (vec!["user-top-read".to_string()], true));
    assert!(!named("https://accounts.example.com/authorize").1);
}

#[test]
fn a_verb_given_beside_a_path_belongs_to_it() {
    let helper = "package a\ntype Params struct {\n  Method string\n  Path string\n}\nfunc \
                  send(p *Params) {\n  req, _ := http.NewRequest(p.Method, \
                  \"https://api.spotify.com/v1\"+p.Path, nil)\n  do(req)\n}\nfunc add(id string) \
                  {\n  send(&Params{Method: \"POST\", Path: \"/me/player/queue?uri=\" + id})\n}\n\
                  func search(next string) {\n  path := \"/search\"\n  send(&Params{Method: \
                  \"GET\", Path: path})\n  add(next)\n}\n";
    let found = calls(&[("a.go", helper)]);
    assert_eq!(found, ["11 add-to-queue", "14 search"]);
    let same = helper.replace("\"POST\"", "\"GET\"");
    assert_eq!(calls(&[("a.go", &same)]), ["11 get-queue", "14 search"]);
}

#[test]
fn an_address_is_resolved_below_another() {
    let of = |base: &str, path: &str| {
        calls(&[(
            "a.go",
            &format!(
                "package a\nfunc a() {{\n  base, _ := url.Parse(\"{base}\")\n  u := \
                 base.ResolveReference(&url.URL{{Path: \"{path}\"}})\n  req, _ := \
                 http.NewRequest(\"GET\", u.String(), nil)\n}}\n"
            ),
        )])
    };
    let found = ["4 get-current-users-profile"];
    assert_eq!(of("https://api.spotify.com/v1/", "me"), found);
    assert_eq!(of("https://api.spotify.com", "/v1/me"), found);
    assert!(of("https://api.example.com/v1/", "me").is_empty());
}

#[test]
fn clients_of_the_older_library_for_csharp_are_known() {
    let of = |what: &str, given: &str| {
        let code = format!(
            "using SpotifyAPI.Web;\nstatic class A {{\n  static async Task Go(this {what} api) \
             {{\n    await api.GetPlaybackAsync();\n  }}\n  static void In() {{\n    new \
             AuthorizationCodeAuth({given}).Start();\n  }}\n}}\n"
        );
        let found = calls(&[("A.cs", &code)]);
        (found, asked("A.cs", &code))
    };
    let both = "Scope.UserTopRead | Scope.Streaming";
    let (found, (scopes, all)) = of("SpotifyWebAPI", &format!("id, secret, to, at, {both}"));
    assert_eq!(found, ["4 get-information-about-the-users-current-playback"]);
    assert_eq!(scopes, ["user-top-read", "streaming"]);
    assert!(all);
    let (found, (scopes, all)) = of("Other", "id, secret, to, at, mine");
    assert!(found.is_empty() && scopes.is_empty() && !all);
}

#[test]
fn constants_of_a_fork_are_scopes() {
    let of = |module: &str| {
        scopes(&[(
            "a.go",
            &format!(
                "package a\nimport \"{module}\"\nvar auth = \
                 spotify.NewAuthenticator(to, spotify.ScopeUserTopRead)\nfunc a() {{ \
                 open(auth.AuthURL(\"x\")) }}\n"
            ),
        )])
    };
    assert_eq!(of("github.com/someone/spotify"), ["user-top-read"]);
    assert!(of("github.com/someone/music").is_empty());
}

#[test]
fn the_login_of_librespot_asks_for_scopes() {
    let of = |given: &str| {
        asked(
            "a.rs",
            &format!(
                "use librespot_oauth::OAuthClientBuilder;\nconst WORDS: &str = \"user-top-read \
                 streaming\";\nfn a(other: Vec<&str>) {{\n  \
                 OAuthClientBuilder::new(ID, TO, {given}).open_in_browser().build();\n}}\n"
            ),
        )
    };
    let words = vec!["streaming".to_string(), "user-top-read".to_string()];
    assert_eq!(of("WORDS.split_whitespace().collect()"), (words.clone(), true));
    assert!(of("vec![\"user-top-read\", \"streaming\"]").1);
    assert!(!of("other").1);
}

#[test]
fn what_a_pattern_takes_out_of_each() {
    let base = "https://api.spotify.com/v1";
    let of_script = |code: &str| {
        let tables = "const all = [{ path: '/me/albums', method: 'GET', no: 1 }, { path: \
                      '/me/player/pause', method: 'PUT', no: 2 }];\nconst pairs = [['GET', \
                      '/me/albums'], ['PUT', '/me/player/pause']];\nconst named = { a: \
                      '/me/albums', b: '/me/shows' };";
        calls(&[("a.js", &format!("const B = '{base}';\n{tables}\n{code}\n"))])
    };
    for code in [
        "for (const { path, method } of all) fetch(B + path, { method });",
        "all.forEach(({ path, method }) => fetch(B + path, { method }));",
        "all.map(async (one) => { await fetch(B + one.path, { method: one.method }); });",
        "for (const [method, path] of pairs) fetch(B + path, { method });",
        "pairs.forEach(([method, path]) => fetch(B + path, { method }));",
    ] {
        let lines: Vec<String> = of_script(code);
        let ids: Vec<&str> = lines.iter().filter_map(|l| l.split(' ').nth(1)).collect();
        assert_eq!(ids, ["get-users-saved-albums", "pause-a-users-playback"], "{code}");
    }
    for code in [
        "for (const [name, path] of Object.entries(named)) fetch(B + path);",
        "Object.entries(named).map(([name, path]) => fetch(B + path));",
    ] {
        assert_eq!(of_script(code).len(), 2, "{code}");
    }
    for code in [
        "for (const { no } of all) fetch(B + no);",
        "all.forEach(({ no }) => fetch(B + no));",
        "for (const [name] of pairs) fetch(B + name);",
        "for (const [name, path] of Object.entries(named)) fetch(B + name);",
        "Object.entries(named).map(([name, path]) => fetch(B + name));",
        "other(named).map(([name, path]) => fetch(B + path));",
    ] {
        assert!(of_script(code).is_empty(), "{code}");
    }
    let python = |names: &str| {
        calls(&[(
            "a.py",
            &format!(
                "import requests\nfor verb, path in [('GET', '/me/albums'), ('PUT', '/me/player/pause')]:\n    \
                 requests.request(verb, '{base}' + {names})\n"
            ),
        )])
    };
    assert_eq!(python("path").len(), 2);
    assert!(python("verb").is_empty());
}

#[test]
fn a_function_that_is_handed_each_element_by_its_name() {
    let script = |rest: &str| {
        let code = format!(
            "const load = (path) => fetch('https://api.spotify.com/v1' + path);\nconst all = \
             ['/me/albums', '/me/shows'];\n{rest};\n"
        );
        calls(&[("a.js", &code)])
    };
    let both = ["2 get-users-saved-albums", "2 get-users-saved-shows"];
    assert_eq!(script("all.map(load)"), both);
    // What calls it itself says what it is given.
    assert_eq!(script("all.map(load); load('/me/episodes')"), ["3 get-users-saved-episodes"]);
    assert!(script("all.map(other)").is_empty());
    assert!(script("others.map(load)").is_empty());
    let python = |rest: &str| {
        let code = format!(
            "import requests\ndef load(path): return requests.get('https://api.spotify.com/v1' + path)\nall = \
             ['/me/albums', '/me/shows']\n{rest}\n"
        );
        calls(&[("a.py", &code)])
    };
    assert_eq!(python("list(map(load, all))").len(), 2);
    assert!(python("list(map(other, all))").is_empty());
    assert!(python("things.map(load, all)").is_empty());
}
