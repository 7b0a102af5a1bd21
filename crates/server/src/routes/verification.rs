//! The school's sheet: one line for each leaver, answered in place, handed in with a receipt.
//!
//! A school is asked twice a year, and may answer any day: the sheet is everybody whom nobody has verified, and what was
//! answered since the last campaign. An answer ends the follow-up or confirms it; it can be corrected until the next
//! campaign, whoever of the school gave it.

use axum::{
    extract::Path,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Redirect, Response},
};
use chrono::{Months, NaiveDate};
use raccroche_domain::{
    droits::{Action as Geste, Agregat},
    francais::{accorder, date_longue, majuscule, ponctuer},
    suivi::{EtatVerification, Evenement, MotifCloture},
};
use raccroche_pages::{
    components::{Action, EmptyState, Progress, Weight},
    form::Choice,
    layout::Link,
    verification::{Sortant, Verification},
};
use raccroche_store::{
    Perimetre, StoreError, Writer, acces, campagne, contact, dossier,
    verification::{self, Sortant as Lu, Transmission},
};
use uuid::Uuid;

use super::jeunes::{nom_de_liste, sexe};
use crate::{
    auth::session::Qui,
    erreur::Erreur,
    etat::App,
    garde::{Acces, Route, acte, page},
    rendu::{self, moment_en_mots},
    saisie::Saisie,
    visite::Visite,
};

const ICI: &str = "/verification";
/// Without a campaign, answers stay on the sheet for that many months: one is sent twice a year.
const MOIS: u32 = 6;
/// Digits of the shortest phone number that can be called.
const CHIFFRES: usize = 9;

/// What a school may answer, in the order of its keyboard.
const REPONSES: [(EtatVerification, &str); 7] = [
    (EtatVerification::Confirmee, "Bien sans solution"),
    (EtatVerification::RetrouveScolaire, "Scolarisé ailleurs"),
    (EtatVerification::RetrouveApprentissage, "En apprentissage"),
    (EtatVerification::RetrouveAgricole, "Lycée agricole ou MFR"),
    (EtatVerification::RetrouveEmploi, "En emploi"),
    (EtatVerification::DepartEtranger, "Parti à l’étranger"),
    (EtatVerification::Erreur, "Erreur de liste"),
];

pub(crate) fn routes() -> Vec<Route> {
    let ecrire = Acces::Droit(Agregat::Verification, Geste::Ecrire);
    vec![
        page(ICI, ecrire, voir),
        acte("/verification/transmettre", ecrire, transmettre),
        acte("/verification/{id}", ecrire, repondre),
    ]
}

/// What went wrong with one line, and what was typed in it.
struct Refusee {
    dossier: Uuid,
    phrase: String,
    saisie: Saisie,
}

async fn voir(Visite { app, qui, headers }: Visite) -> Result<Response, Erreur> {
    montrer(&app, &qui, &headers, StatusCode::OK, None).await
}

/// The first day of which the sheet still shows the answers: that of the last publication.
pub(crate) async fn depuis(app: &App, jour: NaiveDate) -> Result<(NaiveDate, Option<String>), Erreur> {
    let campagnes = campagne::list(app.store().read()).await?;
    let derniere = campagnes.into_iter().filter_map(|c| Some((c.publiee_le?, c.nom))).max();
    Ok(match derniere {
        Some((le, nom)) => (app.horloge().local(le).date().min(jour), Some(nom)),
        None => (jour.checked_sub_months(Months::new(MOIS)).unwrap_or(jour), None),
    })
}

async fn montrer(
    app: &App,
    qui: &Qui,
    headers: &HeaderMap,
    statut: StatusCode,
    refusee: Option<Refusee>,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let reader = app.store().read();
    let (depuis, campagne) = depuis(app, perimetre.le()).await?;
    let lus = verification::feuille(reader, perimetre, depuis).await?;
    let recu = verification::derniere_transmission(reader, perimetre.organisation().id)
        .await?
        .filter(|recu| app.horloge().local(recu.le).date() >= depuis);

    let writer = app.store().write(app.horloge().maintenant()).await?;
    let motif = format!("feuille de {} sortants", lus.len());
    acces::record(&writer, perimetre, None, "verification", &motif).await?;
    writer.commit().await?;

    let page = composer(app, qui, headers, &lus, campagne.as_deref(), recu.as_ref(), refusee.as_ref());
    rendu::page_avec(statut, &page)
}

fn composer(
    app: &App,
    qui: &Qui,
    headers: &HeaderMap,
    lus: &[Lu],
    campagne: Option<&str>,
    recu: Option<&Transmission>,
    refusee: Option<&Refusee>,
) -> Verification {
    let etablissement = qui.perimetre.as_ref().map(|p| p.organisation().nom.clone()).unwrap_or_default();
    let faits = lus.iter().filter(|lu| est_fait(lu)).count();
    let s = |n: usize| if n > 1 { "s" } else { "" };
    // A receipt holds until an answer is given or corrected after it.
    let a_jour = recu.is_some_and(|recu| {
        usize::try_from(recu.repondues) == Ok(faits)
            && lus
                .iter()
                .filter(|lu| est_fait(lu))
                .all(|lu| lu.etat.verifie_le.is_none_or(|le| le <= app.horloge().local(recu.le).date()))
    });
    let reste = lus.len() - faits;
    let terminer = (faits > 0 && !a_jour).then(|| {
        let label = if reste == 0 { "Terminer et transmettre" } else { "Transmettre en l’état" };
        let poids = if reste == 0 { Weight::Primary } else { Weight::Secondary };
        Action::new(label, "/verification/transmettre").weight(poids)
    });
    Verification {
        layout: rendu::autour(app, qui, headers, ICI),
        etablissement,
        cadre: match campagne {
            Some(nom) => ponctuer(&format!("Jeunes que la campagne « {nom} » ne retrouve plus nulle part.")),
            None => "Jeunes que plus aucun registre ne montre en formation.".to_owned(),
        },
        avancement: Progress {
            done: faits as u64,
            total: lus.len() as u64,
            words: ponctuer(&format!("{faits} ligne{0} faite{0} sur {1}", s(faits), lus.len())),
        },
        reponses: REPONSES.iter().map(|(etat, mots)| Choice::new(etat.code(), *mots)).collect(),
        sortants: lus.iter().map(|lu| ligne(lu, refusee.filter(|r| r.dossier == lu.dossier))).collect(),
        terminer,
        recu: recu.map(|recu| phrase_du_recu(app, recu)),
        vide: EmptyState {
            title: "Aucun sortant à vérifier".to_owned(),
            text: ponctuer(
                "La prochaine campagne préparera votre feuille. D’ici là, vous pouvez signaler un départ le jour même.",
            ),
            link: Some(Link::new("Signaler un départ", "/signaler")),
        },
    }
}

fn phrase_du_recu(app: &App, recu: &Transmission) -> String {
    let s = |n: i32| if n > 1 { "s" } else { "" };
    let reste = match recu.sans_reponse {
        0 => String::new(),
        n => format!(", {n} laissée{} sans réponse", s(n)),
    };
    let (repondues, accord, numero) = (recu.repondues, s(recu.repondues), recu.id.simple().to_string());
    ponctuer(&format!(
        "Feuille transmise le {} par {} : {repondues} ligne{accord} répondue{accord}{reste}. Reçu n° {}.",
        moment_en_mots(app.horloge().local(recu.le)),
        recu.par_nom,
        numero.get(..8).unwrap_or_default()
    ))
}

fn est_fait(lu: &Lu) -> bool {
    lu.etat.verification != EtatVerification::AVerifier
}

fn ligne(lu: &Lu, refusee: Option<&Refusee>) -> Sortant {
    let sexe = sexe(lu.sexe.as_deref());
    let naissance = lu.naissance.map(|le| format!("{} le {}", accorder(sexe, "né", "née"), date_longue(le)));
    let formation = Some(lu.derniere_formation.clone()).filter(|formation| !formation.is_empty());
    let resume: Vec<String> = [naissance, formation].into_iter().flatten().collect();
    let ou = lu.etat.ou.clone().unwrap_or_default();
    let connu = lu.telephone.as_ref().map(|(_, valeur)| valeur.clone()).unwrap_or_default();
    let repondu = est_fait(lu).then(|| {
        let etat = lu.etat.verification;
        let mots = REPONSES.iter().find(|(connu, _)| *connu == etat).map(|(_, mots)| (*mots).to_owned());
        let mots = mots.unwrap_or_else(|| majuscule(etat.libelle()));
        let mots = if ou.is_empty() { mots } else { format!("{mots} : {ou}") };
        (etat.code().to_owned(), ponctuer(&mots))
    });
    let saisi = |nom: &str, sinon: String| {
        refusee.map_or(sinon, |r| r.saisie.texte(nom).unwrap_or_default().to_owned())
    };
    Sortant {
        reference: lu.dossier.to_string(),
        action: format!("{ICI}/{}", lu.dossier),
        version: i64::from(lu.etat.rang),
        nom: nom_de_liste(&lu.nom_famille, lu.nom_usage.as_deref(), &lu.prenoms),
        resume: ponctuer(&resume.join(", ")),
        telephone: saisi("telephone", connu),
        repondu,
        precision: saisi("precision", ou),
        erreur: refusee.map(|r| r.phrase.clone()),
    }
}

async fn repondre(
    Visite { app, qui, headers }: Visite,
    Path(id): Path<Uuid>,
    mut saisie: Saisie,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let lu = verification::sortant(&writer, perimetre, id).await?.ok_or(Erreur::Introuvable)?;
    let (statut, phrase) = match inscrire(&app, &writer, perimetre, &lu, &mut saisie).await {
        Ok(()) => {
            writer.commit().await?;
            return Ok(suivant(&app, perimetre, id).await?.into_response());
        }
        Err(Erreur::Demande(phrase)) => (StatusCode::UNPROCESSABLE_ENTITY, phrase),
        Err(Erreur::Refus(refus)) => {
            (StatusCode::UNPROCESSABLE_ENTITY, majuscule(&ponctuer(&format!("{refus}."))))
        }
        Err(Erreur::Conflit) => (
            StatusCode::CONFLICT,
            "Quelqu’un vient de répondre pour ce jeune. Relisez la ligne, puis enregistrez à nouveau si c’est utile."
                .to_owned(),
        ),
        Err(erreur) => return Err(erreur),
    };
    drop(writer);
    let refusee = Refusee { dossier: id, phrase, saisie };
    montrer(&app, &qui, &headers, statut, Some(refusee)).await
}

/// Back to the sheet, at the first line still to do.
async fn suivant(app: &App, perimetre: &Perimetre, fait: Uuid) -> Result<Redirect, Erreur> {
    let (depuis, _) = depuis(app, perimetre.le()).await?;
    let lus = verification::feuille(app.store().read(), perimetre, depuis).await?;
    let suivant = lus.iter().find(|lu| !est_fait(lu) && lu.dossier != fait);
    Ok(match suivant {
        Some(lu) => Redirect::to(&format!("{ICI}#ligne-{}", lu.dossier)),
        None => Redirect::to(ICI),
    })
}

async fn inscrire(
    app: &App,
    writer: &Writer,
    perimetre: &Perimetre,
    lu: &Lu,
    saisie: &mut Saisie,
) -> Result<(), Erreur> {
    let reponse = saisie
        .texte("reponse")
        .and_then(|code| REPONSES.iter().find(|(etat, _)| etat.code() == code))
        .map(|(etat, _)| *etat);
    let ou = saisie.texte("precision").map(str::to_owned);
    let telephone = nouveau_telephone(lu, saisie.texte("telephone"))?;
    if reponse.is_none() && telephone.is_none() {
        return Err(Erreur::Demande("Choisissez une réponse.".to_owned()));
    }
    let reponse = reponse.filter(|etat| *etat != lu.etat.verification || ou != lu.etat.ou);
    if reponse.is_none() && telephone.is_none() {
        // The same answer again: a double click changes nothing.
        return Ok(());
    }
    let seuils = &app.config().seuils;
    let inscrire = async |evenement: Evenement, vu: Option<u32>| -> Result<(), Erreur> {
        match dossier::inscrire(writer, perimetre, lu.dossier, vu, evenement, None, seuils).await {
            Ok(_) => Ok(()),
            Err(StoreError::Refus(refus)) => Err(Erreur::Refus(refus)),
            Err(error) => Err(error.into()),
        }
    };
    let mut vu = saisie.version();
    if rouvrable(lu) {
        // What ended by an answer of the sheet begins again by another.
        if vu != Some(lu.etat.rang) {
            return Err(Erreur::Conflit);
        }
        inscrire(Evenement::Rouvert, vu).await?;
        vu = None;
    }
    if let Some(telephone) = &telephone {
        let source = format!("{}, {}", perimetre.nom(), perimetre.organisation().nom);
        let genre = contact::GenreCoordonnee::Telephone;
        contact::see(writer, lu.jeune, None, genre, telephone, &source).await?;
        if let Some((ancien, _)) = &lu.telephone {
            contact::correct(writer, perimetre, *ancien, contact::EtatCoordonnee::Faux).await?;
        }
        inscrire(Evenement::CoordonneesCorrigees, None).await?;
    }
    // A reopened dossier keeps its answer when only the number was corrected.
    let reponse = reponse.or_else(|| rouvrable(lu).then_some(lu.etat.verification));
    if let Some(etat) = reponse {
        inscrire(Evenement::Verifie { etat, ou, depuis: None }, vu).await?;
    }
    Ok(())
}

/// Whether the dossier was closed by a verification and nothing else.
fn rouvrable(lu: &Lu) -> bool {
    lu.etat.cloture.as_ref().is_some_and(|cloture| {
        matches!(cloture.motif, MotifCloture::Retrouve | MotifCloture::Erreur)
            && Some(cloture.le) == lu.etat.verifie_le
    })
}

/// The number typed, when it is another than the one shown.
fn nouveau_telephone(lu: &Lu, saisi: Option<&str>) -> Result<Option<String>, Erreur> {
    let Some(saisi) = saisi else { return Ok(None) };
    let pli = contact::fold_telephone(saisi);
    if lu.telephone.as_ref().is_some_and(|(_, connu)| contact::fold_telephone(connu) == pli) {
        return Ok(None);
    }
    if pli.len() < CHIFFRES {
        return Err(Erreur::Demande(ponctuer(
            "Ce numéro est trop court. Exemple de numéro juste : 06 39 98 12 34.",
        )));
    }
    Ok(Some(saisi.to_owned()))
}

async fn transmettre(Visite { app, qui, .. }: Visite) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let (depuis, _) = depuis(&app, perimetre.le()).await?;
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let lus = verification::feuille(&writer, perimetre, depuis).await?;
    let faits = lus.iter().filter(|lu| est_fait(lu)).count();
    if faits == 0 {
        return Err(Erreur::Demande(
            "Aucune ligne n’est encore faite : il n’y a rien à transmettre.".to_owned(),
        ));
    }
    verification::transmettre(&writer, perimetre, faits, lus.len() - faits).await?;
    writer.commit().await?;
    Ok(Redirect::to(ICI).into_response())
}
