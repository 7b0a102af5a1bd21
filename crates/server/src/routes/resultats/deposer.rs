//! Sending a file, and what there is already.

use axum::{
    extract::Multipart,
    http::{HeaderMap, StatusCode},
    response::{AppendHeaders, IntoResponse as _, Redirect, Response},
};
use raccroche_domain::{
    Uai,
    dispositif::ExamenPasse,
    droits::{Action, Agregat, peut},
    francais::{compter, majuscule, nombre, ponctuer},
    session_de,
};
use raccroche_pages::{
    form::{Answers, Choice},
    layout::Link,
    resultats::{EnvoiVu, Resultats},
};
use raccroche_registers::SourceKind;
use raccroche_store::{
    Perimetre, acces,
    organisation::GenreOrganisation,
    profil,
    resultat::{self, Comptes, Envoi, NouvelEnvoi},
};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{ICI, colonnes, mots};
use crate::{
    auth::session::Qui,
    campagnes::fichiers::{self, Recu},
    erreur::Erreur,
    etat::App,
    rendu,
    resultats::{self, Cadre, DISPOSITIF, Refus},
    saisie::Saisie,
    visite::Visite,
};

/// Files shown, last first.
const AU_PLUS: usize = 20;
/// Doubtful lines counted at most.
const DOUTES: u64 = 500;

pub(super) async fn afficher(Visite { app, qui, headers }: Visite) -> Result<Response, Erreur> {
    montrer(&app, &qui, &headers, None).await
}

/// The page, with the form that was refused, if any; 422 then.
async fn montrer(
    app: &App,
    qui: &Qui,
    headers: &HeaderMap,
    refuse: Option<&Answers>,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let (reader, role) = (app.store().read(), perimetre.role());
    let envoie = peut(role, Agregat::Resultat, Action::Ecrire);
    let mut form = envoie.then(|| {
        let examens = ExamenPasse::TOUS.iter().map(|e| Choice::new(e.code(), majuscule(e.libelle())));
        Resultats::envoyer(ICI, examens.collect())
    });
    if let Some(reponses) = refuse {
        form = form.map(|form| form.after(reponses));
    }
    let mut sessions = Vec::new();
    for lue in resultat::sessions(reader, perimetre).await? {
        let session = lue.session;
        let candidats =
            resultat::lister(reader, app.store().keyring(), perimetre, session, None, DISPOSITIF).await?;
        let chiffres = mots::Chiffres::de(&candidats);
        let compte = format!(
            "{} sans le diplôme, {} à informer",
            compter(chiffres.echecs, "candidat"),
            compter(chiffres.a_informer, "famille")
        );
        sessions.push((Link::new(format!("Session {session}"), format!("{ICI}/{session}")), compte));
    }
    let mut doutes = None;
    if peut(role, Agregat::Resultat, Action::Decider) {
        let combien = resultat::douteux(reader, app.store().keyring(), perimetre, DOUTES).await?.len() as u64;
        doutes = (combien > 0).then(|| {
            let verbe = if combien > 1 { "ressemblent" } else { "ressemble" };
            let phrase = format!("{} {verbe} à quelqu’un de connu : dites qui", compter(combien, "ligne"));
            Link::new(ponctuer(&phrase), "/resultats/doutes")
        });
    }
    let envois = if envoie { resultat::envois(reader, perimetre).await? } else { Vec::new() };
    let page = Resultats {
        layout: rendu::autour(app, qui, headers, ICI),
        cadre: cadre(perimetre),
        conservation: mots::conservation(),
        form,
        sessions,
        doutes,
        envois: envois.iter().take(AU_PLUS).map(|envoi| vu(app, envoi)).collect(),
        vide: Resultats::rien(),
    };
    let statut = if refuse.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    rendu::page_avec(statut, &page)
}

/// Whose candidates these are.
fn cadre(perimetre: &Perimetre) -> String {
    let lieu = perimetre.organisation();
    match lieu.genre {
        GenreOrganisation::Etablissement => format!("Les candidats qui viennent de {}.", lieu.nom),
        GenreOrganisation::Dsden => "Les candidats des établissements de votre département.".to_owned(),
        _ => "Les candidats de tous les établissements de l’académie.".to_owned(),
    }
}

fn vu(app: &App, envoi: &Envoi) -> EnvoiVu {
    let comptes: Comptes = serde_json::from_value(envoi.comptes.clone()).unwrap_or_default();
    let le = rendu::moment_en_mots(app.horloge().local(envoi.le));
    let bilan = format!(
        "{} : {} admis, {} sans le diplôme, {} au second groupe, {}",
        compter(comptes.lus, "ligne lue"),
        nombre(comptes.admis),
        nombre(comptes.echecs),
        nombre(comptes.en_attente),
        compter(comptes.ecartes, "ligne écartée")
    );
    EnvoiVu {
        rapport: Link::new(envoi.fichier.clone(), format!("{ICI}/envois/{}", envoi.id)),
        detail: ponctuer(&format!("le {le}, par {}, session {}", envoi.par_nom, envoi.session)),
        bilan: ponctuer(&bilan),
    }
}

/// Reads a file that is sent, and removes it whatever comes of it.
pub(super) async fn recevoir(
    Visite { app, qui, headers }: Visite,
    formulaire: Multipart,
) -> Result<Response, Erreur> {
    // Names of minors: nothing of the file stays.
    let dossier = fichiers::de_passage(&app, "resultats").await?;
    let quoi = (fichiers::TABLEAU_EN_MOTS, "Envoyez un examen à la fois.");
    let (saisie, fichier) = fichiers::recevoir(formulaire, dossier.path(), quoi).await?;
    lire(&app, &qui, &headers, saisie, fichier).await
}

async fn lire(
    app: &App,
    qui: &Qui,
    headers: &HeaderMap,
    mut saisie: Saisie,
    fichier: Option<Recu>,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let jour = perimetre.le();
    let resultats_le = saisie.jour_requis("resultats_le");
    if resultats_le.is_some_and(|le| le > jour) {
        saisie.erreur("resultats_le", "Le jour des résultats ne peut pas être à venir.");
    }
    let examen = saisie.texte("examen").and_then(ExamenPasse::de_code);
    let fichier = saisie.fichier_requis(fichier);
    let lieu = perimetre.organisation();
    let mut ecole = None;
    if lieu.genre == GenreOrganisation::Etablissement {
        match lieu.code.parse::<Uai>() {
            Ok(uai) => ecole = Some(uai),
            Err(_) => saisie.erreur(
                "",
                "Le numéro (UAI) de votre établissement est mal écrit dans ce service : prévenez l’administrateur.",
            ),
        }
    }
    let (Some(resultats_le), Some(Recu { nom, chemin, .. }), None) =
        (resultats_le, fichier, saisie.en_erreur())
    else {
        let reponses = saisie.en_erreur().unwrap_or_default();
        return montrer(app, qui, headers, Some(&reponses)).await;
    };
    let gardes = profil::list(app.store().read()).await?;
    let cadre = Cadre { jour, resultats_le, examen, ecole, profils: colonnes::utiles(perimetre, gardes) };
    let genre = genre(&nom);
    let lue = tokio::task::spawn_blocking(move || {
        let mut empreinte = Sha256::new();
        let lu = std::fs::File::open(&chemin).and_then(|mut f| std::io::copy(&mut f, &mut empreinte));
        empreinte.update(resultats_le.to_string().as_bytes());
        let empreinte = format!("{:x}", empreinte.finalize());
        lu.map(|_| (empreinte, resultats::lire(&chemin, genre, &cadre)))
    });
    let (empreinte, lecture) =
        lue.await.map_err(|_| Erreur::Interne)?.map_err(|error| fichiers::disque(&error))?;
    let refuser = |saisie: &mut Saisie, phrase: &str| {
        saisie.erreur("fichier", &majuscule(phrase));
        saisie.en_erreur().unwrap_or_default()
    };
    let lecture = match lecture {
        Ok(lecture) => lecture,
        Err(Refus::Colonnes(inconnues)) => {
            return colonnes::demander(app, qui, headers, &inconnues, None);
        }
        Err(Refus::Fichier(phrase)) => {
            let reponses = refuser(&mut saisie, &phrase);
            return montrer(app, qui, headers, Some(&reponses)).await;
        }
    };
    let writer = app.store().write(app.horloge().maintenant()).await?;
    if let Some(deja) = resultat::deja_lu(&writer, perimetre, &empreinte).await? {
        drop(writer);
        let le = rendu::moment_en_mots(app.horloge().local(deja.le));
        let phrase = ponctuer(&format!("Ce fichier a déjà été lu, le {le} : rien n’a changé depuis."));
        let reponses = refuser(&mut saisie, &phrase);
        return montrer(app, qui, headers, Some(&reponses)).await;
    }
    let session = session_de(resultats_le);
    let candidats = lecture.lignes.len() as u64;
    let nouveau = NouvelEnvoi { session, resultats_le, fichier: nom, empreinte };
    let envoi = resultats::enregistrer(&writer, perimetre, nouveau, lecture).await?;
    let motif =
        format!("fichier de résultats lu, session {session} : {}", compter(candidats, "candidat gardé"));
    acces::record(&writer, perimetre, None, "resultats", &ponctuer(&motif)).await?;
    writer.commit().await?;
    let annonce = rendu::annoncer("resultats_lus", Uuid::nil(), 0);
    Ok((AppendHeaders([annonce]), Redirect::to(&format!("{ICI}/envois/{envoi}"))).into_response())
}

/// How a file is read, by its name: a workbook, or text.
fn genre(fichier: &str) -> SourceKind {
    let fin = fichier.rsplit_once('.').map(|(_, fin)| fin.to_ascii_lowercase());
    if matches!(fin.as_deref(), Some("xlsx" | "xlsm")) { SourceKind::Xlsx } else { SourceKind::Csv }
}
