//! Addresses that stand in variables of the environment.

use super::reading::{asked, calls};

const DOTENV: &str = "# for all\nCLIENT_ID=\nexport API_URL=\"https://api.spotify.com/v1\" \nSCOPES=your-scopes-here\n";

#[test]
fn files_of_variables_are_read() {
    let script = "import axios from 'axios';\nconst api = axios.create({ baseURL: process.env.API_URL });\napi.get('/me/albums');\nfetch(`${import.meta.env.API_URL}/me`);\n";
    let files = [(".env.example", DOTENV), ("src/a.js", script)];
    assert_eq!(calls(&files), ["get-users-saved-albums:3", "get-current-users-profile:4"]);
    let python = "import os, requests\nBASE = os.environ['API_URL']\nrequests.get(BASE + '/me/tracks')\nrequests.get(os.getenv('API_URL') + '/me')\n";
    let files = [(".env", DOTENV), ("a.py", python)];
    assert_eq!(calls(&files), ["get-users-saved-tracks:3", "get-current-users-profile:4"]);
    // What is set is another variable, or in a file for tests.
    let other = python.replace("API_URL", "OTHER_URL");
    assert!(calls(&[(".env", DOTENV), ("a.py", &other)]).is_empty());
    assert!(calls(&[(".env.test", DOTENV), ("a.py", python)]).is_empty());
}

#[test]
fn what_builds_a_program_sets_variables() {
    let script = "import axios from 'axios';\nconst api = axios.create({ baseURL: process.env.API_URL });\napi.get('me/albums');\n";
    let config = "module.exports = { env: { API_URL: 'https://api.spotify.com/v1/' } };\n";
    assert_eq!(
        calls(&[("next.config.js", config), ("src/a.js", script)]),
        ["get-users-saved-albums:3"]
    );
    assert!(calls(&[("src/other.js", config), ("src/a.js", script)]).is_empty());
    let defined = "export default { define: { 'process.env.API_URL': JSON.stringify('https://api.spotify.com/v1/') } };\n";
    assert_eq!(
        calls(&[("vite.config.js", defined), ("src/a.js", script)]),
        ["get-users-saved-albums:3"]
    );
}

#[test]
fn a_program_sets_variables_itself() {
    let set = "process.env.SCOPE = ['user-top-read', 'user-library-read'].join(' ');\nfork('./server');\n";
    let read = "const SpotifyWebApi = require('spotify-web-api-node');\nconst api = new SpotifyWebApi();\napi.createAuthorizeURL(process.env.SCOPE.split(' '), 'x');\n";
    let of = |read: &str| asked(&[("a.js", set), ("server.js", read)]);
    assert_eq!(of(read), ["user-top-read:1", "user-library-read:1"]);
    // So does a file of variables; one for all to copy is no more than a hint.
    let env = "SCOPE=user-top-read\n";
    assert_eq!(asked(&[(".env", env), ("server.js", read)]), ["user-top-read:1"]);
    assert!(asked(&[(".env.example", env), ("server.js", read)]).is_empty());
}
