//! Who left a session without the diploma, and what was done since: by name for a school, by school for who has several.

use std::collections::BTreeMap;

use axum::{
    extract::{Path, Query},
    http::header,
    response::{IntoResponse as _, Response},
};
use raccroche_domain::{
    SuiteEchec,
    droits::{Action, Agregat, Role, peut},
    francais::{compter, date_longue, nombre, plier, ponctuer},
};
use raccroche_pages::{
    layout::Link,
    resultats::{CandidatLigne, EcoleLigne, SessionResultats},
};
use raccroche_store::{
    Perimetre, acces,
    organisation::GenreOrganisation,
    resultat::{self, Candidat},
};
use serde::Deserialize;

use super::{
    ICI,
    mots::{Chiffres, badge, conservation, nom},
};
use crate::{erreur::Erreur, etat::App, rendu, resultats::DISPOSITIF, routes::jeunes::age, visite::Visite};

/// The years that may be a session: any other number is an address that leads nowhere. A year without a file is a page that says so.
const SESSIONS: std::ops::Range<i32> = 2000..2200;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Demande {
    /// Of one school, for who has several.
    uai: Option<String>,
}

/// Whether the names of candidates are for this role: not for the académie, which opens no dossier.
fn nomme(role: Role) -> bool {
    peut(role, Agregat::Dossier, Action::Lire)
}

/// The candidates of a session within the perimeter.
pub(super) async fn candidats(
    app: &App,
    perimetre: &Perimetre,
    session: i32,
    uai: Option<&str>,
) -> Result<Vec<Candidat>, Erreur> {
    let (reader, cles) = (app.store().read(), app.store().keyring());
    Ok(resultat::lister(reader, cles, perimetre, session, uai, DISPOSITIF).await?)
}

pub(super) async fn afficher(
    Visite { app, qui, headers }: Visite,
    Path(session): Path<i32>,
    Query(demande): Query<Demande>,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    if !SESSIONS.contains(&session) {
        return Err(Erreur::Introuvable);
    }
    let role = perimetre.role();
    let uai = demande.uai.as_deref().filter(|uai| !uai.is_empty());
    let lus = candidats(&app, perimetre, session, uai).await?;
    let d_une_ecole = perimetre.organisation().genre == GenreOrganisation::Etablissement;
    let par_nom = d_une_ecole || (uai.is_some() && nomme(role));
    if par_nom && !lus.is_empty() {
        let writer = app.store().write(app.horloge().maintenant()).await?;
        let motif = format!("session {session} : {}", compter(lus.len() as u64, "candidat"));
        acces::record(&writer, perimetre, None, "resultats", &ponctuer(&motif)).await?;
        writer.commit().await?;
    }
    let chiffres = Chiffres::de(&lus);
    let informe = peut(role, Agregat::InformationExamen, Action::Ecrire);
    let jour = perimetre.le();
    let ou = match (uai, lus.first()) {
        (_, Some(premier)) if par_nom => premier.etablissement.clone(),
        _ => perimetre.organisation().nom.clone(),
    };
    let adresse = format!("{ICI}/{session}");
    let suffixe = uai.map(|uai| format!("?uai={uai}")).unwrap_or_default();
    let exporte = par_nom && peut(role, Agregat::Export, Action::Lire) && !lus.is_empty();
    let page = SessionResultats {
        layout: rendu::autour(&app, &qui, &headers, ICI),
        session,
        cadre: ponctuer(&format!("{ou}, au {}.", date_longue(jour))),
        faits: chiffres.faits(),
        entetes: Chiffres::ENTETES.iter().map(|&mot| mot.to_owned()).collect(),
        ecoles: if par_nom { Vec::new() } else { ecoles(&lus, &adresse, nomme(role)) },
        lignes: if par_nom {
            lus.iter().map(|lu| ligne(lu, perimetre, informe)).collect()
        } else {
            Vec::new()
        },
        informer: informe.then(|| format!("{adresse}/informer")),
        a_informer: chiffres.a_informer,
        export: exporte
            .then(|| Link::new("Télécharger cette liste (CSV)", format!("{adresse}/export{suffixe}"))),
        lettres: (chiffres.informes > 0 && peut(role, Agregat::LotDocuments, Action::Lire))
            .then(|| Link::new("Télécharger les lettres ensemble", "/parcours/lots")),
        conservation: conservation(),
        vide: SessionResultats::rien(),
    };
    rendu::page(&page)
}

/// The figures of each school, in the order of their names.
fn ecoles(lus: &[Candidat], adresse: &str, ouvre: bool) -> Vec<EcoleLigne> {
    let mut par_ecole: BTreeMap<(&str, &str), Vec<&Candidat>> = BTreeMap::new();
    for lu in lus {
        par_ecole.entry((&lu.etablissement, &lu.uai)).or_default().push(lu);
    }
    let ligne = |((nom, uai), siens): ((&str, &str), Vec<&Candidat>)| EcoleLigne {
        ecole: Link::new(nom, if ouvre { format!("{adresse}?uai={uai}") } else { String::new() }),
        chiffres: Chiffres::de(siens).cases().into_iter().map(nombre).collect(),
    };
    par_ecole.into_iter().map(ligne).collect()
}

fn ligne(lu: &Candidat, perimetre: &Perimetre, informe: bool) -> CandidatLigne {
    let (ans, mineur) = age(lu.identite.date_naissance, lu.identite.sexe, perimetre.le());
    let vers = lu.parcours.map(|(parcours, _)| format!("/parcours/{parcours}")).unwrap_or_default();
    let examen = lu.examen.libelle();
    CandidatLigne {
        reference: (informe && lu.suite == SuiteEchec::AInformer).then(|| lu.id.to_string()),
        jeune: Link::new(nom(&lu.identite), vers),
        age: [Some(ans), mineur].into_iter().flatten().collect::<Vec<_>>().join(", "),
        examen: examen.to_owned(),
        specialite: if plier(&lu.specialite) == plier(examen) {
            String::new()
        } else {
            lu.specialite.clone()
        },
        decision: lu.decision.libelle().to_owned(),
        suite: badge(lu.suite),
    }
}

pub(super) async fn exporter(
    Visite { app, qui, .. }: Visite,
    Path(session): Path<i32>,
    Query(demande): Query<Demande>,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let uai = demande.uai.as_deref().filter(|uai| !uai.is_empty());
    let lus = candidats(&app, perimetre, session, uai).await?;
    let entetes = [
        "Nom",
        "Prénom",
        "Date de naissance",
        "Examen",
        "Spécialité",
        "Décision",
        "Établissement",
        "UAI",
        "Suite",
    ];
    let lignes: Vec<Vec<String>> = lus
        .iter()
        .map(|lu| {
            let identite = &lu.identite;
            vec![
                identite.nom_famille.clone(),
                identite.prenoms.first().cloned().unwrap_or_default(),
                identite.date_naissance.map_or_else(String::new, |jour| jour.to_string()),
                lu.examen.libelle().to_owned(),
                lu.specialite.clone(),
                lu.decision.libelle().to_owned(),
                lu.etablissement.clone(),
                lu.uai.clone(),
                lu.suite.libelle().to_owned(),
            ]
        })
        .collect();
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let motif = format!("résultats de la session {session} : {}", compter(lignes.len() as u64, "candidat"));
    acces::record(&writer, perimetre, None, "export", &ponctuer(&motif)).await?;
    writer.commit().await?;
    let fichier = crate::export::liste(&entetes, &lignes, true).ok_or(Erreur::Interne)?;
    let nom = format!("attachment; filename=\"resultats-{session}.csv\"");
    let entetes =
        [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, nom)];
    Ok((entetes, fichier).into_response())
}
