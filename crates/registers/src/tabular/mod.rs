//! Tables of named columns as register lines: what our canonical files and mapped files have in common.
//!
//! A [`Layout`] says where each of our columns is found in a table; [`RowReader`] makes register lines of its rows. The names of
//! the columns are documented in `docs/guide/format-canonique.md`.

mod columns;
mod compose;
mod dates;
mod layout;
mod rows;

pub(crate) use self::{
    columns::{Place, known_names, nearest, place},
    compose::{Row, names_somebody},
    dates::DateFormat,
    layout::{Layout, Source},
    rows::RowReader,
};
