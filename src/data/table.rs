use super::Format;
use super::cell::{Cell, Packed, Scalar, Unpacked};
use super::error::{Place, shown};
use super::meaning::Meaning;
use super::roles::{Role, Roles};
use super::texts::Texts;

/// 2^53, below which a double tells all whole numbers apart.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Cells in blocks, so that a long column neither moves nor takes more than it needs.
#[derive(Clone, Debug, Default)]
pub(super) struct Cells(Vec<Vec<Packed>>);

impl Cells {
    pub const BLOCK: usize = 1 << 14;

    #[inline]
    fn push(&mut self, cell: Packed) {
        match self.0.last_mut() {
            Some(block) if block.len() < Self::BLOCK => block.push(cell),
            _ => self.0.push(vec![cell]),
        }
    }

    fn len(&self) -> usize {
        self.0
            .last()
            .map_or(0, |last| (self.0.len() - 1) * Self::BLOCK + last.len())
    }

    fn get(&self, row: usize) -> Option<Packed> {
        self.0
            .get(row / Self::BLOCK)?
            .get(row % Self::BLOCK)
            .copied()
    }

    /// Each of [`Self::BLOCK`] cells, save the last.
    pub fn blocks(&self) -> impl Iterator<Item = &[Packed]> {
        self.0.iter().map(Vec::as_slice)
    }
}

/// A cell that an error may have to show.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub place: Place,
    pub value: String,
    pub is_number: bool,
}

/// What most of a column's cells are, save those with nothing in them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Numbers, `true` and `false` among them.
    Number {
        /// Cells with nothing in them.
        missing: usize,
        /// Cells that are no number, or not a finite one. As a reward or a response length the column is refused if there is one.
        unreadable: usize,
    },
    /// Text.
    Text {
        /// Cells with nothing in them.
        missing: usize,
        /// How many different values there are, if they were kept.
        different: Option<usize>,
    },
}

/// A column of a [`Table`].
#[derive(Clone, Debug)]
pub struct Column {
    name: String,
    pub(super) meaning: Meaning,
    pub(super) cells: Cells,
    /// Cells with a finite number.
    pub(super) numbers: usize,
    /// Cells with a number that is not finite, or too large to be a reward.
    pub(super) too_large: usize,
    /// Cells with something else.
    pub(super) words: usize,
    /// None if they are not kept.
    pub(super) texts: Option<Texts>,
    pub(super) first_unreadable: Option<Box<Found>>,
    pub(super) first_missing: Option<Place>,
    /// The first number that is no response length.
    pub(super) first_no_length: Option<Box<Found>>,
    /// Whether all numbers are small enough to be told apart.
    pub(super) is_exact: bool,
}

impl Column {
    pub(super) fn new(name: String, meaning: Meaning) -> Self {
        Self {
            name,
            meaning,
            cells: Cells::default(),
            numbers: 0,
            too_large: 0,
            words: 0,
            texts: (meaning != Meaning::Response).then(Texts::default),
            first_unreadable: None,
            first_missing: None,
            first_no_length: None,
            is_exact: true,
        }
    }

    /// The name, as in the header or the objects' keys, `info.safety` for the key `safety` of a dictionary `info`; or `column 3`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it holds.
    pub fn kind(&self) -> Kind {
        let missing = self.len() - self.present();
        if self.is_numeric() || missing == self.len() {
            Kind::Number {
                missing,
                unreadable: self.too_large + self.words,
            }
        } else {
            Kind::Text {
                missing,
                different: self.texts.as_ref().map(Texts::len),
            }
        }
    }

    /// What stands in a row, counted from 0; nothing past the last.
    pub fn cell(&self, row: usize) -> Cell<'_> {
        let cell = self.cells.get(row).unwrap_or(Packed::MISSING);
        match (cell.unpack(), &self.texts) {
            (Unpacked::Missing, _) => Cell::Missing,
            (Unpacked::Number(number), _) => Cell::Number(number),
            (Unpacked::Text(index), Some(texts)) => Cell::Text(texts.get(index)),
            (Unpacked::Text(_) | Unpacked::NotKept, _) => Cell::NotKept,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.cells.len()
    }

    pub(super) fn present(&self) -> usize {
        self.numbers + self.too_large + self.words
    }

    /// Whether most of what is present is a number.
    pub(super) fn is_numeric(&self) -> bool {
        self.numbers + self.too_large > self.words
    }

    /// Whether its cells are names, also those that look like numbers: ids may have more digits than a number keeps.
    pub(super) fn holds_ids(&self) -> bool {
        matches!(self.meaning, Meaning::GroupId(_) | Meaning::Prompt(_))
    }

    /// Adds a cell; `text` is trimmed. Returns whether that added to the different texts.
    #[inline]
    pub(super) fn push(&mut self, text: &str, scalar: Scalar, place: impl Fn() -> Place) -> bool {
        let found = |is_number| {
            Some(Box::new(Found {
                place: place(),
                value: shown(text),
                is_number,
            }))
        };
        match scalar {
            Scalar::Missing => {
                self.first_missing.get_or_insert_with(place);
                self.cells.push(Packed::MISSING);
                return false;
            }
            Scalar::Number(number) => {
                self.numbers += 1;
                self.is_exact &= number.abs() < EXACT;
                if self.first_no_length.is_none()
                    && !(0.0 <= number && number <= f64::from(u32::MAX) && number.fract() == 0.0)
                {
                    self.first_no_length = found(true);
                }
                if !self.holds_ids() {
                    self.cells.push(Packed::number(number));
                    return false;
                }
            }
            Scalar::TooLarge | Scalar::Text => {
                let is_number = scalar == Scalar::TooLarge;
                self.too_large += usize::from(is_number);
                self.words += usize::from(!is_number);
                if self.first_unreadable.is_none() {
                    self.first_unreadable = found(is_number);
                }
            }
        }
        let Some(texts) = &mut self.texts else {
            self.cells.push(Packed::NOT_KEPT);
            return false;
        };
        let before = texts.len();
        self.cells.push(Packed::text(texts.intern(text)));
        texts.len() > before
    }
}

/// A table of N rows, rollouts, that was read.
#[derive(Clone, Debug)]
pub struct Table {
    pub(super) columns: Vec<Column>,
    pub(super) roles: Roles,
    pub(super) rows: usize,
    pub(super) format: Format,
    pub(super) has_header: bool,
}

impl Table {
    /// The columns from left to right; in JSON in the order in which the keys come up.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// How many rollouts there are, N.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The format that the input was found to be in.
    pub fn format(&self) -> Format {
        self.format
    }

    /// Whether the columns were named in the input.
    pub fn has_header(&self) -> bool {
        self.has_header
    }

    /// What each column seems to be, by its name and its cells: see [`Role`].
    pub fn roles(&self) -> &Roles {
        &self.roles
    }

    /// The columns recognised or assigned as that.
    pub(super) fn with_role<'a>(
        &'a self,
        roles: &'a Roles,
        role: Role,
    ) -> impl Iterator<Item = &'a Column> {
        self.columns
            .iter()
            .zip(&roles.columns)
            .filter(move |&(_, &found)| found == role)
            .map(|(column, _)| column)
    }
}
