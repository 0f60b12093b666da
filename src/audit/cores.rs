//! Work on all cores.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use crate::sorted;

/// Deeply nested code, and values within values, are walked by recursion.
pub const STACK: usize = 64 << 20;

/// Does the same with each item, on so many threads; 0 for one a core. What comes out
/// stands in the order of the items.
pub fn each<T: Sync, R: Send>(
    items: &[T],
    threads: usize,
    work: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let cores = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let threads = if threads == 0 { cores } else { threads }.clamp(1, items.len().max(1));
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, R)>> = Mutex::new(Vec::with_capacity(items.len()));
    let work = || {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(at) else { break };
            let result = work(item);
            done.lock().unwrap_or_else(PoisonError::into_inner).push((at, result));
        }
    };
    thread::scope(|scope| {
        for _ in 0..threads {
            let worker = thread::Builder::new().stack_size(STACK);
            if worker.spawn_scoped(scope, work).is_err() {
                // No thread to be had: this one does it.
                work();
            }
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    sorted::sort_by_key(&mut done, |(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_thread_does_it_all_in_order() {
        let items: Vec<u32> = (0..40).collect();
        let done = each(&items, 1, |item| {
            thread::sleep(std::time::Duration::from_millis(1));
            (*item, thread::current().id())
        });
        assert!(done.iter().all(|(_, id)| *id == done[0].1));
        assert!(done.iter().map(|(item, _)| *item).eq(0..40));
    }
}
