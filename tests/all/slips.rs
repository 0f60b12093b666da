//! Slips and unclear words: what is still understood, what is refused, and how that is told.

use scopes::catalogue::Catalogue;
use scopes::query::{self, Refusal, Within};

/// How a question is understood, as what, and what is shown beside it; or why it is not.
fn told(question: &str) -> String {
    let catalogue = Catalogue::built_in();
    let found = query::read_arguments(catalogue, &[question.to_string()], &Within::default());
    let [found] = found.as_slice() else { panic!("{question}: {found:?}") };
    let ids = |endpoints: &[scopes::catalogue::EndpointRef]| {
        endpoints.iter().map(|at| catalogue.endpoint(*at).id).collect::<Vec<_>>().join(" ")
    };
    match &found.refusal {
        None => format!("{:?} {} ({})", found.how, ids(&found.endpoints), ids(&found.candidates)),
        Some(Refusal::Absent(_)) => format!("absent, see {}", ids(&found.candidates)),
        Some(Refusal::NoSuchWords(words)) => format!("unclear: {}", words.join(" ")),
        Some(other) => format!("{other:?}"),
    }
}

/// Each answer begins so.
fn are_told(cases: &[(&str, &str)]) {
    let wrong: Vec<String> = cases
        .iter()
        .map(|(question, expected)| (question, expected, told(question)))
        .filter(|(_, expected, told)| !told.starts_with(**expected))
        .map(|(question, expected, told)| format!("{question}: {told}, not {expected}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn in_a_short_word_the_first_letter_counts() {
    are_told(&[
        ("ause", "unclear: ause"),
        ("pcrub", "unclear: pcrub"),
        ("uwift", "unclear: uwift"),
        ("mewind", "Typo seek-to-position-in-currently-playing-track ("),
        ("zearch", "Typo search ("),
        ("csrub", "Typo seek-to-position-in-currently-playing-track ("),
        ("labum", "Typo get-an-album ("),
        ("up enxt", "Typo get-queue ("),
        ("skip abck", "Typo skip-users-playback-to-previous-track ("),
        ("next ong", "Words skip-users-playback-to-next-track ("),
        ("album nfo", "unclear: nfo"),
        ("aublm", "unclear: aublm"),
    ]);
}

#[test]
fn so_many_slips_are_forgiven_and_no_more() {
    are_told(&[
        ("resume paback", "Typo start-a-users-playback ("),
        ("get recomedations", "Typo get-recommendations ("),
        ("Get rtist", "Typo get-an-artist ()"),
        ("save abums", "Typo save-albums-user ()"),
        ("Get Eisode", "Typo get-an-episode ()"),
        ("/paylist/{id}/track", "Typo get-playlists-tracks add-tracks-to-playlist "),
        ("creat a playlst", "Typo create-playlist (create-playlist-for-user)"),
        ("get palylist items", "Typo get-playlists-items (get-playlists-tracks)"),
        ("get curently playng song", "Typo get-the-users-currently-playing-track ("),
        ("check whether audioboks are saved already", "Typo check-library-contains ("),
    ]);
}

#[test]
fn what_is_not_understood_is_not_answered() {
    are_told(&[
        ("promote my song", "unclear: promote"),
        ("convert a song to mp3", "unclear: convert"),
        ("catch of audiobooks", "unclear: catch"),
        ("backup of folowed artists", "unclear: backup"),
        ("qsave an audiobook", "unclear: qsave"),
        ("sortmy library", "unclear: sortmy"),
    ]);
}

#[test]
fn what_is_absent_is_told_so_whatever_else_is_said() {
    are_told(&[
        ("how many people listened to my song", "absent, see get-playlist get-an-artist"),
        ("setplayback speed to 1.5", "absent, see get-information-about-the-users-current"),
        ("daily mix mlaylists", "absent, see get-recommendations"),
        ("who else listens to this artist", "absent, see get-users-profile"),
    ]);
}

#[test]
fn what_a_question_names_stands_first() {
    are_told(&[
        ("I have a track id and need the ISRC code of it", "Words get-track (search"),
        ("avatar of some other spotify member", "Words get-users-profile (get-current-users"),
        ("link a partner account", "Words soa-register-user (soa-unlink-user"),
        ("play an album starting at the third track", "Words start-a-users-playback (seek-to"),
        ("get the country of the user", "Words get-current-users-profile (get-available-markets"),
        ("get the image of a playlist", "Words get-playlist-cover (get-playlist "),
        ("what devices does the user have", "Words get-a-users-available-devices (get-information"),
        ("list the entitlements a user has", "Words soa-get-entitlements (soa-add-entitlements"),
        ("songs on an album", "Words get-an-albums-tracks (get-an-album "),
    ]);
}
