//! Files read as text, whatever they hold.

use std::borrow::Cow;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Why a file could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The system refused.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// It is a folder, a pipe or a device by now.
    #[error("not a file any more")]
    NotAFile,
    /// It is larger than anything worth reading.
    #[error("larger than {} MB", .0 >> 20)]
    TooBig(u64),
}

/// Reads a file of at most so many bytes as text; see [`decode`].
///
/// # Errors
/// It is gone, no file any more, cannot be opened, or is larger.
pub fn read(path: &Path, most: u64) -> Result<String, ReadError> {
    // Opening a pipe would wait for somebody to write into it.
    let meta = std::fs::metadata(path)?;
    if !meta.is_file() {
        return Err(ReadError::NotAFile);
    }
    let mut bytes = Vec::with_capacity(usize::try_from(meta.len().min(most)).unwrap_or(0));
    File::open(path)?.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(ReadError::TooBig(most));
    }
    Ok(decode(bytes))
}

/// Text out of bytes: UTF-8 or UTF-16 by its mark, else UTF-8, else one character a byte.
/// Lines and ASCII are the same in all of them.
pub fn decode(bytes: Vec<u8>) -> String {
    match bytes.as_slice() {
        [0xEF, 0xBB, 0xBF, rest @ ..] => decode(rest.to_vec()),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ => String::from_utf8(bytes)
            .unwrap_or_else(|error| error.as_bytes().iter().map(|b| char::from(*b)).collect()),
    }
}

/// A text with the letters of ASCII as small ones; copied only where some are not.
pub fn in_small_letters(text: &str) -> Cow<'_, str> {
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        text.to_ascii_lowercase().into()
    } else {
        text.into()
    }
}

/// Whether bytes begin with the mark of UTF-16.
pub fn is_utf16(bytes: &[u8]) -> bool {
    matches!(bytes, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..])
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let (pairs, _) = bytes.as_chunks();
    char::decode_utf16(pairs.iter().map(|pair| unit(*pair)))
        .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_keeps_lines_and_ascii() {
        assert_eq!(decode(b"a\nb".to_vec()), "a\nb");
        assert_eq!(decode(b"\xEF\xBB\xBFa\xC3\xA9".to_vec()), "aé");
        assert_eq!(decode(b"\xFF\xFEa\0\n\0".to_vec()), "a\n");
        assert_eq!(decode(b"\xFE\xFF\0a\0\n".to_vec()), "a\n");
        assert_eq!(decode(b"caf\xE9\nspotify".to_vec()), "café\nspotify");
        assert_eq!(decode(b"\xFF\xFEa\0\x00\xD8b\0!".to_vec()), "a\u{FFFD}b");
        assert_eq!(decode(Vec::new()), "");
    }

    #[test]
    fn a_folder_is_no_file() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(read(folder.path(), 9), Err(ReadError::NotAFile)));
        assert!(matches!(read(&folder.path().join("gone"), 9), Err(ReadError::Io(_))));
        let file = folder.path().join("file");
        std::fs::write(&file, "123456789").unwrap();
        assert_eq!(read(&file, 9).unwrap(), "123456789");
        assert!(matches!(read(&file, 8), Err(ReadError::TooBig(8))));
    }

    #[test]
    fn the_mark_of_utf16_is_seen() {
        assert!(is_utf16(b"\xFF\xFEa\0") && is_utf16(b"\xFE\xFF\0a"));
        assert!(!is_utf16(b"\xEF\xBB\xBFa") && !is_utf16(b"ab") && !is_utf16(b"\xFF"));
    }
}
