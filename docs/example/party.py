"""Adds what the room is listening to to the party's playlist, then skips on."""

import os

import requests
import spotipy
from spotipy.oauth2 import SpotifyOAuth

SCOPES = "user-read-currently-playing playlist-modify-public user-read-email"
API = "https://api.spotify.com/v1"

spotify = spotipy.Spotify(auth_manager=SpotifyOAuth(scope=SCOPES))


def keep_and_skip(token: str) -> None:
    playing = spotify.currently_playing()
    spotify.playlist_add_items(os.environ["PLAYLIST"], [playing["item"]["uri"]])
    requests.post(f"{API}/me/player/next", headers={"Authorization": f"Bearer {token}"})
