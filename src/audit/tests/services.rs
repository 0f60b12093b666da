//! Clients and services as apps write them in Ruby, PHP, Swift and shell.

use super::{calls, read, scopes};

#[test]
fn a_login_stays_one_whatever_it_is_told() {
    let of = |driver: &str| {
        read(&[(
            "Login.php",
            &format!(
                "<?php\nuse Laravel\\Socialite\\Facades\\Socialite;\nclass Login {{\n  function go() \
                 {{\n    return Socialite::driver('{driver}')\n      \
                 ->scopes(['user-read-email'])\n      ->stateless()\n      ->redirect();\n  }}\n}}\n"
            ),
        )])
    };
    let login = of("spotify");
    assert_eq!(login.requested.len(), 1);
    assert_eq!(login.authorizations.len(), 1);
    assert_eq!(login.authorizations[0].implies.len(), 1);
    assert!(of("github").authorizations.is_empty());
}

#[test]
fn lists_added_to_each_other_are_all_of_them() {
    let code = "module Access\n  PLAY = ['streaming'].freeze\n  LISTS = \
                ['playlist-read-private'].freeze\n  OTHER = ['email'].freeze\n  ALL = [PLAY + \
                LISTS].join(' ').freeze\nend\nRails.application.config.middleware.use \
                OmniAuth::Builder do\n  provider :spotify, ENV['ID'], ENV['SECRET'], scope: \
                Access::ALL\n  provider :google, ENV['ID'], ENV['SECRET'], scope: \
                Access::OTHER\nend\n";
    let mut asked = scopes(&[("a.rb", code)]);
    asked.sort();
    assert_eq!(asked, ["playlist-read-private", "streaming"]);
    assert!(read(&[("a.rb", code)]).authorizations.iter().all(|a| a.resolved));
}

#[test]
fn a_name_that_a_shell_function_empties_keeps_what_the_script_gave_it() {
    let of = |emptied: &str| {
        calls(&[(
            "get.sh",
            &format!(
                "base=https://api.spotify.com/v1\nget() {{\n  [ \"$2\" = whole ] && \
                 base={emptied}\n  curl -s \"$base$1\"\n}}\nget /me/tracks\n"
            ),
        )])
    };
    assert_eq!(of("\"\""), ["6 get-users-saved-tracks"]);
    assert!(of("https://example.com").is_empty());
}

#[test]
fn a_call_stands_where_its_name_does() {
    let code = "require 'rspotify'\ndef save(user)\n  me = RSpotify::User.new(user)\n  \
                me.create_playlist!(\n    'x',\n    public: false\n  )\nend\n";
    assert_eq!(calls(&[("a.rb", code)]), ["4 create-playlist-for-user"]);
}

#[test]
fn a_block_fills_in_the_request_it_is_given() {
    let of = |address: &str| {
        calls(&[(
            "a.rb",
            &format!(
                "class Lists\n  def initialize\n    @connection = Faraday.new('{address}')\n  \
                 end\n  def add(user)\n    connection.post do |req|\n      req.url \
                 \"users/#{{user.name}}/playlists\"\n      req.headers['X'] = 'y'\n    end\n  \
                 end\n  def find\n    connection.get do |req|\n      req.url 'search'\n    end\n  \
                 end\n  attr_reader :connection\nend\n"
            ),
        )])
    };
    assert_eq!(of("https://api.spotify.com/v1/"), ["7 create-playlist-for-user", "13 search"]);
    assert!(of("https://api.example.com/v1/").is_empty());
}

#[test]
fn the_body_of_a_class_names_its_own_constants() {
    let code = "class Api\n  HOST = 'https://api.spotify.com'\n  BASE = HOST + '/v1'\n  class \
                Me\n    PATH = BASE + '/me'\n    def show\n      HTTParty.get(PATH)\n    end\n  \
                end\nend\nclass Other\n  BASE = 'https://example.com'\n  PATH = BASE + '/me'\n  \
                def show\n    HTTParty.get(PATH)\n  end\nend\n";
    assert_eq!(calls(&[("a.rb", code)]), ["5 get-current-users-profile"]);
}

#[test]
fn what_a_gem_gives_is_followed_through_methods_blocks_and_lists() {
    let of = |given: &str| {
        calls(&[(
            "a.rb",
            &format!(
                "require 'rspotify'\nclass Lists\n  def tracks_of(list)\n    list.tracks(limit: \
                 9)\n  end\n  def from(list)\n    tracks_of(list)\n  end\n  def go(id)\n    list \
                 = {given}\n    from(list)\n  end\nend\n"
            ),
        )])
    };
    assert_eq!(
        of("RSpotify::Playlist.find_by_id(id)"),
        ["4 get-playlists-tracks", "10 get-playlist"]
    );
    assert!(of("Shop::Playlist.find_by_id(id)").is_empty());
    let each = |start: &str| {
        calls(&[(
            "a.rb",
            &format!(
                "require 'rspotify'\nartists = {start}\nartists.each do |one|\n  \
                 one.top_tracks(:US)\nend\nartists.first.albums\nartists[0].related_artists\n"
            ),
        )])
    };
    assert_eq!(
        each("RSpotify::Artist.search('x')"),
        [
            "2 search",
            "4 get-an-artists-top-tracks",
            "6 get-an-artists-albums",
            "7 get-an-artists-related-artists"
        ]
    );
    assert!(each("Local::Artist.search('x')").is_empty());
}

#[test]
fn the_scopes_of_spotify_login_are_asked_for() {
    let of = |module: &str| {
        scopes(&[(
            "a.swift",
            &format!(
                "import {module}\nclass Page: UIViewController {{\n  func viewDidLoad() {{\n    let \
                 button = SpotifyLoginButton(viewController: self, scopes: [.userReadTop, \
                 .streaming])\n  }}\n}}\n"
            ),
        )])
    };
    assert_eq!(of("SpotifyLogin"), ["user-top-read", "streaming"]);
    assert!(of("OtherLogin").is_empty());
}
