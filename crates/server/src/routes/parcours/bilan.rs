//! What the fiches count over the parcours of a territory, over a school year: each figure opens exactly its list, and the whole
//! leaves as a file. Counts name nobody; a list is logged as each dossier that it shows.

use axum::{
    extract::{Path, Query},
    http::header,
    response::{IntoResponse as _, Response},
};
use raccroche_domain::{
    dispositif::{Dispositif, Issue},
    francais::{INSECABLE, date_longue, majuscule, ponctuer, prenom},
    parcours::{AnneeScolaire, EtatParcours},
};
use raccroche_pages::{
    bilan::{Bilan, BilanListe, Compte},
    components::{Badge, Tone},
    layout::Link,
};
use raccroche_store::{
    Perimetre, acces,
    bilan::{self, ParcoursDuTerritoire},
};
use serde::Deserialize;

use super::fiche;
use crate::{erreur::Erreur, etat::App, rendu, routes::dispositifs, visite::Visite};

/// Which year.
#[derive(Debug, Deserialize)]
pub(super) struct Demande {
    /// The calendar year in which it begins; this one when left out.
    annee: Option<i32>,
}

impl Demande {
    fn annee(&self, perimetre: &Perimetre) -> Result<AnneeScolaire, Erreur> {
        match self.annee {
            Some(annee) => AnneeScolaire::commencant_en(annee).ok_or(Erreur::Introuvable),
            None => Ok(AnneeScolaire::du(perimetre.le())),
        }
    }
}

/// How many parcours of a dispositif count in each of its indicators; `None` where no program counts.
pub(crate) fn compter(fiche: &Dispositif, parcours: &[ParcoursDuTerritoire]) -> Vec<Option<usize>> {
    let siens = || parcours.iter().filter(|parcours| parcours.etat.dispositif == fiche.code);
    let compte = |indicateur: &raccroche_domain::dispositif::Indicateur| {
        siens()
            .map(|parcours| indicateur.retient(&parcours.etat))
            .try_fold(0, |compte, retient| retient.map(|retient| compte + usize::from(retient)))
    };
    fiche.indicateurs.iter().map(compte).collect()
}

/// The fiches that have a parcours that year, in the order of the catalogue.
pub(crate) fn fiches<'a>(app: &'a App, parcours: &[ParcoursDuTerritoire]) -> Vec<&'a Dispositif> {
    let a_des = |fiche: &&Dispositif| parcours.iter().any(|parcours| parcours.etat.dispositif == fiche.code);
    app.catalogue().tous().iter().filter(a_des).collect()
}

/// Those opened in a school year, in the dossiers that the perimeter holds.
pub(crate) async fn de_l_annee(
    app: &App,
    perimetre: &Perimetre,
    annee: AnneeScolaire,
    dispositif: Option<&str>,
) -> Result<Vec<ParcoursDuTerritoire>, Erreur> {
    let (du, au) = (annee.premier_jour(), annee.dernier_jour());
    Ok(bilan::du_territoire(app.store().read(), perimetre, du, au, dispositif).await?)
}

pub(super) async fn voir(
    Visite { app, qui, headers }: Visite,
    Query(demande): Query<Demande>,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let annee = demande.annee(perimetre)?;
    let parcours = de_l_annee(&app, perimetre, annee, None).await?;
    let vers = |annee: AnneeScolaire| format!("/parcours/bilan?annee={}", annee.debut());
    let dispositifs = fiches(&app, &parcours).into_iter().map(|fiche| {
        let comptes = compter(fiche, &parcours).into_iter().zip(&fiche.indicateurs);
        let comptes = comptes.map(|(compte, indicateur)| Compte {
            titre: indicateur.titre.clone(),
            valeur: compte.map(|compte| {
                let liste = format!("/parcours/bilan/{}/{}", fiche.code, indicateur.code);
                Link::new(compte.to_string(), format!("{liste}?annee={}", annee.debut()))
            }),
        });
        (Link::new(fiche.nom.clone(), dispositifs::adresse(&fiche.code)), comptes.collect())
    });
    let courante = AnneeScolaire::du(perimetre.le());
    let voisines = [annee.debut() - 1, annee.debut() + 1]
        .into_iter()
        .filter_map(AnneeScolaire::commencant_en)
        .filter(|voisine| *voisine <= courante)
        .map(|voisine| Link::new(format!("Année {}", voisine.libelle()), vers(voisine)));
    let cadre = format!(
        "Parcours ouverts du {} au {} dans les dossiers que votre structure voit.",
        date_longue(annee.premier_jour()),
        date_longue(annee.dernier_jour())
    );
    rendu::page(&Bilan {
        layout: rendu::autour(&app, &qui, &headers, "/parcours"),
        cadre,
        annees: voisines.collect(),
        dispositifs: dispositifs.collect(),
        export: Link::new(
            "Télécharger ces chiffres (CSV)",
            format!("/parcours/bilan.csv?annee={}", annee.debut()),
        ),
        vide: Bilan::rien(),
    })
}

/// The figures alone, one line each.
pub(super) async fn exporter(
    Visite { app, qui, .. }: Visite,
    Query(demande): Query<Demande>,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let annee = demande.annee(perimetre)?;
    let parcours = de_l_annee(&app, perimetre, annee, None).await?;
    let entetes = ["annee", "dispositif", "indicateur", "titre", "parcours"];
    let mut lignes = Vec::new();
    for fiche in fiches(&app, &parcours) {
        for (compte, indicateur) in compter(fiche, &parcours).into_iter().zip(&fiche.indicateurs) {
            lignes.push(vec![
                annee.libelle(),
                fiche.code.clone(),
                indicateur.code.clone(),
                indicateur.titre.clone(),
                compte.map_or_else(String::new, |compte| compte.to_string()),
            ]);
        }
    }
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let motif = format!("bilan des parcours {}", annee.libelle());
    acces::record(&writer, perimetre, None, "export", &motif).await?;
    writer.commit().await?;
    let fichier = crate::export::liste(&entetes, &lignes, true).ok_or(Erreur::Interne)?;
    let nom = format!("attachment; filename=\"bilan-{}.csv\"", annee.libelle());
    let entetes =
        [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, nom)];
    Ok((entetes, fichier).into_response())
}

/// The parcours that a figure counts.
pub(super) async fn lister(
    Visite { app, qui, headers }: Visite,
    Path((code, indicateur)): Path<(String, String)>,
    Query(demande): Query<Demande>,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let annee = demande.annee(perimetre)?;
    let fiche = fiche(&app, &code)?;
    let indicateur =
        fiche.indicateurs.iter().find(|connu| connu.code == indicateur).ok_or(Erreur::Introuvable)?;
    let mut parcours = de_l_annee(&app, perimetre, annee, Some(&fiche.code)).await?;
    parcours.retain(|parcours| indicateur.retient(&parcours.etat) == Some(true));
    let dossiers: Vec<_> = parcours.iter().map(|parcours| parcours.dossier).collect();
    let identites = bilan::identites(app.store().read(), &dossiers).await?;
    if !dossiers.is_empty() {
        let writer = app.store().write(app.horloge().maintenant()).await?;
        acces::record_many(&writer, perimetre, &dossiers, "dispositif", "bilan des parcours du territoire")
            .await?;
        writer.commit().await?;
    }
    let lignes = parcours.iter().map(|parcours| {
        let nom = identites.get(&parcours.dossier).map_or_else(
            || "Jeune sans identité".to_owned(),
            |identite| {
                let premier = identite.prenoms.first().map(|lu| prenom(lu)).unwrap_or_default();
                format!("{premier}{INSECABLE}{}", identite.nom_famille).trim().to_owned()
            },
        );
        let (etape, badge) = etat_en_mots(fiche, &parcours.etat);
        (Link::new(nom, format!("/parcours/{}", parcours.id)), etape, badge)
    });
    rendu::page(&BilanListe {
        layout: rendu::autour(&app, &qui, &headers, "/parcours"),
        titre: indicateur.titre.clone(),
        cadre: ponctuer(&format!("{}, année {}.", fiche.nom, annee.libelle())),
        retour: Link::new("Tous les chiffres de l’année", format!("/parcours/bilan?annee={}", annee.debut())),
        lignes: lignes.collect(),
    })
}

/// The step under way, or the last one and how it ended.
fn etat_en_mots(fiche: &Dispositif, etat: &EtatParcours) -> (String, Option<Badge>) {
    let titre = fiche.etape(&etat.etape).map_or_else(|| etat.etape.clone(), |etape| etape.titre.clone());
    let depuis = format!("{titre}, depuis le {}", date_longue(etat.etape_depuis));
    let badge = etat.fin.map(|(_, issue)| {
        let tone = if issue == Issue::Acheve { Tone::Success } else { Tone::Neutral };
        Badge::new(majuscule(issue.libelle()), tone)
    });
    (depuis, badge)
}
