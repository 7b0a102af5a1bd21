//! What the two databases write differently, and the turns of phrase that every table uses.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

/// A text that is compared and sorted byte by byte on both databases, whatever the language of the server: codes, closed
/// lists, folded names. PostgreSQL would otherwise sort by its locale and could not use the index for a prefix.
pub(super) fn bytewise(manager: &SchemaManager<'_>, name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.text();
    if manager.get_database_backend() == DbBackend::Postgres {
        column.extra("COLLATE \"C\"");
    }
    column
}

/// A code or a word that must be there.
pub(super) fn code(manager: &SchemaManager<'_>, name: &'static str) -> ColumnDef {
    bytewise(manager, name).not_null().take()
}

/// A word out of a closed list, which must be there.
pub(super) fn closed_list(
    manager: &SchemaManager<'_>,
    name: &'static str,
    words: &[&'static str],
) -> ColumnDef {
    code(manager, name).check(Expr::col(name).is_in(words.iter().copied())).take()
}

/// Refers to the `id` of another table. The referred row cannot go while it is referred to.
pub(super) fn refers(from: &'static str, to: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().from_col(from).to(to, "id").on_delete(ForeignKeyAction::Restrict).take()
}

/// Belongs to a row of another table, and goes with it.
pub(super) fn belongs(from: &'static str, to: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().from_col(from).to(to, "id").on_delete(ForeignKeyAction::Cascade).take()
}

/// Creates an index of these columns.
pub(super) async fn index(
    manager: &SchemaManager<'_>,
    table: &'static str,
    columns: &[&'static str],
) -> Result<(), DbErr> {
    let mut index = Index::create();
    index.name(format!("{table}_par_{}", columns.join("_"))).table(table);
    for column in columns {
        index.col(*column);
    }
    manager.create_index(index).await
}

/// Makes a table whose rows are found by their whole key one B-tree instead of two where the database can.
pub(super) fn clustered(manager: &SchemaManager<'_>, table: &mut TableCreateStatement) {
    if manager.get_database_backend() == DbBackend::Sqlite {
        table.extra("WITHOUT ROWID");
    }
}

/// From now on rows of the table can be added, never changed nor removed, whoever asks.
pub(super) async fn append_only(manager: &SchemaManager<'_>, table: &'static str) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    if manager.get_database_backend() == DbBackend::Postgres {
        connection
            .execute_unprepared(
                "CREATE OR REPLACE FUNCTION ajout_seul() RETURNS trigger LANGUAGE plpgsql AS \
                 $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'check_violation'; END $$",
            )
            .await?;
        let sql = format!(
            "CREATE TRIGGER {table}_ajout_seul BEFORE UPDATE OR DELETE OR TRUNCATE ON \"{table}\" \
             FOR EACH STATEMENT EXECUTE FUNCTION ajout_seul()"
        );
        connection.execute_unprepared(&sql).await?;
    } else {
        for verb in ["UPDATE", "DELETE"] {
            let sql = format!(
                "CREATE TRIGGER {table}_ajout_seul_{verb} BEFORE {verb} ON \"{table}\" \
                 BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            );
            connection.execute_unprepared(&sql).await?;
        }
    }
    Ok(())
}
