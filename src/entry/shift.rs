//! By how much something is moved in time: `+7m`, `-1h30`, `90s`.

const MINUTE_MS: i64 = 60_000;

/// The milliseconds that these words say, later where they have no sign; a bare number is minutes.
/// None where they say anything else, or nothing.
pub fn shift(words: &str) -> Option<i64> {
    let words = words.trim();
    let (sign, rest) = match words.strip_prefix(['-', '−']) {
        Some(rest) => (-1, rest),
        None => (1, words.strip_prefix('+').unwrap_or(words)),
    };
    let mut sum: i64 = 0;
    let mut rest = rest.trim_start();
    // What a number without a unit counts: behind hours it is minutes, behind minutes seconds.
    let mut bare = MINUTE_MS;
    while !rest.is_empty() {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let number: i64 = rest[..digits].parse().ok()?;
        rest = rest[digits..].trim_start();
        let letters = rest.len() - rest.trim_start_matches(char::is_alphabetic).len();
        let unit = match &rest[..letters] {
            "" => bare,
            "s" | "sec" | "second" | "seconds" => 1000,
            "m" | "min" | "minute" | "minutes" => MINUTE_MS,
            "h" | "hour" | "hours" => 60 * MINUTE_MS,
            "d" | "day" | "days" => 24 * 60 * MINUTE_MS,
            _ => return None,
        };
        bare = (unit / 60).max(1000);
        sum = sum.checked_add(number.checked_mul(unit)?)?;
        rest = rest[letters..].trim_start();
    }
    (sum != 0).then_some(sign * sum)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_shift_is_said_as_people_say_it() {
        for (words, seconds) in [
            ("+7m", Some(420)),
            ("-7", Some(-420)),
            ("7 min", Some(420)),
            ("-1h30", Some(-5400)),
            ("1h 30m 5s", Some(5405)),
            ("+90s", Some(90)),
            ("2 days", Some(172_800)),
            ("0m", None),
            ("", None),
            ("+", None),
            ("later", None),
            ("7x", None),
            ("99999999999999999999m", None),
        ] {
            assert_eq!(shift(words).map(|ms| ms / 1000), seconds, "{words}");
        }
    }

    proptest! {
        #[test]
        fn no_words_are_too_wild(words in ".{0,20}", ms in 1i64..1_000_000_000) {
            let _ = shift(&words);
            let seconds = ms / 1000 + 1;
            prop_assert_eq!(shift(&format!("-{seconds}s")), Some(-seconds * 1000));
        }
    }
}
