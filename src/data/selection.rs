use std::collections::HashMap;

use ndarray::{Array2, s};

use super::cell::{Packed, Scalar, Unpacked};
use super::roles::{Role, Roles};
use super::table::{Cells, Column, Found, Table};
use super::{DataError, GroupsGiven, MAX_TABLE_REWARDS};
use crate::aggregate::{Groups, Real as _};

/// What a [`Table`] gives the core, by the roles of its columns.
#[derive(Clone, Debug)]
pub struct Selection {
    /// The rewards, N x M, finite or NaN where missing: what [`Rewards::with_missing`](crate::aggregate::Rewards::with_missing) takes.
    pub rewards: Array2<f64>,
    /// The names of the columns, M.
    pub reward_names: Vec<String>,
    /// Which rollouts make a group.
    pub groups: Groups,
    /// The number of each rollout's group, N: its place in `groups`, from 0, in the order of their first rollouts.
    pub group_ids: Vec<usize>,
    /// What stands in the group columns, joined where there are several; one for each group, or none where no column names them.
    pub group_names: Vec<String>,
    /// The lengths of the responses in tokens, N, if a column has them.
    pub response_lengths: Option<Vec<u32>>,
}

impl Table {
    /// Selects the rewards, the groups and the response lengths, ready for the core.
    ///
    /// # Errors
    /// The roles do not fit the table: not one for each column, not 1 to [`MAX_TABLE_REWARDS`] rewards, not either group columns or a group size, more than one
    /// column of response lengths. Or a cell does not fit its column's role: no number, or not a finite one; a length that is not a
    /// whole number from 0; a missing length or group. Or the core refuses the group size.
    pub fn select(&self, roles: &Roles) -> Result<Selection, DataError> {
        if roles.columns.len() != self.columns.len() {
            return Err(DataError::Roles {
                found: roles.columns.len(),
                expected: self.columns.len(),
            });
        }
        let rewards: Vec<&Column> = self.with_role(roles, Role::Reward).collect();
        if !(1..=MAX_TABLE_REWARDS).contains(&rewards.len()) {
            return Err(DataError::Rewards {
                found: rewards.len(),
                limit: MAX_TABLE_REWARDS,
            });
        }
        let lengths: Vec<&Column> = self.with_role(roles, Role::ResponseLength).collect();
        if lengths.len() > 1 {
            return Err(DataError::ResponseLengths {
                found: lengths.len(),
            });
        }
        let (groups, group_ids) = self.groups(roles)?;
        let response_lengths = lengths
            .first()
            .map(|column| {
                check_present(column)?;
                let mut lengths = Vec::with_capacity(self.rows);
                let numbers = Numbers::of(column)?;
                if let Some(found) = &column.first_no_length {
                    return Err(no_length(column, found));
                }
                for block in column.cells.blocks() {
                    lengths.extend(block.iter().map(|&cell| numbers.get(cell) as u32));
                }
                Ok(lengths)
            })
            .transpose()?;
        Ok(Selection {
            group_names: self.group_names(roles, &group_ids, groups.len()),
            rewards: self.rewards(&rewards)?,
            reward_names: rewards
                .iter()
                .map(|column| column.name().to_owned())
                .collect(),
            groups,
            group_ids,
            response_lengths,
        })
    }

    fn rewards(&self, columns: &[&Column]) -> Result<Array2<f64>, DataError> {
        let mut rewards = Array2::zeros((self.rows, columns.len()));
        let numbers = columns
            .iter()
            .map(|column| Numbers::of(column))
            .collect::<Result<Vec<_>, _>>()?;
        let mut blocks: Vec<_> = columns.iter().map(|column| column.cells.blocks()).collect();
        // Block by block, which keeps the rows that are being filled in the cache.
        for start in (0..self.rows).step_by(Cells::BLOCK) {
            for (j, (blocks, numbers)) in blocks.iter_mut().zip(&numbers).enumerate() {
                let block = blocks.next().unwrap_or_default();
                let mut rewards = rewards.slice_mut(s![start..start + block.len(), j]);
                for (reward, &cell) in rewards.iter_mut().zip(block) {
                    *reward = numbers.get(cell);
                }
            }
        }
        Ok(rewards)
    }

    fn group_names(&self, roles: &Roles, ids: &[usize], groups: usize) -> Vec<String> {
        let columns: Vec<&Column> = self.with_role(roles, Role::Group).collect();
        if columns.is_empty() {
            return Vec::new();
        }
        let mut names = Vec::with_capacity(groups);
        for (row, &id) in ids.iter().enumerate() {
            // Groups are in the order of their first rollouts.
            if id == names.len() {
                let cells = columns.iter().map(|column| column.cell(row).to_string());
                names.push(cells.collect::<Vec<_>>().join(" / "));
            }
        }
        names
    }

    fn groups(&self, roles: &Roles) -> Result<(Groups, Vec<usize>), DataError> {
        let mut columns = self.with_role(roles, Role::Group).peekable();
        let is_named = columns.peek().is_some();
        match roles.group_size {
            Some(size) if !is_named => {
                let groups = Groups::of_size(self.rows, size)?;
                let ids = (0..self.rows).map(|row| row / size).collect();
                return Ok((groups, ids));
            }
            None if is_named => {}
            _ => {
                let found = if is_named {
                    GroupsGiven::Both
                } else {
                    GroupsGiven::Neither
                };
                return Err(DataError::Groups { found });
            }
        }
        let mut ids = vec![0; self.rows];
        for column in columns {
            check_present(column)?;
            if column.texts.is_none() && (column.present() > column.numbers || column.holds_ids()) {
                return Err(not_kept(column));
            }
            if !column.is_exact && !column.holds_ids() {
                return Err(DataError::InexactIds {
                    name: column.name().to_owned(),
                });
            }
            refine(&mut ids, column);
        }
        Ok((Groups::by_label(&ids), ids))
    }
}

/// Divides the groups by the values of a column, and numbers them anew.
fn refine(ids: &mut [usize], column: &Column) {
    let mut known: HashMap<(usize, Packed), usize> = HashMap::new();
    let mut last = None;
    for (ids, cells) in ids.chunks_mut(Cells::BLOCK).zip(column.cells.blocks()) {
        for (id, &cell) in ids.iter_mut().zip(cells) {
            let key = (*id, cell);
            *id = match last {
                // Rollouts of a group mostly stand together.
                Some((before, id)) if before == key => id,
                _ => {
                    let next = known.len();
                    *known.entry(key).or_insert(next)
                }
            };
            last = Some((key, *id));
        }
    }
}

/// The numbers of a column, in which there is nothing else.
struct Numbers {
    /// Those of a column whose cells are kept as names.
    of_texts: Vec<f64>,
}

impl Numbers {
    fn of(column: &Column) -> Result<Self, DataError> {
        if let Some(found) = &column.first_unreadable {
            let (place, name, value) = (found.place, column.name().to_owned(), found.value.clone());
            return Err(if found.is_number {
                DataError::NotFinite {
                    place,
                    name,
                    value,
                    most: f64::LARGEST_REWARD,
                }
            } else {
                DataError::NotANumber { place, name, value }
            });
        }
        if !column.holds_ids() {
            return Ok(Self {
                of_texts: Vec::new(),
            });
        }
        let Some(texts) = &column.texts else {
            return Err(not_kept(column));
        };
        let number = |index| match Scalar::of(texts.get(index), true) {
            Scalar::Number(number) => number,
            _ => f64::NAN,
        };
        Ok(Self {
            of_texts: (0..texts.len() as u32).map(number).collect(),
        })
    }

    #[inline]
    fn get(&self, cell: Packed) -> f64 {
        match cell.unpack() {
            Unpacked::Number(number) => number,
            Unpacked::Text(index) => self.of_texts[index as usize],
            Unpacked::Missing | Unpacked::NotKept => f64::NAN,
        }
    }
}

fn check_present(column: &Column) -> Result<(), DataError> {
    match column.first_missing {
        None => Ok(()),
        Some(place) => Err(DataError::Missing {
            place,
            name: column.name().to_owned(),
        }),
    }
}

fn no_length(column: &Column, found: &Found) -> DataError {
    DataError::NotALength {
        place: found.place,
        name: column.name().to_owned(),
        value: found.value.clone(),
        most: u32::MAX,
    }
}

fn not_kept(column: &Column) -> DataError {
    DataError::NotKept {
        name: column.name().to_owned(),
    }
}
