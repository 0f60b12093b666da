//! The rules about authorization requests and what comes back, as data.
//!
//! Those about redirect URIs stand in [`super::redirect`].

use super::rule::rules;

rules! {
    /// Every rule about requests and what comes back.
    RULES:

    // How the address is written.
    TEXT_AROUND "text-around" "rfc-3986" ""
        "An address begins at its scheme and ends at the first white space or closing mark.";
    CUT_OFF "cut-off" "code-flow" ""
        "A request names at least response_type, client_id and redirect_uri.";
    ENCODED_WHOLE "encoded-whole" "rfc-3986" ""
        "Only the values of parameters are percent-encoded: with its own marks encoded an address cannot be opened.";
    HTML_ENTITIES "html-entities" "url-standard" ""
        "&amp; is for HTML only: elsewhere all parameters but the first get a name nobody knows.";
    ESCAPED "escaped" "url-standard" ""
        "Backslashes are for shells and JSON only: they are not part of an address.";
    WHITE_SPACE "white-space" "rfc-3986" ""
        "No white space within an address: browsers may mend it, programs cut it off there.";
    PERCENT "percent-encoding" "rfc-3986" ""
        "After a % stand two hexadecimal digits, and what they spell is UTF-8.";
    SEPARATOR "separator" "url-standard" ""
        "One ? before the parameters, & between them: anything else becomes part of a value.";
    SCHEME_MISSING "scheme-missing" "rfc-3986" ""
        "An address begins with https://; browsers add it, programs do not.";
    SCHEME_HTTP "scheme-http" "rfc-6749" ""
        "The authorize page is asked over https.";
    HOST "host" "code-flow" ""
        "Users are sent to accounts.spotify.com and nowhere else.";
    PATH "path" "code-flow" ""
        "The authorize page is /authorize.";
    PATH_SLASH "path-slash" "code-flow" ""
        "The path is /authorize, without a slash at its end.";
    LANGUAGE "language-prefix" "spotify/web-api#1053" ""
        "A language in front of the path works; without it Spotify picks the user's own.";
    PORT "port" "rfc-3986" ""
        "https implies the port 443.";
    USER_INFO "user-info" "rfc-3986" ""
        "No user name or password in front of the host: it can hide where an address leads.";
    HASH "fragment" "rfc-3986" ""
        "Browsers do not send what follows a #.";
    LOGIN_PAGE "login-page" "code-flow" ""
        "The login page carries the request in its own parameter.";

    // Parameters.
    MISSPELLED "parameter-misspelled" "code-flow" ""
        "Names of parameters are compared to the letter; what has another name is ignored.";
    UNKNOWN_PARAMETER "parameter-unknown" "rfc-6749" ""
        "Parameters that a server does not know are ignored.";
    REPEATED "parameter-repeated" "rfc-6749" ""
        "A parameter stands there once: OAuth lets a server refuse a request that repeats one.";
    SECRET_IN_URL "secret-in-url" "rfc-9700" ""
        "Addresses end up in histories and logs: no secret belongs into one.";
    RESPONSE_TYPE_MISSING "response-type-missing" "code-flow" ""
        "Every request says response_type=code.";
    RESPONSE_TYPE_TOKEN "response-type-token" "blog-2025-10" "2025-11-27"
        "The implicit grant is closed: response_type=token has been answered with unsupported_response_type since.";
    RESPONSE_TYPE "response-type" "code-flow" ""
        "Spotify knows response_type=code only.";
    CLIENT_ID_MISSING "client-id-missing" "code-flow" ""
        "Every request names its client id.";
    CLIENT_ID_PLACEHOLDER "client-id-placeholder" "code-flow" ""
        "The client id is the one the dashboard shows for the app.";
    CLIENT_ID_FORM "client-id-form" "spotify/web-api#1053" ""
        "Every client id seen so far is 32 of the characters 0-9 and a-f, though no document says so.";
    REDIRECT_MISSING "redirect-missing" "code-flow" ""
        "Every request names the redirect URI.";
    REDIRECT_PLACEHOLDER "redirect-placeholder" "redirect-uris" ""
        "The redirect URI is one that is registered on the dashboard, to the letter.";
    REDIRECT_ENCODED_TWICE "redirect-encoded-twice" "redirect-uris" ""
        "Spotify decodes once and compares with what is registered.";
    REDIRECT_PLUS "redirect-plus" "url-standard" ""
        "A + in a query stands for a space; a plus itself is written %2B.";

    REDIRECT_CUT "redirect-cut" "url-standard" ""
        "A & that is not encoded ends the redirect URI: what follows it is no part of what Spotify compares.";

    // Scopes.
    NO_SCOPE "scope-none" "code-flow" ""
        "Without scopes an app reads public information only.";
    SCOPE_COMMAS "scope-commas" "code-flow" ""
        "Scopes are parted by spaces; with commas they are one name that no scope has.";
    SCOPE_ENCODED_TWICE "scope-encoded-twice" "code-flow" ""
        "Spotify decodes once; what is still encoded then is no scope.";
    SCOPE_PLUS "scope-plus" "url-standard" ""
        "A space is written %20 or +; %2B is a plus itself, which is no part of a scope.";
    SCOPE_CHARACTERS "scope-characters" "rfc-6749" ""
        "Scopes are plain names parted by single spaces, without quotes, brackets or other marks.";
    SCOPE_SPACES "scope-spaces" "rfc-6749" ""
        "One space between scopes, none before the first or after the last.";
    SCOPE_REPEATED "scope-repeated" "rfc-6749" ""
        "A scope counts once, however often it is named.";
    SCOPE_UNKNOWN "scope-unknown" "music-assistant/server#4182" "2026-02"
        "One unknown scope and the whole request is refused; older client ids may still have it ignored.";
    SCOPE_RETIRED "scope-retired" "spotify/web-api#1322" ""
        "A scope that was withdrawn is refused like one that never was.";
    SCOPE_CLOSED "scope-not-for-apps" "spotify/web-api#1262" ""
        "Scopes of Spotify's own clients are refused to others.";
    SCOPE_SERVICE "scope-service" "open-access" ""
        "Service scopes go into the body of a client-credentials token request, and must not be mixed with those of users.";
    SCOPE_ALONE "scope-alone" "playback-sdk-example" ""
        "What takes several scopes together is not opened by one of them.";
    SCOPE_PARTNER "scope-partner" "open-access" ""
        "Only client ids that Spotify has allow-listed are given it.";

    // State and PKCE.
    STATE_MISSING "state-missing" "code-flow" ""
        "Without a state, an app cannot tell its own request from one that somebody else began.";
    STATE_PLUS "state-plus" "url-standard" ""
        "A + in a query stands for a space: the state comes back changed.";
    STATE_SHORT "state-short" "rfc-9700" ""
        "A state that can be guessed protects nobody.";
    PKCE_MISSING "pkce-missing" "pkce-flow" ""
        "An app that cannot keep a client secret proves itself with PKCE.";
    CHALLENGE_MISSING "challenge-missing" "pkce-flow" ""
        "A method without a challenge proves nothing.";
    CHALLENGE_METHOD "challenge-method" "pkce-flow" ""
        "The one method Spotify documents is S256, in capitals; without any, OAuth takes it for plain.";
    CHALLENGE_LENGTH "challenge-length" "rfc-7636" ""
        "A challenge is the SHA-256 of the verifier in base64url without padding: always 43 letters.";
    CHALLENGE_CHARACTERS "challenge-characters" "rfc-7636" ""
        "base64url has letters, digits, - and _, and a challenge no padding.";
    CHALLENGE_NOT_HASHED "challenge-not-hashed" "rfc-7636" ""
        "256 bits in 43 letters leave two bits of the last at zero; no hash ends in this one.";
    SHOW_DIALOG "show-dialog" "code-flow" ""
        "show_dialog is true or false.";

    // What holds for every request.
    REFRESH_ENDS "refresh-tokens-end" "blog-2026-06" "2026-07-20"
        "A refresh token ends six months after the user agreed, however often it is used; then the user must be asked again.";
    SCOPES_ADD_UP "scopes-accumulate" "spotify/web-api#814" ""
        "What a user once granted to an app stays granted: the next refreshed token has all of it, until the user removes the app.";

    // What comes back.
    ACCESS_DENIED "access-denied" "code-flow" ""
        "The user did not agree.";
    UNSUPPORTED_RESPONSE_TYPE "unsupported-response-type" "kaaes/albums-availability#9" "2025-11-27"
        "The request said something other than response_type=code; the implicit grant is closed.";
    ANSWER_ERROR "answer-error" "rfc-6749" ""
        "Spotify sent the user back with an error instead of a code.";
    ANSWER_TOKEN "answer-token" "blog-2025-10" "2025-11-27"
        "A token in the address comes from the implicit grant, which is closed.";
    ANSWER_CODE "answer-code" "rfc-6749" ""
        "A code is good for one token request, within minutes, with the redirect URI of its request.";
    ANSWER_STATE_MISSING "answer-state-missing" "code-flow" ""
        "The state comes back with every answer; where it differs from the one sent, the answer is not yours.";
    STATE_DIFFERS "state-differs" "rfc-6749" ""
        "An answer with another state than was sent belongs to a request that somebody else began.";
    TOKEN_PAGE "token-page" "code-flow" ""
        "Tokens are asked for with POST and a form; no browser is sent there.";
}

/// Parameters Spotify knows, first those of its documentation.
pub(super) const PARAMETERS: &[&str] = &[
    "client_id",
    "response_type",
    "redirect_uri",
    "scope",
    "state",
    "show_dialog",
    "code_challenge_method",
    "code_challenge",
    // The Android library sends these.
    "utm_source",
    "utm_medium",
    "utm_campaign",
];
