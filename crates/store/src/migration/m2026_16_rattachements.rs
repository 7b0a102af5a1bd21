//! Indexes of what hangs on a young person or a dossier: a unique index that leaves rows out does not serve whoever looks
//! for all of them, and the whole table was read at each opening of a dossier.

use sea_orm_migration::prelude::*;

use super::schema::index;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        index(manager, "coordonnee", &["jeune"]).await?;
        index(manager, "relecture", &["dossier"]).await
    }
}
