//! The rows that lists read: made anew from `dossier` and `portee` in the transaction that changes either.

use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, QueryFilter as _,
    sea_query::{Expr, ExprTrait as _, Func, InsertStatement, IntoIden as _, JoinType, Query},
};
use uuid::Uuid;

use crate::{
    Result, Writer,
    entite::suivi::{dossier, portee, territoire},
};

/// The last day of a reason without end: any that compares after all others on both databases.
const SANS_FIN: Option<NaiveDate> = NaiveDate::from_ymd_opt(9999, 12, 31);

/// Makes the rows of a dossier anew.
pub(super) async fn projeter(writer: &Writer, dossier: Uuid) -> Result<()> {
    territoire::Entity::delete_many().filter(territoire::Column::Dossier.eq(dossier)).exec(writer).await?;
    writer.execute(&projection(Some(dossier))).await?;
    Ok(())
}

/// Writes the rows of one dossier, or of all.
pub(crate) fn projection(dossier: Option<Uuid>) -> InsertStatement {
    use dossier::Column as D;
    use territoire::Column as T;
    let copies = [
        (T::ClosLe, D::ClosLe),
        (T::OuvertLe, D::OuvertLe),
        (T::Naissance, D::Naissance),
        (T::Anciennete, D::Anciennete),
        (T::Verification, D::Verification),
        (T::Contact, D::Contact),
        (T::Solution, D::Solution),
        (T::ResponsableOrganisation, D::ResponsableOrganisation),
        (T::ResponsableAgent, D::ResponsableAgent),
        (T::RelaisVers, D::RelaisVers),
        (T::ProchaineEcheance, D::ProchaineEcheance),
        (T::MisAJourLe, D::MisAJourLe),
    ];
    let mut lignes = Query::select();
    let jusqu_au =
        Func::coalesce([Expr::col((portee::Entity, portee::Column::JusquAu)), Expr::val(SANS_FIN)]);
    lignes
        .column((portee::Entity, portee::Column::Organisation))
        .column((dossier::Entity, D::Id))
        .column((dossier::Entity, D::Jeune))
        .expr(Func::max(jusqu_au))
        .columns(copies.map(|(_, de)| (dossier::Entity, de)))
        .from(portee::Entity)
        .join(
            JoinType::InnerJoin,
            dossier::Entity,
            Expr::col((dossier::Entity, D::Id)).equals((portee::Entity, portee::Column::Dossier)),
        )
        // The columns of a dossier depend on its number: both databases know.
        .group_by_columns([
            (portee::Entity.into_iden(), portee::Column::Organisation.into_iden()),
            (dossier::Entity.into_iden(), D::Id.into_iden()),
        ]);
    if let Some(dossier) = dossier {
        lignes.and_where(Expr::col((portee::Entity, portee::Column::Dossier)).eq(dossier));
    }
    let colonnes = [T::Organisation, T::Dossier, T::Jeune, T::JusquAu];
    let mut insertion = Query::insert();
    insertion
        .into_table(territoire::Entity)
        .columns(colonnes.into_iter().chain(copies.map(|(vers, _)| vers)));
    insertion.select_from(lignes).ok();
    insertion
}
