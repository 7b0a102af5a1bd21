//! One contract: hours due, planned and done, the young people whom who asks may see, their proofs.

use axum::{extract::Path, response::Response};
use raccroche_domain::{
    droits::{Action, Agregat, peut},
    francais::{compter, date_longue, majuscule, ponctuer},
};
use raccroche_pages::{
    components::{Alert, Badge, Fact, Tone},
    layout::Link,
    marche::{JeuneDuMarche, Marche as Page},
};
use raccroche_store::{
    Perimetre, acces,
    marche::{self, Marche, ParcoursDuMarche},
    parcours::{self, ParcoursLu},
};
use uuid::Uuid;

use super::{ICI, bilan, etape, heures, heures_en_mots};
use crate::{
    erreur::Erreur,
    etat::App,
    rendu,
    routes::parcours::{HEURES_DUES, faits, nommer},
    visite::Visite,
};

/// A contract, its parcours, and those that who asks may open, which is logged as `quoi`.
pub(super) async fn ouvrir(
    app: &App,
    perimetre: &Perimetre,
    id: Uuid,
    quoi: &str,
) -> Result<(Marche, Vec<ParcoursDuMarche>, Vec<ParcoursLu>), Erreur> {
    let reader = app.store().read();
    let marche = marche::lire(reader, perimetre, id).await?.ok_or(Erreur::Introuvable)?;
    let tous = marche::parcours_de(reader, &[id]).await?.remove(&id).unwrap_or_default();
    let mut lus = Vec::new();
    for parcours in &tous {
        let entree = parcours::entrer(reader, perimetre, app.catalogue(), parcours.id).await?;
        lus.extend(entree.map(|(lu, _)| lu));
    }
    if !lus.is_empty() {
        let writer = app.store().write(app.horloge().maintenant()).await?;
        for lu in &lus {
            acces::record(&writer, perimetre, Some(lu.dossier), quoi, lu.motif.code()).await?;
        }
        writer.commit().await?;
    }
    Ok((marche, tous, lus))
}

pub(super) async fn voir(
    Visite { app, qui, headers }: Visite,
    Path(id): Path<Uuid>,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let (marche, tous, lus) = ouvrir(&app, perimetre, id, "marche").await?;
    let sommes = heures(&tous);
    let jeunes = lus.iter().map(|lu| {
        let etat = &lu.suivi.etat;
        let (mots, ton) = bilan(&app, etat);
        JeuneDuMarche {
            parcours: Link::new(nommer(&lu.identite), format!("/parcours/{}", lu.suivi.id)),
            etape: ponctuer(&majuscule(&etape(&app, etat))),
            heures: heures_en_mots(etat),
            bilan: Badge::new(mots, ton),
        }
    });
    let ailleurs = match (tous.len() - lus.len()) as u64 {
        0 => String::new(),
        n => format!("Et {} suivi par d’autres structures.", compter(n, "jeune"))
            .replace("jeunes suivi ", "jeunes suivis "),
    };
    let cadre = match marche.reference.as_str() {
        "" => marche.acheteur.clone(),
        reference => format!("{}, marché {reference}", marche.acheteur),
    };
    let ecrit = peut(perimetre.role(), Agregat::Marche, Action::Ecrire) && marche::est_a(perimetre, &marche);
    let sort = peut(perimetre.role(), Agregat::Export, Action::Lire) && !lus.is_empty();
    rendu::page(&Page {
        layout: rendu::autour(&app, &qui, &headers, "/parcours"),
        cadre: ponctuer(&cadre),
        alertes: alerte(&marche, sommes.prevues).into_iter().collect(),
        heures: vec![
            Fact::new("Dues", marche.heures().to_string()),
            Fact::new("Prévues", sommes.prevues.to_string()),
            Fact::new("Faites", sommes.faites.to_string()),
        ],
        // Hours stand above.
        faits: faits(&marche).into_iter().filter(|fait| fait.term != HEURES_DUES).collect(),
        jeunes: jeunes.collect(),
        ailleurs,
        modifier: ecrit.then(|| Link::new("Modifier le marché", format!("{ICI}/{id}/modifier"))),
        export: sort
            .then(|| Link::new("Télécharger la liste des jeunes (CSV)", format!("{ICI}/{id}/jeunes.csv"))),
        titre: marche.objet,
    })
}

/// That nobody comes under it any more, or that hours are lacking.
fn alerte(marche: &Marche, prevues: u32) -> Option<Alert> {
    let phrase = if let Some(le) = marche.clos_le {
        format!("Ce marché est clos depuis le {} : plus aucun jeune n’y est rattaché.", date_longue(le))
    } else {
        let restent = marche.heures().checked_sub(prevues).filter(|restent| *restent > 0)?;
        format!("Il reste {} à prévoir pour que la clause soit exécutée.", compter(restent.into(), "heure"))
    };
    Some(Alert::new(Tone::Info, ponctuer(&phrase)))
}
