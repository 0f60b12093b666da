//! Random values and PKCE: states, code verifiers and their challenges.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// Bytes of a state: 192 bits, three halves of the 128 that are held to be enough.
const STATE_BYTES: usize = 24;
/// Bytes of a code verifier: 64 letters, as in Spotify's example.
const VERIFIER_BYTES: usize = 48;

/// How long the challenge of any verifier is, in letters.
pub const CHALLENGE_LENGTH: usize = 43;

/// Why there is no random value.
pub type NoRandomness = getrandom::Error;

/// A fresh state, in letters that need no encoding.
///
/// # Errors
///
/// When the operating system has no random numbers to give.
pub fn state() -> Result<String, NoRandomness> {
    random::<STATE_BYTES>()
}

/// A fresh code verifier (RFC 7636, 4.1).
///
/// # Errors
///
/// When the operating system has no random numbers to give.
pub fn verifier() -> Result<String, NoRandomness> {
    random::<VERIFIER_BYTES>()
}

/// The S256 challenge of a verifier (RFC 7636, 4.2).
pub fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}

fn random<const BYTES: usize>() -> Result<String, NoRandomness> {
    let mut bytes = [0u8; BYTES];
    getrandom::fill(&mut bytes)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vector_of_rfc_7636_appendix_b() {
        assert_eq!(
            challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }

    #[test]
    fn random_values_are_long_and_never_the_same() {
        let (one, other) = (state().unwrap(), state().unwrap());
        assert_ne!(one, other);
        assert_eq!(one.len(), 32);
        let (one, other) = (verifier().unwrap(), verifier().unwrap());
        assert_ne!(one, other);
        assert_eq!(one.len(), 64);
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        assert!(one.chars().all(allowed), "{one}");
        assert_eq!(challenge(&one).len(), CHALLENGE_LENGTH);
    }
}
