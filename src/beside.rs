//! Two pieces of work at a time, where the machine has it to give.

use std::panic::resume_unwind;
use std::thread::{Builder, scope};

/// Both results; the second is worked out on a thread of its own. A machine at its limit that has
/// no thread to give has them worked out one after the other.
pub fn both<A, B: Send>(first: impl FnOnce() -> A, second: impl Fn() -> B + Sync) -> (A, B) {
    scope(|scope| {
        let beside = Builder::new().spawn_scoped(scope, &second);
        let first = first();
        let second = match beside {
            Ok(beside) => beside.join().unwrap_or_else(|panic| resume_unwind(panic)),
            Err(_) => second(),
        };
        (first, second)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_its_place() {
        let text = String::from("two");
        assert_eq!(both(|| 1, || text.len()), (1, 3));
    }

    #[test]
    #[should_panic(expected = "the second went wrong")]
    fn what_goes_wrong_beside_goes_wrong_here() {
        both(|| (), || panic!("the second went wrong"));
    }
}
