//! Everything the store promises, on both databases: each test runs once on a SQLite file and once on PostgreSQL.

mod bases;
mod comptes;
mod connexions;
mod organisations;
