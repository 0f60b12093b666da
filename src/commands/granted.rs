//! What a token was granted, as it is given to `--granted`.

use std::io::Read;

use super::{SHORT, Trouble, is_file, read_input};
use crate::catalogue::{Catalogue, ScopeRef};
#[cfg(feature = "audit")]
use crate::requirement::ScopeSet;
use crate::scope_text::{self, Named, ScopeText};

/// The scopes granted, by name, from texts of which `-` stands for standard input. Of a
/// token response only the field `scope` is read.
///
/// `others` are the texts that may want standard input besides, `command` is whose
/// `--granted` it is.
pub(super) fn granted_names(
    catalogue: &Catalogue,
    given: &[String],
    others: &[String],
    command: &'static str,
    input: &mut dyn Read,
) -> Result<Vec<Named>, Trouble> {
    let wants_input = |texts: &[String]| texts.iter().filter(|text| *text == "-").count();
    if wants_input(given) > 0 && wants_input(given) + wants_input(others) > 1 {
        return Err(Trouble::InputTwice);
    }
    let mut texts = given.to_vec();
    for text in &mut texts {
        // As curl has it, an @ stands before the name of a file.
        let name = text.strip_prefix('@').unwrap_or(text);
        if text == "-" {
            *text = read_input(input, SHORT)?;
            if text.trim().is_empty() {
                return Err(Trouble::NoGranted);
            }
        } else if catalogue.scope_by_id(text).is_none() && names_a_file(name) {
            return Err(Trouble::IsFile { command, path: name.into() });
        }
        let is_response = text.trim_start().starts_with('{') || text.contains("_token");
        if is_response && !scope_text::has_scope_field(text) {
            return Err(Trouble::NoScopeField);
        }
    }
    Ok(scope_text::look_up(catalogue, &ScopeText::read_all(&texts).names))
}

/// Scopes granted, from texts; names the catalogue does not know are left out.
#[cfg(feature = "audit")]
pub(super) fn granted(catalogue: &Catalogue, texts: &[String]) -> ScopeSet {
    let named = scope_text::look_up(catalogue, &ScopeText::read_all(texts).names);
    crate::sorted::set(named.iter().filter_map(known))
}

/// The scope that a name is.
pub(super) fn known(named: &Named) -> Option<ScopeRef> {
    match named {
        Named::Known(scope) => Some(*scope),
        Named::Unknown(..) => None,
    }
}

/// Whether a text is the name of a file, be it there or not.
fn names_a_file(text: &str) -> bool {
    let name = text.trim();
    let plain = !name.contains(char::is_whitespace) && !name.contains(['{', '=', ':', ',']);
    let ending = std::path::Path::new(name).extension();
    let text_file = ending.is_some_and(|e| e.eq_ignore_ascii_case("json") || e == "txt");
    is_file(text) || plain && text_file
}
