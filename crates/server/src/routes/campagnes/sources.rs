//! The files of a campaign: sent, taken from the folder of the operator, taken out again.

use axum::{
    extract::{Multipart, Path, State},
    http::HeaderMap,
    response::{IntoResponse as _, Redirect, Response},
};
use raccroche_domain::RoleRegistre;
use raccroche_registers::SourceKind;
use raccroche_store::{
    StoreError,
    source::{self, NouvelleSource},
};
use uuid::Uuid;

use super::{colonnes, trouver, voir};
use crate::{
    auth::session::Qui,
    campagnes::dossier,
    campagnes::fichiers::{self, Recu},
    campagnes::plan::{ANNUAIRE, ZONAGE, mot},
    erreur::Erreur,
    etat::App,
    saisie::Saisie,
    visite::Visite,
};

/// What to do with a file that is too large.
const REMEDE: &str = "Compressez-le (ZIP), ou demandez à l’exploitant de le placer dans le dossier de dépôt.";
/// A table that is none of the known formats: whoever sends it says what its columns mean.
pub(super) const TABLEAU: &str = "tableau";

/// Takes a file that is sent: it is written as it comes, then becomes a source, or is removed.
pub(super) async fn deposer(
    Visite { app, qui, headers }: Visite,
    Path(id): Path<Uuid>,
    formulaire: Multipart,
) -> Result<Response, Erreur> {
    let campagne = trouver(&app, id).await?;
    let nom_de_dossier = app.store().write(app.horloge().maintenant()).await?.new_id().simple().to_string();
    let dossier = dossier(&app, &campagne).join("sources").join(&nom_de_dossier);
    fichiers::preparer(&dossier).await?;
    let fini = match fichiers::recevoir(formulaire, &dossier, (fichiers::REGISTRE, REMEDE)).await {
        Ok((mut saisie, Some(Recu { nom, octets, .. }))) => {
            let chemin = format!("{}/sources/{nom_de_dossier}/{nom}", campagne.dossier);
            ajouter(&app, &qui, &headers, id, "source", &mut saisie, (nom, chemin, octets)).await
        }
        Ok((mut saisie, None)) => {
            saisie.fichier_requis(None::<Recu>);
            refuser(&app, &qui, &headers, id, "source", &saisie).await
        }
        Err(erreur) => Err(erreur),
    };
    // Kept only when it became a source: an empty folder or a refused file must not stay.
    if !matches!(&fini, Ok(reponse) if reponse.status().is_redirection()) {
        let _ = tokio::fs::remove_dir_all(&dossier).await;
    }
    fini
}

/// Takes a file or folder that the operator has put in `depot`.
pub(super) async fn prendre(
    Visite { app, qui, headers }: Visite,
    Path(id): Path<Uuid>,
    mut saisie: Saisie,
) -> Result<Response, Erreur> {
    trouver(&app, id).await?;
    let donnees = app.config().donnees.clone();
    let deposes = tokio::task::spawn_blocking(move || fichiers::deposes(&donnees))
        .await
        .map_err(|_| Erreur::Interne)?
        .map_err(|error| fichiers::disque(&error))?;
    // What the folder lists, never what the form says.
    let choisi = saisie.texte("fichier").and_then(|nom| deposes.iter().find(|depose| depose.nom == nom));
    let Some(choisi) = choisi else {
        saisie.erreur("fichier", "Choisissez un fichier de la liste.");
        return refuser(&app, &qui, &headers, id, "depot", &saisie).await;
    };
    let octets = i64::try_from(choisi.octets).unwrap_or(i64::MAX);
    let fichier = (choisi.nom.clone(), format!("depot/{}", choisi.nom), octets);
    ajouter(&app, &qui, &headers, id, "depot", &mut saisie, fichier).await
}

async fn refuser(
    app: &App,
    qui: &Qui,
    headers: &HeaderMap,
    id: Uuid,
    formulaire: &str,
    saisie: &Saisie,
) -> Result<Response, Erreur> {
    let refuse = (formulaire, saisie.reponses(None));
    voir::montrer(app, qui, headers, id, Some(&refuse), Vec::new()).await
}

/// Makes a source of a file that is there: its name, where it is from the data directory, its size.
async fn ajouter(
    app: &App,
    qui: &Qui,
    headers: &HeaderMap,
    id: Uuid,
    formulaire: &str,
    saisie: &mut Saisie,
    (fichier, chemin, octets): (String, String, i64),
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let role = saisie.choix("role", |code| {
        let connu = [ZONAGE, ANNUAIRE].contains(&code) || mot::<RoleRegistre>(code).is_some();
        connu.then(|| code.to_owned())
    });
    let registre = role.as_deref().is_some_and(|role| ![ZONAGE, ANNUAIRE, "corrections"].contains(&role));
    let mut genre = None;
    let mut date = saisie.jour("date");
    if registre {
        genre = saisie.choix("format", |code| {
            if code == TABLEAU {
                return Some(colonnes::genre_du_tableau(&fichier).to_owned());
            }
            let lisible = matches!(
                mot::<SourceKind>(code),
                Some(SourceKind::Siecle | SourceKind::Sifa | SourceKind::Canonique)
            );
            lisible.then(|| code.to_owned())
        });
        if saisie.texte("date").is_none() {
            date = saisie.jour_requis("date");
        }
    }
    let nom = saisie.texte("nom").map_or_else(|| nom_par_defaut(&fichier), str::to_owned);
    let (Some(role), None) = (role, saisie.en_erreur()) else {
        return refuser(app, qui, headers, id, formulaire, saisie).await;
    };
    let nouvelle = NouvelleSource { nom, role, genre, photographie_le: date, chemin, octets };
    let writer = app.store().write(app.horloge().maintenant()).await?;
    match source::add(&writer, perimetre, id, nouvelle).await {
        Ok(faite) => {
            writer.commit().await?;
            let suite = if colonnes::est_tableau(&faite) {
                colonnes::adresse(id, faite.id)
            } else {
                format!("/campagnes/{id}#sources")
            };
            Ok(Redirect::to(&suite).into_response())
        }
        Err(StoreError::Existe(_)) => {
            drop(writer);
            saisie.erreur("nom", "Une source de cette campagne porte déjà ce nom : donnez-lui-en un autre.");
            refuser(app, qui, headers, id, formulaire, saisie).await
        }
        Err(error) => Err(error.into()),
    }
}

fn nom_par_defaut(fichier: &str) -> String {
    fichier.rsplit_once('.').map_or(fichier, |(debut, _)| debut).replace('_', " ")
}

/// Takes a file out of a campaign; its bytes go too when it was sent, and stay when the operator put them there.
pub(super) async fn retirer(
    State(app): State<App>,
    Path((id, objet)): Path<(Uuid, Uuid)>,
) -> Result<Response, Erreur> {
    let campagne = trouver(&app, id).await?;
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let retiree = source::remove(&writer, id, objet).await?;
    writer.commit().await?;
    let envoyes = format!("{}/sources/", campagne.dossier);
    if retiree.chemin.starts_with(&envoyes) {
        let fichier = app.config().donnees.join(&retiree.chemin);
        if let Some(dossier) = fichier.parent() {
            let _ = tokio::fs::remove_dir_all(dossier).await;
        }
    }
    Ok(Redirect::to(&format!("/campagnes/{id}#sources")).into_response())
}
