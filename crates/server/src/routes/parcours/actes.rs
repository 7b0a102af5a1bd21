//! What forms write in a parcours: read the fields, make the entry, ask the fiche, come back to the page.

use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use raccroche_domain::{
    dispositif::{Acteur, Besoin, DateNommee, Dispositif, Issue},
    francais::{compter, majuscule, ponctuer},
    groupe::GroupeChoisi,
    parcours::{Creneau, DemiJournee, EvenementParcours, RefusParcours, Saisi},
};
use raccroche_store::{
    ConnectionTrait, Perimetre, StoreError, Writer, contact, groupe, marche, organisation,
    parcours::{self, MotifParcours, ParcoursLu},
};
use uuid::Uuid;

use super::{adresses, conduit, qualites, voir};
use crate::{erreur::Erreur, saisie::Saisie, visite::Visite};

/// What is told when somebody else wrote the same thing first.
const ENTRE_TEMPS: &str = "Quelqu’un l’a renseigné entre-temps, et ce que vous avez envoyé n’est pas enregistré. La page dit ce qui est \
                           noté maintenant : comparez, puis enregistrez de nouveau si c’est encore utile.";

/// To whom an act belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AQui {
    /// Those whom the step under way names.
    Etape,
    /// A document: those whom the step names and who hold the dossier that it tells of; or whoever conducts the parcours, for a
    /// step may be that of somebody who has no dossier to fill it from.
    Document,
    /// Whoever conducts the parcours.
    Conduite,
    /// Whoever may write in the parcours.
    Tous,
}

/// Whether an act that belongs to these is this person's: nothing when it is, else whose.
///
/// # Errors
/// [`Erreur::Interdit`] for what only whoever conducts the parcours does, and for a document without its dossier.
pub(crate) fn empechement(
    a_qui: AQui,
    perimetre: &Perimetre,
    lu: &ParcoursLu,
    fiche: &Dispositif,
) -> Result<Option<RefusParcours>, Erreur> {
    match a_qui {
        AQui::Etape => Ok(lu.suivi.etat.appartient_a(fiche, &qualites(perimetre, lu)).err()),
        AQui::Document if !matches!(lu.motif, MotifParcours::Dossier(_)) => Err(Erreur::Interdit),
        AQui::Document if conduit(perimetre, lu) => Ok(None),
        AQui::Document => empechement(AQui::Etape, perimetre, lu, fiche),
        AQui::Conduite if !conduit(perimetre, lu) => Err(Erreur::Interdit),
        AQui::Conduite | AQui::Tous => Ok(None),
    }
}

/// To whom an end belongs: that of the step to those whose step it is, a stop to whoever conducts the parcours.
pub(crate) fn a_qui_finit(issue: Option<Issue>) -> AQui {
    match issue {
        Some(Issue::Abandonne | Issue::Interrompu | Issue::SansSuite) => AQui::Conduite,
        _ => AQui::Etape,
    }
}

/// What the fiche asks for under this code.
pub(crate) fn demande<'f>(fiche: &'f Dispositif, code: &str) -> Option<&'f Besoin> {
    let mut besoins = fiche.etapes.iter().flat_map(|etape| &etape.besoins);
    besoins.find(|besoin| besoin.code_saisi() == Some(code))
}

/// Reads the parcours, makes an entry of the form, writes it and comes back; or shows the form again with what was typed.
pub(super) async fn ecrire(
    Visite { app, qui, headers }: Visite,
    id: Uuid,
    mut saisie: Saisie,
    formulaire: &str,
    a_qui: AQui,
    preparer: impl AsyncFnOnce(
        &mut Saisie,
        &Writer,
        &ParcoursLu,
        &Dispositif,
        &Perimetre,
    ) -> Result<Option<EvenementParcours>, Erreur>,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let entree = parcours::entrer(&writer, perimetre, app.catalogue(), id).await?;
    let (lu, fiche) = entree.ok_or(Erreur::Introuvable)?;
    let probleme = empechement(a_qui, perimetre, &lu, fiche)?.map(|refus| refus.to_string());
    let evenement = match probleme {
        None => preparer(&mut saisie, &writer, &lu, fiche, perimetre).await?,
        Some(_) => None,
    };
    let (Some(evenement), None) = (evenement, saisie.en_erreur()) else {
        drop(writer);
        let phrase = probleme.map(|phrase| en_phrase(&phrase));
        let refuse = (formulaire.to_owned(), saisie.reponses(phrase));
        return voir::montrer(&app, &qui, &headers, id, Some(&refuse)).await;
    };
    let seuils = &app.config().seuils;
    match parcours::inscrire(&writer, perimetre, id, saisie.version(), evenement, fiche, seuils).await {
        Ok(()) => {
            writer.commit().await?;
            Ok(Redirect::to(&format!("/parcours/{id}")).into_response())
        }
        Err(StoreError::RefusParcours(refus)) => {
            drop(writer);
            let refuse = (formulaire.to_owned(), saisie.reponses(Some(en_phrase(&refus.to_string()))));
            voir::montrer(&app, &qui, &headers, id, Some(&refuse)).await
        }
        Err(StoreError::Conflit { .. }) => {
            drop(writer);
            let refuse = (formulaire.to_owned(), saisie.reponses(Some(ponctuer(ENTRE_TEMPS))));
            let mut page = voir::montrer(&app, &qui, &headers, id, Some(&refuse)).await?;
            *page.status_mut() = StatusCode::CONFLICT;
            Ok(page)
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) fn en_phrase(refus: &str) -> String {
    let point = if refus.ends_with('.') { "" } else { "." };
    majuscule(&ponctuer(&format!("{refus}{point}")))
}

pub(super) async fn date(visite: Visite, Path(id): Path<Uuid>, saisie: Saisie) -> Result<Response, Erreur> {
    let formulaire = format!("date-{}", saisie.texte("code").unwrap_or_default());
    ecrire(visite, id, saisie, &formulaire, AQui::Etape, async |saisie, _, _, _, _| {
        let nom = saisie.texte("code").and_then(DateNommee::de_code).ok_or(Erreur::Introuvable)?;
        let le = saisie.jour_requis("le");
        Ok(le.map(|le| EvenementParcours::DateFixee { nom, le }))
    })
    .await
}

pub(super) async fn reunion(
    visite: Visite,
    Path(id): Path<Uuid>,
    saisie: Saisie,
) -> Result<Response, Erreur> {
    ecrire(visite, id, saisie, "reunion", AQui::Etape, async |saisie, _, lu, _, _| {
        let etape = lu.suivi.etat.etape.clone();
        Ok(saisie.jour_requis("le").map(|le| EvenementParcours::ReunionTenue { etape, le }))
    })
    .await
}

pub(super) async fn decision(
    visite: Visite,
    Path(id): Path<Uuid>,
    saisie: Saisie,
) -> Result<Response, Erreur> {
    let formulaire = format!("decision-{}", saisie.texte("par").unwrap_or_default());
    ecrire(visite, id, saisie, &formulaire, AQui::Tous, async |saisie, _, lu, _, perimetre| {
        let par = saisie.texte("par").and_then(Acteur::de_code).ok_or(Erreur::Introuvable)?;
        // Nobody decides in another's place.
        if !qualites(perimetre, lu).contains(&par) {
            return Err(Erreur::Interdit);
        }
        let favorable = match saisie.texte("favorable") {
            Some("oui") => true,
            Some("non") => false,
            _ => {
                saisie.erreur("favorable", "Choisissez la décision.");
                return Ok(None);
            }
        };
        let etape = lu.suivi.etat.etape.clone();
        Ok(Some(EvenementParcours::Decision { etape, par, favorable }))
    })
    .await
}

pub(super) async fn saisie(visite: Visite, Path(id): Path<Uuid>, saisie: Saisie) -> Result<Response, Erreur> {
    let formulaire = format!("saisie-{}", saisie.texte("code").unwrap_or_default());
    ecrire(visite, id, saisie, &formulaire, AQui::Etape, async |saisie, writer, _, fiche, perimetre| {
        let code = saisie.texte("code").unwrap_or_default().to_owned();
        let besoin = demande(fiche, &code).ok_or(Erreur::Introuvable)?;
        let lue = match besoin {
            Besoin::Groupe { .. } => {
                let choisi = match saisie.id("valeur") {
                    Some(id) => choisir_groupe(writer, perimetre, id).await?,
                    None => None,
                };
                if choisi.is_none() {
                    saisie.erreur("valeur", "Choisissez un groupe.");
                }
                choisi
            }
            Besoin::Marche { .. } => lire_marche(saisie, writer, perimetre).await?,
            _ => lire_saisie(saisie, besoin),
        };
        Ok(lue.map(|valeur| EvenementParcours::Saisi { code, titre: besoin.en_mots(), valeur }))
    })
    .await
}

/// The group of this number as a parcours keeps it, when the perimeter knows of it. Whether it has a place is asked when it is
/// written.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn choisir_groupe(
    db: &impl ConnectionTrait,
    perimetre: &Perimetre,
    id: Uuid,
) -> Result<Option<Saisi>, Erreur> {
    let connu = groupe::trouver(db, perimetre, id).await?;
    Ok(connu
        .map(|lu| Saisi::Groupe(GroupeChoisi { id: lu.id, nom: lu.groupe.nom, semaine: lu.groupe.semaine })))
}

/// The contract that was chosen, among those within reach; nothing when none was.
async fn lire_marche(
    saisie: &mut Saisie,
    writer: &Writer,
    perimetre: &Perimetre,
) -> Result<Option<Saisi>, Erreur> {
    let choisi = match saisie.id("valeur") {
        Some(id) => marche::lire(writer, perimetre, id).await?,
        None => None,
    };
    if choisi.is_none() {
        saisie.erreur("valeur", "Choisissez un marché dans la liste.");
    }
    Ok(choisi.map(|marche| Saisi::Marche { id: marche.id, nom: marche.nom() }))
}

/// What was typed where the fiche asks for it; nothing when something is wrong, which the form then says.
fn lire_saisie(saisie: &mut Saisie, besoin: &Besoin) -> Option<Saisi> {
    match besoin {
        Besoin::Champ { .. } | Besoin::Remise { .. } => {
            let choix: Vec<String> = saisie.plusieurs("valeur").map(str::to_owned).collect();
            if choix.is_empty() {
                saisie.erreur("valeur", "Choisissez dans la liste.");
            }
            Some(Saisi::Choix(choix))
        }
        Besoin::Nombre { .. } => {
            let nombre = saisie.texte("valeur").and_then(|texte| texte.parse().ok());
            if nombre.is_none() {
                saisie.erreur("valeur", "Donnez un nombre entier.");
            }
            nombre.map(Saisi::Nombre)
        }
        Besoin::Semaine { .. } => Some(Saisi::Semaine(semaine(saisie))),
        _ => {
            // A browser sends two signs for each end of a line; one is counted.
            let texte = saisie.requis("valeur", "Écrivez quelques mots.").replace("\r\n", "\n");
            let (lettres, au_plus) = (texte.chars().count(), besoin.lettres_au_plus().unwrap_or(usize::MAX));
            if lettres > au_plus {
                let dit = |n: usize| compter(n as u64, "caractère");
                let phrase = format!("Ce texte a {}\u{a0}: {} au plus.", dit(lettres), dit(au_plus));
                saisie.erreur("valeur", &phrase);
            }
            Some(Saisi::Texte(texte))
        }
    }
}

/// The half-days that are not free. Where and with whom without what is an error beside its field.
fn semaine(saisie: &mut Saisie) -> Vec<Creneau> {
    let mut creneaux = Vec::new();
    for quand in DemiJournee::TOUS {
        let lire = |suffixe: &str| {
            saisie.texte(&format!("{}_{suffixe}", quand.code())).unwrap_or_default().to_owned()
        };
        let (activite, lieu, tuteur) = (lire("activite"), lire("lieu"), lire("tuteur"));
        if activite.is_empty() && (!lieu.is_empty() || !tuteur.is_empty()) {
            saisie.erreur(&format!("{}_activite", quand.code()), "Dites ce qui est fait cette demi-journée.");
        } else if !activite.is_empty() {
            creneaux.push(Creneau { quand: *quand, activite, lieu, tuteur });
        }
    }
    creneaux
}

pub(super) async fn etape(visite: Visite, Path(id): Path<Uuid>, saisie: Saisie) -> Result<Response, Erreur> {
    let jour = visite.app.horloge().aujourd_hui();
    ecrire(visite, id, saisie, "etape", AQui::Etape, async |saisie, _, lu, fiche, _| {
        let vers = saisie.texte("vers").and_then(|code| fiche.etape(code)).ok_or(Erreur::Introuvable)?;
        Ok(Some(lu.suivi.etat.passage(fiche, vers, jour, lu.personne)))
    })
    .await
}

/// The end: that of the step under way, for those to whom it belongs; or a stop, for whoever conducts it.
pub(super) async fn arreter(
    visite: Visite,
    Path(id): Path<Uuid>,
    saisie: Saisie,
) -> Result<Response, Erreur> {
    let a_qui = a_qui_finit(saisie.texte("issue").and_then(Issue::de_code));
    ecrire(visite, id, saisie, "arreter", a_qui, async |saisie, _, _, _, _| {
        Ok(saisie.choix("issue", Issue::de_code).map(|issue| EvenementParcours::Termine { issue }))
    })
    .await
}

/// The name under which the dossier knows who takes part as such: the young person, or the legal representative when only one is
/// known.
async fn connu_du_dossier(
    writer: &Writer,
    perimetre: &Perimetre,
    lu: &ParcoursLu,
    acteur: Acteur,
) -> Result<Option<String>, Erreur> {
    match acteur {
        Acteur::Jeune => Ok(Some(voir::nommer(&lu.identite))),
        Acteur::RepresentantLegal => {
            let connus = contact::representants(writer, perimetre, lu.jeune).await?;
            let mut legaux =
                connus.iter().filter(|representant| representant.legal && !adresses::protege(representant));
            let (premier, autre) = (legaux.next(), legaux.next());
            Ok(premier.filter(|_| autre.is_none()).map(|seul| {
                let prenom = seul.prenom.as_deref().unwrap_or_default();
                format!("{prenom} {}", seul.nom).trim().to_owned()
            }))
        }
        _ => Ok(None),
    }
}

pub(super) async fn associer(
    visite: Visite,
    Path(id): Path<Uuid>,
    saisie: Saisie,
) -> Result<Response, Erreur> {
    ecrire(visite, id, saisie, "associer", AQui::Conduite, async |saisie, writer, lu, _, perimetre| {
        let acteur = saisie.choix("acteur", Acteur::de_code);
        let du_dossier = match acteur.filter(|_| saisie.texte("nom").is_none()) {
            Some(acteur) => connu_du_dossier(writer, perimetre, lu, acteur).await?,
            None => None,
        };
        let nom = match du_dossier {
            Some(nom) => nom,
            None => saisie.requis("nom", "Indiquez le prénom et le nom."),
        };
        let organisation = match saisie.id("organisation") {
            Some(id) => Some(organisation::find(writer, id).await?.ok_or(Erreur::Introuvable)?.id),
            None => None,
        };
        let id = writer.new_id();
        Ok(acteur.map(|acteur| EvenementParcours::PartieAjoutee { id, acteur, nom, organisation }))
    })
    .await
}

pub(super) async fn retirer(
    visite: Visite,
    Path(id): Path<Uuid>,
    saisie: Saisie,
) -> Result<Response, Erreur> {
    ecrire(visite, id, saisie, "retirer", AQui::Conduite, async |saisie, _, lu, _, _| {
        let id = saisie.id("partie").ok_or(Erreur::Introuvable)?;
        let nom = lu.suivi.etat.presents().find(|partie| partie.id == id).map(|partie| partie.nom.clone());
        Ok(Some(EvenementParcours::PartieRetiree { id, nom: nom.unwrap_or_default() }))
    })
    .await
}
