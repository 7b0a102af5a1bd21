//! Who a token is: the first thing a program asks, to see that it is well set up.

use axum::Json;

use super::{
    appel::Appel,
    listes,
    modeles::{Moi, Structure},
    probleme::Cause,
};

#[utoipa::path(
    get,
    path = "/api/v1/moi",
    operation_id = "voirJeton",
    tag = "Jeton",
    summary = "Qui ce jeton représente",
    description = "La personne au nom de qui le jeton agit, son rôle, et ce à quoi le jeton peut servir.",
    security(("jeton" = [])),
    responses((status = 200, description = "Le jeton.", body = Moi))
)]
pub(super) async fn voir(appel: Appel) -> Result<Json<Moi>, Cause> {
    let (perimetre, jeton) = (appel.perimetre(), &appel.porteur.jeton);
    let organisation = perimetre.organisation();
    Ok(Json(Moi {
        nom: perimetre.nom().to_owned(),
        role: listes::Role(perimetre.role()),
        organisation: Structure { id: organisation.id, nom: organisation.nom.clone() },
        jeton: jeton.nom.clone(),
        etendues: jeton.etendues().map(listes::Etendue).collect(),
        expire_le: jeton.expire_le,
    }))
}
