//! The rules about redirect URIs, as data.

use crate::authorize::rule::rules;

rules! {
    /// Every rule about redirect URIs, in the order in which they are judged.
    RULES:
    WHITESPACE "redirect-whitespace" "redirect-uris" ""
        "No white space or control character: it is sent as it stands and matches nothing registered.";
    ABSOLUTE "redirect-absolute" "redirect-uris" ""
        "A whole address with scheme and host, or a custom scheme of an app.";
    SCHEME "redirect-scheme" "redirect-uris" "2025-04-09"
        "Only https, http on a loopback literal, or a custom scheme of an app.";
    FRAGMENT "redirect-fragment" "rfc-6749" ""
        "No fragment: OAuth forbids it, and the answer could not be put into the query.";
    USER_INFO "redirect-user-info" "redirect-uris" ""
        "No user name or password in front of the host.";
    WILDCARD "redirect-wildcard" "redirect-uris" ""
        "No wildcards: the URI must equal a registered one to the letter.";
    LOCALHOST "redirect-localhost" "redirect-uris" "2025-04-09"
        "No localhost or alias of it, not even over https; use a loopback literal.";
    LOOPBACK "redirect-loopback" "redirect-uris" "2025-04-09"
        "A loopback address is written 127.0.0.1 or [::1] and no other way.";
    HTTPS "redirect-https" "redirect-uris" "2025-04-09"
        "https, except on a loopback literal.";
    LAN "redirect-lan" "redirect-uris" "2025-04-09"
        "An address of the local network needs https like any other.";
    CUSTOM_SCHEME "redirect-custom-scheme" "blog-2025-02" ""
        "A custom scheme is in lower case, is the app's own, and has a path after its //; app links and universal links are safer.";
    UPPER_CASE "redirect-upper-case" "redirect-uris" ""
        "Capitals in scheme or host are compared as they stand, though browsers turn them small.";
    DEFAULT_PORT "redirect-default-port" "redirect-uris" ""
        "A port that the scheme implies is compared as it stands, though browsers drop it.";
    NON_ASCII "redirect-non-ascii" "redirect-uris" ""
        "Characters outside ASCII are compared as they stand, though browsers encode them.";
    CHARACTERS "redirect-characters" "rfc-3986" ""
        "Only characters that may stand in an address: browsers encode others, and libraries refuse them.";
    ANY_PORT "redirect-any-port" "redirect-uris" ""
        "A loopback literal registered without a port may be sent with any port.";
}

/// Names that mean this very machine.
pub(super) const LOCALHOSTS: &[&str] = &[
    "localhost",
    "localhost.localdomain",
    "localhost4",
    "localhost6",
    "localhost4.localdomain4",
    "localhost6.localdomain6",
    "ip6-localhost",
    "ip6-loopback",
];

/// Schemes of the web and of browsers; none can belong to one app.
pub(super) const NOT_CUSTOM: &[&str] = &[
    "about",
    "blob",
    "data",
    "file",
    "filesystem",
    "ftp",
    "ftps",
    "gopher",
    "intent",
    "javascript",
    "mailto",
    "sftp",
    "ssh",
    "tel",
    "urn",
    "vbscript",
    "view-source",
    "ws",
    "wss",
];
