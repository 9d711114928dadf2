//! The table: what was promised, what it came to.

use std::time::Duration;

/// Runs of two things in turn.
pub struct Pair {
    a: Vec<Duration>,
    b: Vec<Duration>,
}

impl Pair {
    /// Runs both in turn, so often.
    pub fn of(rounds: usize, mut a: impl FnMut() -> Duration, mut b: impl FnMut() -> Duration) -> Pair {
        let (mut of_a, mut of_b) = (Vec::new(), Vec::new());
        for round in 0..=rounds {
            let (one, other) = (a(), b());
            // The first of each finds cold caches.
            if round > 0 {
                of_a.push(one);
                of_b.push(other);
            }
        }
        Pair::between(of_a, of_b)
    }

    pub fn between(mut a: Vec<Duration>, mut b: Vec<Duration>) -> Pair {
        a.sort();
        b.sort();
        Pair { a, b }
    }

    /// At a part of the way from the fastest to the slowest, in ms.
    fn at(&self, part: f64) -> (f64, f64) {
        let of = |runs: &[Duration]| runs[((runs.len() - 1) as f64 * part) as usize].as_secs_f64() * 1000.0;
        (of(&self.a), of(&self.b))
    }
}

pub struct Table {
    wanted: Vec<String>,
    missed: Vec<String>,
}

impl Table {
    pub fn new(wanted: Vec<String>) -> Table {
        Table { wanted, missed: Vec::new() }
    }

    /// Whether somebody asked for this row, by its beginning; where nobody asked for any, for all.
    pub fn wants(&self, name: &str) -> bool {
        self.wanted.is_empty() || self.wanted.iter().any(|wanted| name == wanted)
    }

    /// The medians of a pair, and their ratio.
    pub fn pair(&mut self, name: &str, what: &str, pair: &Pair, most: f64) {
        self.ratio(name, what, pair.at(0.5), pair.at(0.0), most);
    }

    /// What nearly all runs stay below, and the ratio of that.
    pub fn p99(&mut self, name: &str, what: &str, pair: &Pair, most: f64) {
        self.ratio(name, what, pair.at(0.99), pair.at(0.99), most);
    }

    fn ratio(&mut self, name: &str, what: &str, (a, b): (f64, f64), (least_a, least_b): (f64, f64), most: f64) {
        let is_met = a / b <= most || least_a / least_b <= most;
        self.row(name, what, &format!("{a:.2} / {b:.2} ms"), a / b, "x", most, is_met);
    }

    /// A figure with its unit.
    pub fn figure(&mut self, name: &str, what: &str, figure: f64, unit: &str, most: f64) {
        self.row(name, what, "", figure, unit, most, figure <= most);
    }

    /// A figure that nothing is promised of.
    pub fn told(&self, name: &str, what: &str, told: &str) {
        println!("{name:<4} {what:<62} {told}");
    }

    #[allow(clippy::too_many_arguments, reason = "a row has so many cells")]
    fn row(&mut self, name: &str, what: &str, beside: &str, figure: f64, unit: &str, most: f64, is_met: bool) {
        let verdict = if is_met { "met" } else { "MISSED" };
        println!("{name:<4} {what:<62} {beside:>20} {figure:>9.2} {unit:<5} ≤ {most:<7.2} {verdict}");
        if !is_met {
            self.missed.push(format!("{name} {what}"));
        }
    }

    /// Says what missed its goal.
    pub fn end(&self) {
        for missed in &self.missed {
            println!("missed: {missed}");
        }
    }
}
