//! Saying who a doubtful line is: one of those whom it resembles, or somebody else.

use axum::{
    extract::Path,
    response::{AppendHeaders, IntoResponse as _, Redirect, Response},
};
use raccroche_domain::francais::{compter, majuscule, ponctuer};
use raccroche_pages::{
    components::{Action, Weight},
    resultats::{DouteVu, DoutesResultats, Semblable},
};
use raccroche_store::{
    acces,
    resultat::{self, Douteux},
};
use uuid::Uuid;

use super::{ICI, mots::personne};
use crate::{erreur::Erreur, rendu, resultats, saisie::Saisie, visite::Visite};

/// Lines shown at once.
const AU_PLUS: u64 = 50;
/// Posted for somebody else than those whom the line resembles.
const AUTRE: &str = "autre";

pub(super) async fn afficher(Visite { app, qui, headers }: Visite) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let doutes = resultat::douteux(app.store().read(), app.store().keyring(), perimetre, AU_PLUS).await?;
    if !doutes.is_empty() {
        let writer = app.store().write(app.horloge().maintenant()).await?;
        let motif = format!("{} à identifier", compter(doutes.len() as u64, "ligne"));
        acces::record(&writer, perimetre, None, "resultats", &motif).await?;
        writer.commit().await?;
    }
    rendu::page(&DoutesResultats {
        layout: rendu::autour(&app, &qui, &headers, ICI),
        doutes: doutes.iter().map(vu).collect(),
        vide: DoutesResultats::rien(),
    })
}

fn vu(douteux: &Douteux) -> DouteVu {
    let action = |mots: &str, jeune: &str, sur: String| {
        let mut action = Action::new(mots, format!("{ICI}/doutes/{}", douteux.id)).with("jeune", jeune);
        action.about = Some(sur);
        action
    };
    let ine = douteux.ligne.ine.as_deref().map_or_else(|| "sans INE".to_owned(), |ine| format!("INE {ine}"));
    let ligne = personne(&douteux.ligne.identite);
    let examen = majuscule(douteux.examen.libelle());
    let session = raccroche_domain::session_de(douteux.resultats_le);
    DouteVu {
        detail: format!("{examen} {}, {}, session {session}", douteux.specialite, douteux.ecole.1)
            .replace(" ,", ","),
        semblables: douteux
            .candidats
            .iter()
            .map(|(ressemblant, identite)| Semblable {
                qui: personne(identite),
                pourquoi: ponctuer(&ressemblant.pourquoi),
                choisir: action("C’est cette personne", &ressemblant.jeune.to_string(), personne(identite)),
            })
            .collect(),
        autre: action("C’est quelqu’un d’autre", AUTRE, ligne.clone()).weight(Weight::Tertiary),
        ligne: ponctuer(&format!("{ligne}, {ine}")),
    }
}

pub(super) async fn trancher(
    Visite { app, qui, .. }: Visite,
    Path(id): Path<Uuid>,
    saisie: Saisie,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let choisi = match saisie.texte("jeune") {
        Some(AUTRE) => None,
        Some(_) => Some(saisie.id("jeune").ok_or(Erreur::Introuvable)?),
        None => return Err(Erreur::Demande("Dites qui cette ligne désigne.".to_owned())),
    };
    let writer = app.store().write(app.horloge().maintenant()).await?;
    resultats::trancher(&writer, perimetre, id, choisi).await?;
    let dit = if choisi.is_some() { "reconnue" } else { "d’une autre personne" };
    acces::record(&writer, perimetre, None, "resultats", &format!("ligne de résultats dite {dit}")).await?;
    writer.commit().await?;
    let annonce = rendu::annoncer("resultat_identifie", Uuid::nil(), 0);
    Ok((AppendHeaders([annonce]), Redirect::to("/resultats/doutes")).into_response())
}
