//! Scans of sheets signed by hand, sealed. Who joined which, to what and when is in the journal of the dossier. A scan goes with
//! the version of the document to which it is joined.

use sea_orm_migration::{
    prelude::*,
    schema::{blob, uuid},
};

use super::schema::{belongs, code};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("parcours_numerisation")
            .col(uuid("id").primary_key())
            .col(uuid("document"))
            .col(uuid("partie"))
            .col(code(manager, "empreinte"))
            .col(blob("fichier"))
            .foreign_key(&mut belongs("document", "parcours_document"))
            .take();
        manager.create_table(table).await?;
        let mut une_par_signature = Index::create();
        une_par_signature
            .unique()
            .name("parcours_numerisation_par_signature")
            .table("parcours_numerisation")
            .col("document")
            .col("partie");
        manager.create_index(une_par_signature.take()).await
    }
}
