//! The log on screen and as a file.

use axum::{
    extract::Query,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Redirect, Response},
};
use raccroche_domain::francais::{date_courte, majuscule, nombre, ponctuer};
use raccroche_pages::{
    components::{Fact, Pagination},
    consultations::{JournalAcces, Ligne, ParPersonne},
    form::{Answers, Form},
    layout::Link,
};
use raccroche_store::{
    Perimetre,
    acces::{self, Lecture},
    organisation, utilisateur,
};
use uuid::Uuid;

use super::{
    ICI, Lecteur,
    demande::{AU_PLUS, Demande, Noms, court},
    pourquoi, qui as nom, quoi, titre,
};
use crate::{
    auth::session::Qui, erreur::Erreur, etat::App, limites::Essai, rendu, saisie::Saisie, visite::Visite,
};

/// Lines of a page.
const TAILLE: u64 = 50;
/// Lines of a file at most.
const EXPORT: u64 = 100_000;
/// People of the table of those who read most.
const PREMIERS: u64 = 10;

pub(super) async fn voir(
    Visite { app, qui, headers }: Visite,
    Query(paires): Query<Vec<(String, String)>>,
) -> Result<Response, Erreur> {
    let demande = Demande::lire(&paires, app.horloge().aujourd_hui());
    montrer(&app, &qui, &headers, &demande, None).await
}

/// From names to numbers, then to their address.
pub(super) async fn chercher(
    Visite { app, qui, headers }: Visite,
    mut saisie: Saisie,
) -> Result<Response, Erreur> {
    let reader = app.store().read();
    let mut demande = Demande::derniers_jours(app.horloge().aujourd_hui());
    demande.au = saisie.jour("au").unwrap_or(demande.au);
    // Up to a past day alone: the days before it.
    demande.du = saisie.jour("du").unwrap_or_else(|| Demande::derniers_jours(demande.au).du);
    if demande.du > demande.au {
        saisie.erreur("au", "Le dernier jour est avant le premier.");
    }
    if let Some(texte) = saisie.texte("personne").map(str::to_owned) {
        demande.personnes = utilisateur::named(reader, &texte).await?;
        quelques(&mut saisie, "personne", demande.personnes.len());
    }
    if let Some(texte) = saisie.texte("organisation").map(str::to_owned) {
        demande.organisations = organisation::named(reader, &texte).await?.iter().map(|o| o.id).collect();
        quelques(&mut saisie, "organisation", demande.organisations.len());
    }
    if let Some(texte) = saisie.texte("dossier") {
        demande.dossier = texte.parse().ok();
        if demande.dossier.is_none() {
            saisie.erreur(
                "dossier",
                "Ce n’est pas un numéro de dossier : il figure dans l’adresse de sa page.",
            );
        }
    }
    match saisie.en_erreur() {
        None => Ok(Redirect::to(&demande.adresse("", 1)).into_response()),
        Some(reponses) => {
            let defaut = Demande::derniers_jours(app.horloge().aujourd_hui());
            montrer(&app, &qui, &headers, &defaut, Some(&reponses)).await
        }
    }
}

fn quelques(saisie: &mut Saisie, champ: &str, trouves: usize) {
    match trouves {
        0 => saisie.erreur(champ, "Aucun nom ne correspond. Essayez une partie seulement."),
        n if n > AU_PLUS => {
            saisie.erreur(
                champ,
                &format!("{n} noms correspondent : précisez, pour en garder {AU_PLUS} au plus."),
            );
        }
        _ => {}
    }
}

/// Written before anything is shown: who searched the log, and for what.
async fn consigner(app: &App, perimetre: &Perimetre, quoi: &str, demande: &Demande) -> Result<(), Erreur> {
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let motif = format!("{quoi}, {}", demande.criteres());
    acces::record(&writer, perimetre, None, "journal", &motif).await?;
    Ok(writer.commit().await?)
}

async fn montrer(
    app: &App,
    qui: &Qui,
    headers: &HeaderMap,
    demande: &Demande,
    refuse: Option<&Answers>,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    consigner(app, perimetre, "recherche dans le journal", demande).await?;
    let reader = app.store().read();
    let filtre = demande.filtre(app);
    let comptes = acces::counts(reader, &filtre).await?;
    let total = comptes.lectures.unsigned_abs();
    let depuis = (demande.page - 1).saturating_mul(TAILLE).min(total);
    let lues = acces::search(reader, &filtre, depuis, TAILLE).await?;
    let premiers = acces::by_person(reader, &filtre, PREMIERS).await?;
    let noms_premiers = app.noms_de(premiers.iter().map(|p| p.utilisateur)).await?;
    let noms = demande.noms(app).await?;
    let jusqu_a = depuis + lues.len() as u64;
    let fait = |terme: &str, n: i64| Fact::new(terme, nombre(n.unsigned_abs()));
    let seul = |id: Uuid| Demande { personnes: vec![id], page: 1, ..demande.clone() };
    let page = JournalAcces {
        layout: rendu::autour(app, qui, headers, ICI),
        recherche: formulaire(demande, &noms, refuse),
        perimetre: demande.en_mots(&noms),
        comptes: vec![
            fait("Lectures", comptes.lectures),
            fait("Personnes qui ont lu", comptes.personnes),
            fait("Dossiers lus", comptes.dossiers),
        ],
        par_personne: premiers
            .iter()
            .filter(|_| demande.personnes.len() != 1)
            .map(|p| ParPersonne {
                qui: Link::new(
                    noms_premiers
                        .get(&p.utilisateur)
                        .or(p.nom.as_ref())
                        .cloned()
                        .unwrap_or_else(|| "Compte supprimé".to_owned()),
                    seul(p.utilisateur).adresse("", 1),
                ),
                lectures: p.lectures.unsigned_abs(),
                dossiers: p.dossiers.unsigned_abs(),
            })
            .collect(),
        lignes: lues.iter().map(|lue| ligne(app, demande, lue)).collect(),
        pagination: Pagination {
            from: (depuis + 1).min(total),
            to: jusqu_a,
            total,
            previous: (depuis > 0).then(|| demande.adresse("", demande.page - 1)),
            next: (jusqu_a < total).then(|| demande.adresse("", demande.page + 1)),
        },
        export: (total > 0).then(|| Link::new("Exporter ces lectures (CSV)", demande.adresse("/export", 1))),
        vide: JournalAcces::rien(),
    };
    let statut = if refuse.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    rendu::page_avec(statut, &page)
}

/// The form, with what is shown in it, or with what was refused.
fn formulaire(demande: &Demande, noms: &Noms, refuse: Option<&Answers>) -> Form {
    let mut form = JournalAcces::form(ICI);
    if let Some(reponses) = refuse {
        return form.after(reponses);
    }
    for champ in &mut form.fields {
        champ.values = match champ.name.as_str() {
            "du" => vec![demande.du.to_string()],
            "au" => vec![demande.au.to_string()],
            "dossier" => demande.dossier.iter().map(Uuid::to_string).collect(),
            "personne" => seulement(&noms.personnes),
            _ => seulement(&noms.organisations),
        };
    }
    form
}

/// A name that would be found again by itself.
fn seulement(noms: &[String]) -> Vec<String> {
    if let [seul] = noms { vec![seul.clone()] } else { Vec::new() }
}

fn ligne(app: &App, demande: &Demande, lue: &Lecture) -> Ligne {
    let du_dossier = |id: Uuid| {
        let demande = Demande {
            personnes: Vec::new(),
            organisations: Vec::new(),
            dossier: Some(id),
            page: 1,
            ..demande.clone()
        };
        Link::new(court(id), demande.adresse("", 1))
    };
    Ligne {
        quand: rendu::moment_en_mots(app.horloge().local(lue.le)),
        qui: nom(lue),
        role: titre(lue),
        dossier: lue.dossier.map(du_dossier),
        quoi: majuscule(&quoi(&lue.action)),
        motif: ponctuer(&pourquoi(&lue.motif, Lecteur::Collegue)),
    }
}

const ENTETES: [&str; 8] =
    ["Jour", "Heure", "Personne", "Rôle", "Structure", "Dossier", "Ce qui a été lu", "À quel titre"];

pub(super) async fn exporter(
    Visite { app, qui, .. }: Visite,
    Query(paires): Query<Vec<(String, String)>>,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    if !app.limites().admet(Essai::Export, &perimetre.utilisateur().to_string()) {
        return Err(Erreur::TropDEssais);
    }
    let demande = Demande::lire(&paires, app.horloge().aujourd_hui());
    consigner(&app, perimetre, "export du journal", &demande).await?;
    let lues = acces::search(app.store().read(), &demande.filtre(&app), 0, EXPORT).await?;
    let lignes: Vec<Vec<String>> = lues.iter().map(|lue| cellules(&app, lue)).collect();
    let fichier = tokio::task::spawn_blocking(move || crate::export::liste(&ENTETES, &lignes, true))
        .await
        .map_err(|_| Erreur::Interne)?
        .ok_or(Erreur::Interne)?;
    let entetes = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"consultations.csv\""),
    ];
    Ok((entetes, fichier).into_response())
}

fn cellules(app: &App, lue: &Lecture) -> Vec<String> {
    let local = app.horloge().local(lue.le);
    let role = lue.role.as_deref().and_then(raccroche_domain::droits::Role::de_code);
    vec![
        date_courte(local.date()),
        local.format("%H:%M:%S").to_string(),
        nom(lue),
        role.map_or_else(String::new, |role| role.libelle().to_owned()),
        lue.organisation.clone().unwrap_or_default(),
        lue.dossier.map(|id| id.to_string()).unwrap_or_default(),
        majuscule(&quoi(&lue.action)),
        pourquoi(&lue.motif, Lecteur::Collegue),
    ]
}
