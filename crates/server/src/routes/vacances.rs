//! The school calendar: everybody reads it, who administers the service reads the ministry's file or types what it lacks.

use axum::{
    extract::Multipart,
    http::{HeaderMap, StatusCode, header},
    response::{AppendHeaders, IntoResponse as _, Redirect, Response},
};
use chrono::{Days, NaiveDate};
use raccroche_domain::{
    Vacances,
    dispositif::Academie,
    droits::{Action, Agregat, peut},
    francais::{compter, date_longue, enumerer, guillemets, ponctuer},
};
use raccroche_pages::{
    form::Answers,
    layout::Link,
    vacances::{Calendrier, VacancesLigne},
};
use raccroche_registers::{Calendrier as CalendrierLu, ReadError, ReadErrorKind};
use raccroche_store::{
    StoreError, acces,
    vacances::{self, VacancesLues},
};
use uuid::Uuid;

use crate::{
    auth::session::Qui,
    campagnes::fichiers::{self, Recu},
    erreur::Erreur,
    etat::App,
    garde::{Acces, Route, acte, depot_de, page},
    rendu,
    saisie::Saisie,
    visite::Visite,
};

const ICI: &str = "/vacances";
const FICHIER: &str = "/vacances/fichier";
/// Days for which holidays that are over are kept when a file is read: registers of the year before are still looked at.
const AVANT: u64 = 366;
/// Places named when the file has not the one asked for.
const LIEUX: usize = 40;

pub(crate) fn routes() -> Vec<Route> {
    let lire = Acces::Droit(Agregat::Reglage, Action::Lire);
    let ecrire = Acces::Droit(Agregat::Reglage, Action::Ecrire);
    vec![
        page(ICI, lire, afficher),
        page("/vacances.csv", lire, exporter),
        acte(ICI, ecrire, ajouter),
        depot_de(FICHIER, ecrire, fichiers::TABLEAU, importer),
        acte("/vacances/retirer", ecrire, retirer),
    ]
}

/// Which of the two forms was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Formulaire {
    Fichier,
    Saisie,
}

async fn afficher(Visite { app, qui, headers }: Visite) -> Result<Response, Erreur> {
    montrer(&app, &qui, &headers, None).await
}

/// The page, with the form that was refused, if any; 422 then.
async fn montrer(
    app: &App,
    qui: &Qui,
    headers: &HeaderMap,
    refuse: Option<(Formulaire, Answers)>,
) -> Result<Response, Erreur> {
    let ecrit = peut(qui.perimetre()?.role(), Agregat::Reglage, Action::Ecrire);
    let academie = app.config().marque.academie.map(Academie::libelle);
    let mut importer = ecrit.then(|| Calendrier::importer(FICHIER, academie));
    let mut ajouter = ecrit.then(|| Calendrier::ajouter(ICI));
    let statut = match refuse {
        None => StatusCode::OK,
        Some((lequel, reponses)) => {
            let forme = if lequel == Formulaire::Fichier { &mut importer } else { &mut ajouter };
            *forme = forme.take().map(|form| form.after(&reponses));
            StatusCode::UNPROCESSABLE_ENTITY
        }
    };
    let connues = vacances::lister(app.store().read()).await?;
    let page = Calendrier {
        layout: rendu::autour(app, qui, headers, ICI),
        lignes: connues.iter().map(|lues| ligne(lues, ecrit)).collect(),
        export: Link::new("Télécharger ce calendrier (CSV)", "/vacances.csv"),
        importer,
        ajouter,
        vide: Calendrier::rien(),
    };
    rendu::page_avec(statut, &page)
}

fn ligne(lues: &VacancesLues, ecrit: bool) -> VacancesLigne {
    let nom = lues.vacances.nom.replace('\'', "’");
    VacancesLigne {
        dates: dates(&lues.vacances),
        source: if lues.importees { "calendrier du ministère" } else { "saisi ici" }.to_owned(),
        retirer: ecrit.then(|| Calendrier::retrait("/vacances/retirer", &nom, lues.id)),
        nom,
    }
}

/// `du 19 décembre 2026 au 3 janvier 2027`, `le 12 mars 2027`.
pub(crate) fn dates(vacances: &Vacances) -> String {
    if vacances.du == vacances.au {
        return format!("le {}", date_longue(vacances.du));
    }
    format!("du {} au {}", date_longue(vacances.du), date_longue(vacances.au))
}

/// Where a deadline falls in the calendar: ` (pendant les vacances d’hiver)`, or nothing.
pub(crate) fn pendant(calendrier: &[Vacances], le: NaiveDate) -> String {
    raccroche_domain::vacances_du(calendrier, le).map_or_else(String::new, |v| format!(" ({})", v.pendant()))
}

async fn exporter(Visite { app, .. }: Visite) -> Result<Response, Erreur> {
    let connues = vacances::lister(app.store().read()).await?;
    let lignes: Vec<Vec<String>> = connues
        .into_iter()
        .map(|VacancesLues { vacances: Vacances { nom, du, au }, importees, .. }| {
            let source = if importees { "ministere" } else { "saisie" };
            vec![nom, du.to_string(), au.to_string(), source.to_owned()]
        })
        .collect();
    let fichier = crate::export::liste(&["nom", "premier_jour", "dernier_jour", "source"], &lignes, true);
    let entetes = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"vacances.csv\""),
        (header::CACHE_CONTROL, "private, no-store"),
    ];
    Ok((entetes, fichier.ok_or(Erreur::Interne)?).into_response())
}

async fn ajouter(Visite { app, qui, headers }: Visite, mut saisie: Saisie) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let nom = saisie.requis("nom", "Donnez un nom à ces vacances.");
    let (du, au) = (saisie.jour_requis("du"), saisie.jour_requis("au"));
    let dites = du.zip(au).map(|(du, au)| Vacances { du, au, nom });
    if let Some((champ, phrase)) = dites.as_ref().and_then(Vacances::defaut)
        && saisie.en_erreur().is_none()
    {
        saisie.erreur(champ, &ponctuer(&phrase));
    }
    let (Some(dites), None) = (dites, saisie.en_erreur()) else {
        let reponses = saisie.en_erreur().unwrap_or_default();
        return montrer(&app, &qui, &headers, Some((Formulaire::Saisie, reponses))).await;
    };
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let connues = vacances::a_partir_du(&writer, dites.du).await?;
    if let Some(autres) = dites.chevauche(&connues) {
        drop(writer);
        saisie.erreur("du", &chevauchement(&dites, autres));
        let reponses = saisie.en_erreur().unwrap_or_default();
        return montrer(&app, &qui, &headers, Some((Formulaire::Saisie, reponses))).await;
    }
    match vacances::ajouter(&writer, perimetre, &dites).await {
        Ok(_) => {}
        Err(StoreError::Existe(_)) => {
            drop(writer);
            saisie.erreur("du", "Le calendrier a déjà des vacances à ces dates.");
            let reponses = saisie.en_erreur().unwrap_or_default();
            return montrer(&app, &qui, &headers, Some((Formulaire::Saisie, reponses))).await;
        }
        Err(error) => return Err(error.into()),
    }
    let motif = format!("ajoutées au calendrier : {}, {}", dites.nom, dates(&dites));
    acces::record(&writer, perimetre, None, "vacances", &ponctuer(&motif)).await?;
    writer.commit().await?;
    Ok(revenir("vacances_ajoutees"))
}

/// Both, with their days: whoever reads it sees which to correct.
fn chevauchement(dites: &Vacances, autres: &Vacances) -> String {
    let nommer = |vacances: &Vacances| format!("{} ({})", guillemets(vacances.nom.trim()), dates(vacances));
    let phrase = format!(
        "{} et {}, déjà au calendrier, ont des jours en commun : changez les dates, ou retirez d’abord les autres.",
        nommer(dites),
        nommer(autres)
    );
    ponctuer(&phrase)
}

fn revenir(annonce: &'static str) -> Response {
    (AppendHeaders([rendu::annoncer(annonce, Uuid::nil(), 0)]), Redirect::to(ICI)).into_response()
}

/// Reads a file that is sent, and removes it whatever comes of it.
async fn importer(Visite { app, qui, headers }: Visite, formulaire: Multipart) -> Result<Response, Erreur> {
    let dossier = fichiers::de_passage(&app, "calendriers").await?;
    let quoi = (fichiers::TABLEAU_EN_MOTS, "Envoyez le seul calendrier scolaire.");
    let (saisie, fichier) = fichiers::recevoir(formulaire, dossier.path(), quoi).await?;
    lire(&app, &qui, &headers, saisie, fichier).await
}

/// What is wrong with a calendar. There is one form of it: whoever sends another file is told which it is, not to correct how columns are
/// read.
fn refus_du_fichier(error: &ReadError) -> String {
    let ReadErrorKind::MissingColumn { column, .. } = &*error.kind else { return error.phrase() };
    ponctuer(&format!(
        "Ce fichier n’est pas le calendrier scolaire du ministère : il n’a pas de colonne « {column} ». Téléchargez \
         « fr-en-calendrier-scolaire » (CSV) sur data.education.gouv.fr, et envoyez-le tel quel."
    ))
}

async fn lire(
    app: &App,
    qui: &Qui,
    headers: &HeaderMap,
    mut saisie: Saisie,
    fichier: Option<Recu>,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let academie = saisie.requis("academie", "Indiquez l’académie.");
    let fichier = saisie.fichier_requis(fichier);
    let (Some(Recu { chemin, .. }), None) = (fichier, saisie.en_erreur()) else {
        let reponses = saisie.en_erreur().unwrap_or_default();
        return montrer(app, qui, headers, Some((Formulaire::Fichier, reponses))).await;
    };
    let (horloge, voulue) = (app.horloge().clone(), academie.clone());
    let lu = tokio::task::spawn_blocking(move || {
        CalendrierLu::lire(&chemin, &voulue, |moment| horloge.local(moment))
    });
    let depuis = perimetre.le().checked_sub_days(Days::new(AVANT)).unwrap_or(NaiveDate::MIN);
    match lu.await.map_err(|_| Erreur::Interne)? {
        Err(error) => saisie.erreur("fichier", &refus_du_fichier(&error)),
        Ok(lu) if lu.vacances.is_empty() => {
            let lieux = enumerer(&lu.lieux.iter().take(LIEUX).cloned().collect::<Vec<_>>());
            let phrase = if lu.lieux.is_empty() {
                "Le fichier n’a aucune vacances d’élèves pour cette académie.".to_owned()
            } else {
                format!("Le fichier ne dit rien de l’académie « {academie} ». Il parle de : {lieux}.")
            };
            saisie.erreur("academie", &ponctuer(&phrase));
        }
        Ok(mut lu) => {
            lu.vacances.retain(|vacances| vacances.au >= depuis);
            let writer = app.store().write(app.horloge().maintenant()).await?;
            let nouvelles = vacances::importer(&writer, perimetre, &lu.vacances).await?;
            let motif = format!(
                "calendrier de l’académie de {academie} lu : {}, dont {}, et {}",
                compter(lu.vacances.len() as u64, "période"),
                compter(nouvelles.into(), "nouvelle"),
                compter(lu.ecartees.len() as u64, "ligne écartée")
            );
            acces::record(&writer, perimetre, None, "vacances", &ponctuer(&motif)).await?;
            writer.commit().await?;
            return Ok(revenir(if nouvelles > 0 { "calendrier_lu" } else { "calendrier_inchange" }));
        }
    }
    let reponses = saisie.en_erreur().unwrap_or_default();
    montrer(app, qui, headers, Some((Formulaire::Fichier, reponses))).await
}

async fn retirer(Visite { app, qui, .. }: Visite, saisie: Saisie) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let id =
        saisie.id("periode").ok_or_else(|| Erreur::Demande("Dites quelles vacances retirer.".to_owned()))?;
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let connues = vacances::lister(&writer).await?.into_iter().find(|lues| lues.id == id);
    let connues = connues.ok_or(Erreur::Introuvable)?.vacances;
    vacances::retirer(&writer, id).await?;
    let motif = format!("retirées du calendrier : {}, {}", connues.nom, dates(&connues));
    acces::record(&writer, perimetre, None, "vacances", &ponctuer(&motif)).await?;
    writer.commit().await?;
    Ok(revenir("vacances_retirees"))
}
