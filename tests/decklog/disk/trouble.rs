//! What goes wrong with a disk, and when; and the dice that decide it.

/// Numbers that look random and are the same for the same seed, which is told when a test fails.
pub struct Dice(u64, u64);

impl Dice {
    /// From DECKLOG_SEED, to see a failure again; else from `seed`.
    pub fn new(seed: u64) -> Dice {
        let seed = std::env::var("DECKLOG_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(seed);
        Dice(seed, seed)
    }

    pub fn next(&mut self) -> u64 {
        self.1 = self.1.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.1 ^ (self.1 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    pub fn coin(&mut self) -> bool {
        self.below(2) == 0
    }
}

impl Drop for Dice {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("seen with DECKLOG_SEED={}", self.0);
        }
    }
}

pub const EINTR: i32 = 4;
pub const EIO: i32 = 5;
pub const ENOSPC: i32 = 28;
pub const EROFS: i32 = 30;
pub const ENOLCK: i32 = 37;
pub const EDQUOT: i32 = 122;

/// What goes wrong with an operation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// The system's error of this number.
    Error(i32),
    /// A write takes only half of its bytes; other operations fail with EIO.
    Short,
}

/// Which operation goes wrong.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// The n-th from now, counted from 1, of all operations or only of syncs.
    pub nth: u64,
    pub fault: Fault,
    pub forever: bool,
    pub only_syncs: bool,
}

/// What can go wrong with an operation.
pub const FAULTS: [Fault; 6] = [
    Fault::Error(EIO),
    Fault::Error(ENOSPC),
    Fault::Error(EDQUOT),
    Fault::Error(EROFS),
    Fault::Error(EINTR),
    Fault::Short,
];
