//! The Python cells of a notebook, each line where it stands in the file.

/// The Python of a notebook, on as many lines as the file has: every line of code on the
/// line it has in the file, the others empty. None where cells have no lines of their
/// own, as in JSON without line breaks.
///
/// Notebooks are written a line of code on a line of JSON, by every program that writes
/// them; a parser of JSON would lose the lines.
pub fn python(json: &str) -> Option<String> {
    let mut out = String::with_capacity(json.len());
    let (mut code, mut inside, mut found) = (false, false, false);
    for line in json.lines() {
        let text = line.trim();
        if inside {
            if text.starts_with(']') {
                inside = false;
            } else if let Some(source) = source_line(text) {
                // One line of JSON that holds several of code would move all that follow.
                if source.trim_end_matches(['\n', '\r']).contains('\n') {
                    return None;
                }
                if code && !is_magic(&source) {
                    out.push_str(source.trim_end_matches(['\n', '\r']));
                }
            }
        } else if let Some(value) = field(text, "\"cell_type\"") {
            code = value.starts_with("\"code\"");
        } else if let Some(value) = field(text, "\"source\"") {
            found = true;
            match value.strip_prefix('[') {
                Some(rest) if rest.trim_end_matches(',').trim() == "]" => {}
                Some("") => inside = true,
                // A cell of one line may be a text by itself.
                _ => match source_line(value) {
                    Some(source) if !source.contains('\n') => {
                        if code && !is_magic(&source) {
                            out.push_str(&source);
                        }
                    }
                    _ => return None,
                },
            }
        }
        out.push('\n');
    }
    found.then_some(out)
}

fn field<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    text.strip_prefix(name)?.trim_start().strip_prefix(':').map(str::trim_start)
}

/// The text that a line of JSON holds, if it is one.
fn source_line(text: &str) -> Option<String> {
    serde_json::from_str(text.trim_end_matches(',').trim_end()).ok()
}

/// Lines for the notebook itself, which are no Python: `%matplotlib inline`, `!pip`.
fn is_magic(source: &str) -> bool {
    source.trim_start().starts_with(['%', '!'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_keeps_its_lines() {
        let json = r##"{
 "cells": [
  {
   "cell_type": "markdown",
   "source": [
    "# Spotify"
   ]
  },
  {
   "cell_type": "code",
   "source": [
    "%pip install spotipy\n",
    "def f():\n",
    "    sp.me(\"a\")"
   ]
  },
  {
   "cell_type": "code",
   "source": []
  },
  {
   "cell_type": "code",
   "source": "x = 1"
  }
 ]
}
"##;
        let python = python(json).unwrap();
        let lines: Vec<&str> = python.lines().collect();
        assert_eq!(lines.len(), json.lines().count());
        assert_eq!(lines[12], "def f():");
        assert_eq!(lines[13], "    sp.me(\"a\")");
        assert_eq!(lines[22], "x = 1");
        assert_eq!(lines.iter().filter(|l| !l.is_empty()).count(), 3);
    }

    #[test]
    fn a_notebook_without_lines_has_none() {
        let json = r#"{"cells":[{"cell_type":"code","source":["a\n","b"]}]}"#;
        assert_eq!(python(json), None);
        let json = "{\n\"cell_type\": \"code\",\n\"source\": \"a\\nb\"\n}";
        assert_eq!(python(json), None);
        assert_eq!(python("not json"), None);
    }
}
