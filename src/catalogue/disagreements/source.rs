//! From the text of `disagreements.toml` to [`Disagreements`]: read, check, look up.

use serde::Deserialize;

use super::super::model::{Catalogue, SourceRef};
use super::super::source::Fault;
use super::{Disagreement, Disagreements, Kind};

/// The whole file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    document: String,
    #[serde(default)]
    known: Vec<Known>,
}

/// `[[known]]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    kind: Kind,
    about: String,
    #[serde(default)]
    says: String,
    reason: String,
    source: String,
}

/// Reads known disagreements, or says everything that is wrong with them.
///
/// # Errors
///
/// Every fault found; a file that is not TOML of the right form has just the one.
pub fn read(text: &str, catalogue: &Catalogue) -> Result<Disagreements, Vec<Fault>> {
    let form: Form = toml::from_str(text).map_err(|e| {
        vec![Fault {
            entry: "disagreements.toml".into(),
            says: e.to_string().trim_end().to_string(),
            mend: "correct the line shown; the keys are described at the head of the file".into(),
        }]
    })?;
    let source = |id: &str| {
        let at = catalogue.sources.iter().position(|source| source.id == id)?;
        u16::try_from(at).ok().map(SourceRef)
    };
    let mut faults = Vec::new();
    let mut fault = |entry: String, says: String, mend: &str| {
        faults.push(Fault { entry, says, mend: mend.into() });
    };
    let document = source(&form.document);
    if document.is_none() {
        let says = format!("scopes.toml has no source `{}`", form.document);
        fault("disagreements.toml, `document`".into(), says, "name the source of the document");
    }
    let mut known = Vec::new();
    for (at, entry) in form.known.into_iter().enumerate() {
        let name = format!("disagreements.toml, {} of `{}`", entry.kind.id(), entry.about);
        let exists = if entry.kind.is_about_a_scope() {
            catalogue.scopes.iter().any(|scope| scope.id == entry.about)
        } else {
            catalogue.endpoints.iter().any(|endpoint| endpoint.id == entry.about)
        };
        // What is new in the document, and the server, cannot be in the catalogue.
        let new = matches!(entry.kind, Kind::OperationNew | Kind::ScopeNew | Kind::Server);
        if !exists && !new {
            fault(name.clone(), "the catalogue has nothing of that name".into(), "correct `about`");
        }
        if entry.reason.trim().is_empty() {
            fault(name.clone(), "it gives no reason".into(), "say why the catalogue differs");
        }
        let Some(source) = source(&entry.source) else {
            let says = format!("scopes.toml has no source `{}`", entry.source);
            fault(name, says, "name the source that the catalogue follows");
            continue;
        };
        let entry = Disagreement {
            kind: entry.kind,
            about: entry.about.leak(),
            says: entry.says.leak(),
            reason: entry.reason.leak(),
            source,
        };
        let same = |other: &Disagreement| {
            (other.kind, other.about, other.says) == (entry.kind, entry.about, entry.says)
        };
        if known.iter().any(same) {
            fault(name, format!("entry {} says it again", at + 1), "remove one of them");
        }
        known.push(entry);
    }
    match document {
        Some(document) if faults.is_empty() => Ok(Disagreements { document, known: known.leak() }),
        _ => Err(faults),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> String {
        match read(text, Catalogue::built_in()) {
            Ok(_) => String::new(),
            Err(faults) => faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
        }
    }

    #[test]
    fn a_sound_file_is_read() {
        assert_eq!(faults(include_str!("../../../disagreements.toml")), "");
        assert_eq!(faults("document = \"reference\""), "");
    }

    #[test]
    fn mistakes_are_named() {
        let entry = |about: &str, reason: &str, source: &str| {
            format!(
                "document = \"reference\"\n[[known]]\nkind = \"consent\"\nabout = \"{about}\"\n\
                 reason = \"{reason}\"\nsource = \"{source}\"\n"
            )
        };
        assert_eq!(faults(&entry("user-top-read", "so", "reference")), "");
        assert!(faults(&entry("nope", "so", "reference")).contains("nothing of that name"));
        assert!(faults(&entry("user-top-read", " ", "reference")).contains("no reason"));
        assert!(faults(&entry("user-top-read", "so", "nope")).contains("no source `nope`"));
        assert!(faults("document = \"nope\"").contains("no source `nope`"));
        assert!(faults("document = 1").contains("disagreements.toml"));
        let once = entry("user-top-read", "so", "reference");
        let again = once.split_once('\n').map_or("", |(_, rest)| rest);
        assert!(faults(&format!("{once}{again}")).contains("says it again"));
    }
}
