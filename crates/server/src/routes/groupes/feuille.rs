//! The sheet of a day: a line for each young person, a choice for each half-day. One gesture notes everybody present.

use std::collections::BTreeSet;

use axum::{
    extract::Path,
    http::{HeaderMap, StatusCode},
    response::{AppendHeaders, IntoResponse as _, Redirect, Response},
};
use chrono::NaiveDate;
use raccroche_domain::{
    francais::{date_longue, majuscule, ponctuer},
    groupe::{EtatPresence, Moment},
};
use raccroche_pages::{
    components::{Alert, Tone},
    form::Choice,
    groupes::{CaseVue, Feuille, LigneFeuille},
    layout::Link,
};
use raccroche_store::{
    StoreError,
    groupe::{self, GroupeLu, Membre, Notee, Presence},
};
use uuid::Uuid;

use super::{ICI, conduit, entier, feuille_du, voir};
use crate::{
    auth::session::Qui,
    erreur::Erreur,
    etat::App,
    rendu::{self, jour_en_mots},
    routes::parcours::nommer,
    saisie::Saisie,
    visite::Visite,
};

/// What may be noted, as people read it.
const ETATS: &[EtatPresence] = EtatPresence::TOUS;

fn lire_jour(jour: &str) -> Result<NaiveDate, Erreur> {
    NaiveDate::parse_from_str(jour, "%Y-%m-%d").map_err(|_| Erreur::Introuvable)
}

fn champ(parcours: Uuid, moment: Moment) -> String {
    format!("p{}_{}", parcours.simple(), moment.code())
}

/// The half-days of a sheet: those in which the group is expected, and those that were noted under a former grid.
fn moments(lu: &GroupeLu, jour: NaiveDate, notees: &[Presence]) -> Vec<Moment> {
    let mut moments: BTreeSet<Moment> = lu.groupe.attendues(jour).into_iter().collect();
    moments.extend(notees.iter().map(|presence| presence.moment));
    moments.into_iter().collect()
}

pub(super) async fn afficher(
    Visite { app, qui, headers }: Visite,
    Path((id, jour)): Path<(Uuid, String)>,
) -> Result<Response, Erreur> {
    montrer(&app, &qui, &headers, id, lire_jour(&jour)?, None).await
}

/// The sheet, with what was posted and refused, if any, and why.
async fn montrer(
    app: &App,
    qui: &Qui,
    headers: &HeaderMap,
    id: Uuid,
    jour: NaiveDate,
    refuse: Option<(&Saisie, StatusCode, String)>,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let reader = app.store().read();
    let lu = groupe::lire(reader, perimetre, id).await?.filter(|lu| entier(perimetre, lu));
    let lu = lu.ok_or(Erreur::Introuvable)?;
    let mut membres = groupe::membres(reader, perimetre, id).await?;
    membres.retain(|membre| membre.est_la(jour));
    voir::consigner(app, perimetre, &membres, "feuille de présence", lu.regard).await?;
    let notees = groupe::registre(reader, perimetre, id, jour, jour).await?;
    let moments = moments(&lu, jour, &notees);
    let saisie = refuse.as_ref().map(|(saisie, ..)| *saisie);
    let ligne = |membre: &Membre| LigneFeuille {
        nom: nommer(&membre.identite),
        cases: moments.iter().map(|moment| case(app, membre, (jour, *moment), &notees, saisie)).collect(),
    };
    let aujourd_hui = perimetre.le();
    let mut alertes = Vec::new();
    if moments.is_empty() {
        let raison = lu.groupe.sans_classe(jour).unwrap_or_else(|| "rien dans l’emploi du temps".to_owned());
        alertes.push(Alert::new(
            Tone::Info,
            ponctuer(&format!("Le groupe n’est pas attendu ce jour-là : {raison}.")),
        ));
    } else if jour > aujourd_hui {
        alertes.push(Alert::new(Tone::Info, "Cette journée est à venir\u{a0}: elle se notera le jour même."));
    }
    let statut = refuse.map_or(StatusCode::OK, |(_, statut, phrase)| {
        alertes.push(Alert::new(Tone::Error, ponctuer(&phrase)));
        statut
    });
    let page = Feuille {
        layout: rendu::autour(app, qui, headers, ICI),
        groupe: voir::lien(&lu),
        jour: jour_en_mots(jour, NaiveDate::MIN),
        action: feuille_du(id, jour),
        version: groupe::nombre_de_notes(reader, id, jour).await?,
        moments: moments.iter().map(|moment| majuscule(moment.libelle())).collect(),
        etats: ETATS.iter().map(|etat| Choice::new(etat.code(), etat.libelle())).collect(),
        lignes: membres.iter().map(ligne).collect(),
        modifiable: conduit(perimetre, &lu) && jour <= aujourd_hui,
        alertes,
        voisins: voisins(&lu, jour, aujourd_hui),
    };
    rendu::page_avec(statut, &page)
}

fn case(
    app: &App,
    membre: &Membre,
    (jour, moment): (NaiveDate, Moment),
    notees: &[Presence],
    saisie: Option<&Saisie>,
) -> CaseVue {
    let nom = champ(membre.parcours, moment);
    let siennes: Vec<&Presence> = notees
        .iter()
        .filter(|presence| presence.parcours == membre.parcours && presence.moment == moment)
        .collect();
    let note = match siennes.as_slice() {
        [.., avant, derniere] => {
            let le = date_longue(app.horloge().local(derniere.le).date());
            let avant = avant.etat.libelle();
            ponctuer(&format!("Corrigé par {} le {le} ; auparavant : {avant}.", derniere.auteur))
        }
        _ => String::new(),
    };
    let choisi = match saisie {
        Some(saisie) => saisie.texte(&nom).and_then(EtatPresence::de_code),
        None => siennes
            .last()
            .map(|presence| presence.etat)
            .or_else(|| membre.en_stage(jour).then_some(EtatPresence::EnStage)),
    };
    CaseVue {
        libelle: format!("{}, {}", nommer(&membre.identite), moment.libelle()),
        choisi: choisi.map(|etat| etat.code().to_owned()).unwrap_or_default(),
        nom,
        note,
    }
}

/// The days before and after in which the group is expected.
fn voisins(lu: &GroupeLu, jour: NaiveDate, aujourd_hui: NaiveDate) -> Vec<Link> {
    let lien =
        |quand: NaiveDate| Link::new(majuscule(&jour_en_mots(quand, aujourd_hui)), feuille_du(lu.id, quand));
    let avant = lu.groupe.attendues_entre(lu.groupe.du, jour).map(|(quand, _)| quand);
    let apres = lu.groupe.attendues_entre(jour, lu.groupe.au).map(|(quand, _)| quand);
    let avant = avant.filter(|quand| *quand < jour).last();
    let apres = apres.into_iter().find(|quand| *quand > jour);
    avant.into_iter().chain(apres).map(lien).collect()
}

pub(super) async fn noter(
    Visite { app, qui, headers }: Visite,
    Path((id, jour)): Path<(Uuid, String)>,
    saisie: Saisie,
) -> Result<Response, Erreur> {
    let jour = lire_jour(&jour)?;
    let perimetre = qui.perimetre()?;
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let lu = groupe::lire(&writer, perimetre, id).await?.filter(|lu| conduit(perimetre, lu));
    let lu = lu.ok_or(Erreur::Introuvable)?;
    let membres = groupe::membres(&writer, perimetre, id).await?;
    let deja = groupe::registre(&writer, perimetre, id, jour, jour).await?;
    let autres = saisie.texte("autres").and_then(EtatPresence::de_code);
    let mut notees = Vec::new();
    for membre in membres.iter().filter(|membre| membre.est_la(jour)) {
        for moment in moments(&lu, jour, &deja) {
            let choisi = saisie.texte(&champ(membre.parcours, moment)).and_then(EtatPresence::de_code);
            if let Some(etat) = choisi.or(autres) {
                notees.push(Notee { parcours: membre.parcours, moment, etat });
            }
        }
    }
    let refuser = async |statut, phrase: String| {
        montrer(&app, &qui, &headers, id, jour, Some((&saisie, statut, phrase))).await
    };
    if notees.is_empty() {
        drop(writer);
        let phrase = "Rien n’est noté : choisissez au moins une réponse, ou « tous présents ».";
        return refuser(StatusCode::UNPROCESSABLE_ENTITY, phrase.to_owned()).await;
    }
    let vues = saisie.texte("vues").and_then(|texte| texte.parse().ok());
    match groupe::noter(&writer, perimetre, id, jour, &notees, vues).await {
        Ok(_) => {
            writer.commit().await?;
            let annonce = rendu::annoncer("presences_notees", Uuid::nil(), 0);
            Ok((AppendHeaders([annonce]), Redirect::to(&format!("{ICI}/{id}"))).into_response())
        }
        Err(StoreError::RefusPresence(refus)) => {
            drop(writer);
            let phrase = format!("{}.", majuscule(&refus.to_string()));
            refuser(StatusCode::UNPROCESSABLE_ENTITY, phrase).await
        }
        Err(StoreError::Conflit { .. }) => {
            drop(writer);
            let phrase = "Quelqu’un a noté cette journée entre-temps. Vos choix sont encore affichés, rien n’est enregistré : \
                          relisez-les, puis enregistrez de nouveau."
                .to_owned();
            refuser(StatusCode::CONFLICT, phrase).await
        }
        Err(error) => Err(error.into()),
    }
}
