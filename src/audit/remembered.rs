//! What was found before, for whoever asks again, on whatever thread.

use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

use foldhash::HashMap;

/// Answers that were found before.
#[derive(Debug)]
pub struct Remembered<K, V>(Mutex<HashMap<K, V>>);

impl<K, V> Default for Remembered<K, V> {
    fn default() -> Self {
        Remembered(Mutex::default())
    }
}

impl<K: Eq + Hash, V: Clone> Remembered<K, V> {
    /// What was found before, or what is found now. Nobody waits while it is looked for: it
    /// may ask for others, and two who look for the same find the same.
    pub fn or_find(&self, key: K, find: impl FnOnce() -> V) -> V {
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known().get(&key) {
            return found.clone();
        }
        let found = find();
        known().insert(key, found.clone());
        found
    }
}
