//! A table of results whose columns nobody knows: somebody says once what each holds, and the next file of the kind is read.
//!
//! The file that showed them is gone already, since it names minors: only the names of its columns come here, in the form itself.
//! What a school says is kept for its own files: a mistake of one must not be read into those of another.

use std::collections::BTreeMap;

use axum::{
    http::{HeaderMap, StatusCode},
    response::{AppendHeaders, IntoResponse as _, Redirect, Response},
};
use raccroche_domain::francais::{majuscule, ponctuer};
use raccroche_pages::{
    form::{Answers, Choice},
    form_page::FormPage,
};
use raccroche_registers::{ColumnMapping, MappingProfile, guess_profile};
use raccroche_store::{
    Perimetre, acces,
    profil::{self, Profil},
};
use uuid::Uuid;

use super::ICI;
use crate::{
    auth::session::Qui,
    campagnes::profil::{IGNORER, SENS, interdite, proposer},
    erreur::Erreur,
    etat::App,
    rendu,
    resultats::{ColonnesInconnues, LUES, manquantes},
    saisie::Saisie,
    visite::Visite,
};

/// Columns of a table at most.
const AU_PLUS: usize = 100;
/// Longest name of a column, and of a table, in characters.
const LONGUEUR: usize = 120;
/// With what the name of a profile begins that was said here.
const PREFIXE: &str = "Résultats d’examens, ";

/// Where profiles said by an organisation are kept: under its name.
fn prefixe(perimetre: &Perimetre) -> String {
    format!("{PREFIXE}{} : ", perimetre.organisation().nom)
}

/// The profiles with which its files may be read: those of campaigns, and its own.
pub(super) fn utiles(perimetre: &Perimetre, gardes: Vec<Profil>) -> Vec<String> {
    let sien = prefixe(perimetre);
    let utiles =
        gardes.into_iter().filter(|garde| !garde.nom.starts_with(PREFIXE) || garde.nom.starts_with(&sien));
    utiles.map(|garde| garde.contenu).collect()
}

/// What a column may hold, of what is read.
fn sens() -> Vec<(String, Vec<Choice>)> {
    let mut groupes = vec![("À laisser".to_owned(), vec![Choice::new(IGNORER, "Ne pas lire cette colonne")])];
    groupes.extend(SENS.iter().map(|(groupe, sens)| {
        let lus = sens.iter().filter(|(code, _)| LUES.contains(code));
        ((*groupe).to_owned(), lus.map(|(code, mots)| Choice::new(*code, *mots)).collect())
    }));
    groupes.retain(|(_, choix)| !choix.is_empty());
    groupes
}

/// The page that asks, proposing what the names tell; 422: the file was not read.
pub(super) fn demander(
    app: &App,
    qui: &Qui,
    headers: &HeaderMap,
    inconnues: &ColonnesInconnues,
    refuse: Option<&Answers>,
) -> Result<Response, Erreur> {
    let noms: Vec<String> = inconnues.colonnes.iter().take(AU_PLUS).cloned().collect();
    let proposees = proposer(&guess_profile(&noms), &noms);
    let colonnes: Vec<(String, String)> = noms
        .into_iter()
        .zip(proposees)
        .map(|(nom, propose)| {
            let lue = propose.filter(|code| LUES.contains(&code.as_str()) && !interdite(&nom));
            (nom, lue.unwrap_or_else(|| IGNORER.to_owned()))
        })
        .collect();
    let ici = "/resultats/colonnes";
    let layout = rendu::autour(app, qui, headers, ICI);
    let mut page = FormPage::colonnes_de_resultats(layout, ici, &inconnues.phrase, &colonnes, &sens());
    if let Some(reponses) = refuse {
        page.form = page.form.after(reponses);
    }
    rendu::page_avec(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// Keeps what was said, for the next file.
pub(super) async fn dire(
    Visite { app, qui, headers }: Visite,
    mut saisie: Saisie,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let noms: Vec<String> =
        (0..AU_PLUS).map_while(|rang| saisie.texte(&format!("nom-{rang}")).map(str::to_owned)).collect();
    if noms.is_empty() || noms.iter().any(|nom| nom.chars().count() > LONGUEUR) {
        return Err(Erreur::Demande("Envoyez d’abord un fichier de résultats.".to_owned()));
    }
    let mut columns: BTreeMap<String, ColumnMapping> = BTreeMap::new();
    for (rang, nom) in noms.iter().enumerate() {
        let champ = format!("colonne-{rang}");
        let dit = saisie.texte(&champ).filter(|code| LUES.contains(code)).map(str::to_owned);
        let Some(code) = dit else { continue };
        if interdite(nom) {
            saisie.erreur(&champ, "Cette colonne contient ce que la loi interdit de garder : laissez-la.");
        } else if columns.insert(code, ColumnMapping::Column(nom.clone())).is_some() {
            saisie.erreur(&champ, "Une autre colonne contient déjà cela.");
        }
    }
    let titre = saisie.requis("titre", "Donnez un nom à ces colonnes.");
    if titre.chars().count() > LONGUEUR {
        saisie.erreur("titre", "Choisissez un nom plus court : 120 caractères au plus.");
    }
    let nom = format!("{}{titre}", prefixe(perimetre));
    let profil = MappingProfile { name: Some(nom.clone()), columns, ..MappingProfile::default() };
    // The school and the exam may be said of the whole file when it is sent.
    let manquent: Vec<String> = manquantes(&profil)
        .into_iter()
        .filter(|(champ, _)| !["uai", "diplome_libelle"].contains(champ))
        .map(|(_, mots)| mots.to_owned())
        .collect();
    if let Some(premier) = manquent.first() {
        saisie.erreur("colonne-0", &ponctuer(&format!("Dites quelle colonne contient {premier}.")));
    }
    if let Some(reponses) = saisie.en_erreur() {
        let phrase = "Vos réponses ne suffisent pas encore pour lire ce fichier.".to_owned();
        let inconnues = ColonnesInconnues { colonnes: noms, phrase };
        return demander(&app, &qui, &headers, &inconnues, Some(&reponses));
    }
    let writer = app.store().write(app.horloge().maintenant()).await?;
    profil::keep(&writer, perimetre, &nom, &profil.to_toml()).await?;
    let motif = majuscule(&ponctuer(&format!("colonnes dites : {titre}")));
    acces::record(&writer, perimetre, None, "resultats", &motif).await?;
    writer.commit().await?;
    let annonce = rendu::annoncer("colonnes_de_resultats", Uuid::nil(), 0);
    Ok((AppendHeaders([annonce]), Redirect::to(ICI)).into_response())
}
