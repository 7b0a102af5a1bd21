//! "Ma journée": what is late, what is due, what is new, what waits for others. Every figure opens exactly its list.

use axum::response::Response;
use chrono::{Datelike as _, Days, NaiveDate};
use raccroche_domain::{
    droits::{Action, Agregat, peut},
    francais::{majuscule, ponctuer},
    suivi::GenreEcheance,
};
use raccroche_pages::{
    components::{CountedLine, Tone},
    ma_journee::{Jour, MaJournee, RendezVous, Reponse},
};
use raccroche_store::{
    Perimetre, Reader,
    dossier::{self, CompteEcheance, Filtre, LigneDossier, Page, Tri},
};

use crate::{
    erreur::Erreur,
    garde::{Acces, Route, page},
    rendu::{self, jour_en_mots},
    visite::Visite,
};

/// Lines shown of a day or of the answers, before the list takes over.
const AU_PLUS: u64 = 6;

pub(crate) fn routes() -> Vec<Route> {
    vec![page("/", Acces::Connecte, afficher)]
}

async fn afficher(Visite { app, qui, headers }: Visite) -> Result<Response, Erreur> {
    let aujourd_hui = app.horloge().aujourd_hui();
    let mut journee = MaJournee {
        layout: rendu::autour(&app, &qui, &headers, "/"),
        prenom: qui.utilisateur.prenom.clone(),
        date: jour_en_mots(aujourd_hui, NaiveDate::MIN),
        a_faire: Vec::new(),
        semaine: Vec::new(),
        reponses: Vec::new(),
        depuis: "une semaine".to_owned(),
        nouveau: Vec::new(),
        en_attente: Vec::new(),
        agenda: None,
    };
    if let Some(perimetre) = qui.perimetre.as_ref().filter(|p| peut(p.role(), Agregat::Dossier, Action::Lire))
    {
        remplir(app.store().read(), perimetre, aujourd_hui, &mut journee).await?;
    }
    rendu::page(&journee)
}

async fn remplir(
    reader: &Reader,
    perimetre: &Perimetre,
    aujourd_hui: NaiveDate,
    journee: &mut MaJournee,
) -> Result<(), Erreur> {
    let dans_une_semaine = aujourd_hui.checked_add_days(Days::new(7)).unwrap_or(aujourd_hui);
    let dues = dossier::echeances_dues(reader, perimetre, None, dans_une_semaine).await?;
    journee.a_faire =
        dues.iter().filter_map(|compte| a_faire(compte, aujourd_hui, dans_une_semaine)).collect();
    let recus = Filtre { relais_recus: true, ..Filtre::default() };
    let recus = dossier::compter(reader, perimetre, &recus).await?;
    if recus > 0 {
        journee.a_faire.push(CountedLine {
            count: recus,
            text: accorde(recus, "passage de relais à accepter", "passages de relais à accepter"),
            detail: Some("L’expéditeur reste responsable jusqu’à votre réponse.".to_owned()),
            href: "/relais".to_owned(),
            tone: Tone::Warning,
        });
    }
    journee.a_faire.sort_by_key(|ligne| match ligne.tone {
        Tone::Error => 0,
        Tone::Warning => 1,
        _ => 2,
    });

    let semaine = Filtre {
        echeance_apres: Some(aujourd_hui),
        echeance_avant: Some(dans_une_semaine),
        ma_structure: true,
        ..Filtre::default()
    };
    let page = Page { depuis: 0, taille: AU_PLUS * 5 };
    let a_venir = dossier::lister(reader, perimetre, &semaine, Tri::Echeance, page).await?;
    journee.semaine = jours(&a_venir, aujourd_hui);

    let reponses =
        Filtre { echeance: Some(GenreEcheance::ReponseJeune), ma_structure: true, ..Filtre::default() };
    let page = Page { depuis: 0, taille: AU_PLUS };
    let reponses = dossier::lister(reader, perimetre, &reponses, Tri::Recent, page).await?;
    journee.reponses = reponses
        .iter()
        .map(|ligne| Reponse {
            nom: nom_court(ligne),
            texte: "a répondu à votre lien".to_owned(),
            quand: ligne.prochaine_echeance.map_or_else(String::new, |jour| {
                format!("à traiter avant {}", jour_en_mots(jour, aujourd_hui))
            }),
            href: format!("/dossiers/{}", ligne.id),
        })
        .collect();

    let il_y_a_une_semaine = aujourd_hui.checked_sub_days(Days::new(7)).unwrap_or(aujourd_hui);
    let nouveaux = Filtre { ouverts_depuis: Some(il_y_a_une_semaine), ..Filtre::default() };
    let nouveaux = dossier::compter(reader, perimetre, &nouveaux).await?;
    if nouveaux > 0 {
        journee.nouveau.push(CountedLine {
            count: nouveaux,
            text: accorde(nouveaux, "jeune ajouté à votre liste", "jeunes ajoutés à votre liste"),
            detail: None,
            href: "/jeunes?ouverts=semaine".to_owned(),
            tone: Tone::Info,
        });
    }
    let attente = dues.iter().find(|compte| compte.genre == GenreEcheance::ReponseRelais.code());
    if let Some(attente) = attente {
        let nombre = u64::try_from(attente.dossiers).unwrap_or(0);
        journee.en_attente.push(CountedLine {
            count: nombre,
            text: accorde(nombre, "relais proposé, sans réponse", "relais proposés, sans réponse"),
            detail: Some("Vous en restez responsable.".to_owned()),
            href: format!("/jeunes?echeance={}", GenreEcheance::ReponseRelais.code()),
            tone: Tone::Neutral,
        });
    }
    Ok(())
}

fn accorde(nombre: u64, un: &str, plusieurs: &str) -> String {
    ponctuer(if nombre > 1 { plusieurs } else { un })
}

/// A line of "à faire", unless the kind is shown elsewhere on the page.
fn a_faire(compte: &CompteEcheance, aujourd_hui: NaiveDate, avant: NaiveDate) -> Option<CountedLine> {
    let genre = GenreEcheance::de_code(&compte.genre)?;
    if matches!(genre, GenreEcheance::ReponseRelais | GenreEcheance::ReponseJeune) {
        return None;
    }
    let nombre = u64::try_from(compte.dossiers).unwrap_or(0);
    let retard = compte.premiere < aujourd_hui;
    let tone = match (genre.article().is_some(), retard) {
        (true, true) => Tone::Error,
        (_, true) | (true, false) => Tone::Warning,
        (false, false) => Tone::Info,
    };
    let article = genre.article().map(|article| format!("article {article} du code de l’éducation ; "));
    let premiere = format!(
        "{}le plus ancien : {}",
        article.unwrap_or_default(),
        jour_en_mots(compte.premiere, aujourd_hui)
    );
    Some(CountedLine {
        count: nombre,
        text: ponctuer(&en_mots(genre, nombre)),
        detail: Some(ponctuer(&majuscule(&premiere))),
        href: format!("/jeunes?echeance={}.{avant}", genre.code()),
        tone,
    })
}

fn en_mots(genre: GenreEcheance, nombre: u64) -> String {
    let s = if nombre > 1 { "s" } else { "" };
    match genre {
        GenreEcheance::EntretienReorientation => format!("entretien{s} de réorientation à tenir"),
        GenreEcheance::TransmissionDepartement => {
            format!("transmission{s} au président du conseil départemental")
        }
        GenreEcheance::PremierContact => format!("jeune{s} à contacter pour la première fois"),
        GenreEcheance::Rappel => format!("jeune{s} à rappeler"),
        GenreEcheance::Entretien => format!("entretien{s} prévu{s} ou à renseigner"),
        GenreEcheance::Controle3Mois => format!("solution{s} à vérifier à 3 mois"),
        GenreEcheance::Controle6Mois => format!("solution{s} à vérifier à 6 mois"),
        GenreEcheance::FinSolution => {
            format!("solution{s} qui se termine{}", if nombre > 1 { "nt" } else { "" })
        }
        GenreEcheance::FinExemption => {
            format!("exemption{s} qui se termine{}", if nombre > 1 { "nt" } else { "" })
        }
        GenreEcheance::SansNouvelles => format!("dossier{s} sans nouvelles"),
        GenreEcheance::Tache => format!("tâche{s} à faire"),
        GenreEcheance::ReponseRelais => "relais sans réponse".to_owned(),
        GenreEcheance::ReponseJeune => format!("réponse{s} de jeunes à traiter"),
    }
}

/// The five days from Monday, or from today at the end of a week, each with what is due first on a dossier.
fn jours(lignes: &[LigneDossier], aujourd_hui: NaiveDate) -> Vec<Jour> {
    let mut jours: Vec<Jour> = Vec::new();
    for decalage in 0..7 {
        let Some(jour) = aujourd_hui.checked_add_days(Days::new(decalage)) else { continue };
        let rendez_vous: Vec<RendezVous> = lignes
            .iter()
            .filter(|ligne| ligne.prochaine_echeance == Some(jour))
            .map(|ligne| {
                let genre = ligne.prochain_genre.as_deref().and_then(GenreEcheance::de_code);
                RendezVous {
                    heure: None,
                    texte: ponctuer(&format!(
                        "{} : {}",
                        genre.map_or("Échéance", GenreEcheance::libelle),
                        nom_court(ligne)
                    )),
                    href: format!("/dossiers/{}", ligne.id),
                }
            })
            .collect();
        // An empty week-end is not worth a line.
        if !rendez_vous.is_empty() || jour.weekday().num_days_from_monday() < 5 {
            jours.push(Jour {
                nom: jour_en_mots(jour, aujourd_hui),
                aujourdhui: jour == aujourd_hui,
                rendez_vous,
            });
        }
    }
    if jours.iter().all(|jour| jour.rendez_vous.is_empty()) { Vec::new() } else { jours }
}

/// `Inès D.`: enough to recognise on a screen that others may see.
pub(crate) fn nom_court(ligne: &LigneDossier) -> String {
    let prenom = ligne.prenoms.split([' ', ',']).next().unwrap_or_default();
    match ligne.nom_famille.chars().next() {
        Some(initiale) => format!("{prenom} {initiale}."),
        None => prenom.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_legal_deadline_that_is_past_is_an_error_and_others_are_warnings() {
        let jour = |texte: &str| texte.parse::<NaiveDate>().unwrap();
        let ligne = |genre: GenreEcheance, premiere: &str| {
            let compte =
                CompteEcheance { genre: genre.code().to_owned(), dossiers: 2, premiere: jour(premiere) };
            a_faire(&compte, jour("2026-11-21"), jour("2026-11-28")).unwrap()
        };
        assert_eq!(ligne(GenreEcheance::EntretienReorientation, "2026-11-20").tone, Tone::Error);
        assert_eq!(ligne(GenreEcheance::EntretienReorientation, "2026-11-25").tone, Tone::Warning);
        assert_eq!(ligne(GenreEcheance::Rappel, "2026-11-20").tone, Tone::Warning);
        assert_eq!(ligne(GenreEcheance::Rappel, "2026-11-25").tone, Tone::Info);
        assert_eq!(ligne(GenreEcheance::Rappel, "2026-11-25").href, "/jeunes?echeance=rappel.2026-11-28");
    }
}
