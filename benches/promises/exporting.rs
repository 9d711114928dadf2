//! Documents of 100,000 events, as whole processes.

use std::ffi::OsStr;

use super::adding::{peak, time};
use super::floors::floor;
use super::table::{Pair, Table};
use super::{Desk, decklog, journal};

pub fn measure(desk: &Desk, table: &mut Table) {
    const PAIRS: usize = 20;
    let long = desk.long();
    let journal = journal(&long);
    let size = std::fs::metadata(&journal).expect("the journal").len() as f64;
    for (format, list) in [("md", "list"), ("json", "json")] {
        if table.wants("P8") {
            let export = || time(decklog(&long).args(["export", "-f", format]));
            let pair = Pair::of(PAIRS, export, || time(&mut floor(list, &[OsStr::new(&journal)])));
            let what = format!("100,000 events to {format} / checked and listed");
            table.pair("P8", &what, &pair, 3.0);
        }
        if table.wants("P9") {
            let memory = peak(decklog(&long), &["export", "-f", format]) as f64;
            let what = format!("memory of that, {:.0} MiB, to the journal's size", memory / f64::from(1 << 20));
            table.figure("P9", &what, memory / size, "x", 4.0);
        }
    }
}
