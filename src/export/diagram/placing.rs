//! Where labels stand beside their marks so that none ever lies on another: rows are filled from
//! the first on, and what finds no room is shortened, then left out.
//!
//! In cells or in parts of a pixel: whoever draws says how wide things are.

use unicode_segmentation::UnicodeSegmentation as _;

use super::Mark;

/// A mark that wants to stand at a place, with a label beside it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wish {
    /// Its left edge.
    pub(super) at: i64,
    pub(super) mark: i64,
    /// How wide the whole label is; 0 for none.
    pub(super) label: i64,
    /// How much of it is worth a row of its own.
    pub(super) worth: i64,
}

impl Wish {
    /// How much of its label another row is worth.
    fn worthy(self) -> i64 {
        self.label.min(self.worth)
    }
}

/// What there is room for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Room {
    pub(super) rows: usize,
    /// Nothing but a mark stands before this.
    pub(super) start: i64,
    /// The right edge of everything.
    pub(super) end: i64,
    /// Between a mark and its label.
    pub(super) near: i64,
    /// Between a label and whatever comes next.
    pub(super) gap: i64,
    /// A label with less room than this says nothing.
    pub(super) least: i64,
    /// What it takes to say how many more a mark stands for.
    pub(super) more: i64,
}

/// What became of a wish.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Spot {
    pub(super) row: usize,
    pub(super) label: Option<Label>,
    /// The wish whose mark stands for this one, too: there was no room for both.
    pub(super) into: Option<usize>,
    /// For how many others it stands.
    pub(super) more: usize,
}

/// Where a label stands; it may be as wide as this, and is set against its mark.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Label {
    pub(super) start: i64,
    pub(super) room: i64,
    pub(super) is_left: bool,
}

/// A place for each wish; the wishes come in the order of their places.
pub(super) fn placed(wishes: &[Wish], room: &Room) -> Vec<Spot> {
    let mut rows: Vec<Vec<usize>> = Vec::new();
    let mut spots: Vec<Spot> = Vec::with_capacity(wishes.len());
    for (wish, now) in wishes.iter().zip(0..) {
        let row = best_row(*wish, &rows, wishes, room);
        let squeezed = || {
            let last = |row: usize| rows[row].last().map_or(i64::MIN, |last| wishes[*last].at + wishes[*last].mark);
            (0..rows.len()).min_by_key(|row| last(*row))
        };
        let row = row.or_else(squeezed).unwrap_or(0);
        if row == rows.len() {
            rows.push(Vec::new());
        }
        let before = rows[row].last().copied();
        let into = before.filter(|last| wishes[*last].at + wishes[*last].mark + room.near > wish.at);
        match into {
            Some(last) => spots[last].more += 1,
            None => rows[row].push(now),
        }
        spots.push(Spot { row, label: None, into, more: 0 });
    }
    for row in rows {
        label_row(&row, wishes, room, &mut spots);
    }
    spots
}

/// The same in one row where more of them would be of no use: they are there for the labels, and
/// most of these find no room in them either.
pub(super) fn placed_well(wishes: &[Wish], room: &Room) -> Vec<Spot> {
    let spots = placed(wishes, room);
    let drawn = || spots.iter().filter(|spot| spot.into.is_none());
    let is_worth_it = drawn().filter(|spot| spot.label.is_some()).count() * 3 >= drawn().count();
    if is_worth_it { spots } else { placed(wishes, &Room { rows: 1, ..*room }) }
}

/// The mark that speaks for all that stand at one place, and how many others these are: the
/// weightiest, the first of several.
pub(super) fn weightiest<'a>(place: usize, spots: &[Spot], marks: &'a [Mark]) -> (&'a Mark, usize) {
    let (own, more) = (&marks[place], marks[place].more);
    if spots[place].more == 0 {
        return (own, more);
    }
    let others = spots.iter().zip(marks).filter(|(spot, _)| spot.into == Some(place));
    others.fold((own, more), |(best, more), (_, mark)| {
        (if mark.shape > best.shape { mark } else { best }, more + 1 + mark.more)
    })
}

/// The first row in which all of it has room, else the one with the most room for its label; none
/// where every row is taken.
fn best_row(wish: Wish, rows: &[Vec<usize>], wishes: &[Wish], room: &Room) -> Option<usize> {
    let taken_to = |row: &Vec<usize>| {
        row.last().map_or(room.start, |last| {
            let last = wishes[*last];
            let beside = if last.label > 0 { room.near + last.worthy() } else { 0 };
            (last.at + last.mark + beside).min(room.end) + room.gap
        })
    };
    let right = room.end - (wish.at + wish.mark + room.near);
    let free =
        |taken: i64| if taken <= wish.at.max(room.start) { Some(right.max(wish.at - room.near - taken)) } else { None };
    let new = (rows.len() < room.rows).then_some(());
    let free: Vec<Option<i64>> = rows.iter().map(taken_to).chain(new.map(|()| room.start)).map(free).collect();
    let enough = free.iter().position(|free| free.is_some_and(|free| free >= wish.worthy()));
    let most = || {
        let most = free.iter().flatten().max()?;
        free.iter().position(|free| free.as_ref() == Some(most))
    };
    enough.or_else(most)
}

/// Gives each label of a row the side on which it has room.
fn label_row(row: &[usize], wishes: &[Wish], room: &Room, spots: &mut [Spot]) {
    let mut taken = room.start;
    for (place, now) in row.iter().enumerate() {
        let (wish, more) = (wishes[*now], spots[*now].more);
        let also = if more > 0 { room.more } else { 0 };
        let wanted = if wish.label > 0 { wish.label + also } else { 0 };
        let start = wish.at + wish.mark + room.near;
        let end = row.get(place + 1).map_or(room.end, |next| end_before(wishes[*next], start + wish.worthy(), room));
        let (right, left) = (end - start, wish.at - room.near - taken);
        let least = wanted.min(room.least + also);
        let is_left = right < wanted && left > right && (left >= wanted || right < least || left > 2 * right);
        let width = wanted.min(if is_left { left } else { right });
        taken = wish.at + wish.mark + room.gap;
        if wanted > 0 && width >= least {
            let start = if is_left { wish.at - room.near - width } else { start };
            spots[*now].label = Some(Label { start, room: width, is_left });
            taken = if is_left { taken } else { start + width + room.gap };
        }
    }
}

/// How far a label may reach before the next mark. Where that one has no room behind it, its own
/// label stands before it, and takes what is not worth much to the other.
fn end_before(next: Wish, worth: i64, room: &Room) -> i64 {
    let (end, behind) = (next.at - room.gap, room.end - (next.at + next.mark + room.near));
    if behind >= next.worthy() { end } else { (end - room.near - next.worthy()).max(worth).min(end) }
}

/// The text, or as much of its beginning as fits, with a sign that there is more; by what shows as
/// one character.
pub(super) fn fitted(text: &str, room: i64, width: &dyn Fn(&str) -> i64) -> String {
    if text.len() < 4_000 && text.graphemes(true).map(width).sum::<i64>() <= room {
        return text.to_owned();
    }
    let sign = "…";
    let mut left = room - width(sign);
    if left < 0 {
        return String::new();
    }
    let fits = |cluster: &&str| {
        left -= width(cluster);
        left >= 0
    };
    let start: String = text.graphemes(true).take_while(fits).collect();
    format!("{}{sign}", start.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ROOM: Room = Room { rows: 2, start: 0, end: 40, near: 1, gap: 2, least: 4, more: 5 };

    /// `0:1+10` is row, start and room of a label; `<` one on the left; `-` none; `>0` merged.
    fn told(wishes: &[(i64, i64)]) -> String {
        let wishes: Vec<Wish> =
            wishes.iter().map(|(at, label)| Wish { at: *at, mark: 1, label: *label, worth: 10 }).collect();
        let spot = |spot: Spot| match (spot.into, spot.label) {
            (Some(into), _) => format!(">{into}"),
            (None, None) => format!("{}:-", spot.row),
            (None, Some(label)) => {
                format!("{}:{}{}+{}", spot.row, if label.is_left { "<" } else { "" }, label.start, label.room)
            }
        };
        placed(&wishes, &ROOM).into_iter().map(spot).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_label_takes_the_next_row_then_less_room_then_none() {
        for (wishes, expected) in [
            (&[(0, 10)][..], "0:2+10"),
            (&[(0, 10), (14, 5)], "0:2+10 0:16+5"),
            (&[(0, 10), (8, 5)], "0:2+10 1:10+5"),
            (&[(0, 10), (8, 5), (10, 3)], "0:2+6 1:10+5 0:12+3"),
            (&[(0, 10), (3, 5), (5, 9)], "0:- 1:5+5 0:7+9"),
            // At the right edge there is room on the left.
            (&[(38, 20)], "0:<17+20"),
            (&[(0, 30), (38, 20)], "0:2+23 0:<27+10"),
            // Neither side is wide enough.
            (&[(20, 60)], "0:22+18"),
            (&[(0, 0), (0, 0), (0, 0), (0, 0)], "0:- 1:- >0 >0"),
        ] {
            assert_eq!(told(wishes), expected, "{wishes:?}");
        }
    }

    #[test]
    fn a_text_is_cut_between_what_shows_as_one_character() {
        let cells = |cluster: &str| unicode_width::UnicodeWidthStr::width(cluster) as i64;
        for (text, room, expected) in [
            ("network", 7, "network"),
            ("network", 6, "netwo…"),
            ("a network", 3, "a…"),
            ("日本語", 5, "日本…"),
            ("日本語", 4, "日…"),
            ("👩‍🚒👩‍🚒", 3, "👩‍🚒…"),
            ("network", 0, ""),
        ] {
            assert_eq!(fitted(text, room, &cells), expected, "{text} in {room}");
        }
    }

    proptest! {
        #[test]
        fn nothing_lies_on_anything_else(
            given in prop::collection::vec((0i64..40, 0i64..30), 0..30), rows in 1usize..4,
        ) {
            let mut given = given;
            given.sort_by_key(|(at, _)| *at);
            let wishes: Vec<Wish> = given.iter().map(|(at, label)| Wish { at: *at, mark: 1, label: *label, worth: 10 }).collect();
            let spots = placed(&wishes, &Room { rows, ..ROOM });
            let mut taken = vec![vec![0; 42]; rows];
            for (wish, spot) in wishes.iter().zip(&spots).filter(|(_, spot)| spot.into.is_none()) {
                let label = spot.label.map_or(0..0, |label| label.start..label.start + label.room);
                prop_assert!(label.end <= 40 && label.start >= 0);
                (wish.at..wish.at + 1).chain(label).for_each(|cell| taken[spot.row][cell as usize] += 1);
            }
            prop_assert!(taken.iter().flatten().all(|times| *times <= 1), "{:?}", spots);
            let merged = spots.iter().filter(|spot| spot.into.is_some()).count();
            prop_assert_eq!(merged, spots.iter().map(|spot| spot.more).sum::<usize>());
        }
    }
}
