//! Public contracts with a clause sociale, with their hours. Counts of young people, and nobody's name.

use axum::Json;
use raccroche_domain::parcours::AttenteRemise;
use raccroche_store::marche;

use super::{
    appel::Appel,
    modeles::{Marche, Marches},
    probleme::Cause,
};
use crate::routes::marches::{AU_PLUS, heures, parcours};

#[utoipa::path(
    get,
    path = "/api/v1/marches",
    operation_id = "listerMarches",
    tag = "Parcours",
    summary = "Les marchés avec clause sociale",
    description = "Ceux des structures de votre département, avec les heures dues, prévues et faites. Le numéro d’un marché se donne à \
                   l’étape d’un parcours qui demande d’en choisir un.",
    security(("jeton" = ["parcours:lire"])),
    responses((status = 200, description = "Les marchés.", body = Marches))
)]
pub(super) async fn lister(appel: Appel) -> Result<Json<Marches>, Cause> {
    let reader = appel.app.store().read();
    let marches = marche::lister(reader, appel.perimetre(), AU_PLUS).await?;
    let tous = parcours(reader, &marches).await?;
    let elements = marches.into_iter().map(|marche| {
        let siens = tous.get(&marche.id).map(Vec::as_slice).unwrap_or_default();
        let recus = siens.iter().filter(|parcours| {
            let fiche = appel.app.catalogue().get(&parcours.etat.dispositif);
            fiche.is_some_and(|fiche| matches!(parcours.etat.attente_remise(fiche), AttenteRemise::Recue(_)))
        });
        let sommes = heures(siens);
        Marche {
            heures_dues: marche.heures(),
            heures_prevues: sommes.prevues,
            heures_faites: sommes.faites,
            parcours: siens.len(),
            bilans_recus: recus.count(),
            id: marche.id,
            objet: marche.objet,
            reference: marche.reference,
            acheteur: marche.acheteur,
            entreprise: marche.entreprise,
            siret: marche.siret,
            clos_le: marche.clos_le,
        }
    });
    Ok(Json(Marches { elements: elements.collect() }))
}
