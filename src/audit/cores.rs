//! Work on all cores.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Deeply nested code, and values within values, are walked by recursion.
pub const STACK: usize = 64 << 20;

/// Does the same with each item, on so many threads; 0 for one a core. What comes out
/// stands in the order of the items.
pub fn each<T: Sync, R: Send>(
    items: &[T],
    threads: usize,
    work: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let done: Mutex<Vec<Option<R>>> = Mutex::new(items.iter().map(|_| None).collect());
    of_each(items.len(), threads, &|at| {
        let result = work(&items[at]);
        done.lock().unwrap_or_else(PoisonError::into_inner)[at] = Some(result);
    });
    done.into_inner().unwrap_or_else(PoisonError::into_inner).into_iter().flatten().collect()
}

/// Calls something with each number below a count, on so many threads. Compiled once for all
/// that is done so.
fn of_each(count: usize, threads: usize, work: &(dyn Fn(usize) + Sync)) {
    let cores = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let threads = if threads == 0 { cores } else { threads }.clamp(1, count.max(1));
    let next = AtomicUsize::new(0);
    let work = || {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if at >= count {
                break;
            }
            work(at);
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
}

/// Does something that may go deep, on a thread made for that.
pub fn deeply<R: Send>(work: impl FnOnce() -> R + Send) -> R {
    thread::scope(|scope| done(thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work)))
}

/// What a thread came to. Half an answer must not look like one.
fn done<R>(worker: std::io::Result<thread::ScopedJoinHandle<'_, R>>) -> R {
    match worker.map(thread::ScopedJoinHandle::join) {
        Ok(done) => done.unwrap_or_else(|fault| std::panic::resume_unwind(fault)),
        Err(error) => std::panic::resume_unwind(Box::new(error)),
    }
}

/// Takes something large apart on another thread. A process that ends does not wait for it.
pub fn let_go(large: impl Send + 'static) {
    let_go_of(Box::new(large));
}

/// Takes something apart, as [`let_go`] does. Compiled once for all of them.
fn let_go_of(large: Box<dyn Send>) {
    // Where there is no thread to be had, this one has done it.
    drop(thread::Builder::new().spawn(move || drop(large)));
}

/// Does two things, the second one on a thread of its own unless there is to be only one.
pub fn both<A, B: Send>(
    threads: usize,
    first: impl FnOnce() -> A,
    second: impl FnOnce() -> B + Send,
) -> (A, B) {
    let (mut one, mut other) = (Task::Open(first), Task::Open(second));
    beside(threads, &mut || one.run(), &mut || other.run());
    match (one, other) {
        (Task::Done(one), Task::Done(other)) => (one, other),
        _ => unreachable!("each was run"),
    }
}

/// Something to do, then what came of it.
enum Task<F, R> {
    Open(F),
    Done(R),
    Running,
}

impl<R, F: FnOnce() -> R> Task<F, R> {
    fn run(&mut self) {
        if let Task::Open(work) = std::mem::replace(self, Task::Running) {
            *self = Task::Done(work());
        }
    }
}

/// Runs two things, as [`both`] does. Compiled once for all that is done so.
fn beside(threads: usize, first: &mut dyn FnMut(), second: &mut (dyn FnMut() + Send)) {
    if threads == 1 {
        first();
        return second();
    }
    thread::scope(|scope| {
        let second = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, second);
        first();
        done(second);
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_things_are_done_by_one_thread_or_two() {
        for threads in [0, 1, 2] {
            let here = thread::current().id();
            let (first, second) =
                both(threads, || thread::current().id(), || thread::current().id());
            assert_eq!(first, here);
            assert_eq!(second == here, threads == 1);
        }
    }

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
