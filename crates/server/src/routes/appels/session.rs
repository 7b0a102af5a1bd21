//! The call under way, what came of it, and the next.

use axum::{
    extract::{Path, Query},
    http::{HeaderMap, StatusCode},
    response::{AppendHeaders, IntoResponse as _, Redirect, Response},
};
use raccroche_domain::{
    AGE_MAJORITE, BornesJour, age_au,
    francais::{self, majuscule, ponctuer},
    suivi::{Canal, Evenement, GenreEntretien, IssueContact},
};
use raccroche_pages::{
    appels::SessionAppels as PageSession,
    components::{Action as Bouton, Weight},
    form::{Answers, Choice},
    layout::Link,
};
use raccroche_store::{
    Perimetre, StoreError, Writer, acces,
    appels::{self, SessionAppels},
    contact::{self, EtatCoordonnee, GenreCoordonnee},
    dossier, jeune,
};
use serde::Deserialize;
use uuid::Uuid;

use super::{ICI, avancement, file::File, mots};
use crate::{
    auth::session::Qui,
    erreur::Erreur,
    etat::App,
    rendu,
    routes::dossiers::{RAPPEL, numero},
    routes::jeunes::age,
    saisie::Saisie,
    visite::Visite,
};

/// A queue, and a dossier of it.
type Appel = Path<(String, Uuid)>;

pub(super) fn adresse(file: File, dossier: Uuid) -> String {
    format!("{ICI}/{}/{dossier}", file.code())
}

/// An outcome that was chosen and is not written yet: what follows it is asked first.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Choisie {
    issue: Option<String>,
    numero: Option<Uuid>,
}

/// Whether something may follow: somebody was reached, or will see a message.
fn demande_suite(issue: IssueContact) -> bool {
    matches!(issue, IssueContact::JeuneJoint | IssueContact::FamilleJointe | IssueContact::Message)
}

/// The session of a queue when the dossier is of it, with its rank.
async fn reconnaitre(
    db: &Writer,
    perimetre: &Perimetre,
    file: &str,
    id: Uuid,
) -> Result<(File, Option<(SessionAppels, usize)>), Erreur> {
    let file = File::de_code(file).ok_or(Erreur::Introuvable)?;
    // Of another territory, the dossier does not exist, whatever the session says.
    dossier::lire(db, perimetre, id).await?.ok_or(Erreur::Introuvable)?;
    let session = appels::en_cours(db, perimetre, file.code()).await?;
    Ok((file, session.and_then(|session| session.rang(id).map(|rang| (session, rang)))))
}

pub(super) async fn voir(
    Visite { app, qui, headers }: Visite,
    Path((file, id)): Appel,
    Query(choisie): Query<Choisie>,
) -> Result<Response, Erreur> {
    let issue = choisie.issue.as_deref().and_then(IssueContact::de_code).filter(|i| demande_suite(*i));
    montrer(&app, &qui, &headers, (&file, id), issue.map(|issue| (issue, choisie.numero)), None).await
}

/// The screen of a call; `suite` once an outcome was chosen, `refuse` when what was typed then is shown again.
async fn montrer(
    app: &App,
    qui: &Qui,
    headers: &HeaderMap,
    (file, id): (&str, Uuid),
    suite: Option<(IssueContact, Option<Uuid>)>,
    refuse: Option<&Answers>,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let (file, session) = reconnaitre(&writer, perimetre, file, id).await?;
    let Some((session, rang)) = session else { return Ok(Redirect::to(ICI).into_response()) };
    let lu = dossier::lire(&writer, perimetre, id).await?.ok_or(Erreur::Introuvable)?;
    let personne = jeune::find(&writer, perimetre, lu.jeune).await?.ok_or(Erreur::Introuvable)?;
    let coordonnees = contact::of_jeune(&writer, perimetre, lu.jeune).await?;
    let representants = contact::representants(&writer, perimetre, lu.jeune).await?;
    let motifs = dossier::pourquoi(&writer, perimetre, id).await?;
    let motif = motifs.first().ok_or(Erreur::Introuvable)?;
    acces::record(&writer, perimetre, Some(id), "appel", motif.code()).await?;
    writer.commit().await?;

    let identite = &personne.identite;
    let prenom = identite.prenoms.first().map(|lu| francais::prenom(lu)).unwrap_or_default();
    let telephones: Vec<_> = coordonnees.iter().filter(|c| c.genre == GenreCoordonnee::Telephone).collect();
    let numeros = telephones
        .iter()
        .map(|telephone| {
            let proche = representants.iter().find(|proche| Some(proche.id) == telephone.representant);
            let de = proche.map_or_else(
                || prenom.clone(),
                |proche| format!("{} {}", proche.prenom.as_deref().unwrap_or_default(), proche.nom),
            );
            let mut numero = numero(telephone);
            numero.origine = ponctuer(&format!("{} ; {}", de.trim(), numero.origine));
            numero
        })
        .collect();
    let choix: Vec<Choice> = telephones
        .iter()
        .map(|telephone| Choice::new(telephone.id.to_string(), telephone.valeur.clone()))
        .collect();
    let (age, mineur) = age(identite.date_naissance, identite.sexe, perimetre.le());
    let ici = adresse(file, id);
    let version = i64::from(lu.etat.rang);
    let suite = suite.map(|(issue, numero)| {
        let mut form = PageSession::suite_form(&ici, version)
            .with("etape", "suite")
            .with("issue", issue.code())
            .cancel(ici.clone());
        if let Some(numero) = numero {
            form = form.with("numero", numero);
        }
        match refuse {
            Some(reponses) => form.after(reponses),
            None => form,
        }
    });
    let statut = if refuse.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = PageSession {
        layout: rendu::autour(app, qui, headers, ICI),
        avancement: avancement(rang, session.dossiers.len()),
        nom: format!("{prenom} {}", identite.nom_famille).trim().to_owned(),
        age,
        mineur,
        dossier: Link::new("Ouvrir le dossier", format!("/dossiers/{id}")),
        pourquoi: mots::pourquoi(&lu.etat, identite, perimetre.le(), &app.config().seuils),
        qui_repond: None,
        numeros,
        script: mots::script(perimetre, &prenom),
        issues: PageSession::issue_form(&ici, version, choix, mots::issues(identite.sexe)),
        suite,
        pause: Bouton::new("Faire une pause", format!("{ici}/pause")).weight(Weight::Tertiary),
        passer: Bouton::new("Passer au suivant sans appeler", format!("{ici}/passer"))
            .weight(Weight::Tertiary),
    };
    rendu::page_avec(statut, &page)
}

/// What came of the call. When something may follow, it is asked before anything is written.
pub(super) async fn noter(
    Visite { app, qui, headers }: Visite,
    Path((code, id)): Appel,
    mut saisie: Saisie,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let (file, session) = reconnaitre(&writer, perimetre, &code, id).await?;
    let Some((session, rang)) = session else { return Ok(Redirect::to(ICI).into_response()) };
    let numero = saisie.id("numero");
    let Some(issue) = saisie.choix("issue", IssueContact::de_code) else {
        drop(writer);
        return Err(Erreur::Demande("Choisissez ce que l’appel a donné.".to_owned()));
    };
    if demande_suite(issue) && saisie.texte("etape") != Some("suite") {
        let numero = numero.map(|numero| format!("&numero={numero}")).unwrap_or_default();
        let vers = format!("{}?issue={}{numero}", adresse(file, id), issue.code());
        return Ok(Redirect::to(&vers).into_response());
    }
    match ecrire(&app, &writer, perimetre, id, &mut saisie, issue).await? {
        Ok(ecrit) => {
            if let Some(numero) = numero {
                eprouver(&writer, perimetre, id, numero, issue).await?;
            }
            let vers = continuer(&app, &writer, perimetre, file, &session, rang + 1).await?;
            writer.commit().await?;
            let annonce = AppendHeaders([rendu::annoncer("tentative", id, ecrit)]);
            Ok((annonce, Redirect::to(&vers)).into_response())
        }
        Err(reponses) => {
            drop(writer);
            montrer(&app, &qui, &headers, (&code, id), Some((issue, numero)), Some(&reponses)).await
        }
    }
}

/// Writes the attempt, and the appointment if one was made; gives the rank of the attempt, or what is wrong in the form.
async fn ecrire(
    app: &App,
    writer: &Writer,
    perimetre: &Perimetre,
    id: Uuid,
    saisie: &mut Saisie,
    issue: IssueContact,
) -> Result<Result<u32, Answers>, Erreur> {
    let rappeler_le = saisie.jour("rappeler_le");
    let rendez_vous = match saisie.texte("rendez_vous") {
        Some(_) => saisie.moment_requis("rendez_vous"),
        None => None,
    };
    saisie.entre("rappeler_le", rappeler_le, &BornesJour::a_venir(perimetre.le(), RAPPEL));
    let le = rendez_vous.map(|le| le.date());
    saisie.entre("rendez_vous", le, &BornesJour::a_venir(perimetre.le(), RAPPEL));
    let lieu = match rendez_vous {
        Some(_) => saisie.requis("lieu", "Indiquez le lieu du rendez-vous."),
        None => String::new(),
    };
    if let Some(reponses) = saisie.en_erreur() {
        return Ok(Err(reponses));
    }
    let lu = dossier::lire(writer, perimetre, id).await?.ok_or(Erreur::Introuvable)?;
    let personne = jeune::find(writer, perimetre, lu.jeune).await?.ok_or(Erreur::Introuvable)?;
    let naissance = personne.identite.date_naissance;
    let seuils = &app.config().seuils;
    let tentative = Evenement::Tentative { canal: Canal::Telephone, issue, rappeler_le };
    let note = saisie.texte("note");
    let mut ecrit = dossier::inscrire(writer, perimetre, id, None, tentative, note, seuils).await;
    if let (Ok(_), Some(le)) = (&ecrit, rendez_vous) {
        let reorientation = lu.etat.entretien_reorientation_avant(naissance).is_some();
        let genre = if reorientation { GenreEntretien::Reorientation } else { GenreEntretien::Suivi };
        let mineur = naissance
            .and_then(|naissance| age_au(naissance, le.date()))
            .is_some_and(|age| age < AGE_MAJORITE);
        let rendez_vous =
            Evenement::EntretienPrevu { id: writer.new_id(), genre, le, lieu, representant: mineur };
        let second = dossier::inscrire(writer, perimetre, id, None, rendez_vous, None, seuils).await;
        ecrit = second.and(ecrit);
    }
    match ecrit {
        Ok(rang) => Ok(Ok(rang)),
        Err(StoreError::Refus(refus)) => {
            Ok(Err(saisie.reponses(Some(majuscule(&ponctuer(&format!("{refus}.")))))))
        }
        Err(error) => Err(error.into()),
    }
}

/// What the call says of the number that was dialled.
async fn eprouver(
    writer: &Writer,
    perimetre: &Perimetre,
    dossier: Uuid,
    numero: Uuid,
    issue: IssueContact,
) -> Result<(), Erreur> {
    let etat = match issue {
        IssueContact::JeuneJoint | IssueContact::FamilleJointe => EtatCoordonnee::Valide,
        IssueContact::MauvaisNumero => EtatCoordonnee::Faux,
        _ => return Ok(()),
    };
    let lu = dossier::lire(writer, perimetre, dossier).await?.ok_or(Erreur::Introuvable)?;
    let de = contact::correct(writer, perimetre, numero, etat).await?;
    // The number of somebody else: a form that was tampered with. The transaction is dropped with the error.
    if de == lu.jeune { Ok(()) } else { Err(Erreur::Introuvable) }
}

/// Moves on to the first of the queue, from this rank, who is still to be called; ends the session when there is none.
/// Gives where to go. What the transaction has just written is about an earlier dossier: the queue is read beside it.
pub(super) async fn continuer(
    app: &App,
    writer: &Writer,
    perimetre: &Perimetre,
    file: File,
    session: &SessionAppels,
    depuis: usize,
) -> Result<String, Erreur> {
    let restants = session.dossiers.get(depuis..).unwrap_or_default();
    let encore = file.parmi(app.store().read(), perimetre, Some(restants)).await?;
    let suivant = restants.iter().find(|id| encore.contains(id));
    if let Some((id, rang)) = suivant.and_then(|id| Some((*id, session.rang(*id)?))) {
        appels::avancer(writer, perimetre, file.code(), rang).await?;
        Ok(adresse(file, id))
    } else {
        appels::finir(writer, perimetre, file.code()).await?;
        Ok(format!("{ICI}?finie=oui"))
    }
}

/// The next, without having called.
pub(super) async fn passer(
    Visite { app, qui, .. }: Visite,
    Path((file, id)): Appel,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let (file, session) = reconnaitre(&writer, perimetre, &file, id).await?;
    let Some((session, rang)) = session else { return Ok(Redirect::to(ICI).into_response()) };
    let vers = continuer(&app, &writer, perimetre, file, &session, rang + 1).await?;
    writer.commit().await?;
    Ok(Redirect::to(&vers).into_response())
}

/// Leaves the session where it is: it waits, at this young person.
pub(super) async fn pause(
    Visite { app, qui, .. }: Visite,
    Path((file, id)): Appel,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let (file, session) = reconnaitre(&writer, perimetre, &file, id).await?;
    if let Some((_, rang)) = session {
        appels::avancer(&writer, perimetre, file.code(), rang).await?;
        writer.commit().await?;
    }
    Ok(Redirect::to(ICI).into_response())
}
