//! The contracts of the département, with their hours.

use axum::response::Response;
use raccroche_domain::{
    droits::{Action, Agregat, peut},
    francais::ponctuer,
};
use raccroche_pages::{
    layout::Link,
    marche::{MarcheLigne, Marches},
};
use raccroche_store::marche;

use super::{AU_PLUS, ICI, etat_en_mots, heures, jeunes_en_mots};
use crate::{erreur::Erreur, rendu, visite::Visite};

pub(super) async fn lister(Visite { app, qui, headers }: Visite) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let reader = app.store().read();
    let marches = marche::lister(reader, perimetre, AU_PLUS).await?;
    let parcours = super::parcours(reader, &marches).await?;
    let lignes = marches.iter().map(|marche| {
        let siens = parcours.get(&marche.id).map(Vec::as_slice).unwrap_or_default();
        let sommes = heures(siens);
        let qui = [marche.acheteur.as_str(), marche.entreprise.as_str()];
        let qui = qui.into_iter().filter(|nom| !nom.is_empty()).collect::<Vec<_>>().join(" ; ");
        MarcheLigne {
            marche: Link::new(marche.objet.clone(), format!("{ICI}/{}", marche.id)),
            qui: ponctuer(&qui),
            heures: format!("{} dues, {} prévues, {} faites", marche.heures(), sommes.prevues, sommes.faites),
            jeunes: jeunes_en_mots(siens),
            etat: etat_en_mots(marche),
        }
    });
    let ecrit = peut(perimetre.role(), Agregat::Marche, Action::Ecrire);
    rendu::page(&Marches {
        layout: rendu::autour(&app, &qui, &headers, "/parcours"),
        nouveau: ecrit.then(|| Link::new("Noter un marché", "/marches/nouveau")),
        export: Link::new("Télécharger cette liste (CSV)", "/marches.csv"),
        lignes: lignes.collect(),
        vide: Marches::rien(),
    })
}
