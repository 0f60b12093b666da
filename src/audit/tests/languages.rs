//! Ways of asking that programs in Ruby, PHP, Swift and shell have.

use super::{calls, scopes};

#[test]
fn shells_change_a_value_where_they_put_it_in() {
    let of = |address: &str| {
        let code = format!(
            "start() {{\n  declare -r scope=\"user-top-read user-read-email\"\n  login\n}}\nlogin() {{\n  local \
             list=${{scope// /%20}}\n  echo \"https://{address}/authorize?client_id=$ID&scope=$list\"\n}}\nstart\n"
        );
        scopes(&[("a.sh", &code)])
    };
    assert_eq!(of("accounts.spotify.com"), ["user-read-email", "user-top-read"]);
    let calls_of = |base: &str| {
        let code = format!(
            "BASE={base}\nsend() {{\n  curl -X \"${{1%%:*}}\" \"${{BASE%/}}/${{1#*:}}\"\n}}\nsend \
             PUT:me/player/pause\n"
        );
        calls(&[("a.sh", &code)])
    };
    assert_eq!(calls_of("https://api.spotify.com/v1/"), ["5 pause-a-users-playback"]);
    assert!(calls_of("https://api.example.com/v1/").is_empty());
}

#[test]
fn what_is_asked_of_an_object_says_whether_it_is_one_or_several() {
    let of = |given: &str| {
        let code = format!("require 'rspotify'\nRSpotify::Track.find({given})\n");
        calls(&[("a.rb", &code)])
    };
    assert_eq!(of("@song.spotify_id"), ["2 get-track"]);
    assert_eq!(of("list.track_ids"), ["2 get-several-tracks"]);
    assert_eq!(of("list.track_ids.uniq"), ["2 get-several-tracks"]);
    assert_eq!(of("list.track_ids.first"), ["2 get-track"]);
    // What nothing tells may be either.
    assert_eq!(of("load"), ["2 get-track", "2 get-several-tracks"]);
}

#[test]
fn a_receiver_by_name_is_what_its_name_says() {
    let code = "require 'rspotify'\nclass A\n  def all(spotify_user)\n    spotify_user.playlists\n  end\nend\n";
    assert_eq!(calls(&[("a.rb", code)]), ["4 get-list-users-playlists"]);
    // A record of the app is no object of the library.
    let own = "require 'rspotify'\nclass Account < ApplicationRecord\n  has_many :playlists\nend\nclass A\n  def \
               all\n    @spotify_user = Account.find_by(id: 1)\n    @spotify_user.playlists\n  end\nend\n";
    let none: [&str; 0] = [];
    assert_eq!(calls(&[("a.rb", own)]), none);
}

#[test]
fn the_type_asked_for_says_what_an_address_is() {
    let of = |kind: &str| {
        let code = format!(
            "import SpotifyWebAPI\nlet spotify = SpotifyAPI(authorizationManager: m)\nfunc a(href: URL) {{\n  \
             spotify.getFromHref(href, responseType: {kind}.self).sink {{ _ in }}\n}}\n"
        );
        calls(&[("a.swift", &code)])
    };
    assert_eq!(of("Artist"), ["4 get-an-artist"]);
    assert_eq!(of("SpotifyUser"), ["4 get-users-profile"]);
    assert_eq!(of("Playlist<PlaylistItems>"), ["4 get-playlist"]);
    // A page of a list is of the list that was asked before.
    assert!(of("PagingObject<Track>").is_empty());
}
