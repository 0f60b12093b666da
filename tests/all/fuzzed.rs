//! Input that fuzzing kept or failed on, once more: `.ci/fuzz` says how it was found.

#[path = "../../fuzz/src/lib.rs"]
mod checks;

use std::path::Path;

/// Runs a check on everything kept for it.
fn replay(target: &str, check: fn(&[u8])) {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let mut count = 0;
    for kept in ["corpus", "failures"] {
        let Ok(folder) = std::fs::read_dir(fuzz.join(kept).join(target)) else { continue };
        for entry in folder {
            let path = entry.expect("an entry").path();
            let bytes = std::fs::read(&path).expect("an input");
            let survived = std::panic::catch_unwind(|| check(&bytes));
            assert!(survived.is_ok(), "{}", path.display());
            count += 1;
        }
    }
    assert!(count >= 20, "{target} has {count} inputs");
}

#[test]
fn questions() {
    replay("need", checks::need);
}

#[test]
fn scopes() {
    replay("explain", checks::explain);
}

#[test]
fn addresses() {
    replay("inspect", checks::inspect);
}

#[test]
fn token_responses() {
    replay("check", checks::check);
}

#[test]
fn error_messages() {
    replay("diagnose", checks::diagnose);
}

#[test]
fn files() {
    replay("audit", checks::audit);
}
