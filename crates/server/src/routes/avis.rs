//! What one is told by mail, and the address by which one's own calendar reads one's appointments: settings of the account.

use axum::response::{AppendHeaders, IntoResponse as _, Redirect, Response};
use raccroche_domain::{
    droits::{Action as Verbe, Agregat, Role, peut},
    francais::{date_longue, ponctuer},
};
use raccroche_pages::{
    components::{Action, Weight},
    connexion::{Abonnement, AdresseAgenda, Compte},
    form::{Choice, Form},
    layout::Link,
};
use raccroche_store::{
    agenda,
    avis::{self as choix, Frequence},
};
use uuid::Uuid;

use super::compte;
use crate::{
    auth::{jeton, session::Qui},
    avis,
    erreur::Erreur,
    etat::App,
    garde::{Acces, Route, acte},
    limites::Essai,
    rendu,
    saisie::Saisie,
    visite::Visite,
};

const COURRIEL: &str = "/compte/courriel";
const MAINTENANT: &str = "/compte/courriel/maintenant";
const AGENDA: &str = "/compte/agenda";
const FERMER: &str = "/compte/agenda/fermer";

pub(crate) fn routes() -> Vec<Route> {
    vec![
        acte(COURRIEL, Acces::Connecte, choisir),
        acte(MAINTENANT, Acces::Connecte, envoyer),
        acte(AGENDA, Acces::Connecte, ouvrir),
        acte(FERMER, Acces::Connecte, fermer),
    ]
}

/// How often, as the form says it.
const RYTHMES: [(&str, Frequence, &str); 3] = [
    ("aucune", Frequence::Aucune, "Jamais"),
    ("quotidienne", Frequence::Quotidienne, "Chaque matin, du lundi au vendredi"),
    ("hebdomadaire", Frequence::Hebdomadaire, "Une fois par semaine"),
];

/// What the page of the account offers.
pub(super) struct Reglages {
    pub(super) courriel: Option<Form>,
    pub(super) exemple: Option<Action>,
    pub(super) agenda: Option<Abonnement>,
}

/// Whether one of somebody's memberships lets this be read.
fn lit(qui: &Qui, agregat: Agregat) -> bool {
    let roles = qui.appartenances.iter().filter_map(|(tenue, _)| Role::de_code(&tenue.role));
    roles.into_iter().any(|role| peut(role, agregat, Verbe::Lire))
}

pub(super) async fn reglages(app: &App, qui: &Qui) -> Result<Reglages, Erreur> {
    let reader = app.store().read();
    let suit = lit(qui, Agregat::Dossier);
    let courriel = if suit {
        let garde = choix::preference(reader, qui.utilisateur.id).await?;
        let (frequence, jour) =
            garde.map_or((Frequence::Hebdomadaire, 1), |garde| (garde.frequence, garde.jour));
        let rythme = RYTHMES.iter().find(|(_, connue, _)| *connue == frequence).map_or("", |(code, ..)| code);
        let rythmes = RYTHMES.iter().map(|(code, _, libelle)| Choice::new(*code, *libelle)).collect();
        let jours = (1..).zip(avis::JOURS).map(|(rang, nom)| Choice::new(rang.to_string(), nom)).collect();
        Some(Compte::digest(COURRIEL, (rythmes, rythme), (jours, &jour.to_string())))
    } else {
        None
    };
    let agenda = if lit(qui, Agregat::Entretien) {
        let depuis = agenda::ouvert_le(reader, qui.utilisateur.id).await?;
        Some(match depuis {
            None => Abonnement {
                etat: "Aucune adresse n’est ouverte.".to_owned(),
                actions: vec![Action::new("Créer l’adresse", AGENDA)],
            },
            Some(le) => Abonnement {
                etat: format!(
                    "Une adresse est ouverte depuis le {}. Elle n’est montrée qu’à sa création.",
                    date_longue(app.horloge().local(le).date())
                ),
                actions: vec![
                    Action::new("Changer l’adresse", AGENDA),
                    Action::new("Fermer l’adresse", FERMER).weight(Weight::Tertiary),
                ],
            },
        })
    } else {
        None
    };
    Ok(Reglages {
        courriel,
        exemple: suit
            .then(|| Action::new("Recevoir le résumé maintenant", MAINTENANT).weight(Weight::Tertiary)),
        agenda,
    })
}

fn revenir(annonce: &str) -> Response {
    (AppendHeaders([rendu::annoncer(annonce, Uuid::nil(), 0)]), Redirect::to(compte::ICI)).into_response()
}

async fn choisir(Visite { app, qui, headers }: Visite, mut saisie: Saisie) -> Result<Response, Erreur> {
    let frequence =
        saisie.choix("rythme", |code| RYTHMES.iter().find(|(connu, ..)| *connu == code).map(|(_, f, _)| *f));
    let jour = saisie.choix("jour", |texte| texte.parse().ok().filter(|jour| (1..=7).contains(jour)));
    let (Some(frequence), Some(jour)) = (frequence, jour) else {
        return compte::montrer(&app, &qui, &headers, saisie.en_erreur().as_ref()).await;
    };
    let writer = app.store().write(app.horloge().maintenant()).await?;
    choix::choisir(&writer, qui.utilisateur.id, frequence, jour).await?;
    writer.commit().await?;
    Ok(revenir("avis_choisi"))
}

/// Sends the summary as it stands, to see what it says and that it arrives. It does not count as that of the day.
async fn envoyer(Visite { app, qui, headers }: Visite, saisie: Saisie) -> Result<Response, Erreur> {
    if !app.limites().admet(Essai::Export, &qui.utilisateur.courriel) {
        return Err(Erreur::TropDEssais);
    }
    let probleme = match avis::resume(&app, &qui.utilisateur).await? {
        None => "Il n’y a rien à signaler aujourd’hui : aucun résumé ne partirait.",
        Some(lettre) => {
            if app.poster(lettre).await.is_ok() {
                return Ok(revenir("resume_envoye"));
            }
            "Le courriel n’est pas parti : la messagerie ne répond pas. Vos résumés attendront qu’elle réponde."
        }
    };
    let mut reponses = saisie.reponses(Some(ponctuer(probleme)));
    // What is chosen stays as it is.
    if let Some(form) = reglages(&app, &qui).await?.courriel {
        let champs = form.fields.into_iter();
        reponses.values =
            champs.flat_map(|champ| champ.values.into_iter().map(move |v| (champ.name.clone(), v))).collect();
    }
    compte::montrer(&app, &qui, &headers, Some(&reponses)).await
}

/// Makes an address, in the place of the former one: it is shown on this page alone.
async fn ouvrir(Visite { app, qui, headers }: Visite) -> Result<Response, Erreur> {
    if !lit(&qui, Agregat::Entretien) {
        return Err(Erreur::Introuvable);
    }
    let jeton = jeton::nouveau().ok_or(Erreur::Interne)?;
    let writer = app.store().write(app.horloge().maintenant()).await?;
    agenda::ouvrir(&writer, qui.utilisateur.id, jeton.as_bytes()).await?;
    writer.commit().await?;
    rendu::page(&AdresseAgenda {
        layout: rendu::autour(&app, &qui, &headers, compte::ICI),
        adresse: format!("{}/agenda/{jeton}.ics", app.config().origine),
        suite: Link::new("J’ai copié l’adresse, revenir à mon compte", compte::ICI),
    })
}

async fn fermer(Visite { app, qui, .. }: Visite) -> Result<Response, Erreur> {
    let writer = app.store().write(app.horloge().maintenant()).await?;
    agenda::fermer(&writer, qui.utilisateur.id).await?;
    writer.commit().await?;
    Ok(revenir("agenda_ferme"))
}
