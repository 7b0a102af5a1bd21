//! Parcours: what lists and invited parties look up, and the documents that are signed. What happens in a parcours is in
//! the journal of its dossier.

use sea_orm_migration::{
    prelude::*,
    schema::{blob, blob_null, date, date_null, integer, uuid, uuid_null},
};

use super::schema::{belongs, bytewise, clustered, code, index, refers};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("parcours")
            .col(uuid("id").primary_key())
            .col(uuid("dossier"))
            .col(code(manager, "dispositif"))
            .col(code(manager, "etape"))
            .col(date("ouvert_le"))
            .col(date_null("pour_le"))
            .col(date_null("fini_le"))
            .col(bytewise(manager, "issue"))
            .foreign_key(&mut refers("dossier", "dossier"))
            .take();
        manager.create_table(table).await?;
        index(manager, "parcours", &["dossier"]).await?;
        index(manager, "parcours", &["dispositif", "ouvert_le"]).await?;
        let mut parties = Table::create()
            .table("parcours_partie")
            .col(uuid("parcours"))
            .col(uuid("partie"))
            .col(code(manager, "acteur"))
            .col(uuid_null("organisation"))
            .col(date_null("retiree_le"))
            .primary_key(Index::create().col("parcours").col("partie"))
            .foreign_key(&mut belongs("parcours", "parcours"))
            .foreign_key(&mut refers("organisation", "organisation"))
            .take();
        clustered(manager, &mut parties);
        manager.create_table(parties).await?;
        index(manager, "parcours_partie", &["organisation", "retiree_le"]).await?;
        let documents = Table::create()
            .table("parcours_document")
            .col(uuid("id").primary_key())
            .col(uuid("parcours"))
            .col(code(manager, "modele"))
            .col(integer("version").check(Expr::col("version").gte(1)))
            .col(blob("contenu"))
            .col(code(manager, "empreinte"))
            .col(blob_null("fichier"))
            .foreign_key(&mut belongs("parcours", "parcours"))
            .take();
        manager.create_table(documents).await?;
        let mut une_version = Index::create();
        une_version
            .unique()
            .name("parcours_document_par_version")
            .table("parcours_document")
            .col("parcours")
            .col("modele")
            .col("version");
        manager.create_index(une_version.take()).await
    }
}
