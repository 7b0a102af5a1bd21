//! What the columns of a table mean: any CSV or workbook becomes a register once somebody has said it, and the next one of
//! the kind is recognised.

use axum::{
    extract::{Path, Query},
    http::{HeaderMap, StatusCode},
    response::{AppendHeaders, IntoResponse as _, Redirect, Response},
};
use raccroche_domain::{
    RoleRegistre,
    francais::{compter, date_longue, majuscule, ponctuer},
};
use raccroche_pages::{
    colonnes::{Colonnes, ProfilGarde},
    components::{Action, Alert, Tone},
    form::{Answers, Choice},
    layout::Link,
};
use raccroche_registers::{Limits, MappingProfile, Preview, ReadError, SourceKind, guess_profile, preview};
use raccroche_store::{
    acces,
    campagne::{Campagne, EtatCampagne},
    profil::{self, Profil},
    source::{self, Source},
};
use serde::Deserialize;
use uuid::Uuid;

use super::trouver;
use crate::{
    auth::session::Qui,
    campagnes::plan::mot,
    campagnes::profil::{DATES, Ensemble, IGNORER, SENS, SITUATIONS, composer, connu, interdite, proposer},
    erreur::Erreur,
    etat::App,
    rendu,
    saisie::Saisie,
    visite::Visite,
};

/// Columns of a table at most: a form of more is no longer read.
const AU_PLUS: usize = 300;
/// Longest name of a profile, in characters.
const LONGUEUR: usize = 80;

/// How the table is cut, and from which profile to start.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Decoupe {
    feuille: Option<String>,
    ligne: Option<String>,
    profil: Option<String>,
}

impl Decoupe {
    fn de_saisie(saisie: &Saisie) -> Self {
        let texte = |nom: &str| saisie.texte(nom).map(str::to_owned);
        Self { feuille: texte("feuille"), ligne: texte("ligne"), profil: None }
    }

    fn ligne(&self) -> Option<u64> {
        self.ligne.as_deref().and_then(|ligne| ligne.trim().parse().ok()).filter(|ligne| *ligne > 0)
    }

    fn feuille(&self) -> Option<String> {
        self.feuille.clone().filter(|feuille| !feuille.is_empty())
    }

    /// The cut alone, as a profile.
    fn profil(&self) -> MappingProfile {
        MappingProfile { sheet: self.feuille(), header_row: self.ligne(), ..MappingProfile::default() }
    }
}

/// A source that needs its columns said.
struct Table {
    campagne: Campagne,
    source: Source,
    genre: SourceKind,
    role: RoleRegistre,
}

/// How a file that is none of the known formats is read, by its name: a workbook, or text.
pub(super) fn genre_du_tableau(fichier: &str) -> &'static str {
    let fin = fichier.rsplit_once('.').map(|(_, fin)| fin.to_ascii_lowercase());
    if matches!(fin.as_deref(), Some("xlsx" | "xlsm")) { "xlsx" } else { "csv" }
}

/// Whether the columns of a source are to be said.
pub(super) fn est_tableau(source: &Source) -> bool {
    matches!(source.genre.as_deref(), Some("csv" | "xlsx"))
}

/// Where that is done.
pub(super) fn adresse(campagne: Uuid, source: Uuid) -> String {
    format!("/campagnes/{campagne}/sources/{source}/colonnes")
}

async fn table(app: &App, id: Uuid, objet: Uuid) -> Result<Table, Erreur> {
    let campagne = trouver(app, id).await?;
    let sources = source::of_campagne(app.store().read(), id).await?;
    let source = sources.into_iter().find(|source| source.id == objet && est_tableau(source));
    let source = source.ok_or(Erreur::Introuvable)?;
    let genre = source.genre.as_deref().and_then(mot::<SourceKind>).ok_or(Erreur::Introuvable)?;
    let role = mot::<RoleRegistre>(&source.role).ok_or(Erreur::Introuvable)?;
    if !matches!(campagne.etat, EtatCampagne::Brouillon | EtatCampagne::Calculee) {
        return Err(Erreur::Conflit);
    }
    Ok(Table { campagne, source, genre, role })
}

async fn apercu(app: &App, table: &Table, decoupe: &Decoupe) -> Result<Result<Preview, ReadError>, Erreur> {
    let (chemin, genre) = (app.config().donnees.join(&table.source.chemin), table.genre);
    let coupe = decoupe.profil();
    tokio::task::spawn_blocking(move || preview(genre, &chemin, &coupe, &Limits::default()))
        .await
        .map_err(|_| Erreur::Interne)
}

/// The profile that the page starts from, and a sentence that says which.
fn depart(
    table: &Table,
    gardes: &[Profil],
    demande: Option<&str>,
    colonnes: &[String],
) -> (MappingProfile, String) {
    let lire = |texte: &str| MappingProfile::from_toml(texte).ok();
    if let Some(choisi) = demande.filter(|id| !id.is_empty()) {
        let choisi = gardes.iter().find(|garde| garde.id.to_string() == choisi);
        if let Some((garde, profil)) = choisi.and_then(|garde| Some((garde, lire(&garde.contenu)?))) {
            return (
                profil,
                format!("Proposé d’après le profil « {} » : vérifiez chaque colonne.", garde.nom),
            );
        }
    }
    if let Some(dit) = table.source.profil.as_deref().and_then(lire) {
        return (dit, "Voici ce que vous avez dit de ce fichier.".to_owned());
    }
    // The profile that explains most of the columns, among those that can read the table at all.
    let pareils = gardes.iter().filter_map(|garde| Some((garde, lire(&garde.contenu)?)));
    let meilleur = pareils
        .filter(|(_, profil)| profil.fits(colonnes, &table.source.nom).is_ok())
        .max_by_key(|(garde, profil)| (profil.columns.len(), garde.modifie_le));
    if let Some((garde, profil)) = meilleur {
        return (
            profil,
            format!("Ce fichier a les colonnes du profil « {} » : vérifiez, puis enregistrez.", garde.nom),
        );
    }
    let devine = guess_profile(colonnes);
    let reconnues = proposer(&devine, colonnes).iter().flatten().count() as u64;
    let phrase = match reconnues {
        0 => "Aucune colonne n’est reconnue à son nom : dites ce que contient chacune.".to_owned(),
        1 => "Une colonne est reconnue à son nom : vérifiez-la, puis dites ce que contiennent les autres."
            .to_owned(),
        n => format!(
            "{n} colonnes sont reconnues à leur nom : vérifiez-les, puis dites ce que contiennent les autres."
        ),
    };
    (devine, phrase)
}

pub(super) async fn voir(
    Visite { app, qui, headers }: Visite,
    Path((id, objet)): Path<(Uuid, Uuid)>,
    Query(decoupe): Query<Decoupe>,
) -> Result<Response, Erreur> {
    let table = table(&app, id, objet).await?;
    montrer(&app, &qui, &headers, &table, &decoupe, None).await
}

async fn montrer(
    app: &App,
    qui: &Qui,
    headers: &HeaderMap,
    table: &Table,
    decoupe: &Decoupe,
    refuse: Option<&Answers>,
) -> Result<Response, Erreur> {
    let gardes = profil::list(app.store().read()).await?;
    // A file said before is cut as it was said, until somebody asks otherwise.
    let dit = table.source.profil.as_deref().and_then(|texte| MappingProfile::from_toml(texte).ok());
    let decoupe = match (&dit, decoupe) {
        (Some(dit), Decoupe { feuille: None, ligne: None, profil: None }) => Decoupe {
            feuille: dit.sheet.clone(),
            ligne: dit.header_row.map(|ligne| ligne.to_string()),
            profil: None,
        },
        _ => decoupe.clone(),
    };
    let apercu = apercu(app, table, &decoupe).await?;

    // Values of a register are personal data: who looked at them is known.
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let motif = format!("colonnes de « {} »", table.source.nom);
    acces::record(&writer, qui.perimetre()?, None, "registre", &motif).await?;
    writer.commit().await?;

    let ici = adresse(table.campagne.id, table.source.id);
    let retour = format!("/campagnes/{}#sources", table.campagne.id);
    let feuilles = apercu.as_ref().map(|apercu| apercu.sheets.clone()).unwrap_or_default();
    let ligne = apercu.as_ref().map_or_else(|_| decoupe.ligne().unwrap_or(1), |apercu| apercu.header_row);
    let choix = |noms: &[String]| noms.iter().map(|nom| Choice::new(nom.clone(), nom.clone())).collect();
    let profils = gardes.iter().map(|garde| Choice::new(garde.id.to_string(), garde.nom.clone()));
    let mut coupe = Colonnes::decoupe(&ici, choix(&feuilles), ligne, profils.collect());
    for champ in &mut coupe.fields {
        if champ.name == "feuille" {
            champ.values.extend(decoupe.feuille().or_else(|| feuilles.first().cloned()));
        }
    }
    let (mut texte, mut form, mut alert) = (String::new(), None, None);
    match &apercu {
        Ok(apercu) if apercu.columns.len() <= AU_PLUS => {
            let noms = apercu.headers();
            let (profil, phrase) = depart(table, &gardes, decoupe.profil.as_deref(), &noms);
            texte = phrase;
            form = Some(formulaire(table, apercu, &profil, &ici, &retour, &decoupe));
        }
        Ok(_) => {
            alert = Some(Alert::new(
                Tone::Error,
                "Cette ligne a trop de colonnes : ce n’est pas celle de leurs noms.",
            ));
        }
        Err(error) => alert = Some(Alert::new(Tone::Error, error.phrase())),
    }
    if alert.is_some() {
        "Choisissez une autre ligne ou une autre feuille, ou déposez un autre fichier."
            .clone_into(&mut texte);
    }
    if let (Some(form), Some(reponses)) = (&mut form, refuse) {
        *form = form.clone().after(reponses);
    }
    let refusee = refuse.is_some() || alert.is_some();
    let page = Colonnes {
        layout: rendu::autour(app, qui, headers, "/campagnes"),
        campagne: Link::new(table.campagne.nom.clone(), format!("/campagnes/{}", table.campagne.id)),
        source: table.source.nom.clone(),
        texte: ponctuer(&texte),
        alert: alert.map(|alert| Alert { text: ponctuer(&alert.text), ..alert }),
        decoupe: coupe,
        form,
        profils: gardes.iter().map(|garde| garde_en_mots(app, garde, &ici)).collect(),
    };
    let statut = if refusee { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    rendu::page_avec(statut, &page)
}

fn garde_en_mots(app: &App, garde: &Profil, ici: &str) -> ProfilGarde {
    let colonnes = MappingProfile::from_toml(&garde.contenu).map_or(0, |profil| profil.columns.len() as u64);
    let le = date_longue(app.horloge().local(garde.modifie_le).date());
    let mut retirer = Action::new("Oublier", format!("/campagnes/profils/{}/retirer", garde.id))
        .weight(raccroche_pages::components::Weight::Tertiary);
    retirer.about = Some(format!("le profil {}", garde.nom));
    retirer.hidden.push(("retour".to_owned(), ici.to_owned()));
    ProfilGarde {
        nom: garde.nom.clone(),
        detail: format!("{}, dit le {le}", compter(colonnes, "colonne")),
        retirer,
    }
}

fn formulaire(
    table: &Table,
    apercu: &Preview,
    profil: &MappingProfile,
    ici: &str,
    retour: &str,
    decoupe: &Decoupe,
) -> raccroche_pages::form::Form {
    let propose = proposer(profil, &apercu.headers());
    let colonnes: Vec<(String, Vec<String>, String)> = apercu
        .columns
        .iter()
        .zip(propose)
        .map(|(colonne, sens)| {
            if interdite(&colonne.name) {
                let phrase = "Ce que la loi interdit de garder : ni montré, ni lu.";
                return (colonne.name.clone(), vec![ponctuer(phrase)], IGNORER.to_owned());
            }
            (colonne.name.clone(), colonne.examples.clone(), sens.unwrap_or_else(|| IGNORER.to_owned()))
        })
        .collect();
    let mut sens = vec![("À laisser".to_owned(), vec![Choice::new(IGNORER, "Ne pas lire cette colonne")])];
    sens.extend(SENS.iter().map(|(groupe, sens)| ((*groupe).to_owned(), Choice::list(sens))));
    let mut form =
        Colonnes::form(ici, &colonnes, &sens, Choice::list(&SITUATIONS), Choice::list(&DATES), retour);
    if apercu.sheets.len() > 1
        && let Some(feuille) = decoupe.feuille().or_else(|| apercu.sheets.first().cloned())
    {
        form = form.with("feuille", feuille);
    }
    form = form.with("ligne", apercu.header_row);
    let suivi = (table.role == RoleRegistre::SuiviMissionLocale).then_some("accompagnement");
    for champ in &mut form.fields {
        let connue = match champ.name.as_str() {
            "situation" => profil.constants.get("situation").map(String::as_str).or(suivi),
            "organisme" => profil.constants.get("organisme").map(String::as_str),
            "dates" => profil.date_format.as_deref(),
            "nom" => Some(profil.name.as_deref().unwrap_or(&table.source.nom)),
            _ => None,
        };
        champ.values.extend(connue.map(str::to_owned));
    }
    form
}

/// Keeps what was said, in the source and under its name.
pub(super) async fn dire(
    Visite { app, qui, headers }: Visite,
    Path((id, objet)): Path<(Uuid, Uuid)>,
    mut saisie: Saisie,
) -> Result<Response, Erreur> {
    let table = table(&app, id, objet).await?;
    let decoupe = Decoupe::de_saisie(&saisie);
    let Ok(apercu) = apercu(&app, &table, &decoupe).await? else {
        return montrer(&app, &qui, &headers, &table, &decoupe, Some(&saisie.reponses(None))).await;
    };
    let mut colonnes = Vec::with_capacity(apercu.columns.len());
    for (rang, colonne) in apercu.columns.iter().take(AU_PLUS).enumerate() {
        let sens = saisie.choix(&format!("colonne-{rang}"), |code| {
            (code == IGNORER || connu(code)).then(|| code.to_owned())
        });
        colonnes.push((colonne.name.clone(), sens.filter(|code| code != IGNORER)));
    }
    let parmi = |liste: &[(&str, &str)], nom: &str| {
        saisie.texte(nom).filter(|dit| liste.iter().any(|(code, _)| code == dit)).map(str::to_owned)
    };
    let (situation, dates) = (parmi(&SITUATIONS, "situation"), parmi(&DATES, "dates"));
    let nom = saisie.requis("nom", "Donnez un nom à ce profil.");
    if nom.chars().count() > LONGUEUR {
        saisie.erreur("nom", "Choisissez un nom plus court : 80 caractères au plus.");
    }
    let ensemble = Ensemble {
        nom: nom.clone(),
        feuille: decoupe.feuille(),
        ligne: decoupe.ligne(),
        situation,
        organisme: saisie.texte("organisme").map(str::to_owned),
        dates,
    };
    let dit = match composer(&colonnes, ensemble, table.role) {
        Ok(profil) => match profil.fits(&apercu.headers(), &table.source.nom) {
            Ok(()) => Some(profil),
            Err(error) => {
                saisie.erreur("", &majuscule(&error.phrase()));
                None
            }
        },
        Err(fautes) => {
            for (champ, phrase) in fautes {
                saisie.erreur(&champ, &ponctuer(&phrase));
            }
            None
        }
    };
    let (Some(dit), None) = (dit, saisie.en_erreur()) else {
        let reponses = saisie.reponses(None);
        return montrer(&app, &qui, &headers, &table, &decoupe, Some(&reponses)).await;
    };
    let texte = dit.to_toml();
    let writer = app.store().write(app.horloge().maintenant()).await?;
    source::say_columns(&writer, id, objet, &texte).await?;
    profil::keep(&writer, qui.perimetre()?, &nom, &texte).await?;
    writer.commit().await?;
    Ok(vers(&format!("/campagnes/{id}#sources"), "colonnes_dites"))
}

/// Forgets a profile.
pub(super) async fn oublier(
    Visite { app, .. }: Visite,
    Path(objet): Path<Uuid>,
    saisie: Saisie,
) -> Result<Response, Erreur> {
    let writer = app.store().write(app.horloge().maintenant()).await?;
    profil::remove(&writer, objet).await?;
    writer.commit().await?;
    let retour = crate::garde::retour(saisie.texte("retour").filter(|vers| vers.starts_with("/campagnes/")));
    Ok(vers(if retour == "/" { "/campagnes" } else { &retour }, "profil_oublie"))
}

fn vers(adresse: &str, annonce: &str) -> Response {
    (AppendHeaders([rendu::annoncer(annonce, Uuid::nil(), 0)]), Redirect::to(adresse)).into_response()
}
