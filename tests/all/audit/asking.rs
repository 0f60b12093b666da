//! How scopes are put together and sent.

use scopes::audit::evidence::Unknown;

use super::reading::{asked, read};

/// Programs that ask for two scopes with `MARK` between them.
const JOINED: [(&str, &str); 9] = [
    (
        "a.js",
        "const s = ['user-read-email', 'user-top-read'];\nlocation.href = `https://accounts.spotify.com/authorize?client_id=x&scope=${s.join('MARK')}`;\n",
    ),
    (
        "b.js",
        "const s = ['user-read-email', 'user-top-read'];\nconst u = new URL('https://accounts.spotify.com/authorize');\nu.searchParams.set('scope', s.join('MARK'));\nlocation.href = u.toString();\n",
    ),
    (
        "c.js",
        "const s = 'user-read-email,user-top-read'.replace(/,/g, 'MARK');\nlocation.href = 'https://accounts.spotify.com/authorize?client_id=x&scope=' + s;\n",
    ),
    (
        "a.py",
        "SCOPES = ['user-read-email', 'user-top-read']\nwebbrowser.open('https://accounts.spotify.com/authorize?client_id=x&scope=' + 'MARK'.join(SCOPES))\n",
    ),
    (
        "a.go",
        "package a\nvar scopes = []string{\"user-read-email\", \"user-top-read\"}\nfunc f() { open(\"https://accounts.spotify.com/authorize?client_id=x&scope=\" + strings.Join(scopes, \"MARK\")) }\n",
    ),
    (
        "a.php",
        "<?php\n$scopes = ['user-read-email', 'user-top-read'];\nheader('Location: https://accounts.spotify.com/authorize?client_id=x&scope=' . implode('MARK', $scopes));\n",
    ),
    (
        "a.cs",
        "class A {\n  void F() {\n    var scopes = new[] { \"user-read-email\", \"user-top-read\" };\n    Open(\"https://accounts.spotify.com/authorize?client_id=x&scope=\" + string.Join(\"MARK\", scopes));\n  }\n}\n",
    ),
    (
        "a.rb",
        "scopes = %w[user-read-email user-top-read]\nredirect \"https://accounts.spotify.com/authorize?client_id=x&scope=#{scopes.join('MARK')}\"\n",
    ),
    (
        "a.swift",
        "let scopes = [\"user-read-email\", \"user-top-read\"]\nUIApplication.shared.open(URL(string: \"https://accounts.spotify.com/authorize?client_id=x&scope=\\(scopes.joined(separator: \"MARK\"))\")!)\n",
    ),
];

#[test]
fn commas_are_seen_where_they_are_put_in() {
    for (file, program) in JOINED {
        for (mark, commas) in [(",", true), (", ", true), (" ", false), ("%20", false)] {
            let evidence = read(&[(file, &program.replace("MARK", mark))]);
            let found: Vec<(&str, bool)> =
                evidence.requested.iter().map(|s| (&*s.scope, s.comma_joined)).collect();
            let mut expected = [("user-read-email", commas), ("user-top-read", commas)];
            expected.sort_unstable();
            let mut sorted = found.clone();
            sorted.sort_unstable();
            assert_eq!(sorted, expected, "{file} with {mark:?}");
        }
    }
}

#[test]
fn defaults_of_shell_variables_are_read_whole() {
    let program = "SCOPES=\"${SCOPES:-user-read-email user-top-read}\"\nopen \"https://accounts.spotify.com/authorize?client_id=x&scope=$SCOPES\"\n";
    assert_eq!(asked(&[("a.sh", program)]), ["user-read-email:1", "user-top-read:1"]);
}

/// Programs that ask for a scope, where no variable of the environment says otherwise.
const DEFAULTS: [(&str, &str, &str); 9] = [
    (
        "a.js",
        "const scope = DEFAULT;\nlocation.href = `https://accounts.spotify.com/authorize?client_id=${process.env.ID}&scope=${scope}`;\n",
        "process.env.SCOPES || 'user-read-email'",
    ),
    (
        "b.js",
        "const q = new URLSearchParams({ client_id: process.env.ID ?? 'x', scope: DEFAULT });\nlocation.href = 'https://accounts.spotify.com/authorize?' + q;\n",
        "import.meta.env.VITE_SCOPES ?? 'user-read-email'",
    ),
    (
        "a.py",
        "from spotipy.oauth2 import SpotifyOAuth\nauth = SpotifyOAuth(client_id=os.getenv('ID', 'x'), scope=DEFAULT)\n",
        "os.environ.get('SCOPES', 'user-read-email')",
    ),
    (
        "b.py",
        "from spotipy.oauth2 import SpotifyOAuth\nSCOPE = DEFAULT\nauth = SpotifyOAuth(scope=SCOPE)\n",
        "os.getenv('SCOPES') or 'user-read-email'",
    ),
    (
        "a.php",
        "<?php\n$scope = DEFAULT;\nheader('Location: https://accounts.spotify.com/authorize?client_id=x&scope=' . $scope);\n",
        "getenv('SCOPES') ?: 'user-read-email'",
    ),
    (
        "a.rb",
        "scope = DEFAULT\nredirect \"https://accounts.spotify.com/authorize?client_id=x&scope=#{scope}\"\n",
        "ENV['SCOPES'] || 'user-read-email'",
    ),
    (
        "b.rb",
        "scope = DEFAULT\nredirect \"https://accounts.spotify.com/authorize?client_id=x&scope=#{scope}\"\n",
        "ENV.fetch('SCOPES', 'user-read-email')",
    ),
    (
        "a.cs",
        "class A {\n  void F() {\n    var scope = DEFAULT;\n    Open(\"https://accounts.spotify.com/authorize?client_id=x&scope=\" + scope);\n  }\n}\n",
        "Environment.GetEnvironmentVariable(\"SCOPES\") ?? \"user-read-email\"",
    ),
    (
        "a.go",
        "package a\nfunc f() {\n\tscope := DEFAULT\n\topen(\"https://accounts.spotify.com/authorize?client_id=x&scope=\" + scope)\n}\n",
        "os.Getenv(\"SCOPES\")\n\tif scope == \"\" {\n\t\tscope = \"user-read-email\"\n\t}",
    ),
];

#[test]
fn a_default_is_not_all_that_may_be_asked_for() {
    for (file, program, default) in DEFAULTS {
        let quote = if default.contains('"') { '"' } else { '\'' };
        let alone = format!("{quote}user-read-email{quote}");
        for (scope, open) in [(default, true), (&alone, false)] {
            let evidence = read(&[(file, &program.replace("DEFAULT", scope))]);
            let scopes: Vec<&str> = evidence.requested.iter().map(|s| &*s.scope).collect();
            assert_eq!(scopes, ["user-read-email"], "{file} with {scope}");
            let unknown = evidence.blind_spots.iter().any(|b| b.unknown == Unknown::Scopes);
            let resolved = evidence.authorizations.iter().all(|a| a.resolved);
            assert_eq!((unknown, resolved), (open, !open), "{file} with {scope}");
        }
    }
}

/// Programs that sign in by way of a library or framework that reads the profile itself.
const LOGINS: [(&str, &str); 4] = [
    (
        "settings.py",
        "INSTALLED_APPS = ['allauth.socialaccount.providers.spotify']\nSOCIALACCOUNT_PROVIDERS = {'spotify': {'SCOPE': ['user-read-email', 'user-top-read']}}\n",
    ),
    (
        "settings.py",
        "INSTALLED_APPS = ['social_django']\nAUTHENTICATION_BACKENDS = ['social_core.backends.spotify.SpotifyOAuth2']\nSOCIAL_AUTH_SPOTIFY_SCOPE = ['user-read-email', 'user-top-read']\n",
    ),
    (
        "Program.cs",
        "builder.Services.AddAuthentication().AddSpotify(options => {\n    options.Scope.Add(\"user-read-email\");\n    options.Scope.Add(\"user-top-read\");\n});\n",
    ),
    (
        "application.yml",
        "spring:\n  security:\n    oauth2:\n      client:\n        registration:\n          spotify:\n            scope: user-read-email,user-top-read\n        provider:\n          spotify:\n            authorization-uri: https://accounts.spotify.com/authorize\n            user-info-uri: https://api.spotify.com/v1/me\n",
    ),
];

#[test]
fn logins_read_the_profile_by_themselves() {
    let catalogue = scopes::catalogue::Catalogue::built_in();
    for (file, program) in LOGINS {
        let files =
            [(file, program), ("a.py", "requests.get('https://api.spotify.com/v1/albums/1')\n")];
        let evidence = read(&files);
        let implied: Vec<&str> = evidence
            .authorizations
            .iter()
            .flat_map(|a| a.implies.iter().map(|e| catalogue.endpoint(*e).id))
            .collect();
        assert_eq!(implied, ["get-current-users-profile"], "{program}");
    }
    let plain = LOGINS[3].1.replace("api.spotify.com/v1/me", "example.com/v1/me");
    assert!(
        read(&[("application.yml", &plain)]).authorizations.iter().all(|a| a.implies.is_empty())
    );
}

#[test]
fn a_strategy_of_remix() {
    let program = |options: &str| {
        format!(
            "import {{ SpotifyStrategy }} from 'remix-auth-spotify';\nexport const strategy = new SpotifyStrategy({{ clientID: 'x', {options} }}, verify);\n"
        )
    };
    let with = program("scope: ['user-top-read', 'user-read-email'].join(' ')");
    assert_eq!(asked(&[("a.ts", &with)]), ["user-top-read:2", "user-read-email:2"]);
    assert_eq!(asked(&[("a.ts", &program(""))]), ["user-read-email:2"]);
    let other = with.replace("remix-auth-spotify", "./strategies");
    assert!(read(&[("a.ts", &other)]).authorizations.is_empty());
}

#[test]
fn a_handler_that_nuxt_imports_by_itself() {
    let program = |config: &str| {
        format!(
            "export default defineOAuthSpotifyEventHandler({{\n  {config}\n  async onSuccess(event, {{ user }}) {{}},\n}})\n"
        )
    };
    let scopes = |code: &str| asked(&[("server/routes/auth/spotify.get.ts", code)]);
    let with = program("config: { scope: ['user-top-read'] },");
    assert_eq!(scopes(&with), ["user-top-read:2"]);
    let email = program("config: { scope: ['user-top-read'], emailRequired: true },");
    assert_eq!(scopes(&email), ["user-read-email:1", "user-top-read:2"]);
    let none = read(&[("a.ts", &program(""))]);
    assert!(none.requested.is_empty() && none.authorizations.len() == 1);
    // A function of the program's own is what it is.
    let own = format!("function defineOAuthSpotifyEventHandler(options) {{}}\n{with}");
    assert!(read(&[("a.ts", &own)]).authorizations.is_empty());
    let other = with.replace("Spotify", "GitHub");
    assert!(read(&[("a.ts", &other)]).authorizations.is_empty());
}
