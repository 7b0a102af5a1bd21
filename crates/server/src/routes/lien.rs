//! The page behind a signed link: the young person answers in a few words, without an account.
//!
//! Whoever holds the link learns a first name and who writes, nothing else; whoever tries tokens learns nothing at all. The
//! answer serves once; it is an entry of the journal and a task for who answers for the dossier. A page that is merely
//! opened, by a mail program that looks at links for instance, writes nothing.

use axum::{
    extract::{Path, Query, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse as _, Redirect, Response},
};
use chrono::{Days, NaiveDate};
use raccroche_domain::{
    francais::ponctuer,
    suivi::{Evenement, GenreTache, ReponseJeune},
};
use raccroche_pages::{
    Template,
    form::Form,
    jeune::{Adresse, Jeune, JeuneMessage, JeuneSuite, LayoutJeune},
    layout::Brand,
};
use raccroche_store::{
    Auteur, dossier,
    lien::{self, Etat, Ouvert},
};
use serde::Deserialize;

use crate::{
    appelant::Appelant,
    auth::jeton::lire_court,
    erreur::Erreur,
    etat::App,
    garde::{Acces, Route, acte, page as route},
    limites::Essai,
    rendu::jour_en_mots,
    saisie::Saisie,
};

/// A recall is asked for within that many days.
const RAPPEL: u64 = 60;
/// Longest text of one answer, in characters.
const MOTS: usize = 1_000;

pub(crate) fn routes() -> Vec<Route> {
    vec![route("/r/{jeton}", Acces::Public, lire), acte("/r/{jeton}", Acces::Public, repondre)]
}

#[derive(Debug, Default, Deserialize)]
struct Demande {
    reponse: Option<String>,
    vous: Option<String>,
}

/// The codes of the page, and what they mean in the journal.
const REPONSES: [(&str, ReponseJeune); 6] = [
    ("formation", ReponseJeune::EnFormation),
    ("rappel", ReponseJeune::Rappel),
    ("aide", ReponseJeune::Aide),
    ("autre", ReponseJeune::Autre),
    ("pas_moi", ReponseJeune::PasMoi),
    ("stop", ReponseJeune::PlusDeContact),
];

fn reponse_de_code(code: &str) -> Option<(&'static str, ReponseJeune)> {
    REPONSES.into_iter().find(|(connu, _)| *connu == code)
}

/// Tu or vous, and the words that follow from it.
fn dire(adresse: Adresse, tu: &str, vous: &str) -> String {
    ponctuer(match adresse {
        Adresse::Tu => tu,
        Adresse::Vous => vous,
    })
}

fn adresse(vous: Option<&str>) -> Adresse {
    if vous == Some("oui") { Adresse::Vous } else { Adresse::Tu }
}

/// The phone as a telephone dials it.
pub(crate) fn a_composer(telephone: &str) -> String {
    let chiffres: String = telephone.chars().filter(char::is_ascii_digit).collect();
    match chiffres.strip_prefix('0') {
        Some(national) if chiffres.len() == 10 => format!("tel:+33{national}"),
        _ => format!("tel:{chiffres}"),
    }
}

/// What stands around. `ouvert` is missing when the token leads nowhere: nothing is then said that a link could have told.
fn autour(
    app: &App,
    adresse: Adresse,
    jeton: &str,
    reponse: Option<&str>,
    ouvert: Option<&Ouvert>,
) -> LayoutJeune {
    let marque = &app.config().marque;
    let telephone = marque.telephone.clone().unwrap_or_default();
    let mut paires = Vec::new();
    paires.extend(reponse.map(|reponse| ("reponse", reponse)));
    if adresse == Adresse::Tu {
        paires.push(("vous", "oui"));
    }
    let question = serde_urlencoded::to_string(paires).unwrap_or_default();
    LayoutJeune {
        brand: Brand { service: marque.nom.clone(), operator: marque.entite.clone(), ..Brand::default() },
        adresse,
        autre_adresse: format!("/r/{jeton}{}{question}", if question.is_empty() { "" } else { "?" }),
        qui_ecrit: ouvert.map_or_else(|| marque.entite.clone(), |ouvert| ouvert.qui_ecrit.clone()),
        telephone_href: a_composer(&telephone),
        telephone,
        pourquoi: dire(
            adresse,
            "La loi demande aux établissements de prévenir quand un jeune part sans diplôme, pour qu’on l’aide s’il le \
             souhaite (article L313-7 du code de l’éducation). C’est ainsi que nous avons tes coordonnées.",
            "La loi demande aux établissements de prévenir quand un jeune part sans diplôme, pour qu’on l’aide s’il le \
             souhaite (article L313-7 du code de l’éducation). C’est ainsi que nous avons vos coordonnées.",
        ),
    }
}

/// A page without a cookie, whose address is told to nobody.
fn page<T: Template>(statut: StatusCode, page: &T) -> Result<Response, Erreur> {
    let html = page.render().map_err(|error| {
        tracing::error!(%error, "template");
        Erreur::Interne
    })?;
    let entetes = [
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex, nofollow")),
    ];
    Ok((statut, entetes, Html(html)).into_response())
}

/// What the token leads to, or the page that says that it leads nowhere.
async fn trouver(
    app: &App,
    appelant: &Appelant,
    jeton: &str,
    adresse: Adresse,
) -> Result<Result<Ouvert, Response>, Erreur> {
    if !app.limites().admet(Essai::Lien, &appelant.0) {
        return Err(Erreur::TropDEssais);
    }
    let maintenant = app.horloge().maintenant();
    let lu = lire_court(jeton);
    let etat = match &lu {
        Some(lu) => lien::trouver(app.store().read(), lu.as_bytes(), maintenant).await?,
        None => Etat::Absent,
    };
    // What cannot be a token is not written back into the page.
    let autour = || autour(app, adresse, if lu.is_some() { jeton } else { "" }, None, None);
    Ok(match etat {
        Etat::Ouvert(ouvert) => Ok(ouvert),
        Etat::Utilise => Err(page(StatusCode::GONE, &JeuneMessage::deja(autour()))?),
        Etat::Absent => Err(page(StatusCode::NOT_FOUND, &JeuneMessage::expire(autour()))?),
    })
}

async fn lire(
    State(app): State<App>,
    appelant: Appelant,
    Path(jeton): Path<String>,
    Query(demande): Query<Demande>,
) -> Result<Response, Erreur> {
    let adresse = adresse(demande.vous.as_deref());
    let ouvert = match trouver(&app, &appelant, &jeton, adresse).await? {
        Ok(ouvert) => ouvert,
        Err(page) => return Ok(page),
    };
    if let Some((code, _)) = demande.reponse.as_deref().and_then(reponse_de_code) {
        return page(StatusCode::OK, &suite(&app, adresse, &jeton, code, &ouvert));
    }
    let (reponses, stop, pas_moi) = Jeune::reponses(adresse);
    page(
        StatusCode::OK,
        &Jeune {
            layout: autour(&app, adresse, &jeton, None, Some(&ouvert)),
            prenom: ouvert.prenom,
            // Nothing that tells since when, or from where.
            depuis: "depuis un moment".to_owned(),
            action: format!("/r/{jeton}"),
            reponses,
            stop,
            pas_moi,
        },
    )
}

/// The one or two questions after an answer.
fn suite(app: &App, adresse: Adresse, jeton: &str, code: &str, ouvert: &Ouvert) -> JeuneSuite {
    let (titre, texte) = match code {
        "formation" => (
            dire(adresse, "Tu es déjà en formation", "Vous êtes déjà en formation"),
            dire(
                adresse,
                "Dis-nous où : on arrêtera de te chercher.",
                "Dites-nous où : nous arrêterons de vous chercher.",
            ),
        ),
        "rappel" => (
            dire(adresse, "On te rappelle", "On vous rappelle"),
            dire(adresse, "Choisis un jour et un moment.", "Choisissez un jour et un moment."),
        ),
        "aide" => (
            dire(adresse, "Tu as besoin d’aide", "Vous avez besoin d’aide"),
            dire(
                adresse,
                "Envoie ta réponse : quelqu’un te contacte vite.",
                "Envoyez votre réponse : quelqu’un vous contacte vite.",
            ),
        ),
        "autre" => (
            dire(adresse, "Tu fais autre chose", "Vous faites autre chose"),
            dire(
                adresse,
                "C’est bien de nous le dire. Si tu veux, explique en deux mots.",
                "C’est bien de nous le dire. Si vous voulez, expliquez en deux mots.",
            ),
        ),
        "stop" => (
            "Ne plus être contacté".to_owned(),
            dire(
                adresse,
                "On ne t’écrira plus et on ne t’appellera plus. Tu pourras toujours revenir vers nous.",
                "Nous ne vous écrirons plus et ne vous appellerons plus. Vous pourrez toujours revenir vers nous.",
            ),
        ),
        _ => (
            "Ce n’est pas moi".to_owned(),
            dire(
                adresse,
                "Merci de nous prévenir : nous corrigerons nos coordonnées.",
                "Merci de nous prévenir : nous corrigerons nos coordonnées.",
            ),
        ),
    };
    let vous = if adresse == Adresse::Vous { "?vous=oui" } else { "" };
    let mut form: Form = JeuneSuite::form(&format!("/r/{jeton}"), code, adresse);
    if adresse == Adresse::Vous {
        form = form.with("vous", "oui");
    }
    JeuneSuite {
        layout: autour(app, adresse, jeton, Some(code), Some(ouvert)),
        titre,
        texte,
        form,
        retour: format!("/r/{jeton}{vous}"),
    }
}

/// What was answered: the entry, the day by which it is to be handled, the young person's own words.
#[derive(Debug, PartialEq, Eq)]
struct Reponse {
    choix: ReponseJeune,
    rappeler_le: Option<NaiveDate>,
    pour_le: NaiveDate,
    mots: Option<String>,
}

const MOMENTS: [(&str, &str); 4] =
    [("matin", "le matin"), ("midi", "le midi"), ("apres_midi", "l’après-midi"), ("soir", "après 17 h")];

/// Reads the answer; what is wrong is noted in the form.
fn comprendre(
    saisie: &mut Saisie,
    adresse: Adresse,
    reponse: ReponseJeune,
    aujourd_hui: NaiveDate,
) -> Reponse {
    let dans = |jours: u64| aujourd_hui.checked_add_days(Days::new(jours)).unwrap_or(aujourd_hui);
    let mut mots = Vec::new();
    let mut dit = |mot: &str, valeur: Option<&str>| {
        mots.extend(
            valeur.map(|valeur| format!("{mot} : {}", valeur.chars().take(MOTS).collect::<String>())),
        );
    };
    let (mut rappeler_le, mut pour_le) = (None, dans(1));
    match reponse {
        ReponseJeune::EnFormation => {
            let phrase = dire(
                adresse,
                "Écris le nom de l’endroit et la ville.",
                "Écrivez le nom de l’endroit et la ville.",
            );
            saisie.requis("ou", &phrase);
            dit("Où", saisie.texte("ou"));
            dit("Depuis", saisie.texte("depuis"));
        }
        ReponseJeune::Rappel => {
            let moment = saisie.texte("moment").and_then(|code| MOMENTS.into_iter().find(|m| m.0 == code));
            if saisie.texte("jour").is_none() {
                saisie.erreur("jour", &dire(adresse, "Choisis un jour.", "Choisissez un jour."));
            }
            rappeler_le = saisie.jour("jour");
            if rappeler_le.is_some_and(|jour| jour < aujourd_hui) {
                saisie.erreur("jour", "Ce jour est déjà passé.");
            } else if rappeler_le.is_some_and(|jour| jour > dans(RAPPEL)) {
                let phrase = dire(
                    adresse,
                    "C’est loin : choisis un jour dans les deux mois.",
                    "C’est loin : choisissez un jour dans les deux mois.",
                );
                saisie.erreur("jour", &phrase);
            }
            if moment.is_none() {
                saisie.erreur("moment", &dire(adresse, "Choisis un moment.", "Choisissez un moment."));
            }
            dit("Moment", moment.map(|(_, mot)| mot));
            dit("Numéro", saisie.texte("telephone"));
            pour_le = rappeler_le.unwrap_or(pour_le);
        }
        ReponseJeune::Aide | ReponseJeune::Autre => dit("Message", saisie.texte("message")),
        ReponseJeune::PasMoi | ReponseJeune::PlusDeContact => {}
    }
    let mots = (!mots.is_empty()).then(|| ponctuer(&mots.join("\n")));
    Reponse { choix: reponse, rappeler_le, pour_le, mots }
}

async fn repondre(
    State(app): State<App>,
    appelant: Appelant,
    Path(jeton): Path<String>,
    mut saisie: Saisie,
) -> Result<Response, Erreur> {
    let adresse = adresse(saisie.texte("vous"));
    let ouvert = match trouver(&app, &appelant, &jeton, adresse).await? {
        Ok(ouvert) => ouvert,
        Err(page) => return Ok(page),
    };
    let Some((code, reponse)) = saisie.texte("reponse").and_then(reponse_de_code) else {
        // Nothing chosen: back to the answers.
        return Ok(Redirect::to(&format!("/r/{jeton}")).into_response());
    };
    let aujourd_hui = app.horloge().aujourd_hui();
    let lue = comprendre(&mut saisie, adresse, reponse, aujourd_hui);
    if let Some(reponses) = saisie.en_erreur() {
        let mut retour = suite(&app, adresse, &jeton, code, &ouvert);
        retour.form = retour.form.after(&reponses);
        return page(StatusCode::UNPROCESSABLE_ENTITY, &retour);
    }
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let lu = lire_court(&jeton).ok_or(Erreur::Introuvable)?;
    if !lien::utiliser(&writer, lu.as_bytes()).await? {
        let layout = autour(&app, adresse, &jeton, None, None);
        return page(StatusCode::GONE, &JeuneMessage::deja(layout));
    }
    let seuils = &app.config().seuils;
    let evenement = Evenement::ReponseRecue { reponse: lue.choix, rappeler_le: lue.rappeler_le };
    let mots = lue.mots.as_deref();
    dossier::inscrire_du_jeune(&writer, aujourd_hui, ouvert.dossier, evenement, mots, seuils).await?;
    let tache =
        Evenement::TacheAjoutee { id: writer.new_id(), genre: GenreTache::Reponse, pour_le: lue.pour_le };
    let service = Auteur::sans_compte(app.config().marque.nom.clone());
    dossier::inscrire_du_systeme(&writer, &service, aujourd_hui, ouvert.dossier, tache, seuils).await?;
    writer.commit().await?;
    let layout = autour(&app, adresse, &jeton, None, Some(&ouvert));
    let apres = apres(adresse, &lue, saisie.texte("moment"), aujourd_hui);
    page(StatusCode::OK, &JeuneMessage::merci(layout, &ouvert.prenom, &apres))
}

/// What happens now.
fn apres(adresse: Adresse, lue: &Reponse, moment: Option<&str>, aujourd_hui: NaiveDate) -> String {
    match lue.choix {
        ReponseJeune::EnFormation => dire(
            adresse,
            "C’est noté. On vérifie, et on arrête de te chercher. Bonne continuation !",
            "C’est noté. Nous vérifions, et nous arrêtons de vous chercher. Bonne continuation !",
        ),
        ReponseJeune::Rappel => {
            let jour = lue.rappeler_le.map(|jour| jour_en_mots(jour, aujourd_hui)).unwrap_or_default();
            let moment =
                MOMENTS.into_iter().find(|(code, _)| Some(*code) == moment).map_or("", |(_, mot)| mot);
            dire(
                adresse,
                &format!("C’est noté : on t’appelle {jour}, {moment}."),
                &format!("C’est noté : nous vous appelons {jour}, {moment}."),
            )
        }
        ReponseJeune::Aide => dire(
            adresse,
            "C’est noté. Quelqu’un te contacte dans les jours qui viennent.",
            "C’est noté. Quelqu’un vous contacte dans les jours qui viennent.",
        ),
        ReponseJeune::Autre => dire(
            adresse,
            "C’est noté. Si un jour tu as envie de reprendre une formation, on est là.",
            "C’est noté. Si un jour vous souhaitez reprendre une formation, nous sommes là.",
        ),
        ReponseJeune::PasMoi => {
            ponctuer("C’est noté : nous corrigeons nos coordonnées. Excusez-nous du dérangement.")
        }
        ReponseJeune::PlusDeContact => dire(
            adresse,
            "C’est noté : on ne t’écrira plus. Si tu changes d’avis, tu peux toujours revenir vers nous.",
            "C’est noté : nous ne vous écrirons plus. Si vous changez d’avis, vous pouvez toujours revenir vers nous.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_is_dialled_from_anywhere() {
        for (lu, compose) in [
            ("05 56 00 00 00", "tel:+33556000000"),
            ("3939", "tel:3939"),
            ("+33 5 56 00 00 00", "tel:33556000000"),
        ] {
            assert_eq!(a_composer(lu), compose);
        }
    }

    #[test]
    fn every_answer_of_the_page_has_its_meaning() {
        let (grandes, stop, pas_moi) = Jeune::reponses(Adresse::Tu);
        for reponse in grandes.iter().chain([&stop, &pas_moi]) {
            assert!(reponse_de_code(&reponse.code).is_some(), "{}", reponse.code);
        }
        assert_eq!(grandes.len() + 2, REPONSES.len());
    }
}
