//! One's tokens of the API: made with one's password, shown once, taken back at any time.

use axum::{
    extract::Path,
    http::{HeaderMap, StatusCode},
    response::{AppendHeaders, IntoResponse as _, Redirect, Response},
};
use chrono::TimeDelta;
use raccroche_domain::{
    EtendueJeton,
    droits::Role,
    francais::{date_longue, majuscule, ponctuer},
};
use raccroche_pages::{
    components::{Action, Badge, EmptyState, Tone},
    echanges::{JetonLigne, Jetons, SecretUneFois},
    form::{Answers, Choice},
    layout::Link,
};
use raccroche_store::{
    acces, appartenance,
    jeton_api::{self, JetonApi, NouveauJeton},
};
use uuid::Uuid;

use crate::{
    api::porte::PREFIXE,
    auth::{jeton, mot_de_passe, session::Qui},
    erreur::Erreur,
    etat::App,
    garde::{Acces, Route, acte, page},
    limites::Essai,
    rendu,
    saisie::Saisie,
    visite::Visite,
};

const ICI: &str = "/compte/jetons";
/// How long a token may serve, in days, and what is said of it.
const DUREES: [(i64, &str); 3] = [(30, "30 jours"), (90, "90 jours"), (365, "Un an")];
/// What is proposed first.
const DUREE: &str = "90";
/// Tokens that serve, at most, for one person: a program each, with some to spare.
const AU_PLUS: u64 = 20;
/// Longest name of a token, in characters.
const NOM: usize = 80;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        page(ICI, Acces::Connecte, afficher),
        acte(ICI, Acces::Connecte, creer),
        acte("/compte/jetons/{id}/revoquer", Acces::Connecte, revoquer),
    ]
}

async fn afficher(Visite { app, qui, headers }: Visite) -> Result<Response, Erreur> {
    montrer(&app, &qui, &headers, None).await
}

/// The list, with the form that was refused, if any; 422 then.
async fn montrer(
    app: &App,
    qui: &Qui,
    headers: &HeaderMap,
    refuse: Option<&Answers>,
) -> Result<Response, Erreur> {
    let reader = app.store().read();
    let maintenant = app.horloge().maintenant();
    let tenues = appartenance::all_of(reader, qui.utilisateur.id).await?;
    let au_nom_de = |jeton: &JetonApi| {
        let tenue = tenues.iter().find(|(tenue, _)| tenue.id == jeton.appartenance);
        tenue.map_or_else(String::new, |(tenue, organisation)| {
            let role = Role::de_code(&tenue.role).map_or("", Role::libelle);
            format!("{role}, {}", organisation.nom)
        })
    };
    let jour = app.horloge().aujourd_hui();
    let tient = |jeton: &JetonApi| {
        tenues.iter().any(|(tenue, _)| tenue.id == jeton.appartenance && tenue.is_valid_on(jour))
    };
    let mut jetons = jeton_api::lister(reader, qui.utilisateur.id).await?;
    jetons.sort_by_key(|jeton| !(jeton.sert(maintenant) && tient(jeton)));
    let lignes = jetons.iter().map(|jeton| {
        let etat = if jeton.revoque_le.is_some() {
            Badge::new("Révoqué", Tone::Neutral)
        } else if jeton.expire_le <= maintenant {
            Badge::new("Échu", Tone::Neutral)
        } else if tient(jeton) {
            Badge::new("Actif", Tone::Success)
        } else {
            Badge::new("Rôle terminé", Tone::Neutral)
        };
        let date = |le| date_longue(app.horloge().local(le).date());
        JetonLigne {
            nom: jeton.nom.clone(),
            etat,
            au_nom_de: au_nom_de(jeton),
            etendues: jeton.etendues().map(|etendue| etendue.code().to_owned()).collect(),
            dates: format!("créé le {}, valable jusqu’au {}", date(jeton.cree_le), date(jeton.expire_le)),
            usage: jeton.vu_le.map_or_else(
                || "jamais utilisé".to_owned(),
                |le| format!("utilisé pour la dernière fois le {}", date(le)),
            ),
            revoquer: jeton.sert(maintenant).then(|| Action {
                about: Some(ponctuer(&format!("le jeton « {} »", jeton.nom))),
                ..Action::new("Révoquer", format!("{ICI}/{}/revoquer", jeton.id))
            }),
        }
    });
    let page = Jetons {
        layout: rendu::autour(app, qui, headers, "/compte"),
        creer: tiroir(qui, refuse),
        jetons: lignes.collect(),
        vide: EmptyState {
            title: "Aucun jeton".to_owned(),
            text: "Un jeton permet à un logiciel d’agir en votre nom, dans les limites que vous fixez."
                .to_owned(),
            link: Some(Link::new("Ce que fait l’API", "/aide/api")),
        },
    };
    let statut = if refuse.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    rendu::page_avec(statut, &page)
}

/// The form, for a role to which the API gives something.
fn tiroir(qui: &Qui, refuse: Option<&Answers>) -> Option<raccroche_pages::form::Drawer> {
    let perimetre = qui.perimetre.as_ref()?;
    let etendues: Vec<Choice> = EtendueJeton::de_role(perimetre.role())
        .map(|etendue| Choice {
            hint: Some(etendue.code().to_owned()),
            ..Choice::new(etendue.code(), majuscule(etendue.libelle()))
        })
        .collect();
    if etendues.is_empty() {
        return None;
    }
    let durees = DUREES.iter().map(|(jours, mot)| Choice::new(jours.to_string(), *mot)).collect();
    let mut tiroir = Jetons::creation(ICI, etendues, durees, DUREE);
    tiroir.intro = Some(ponctuer(&format!(
        "Ce jeton agira dans votre rôle actuel : {}, {}.",
        perimetre.role().libelle(),
        perimetre.organisation().nom
    )));
    if let Some(reponses) = refuse {
        tiroir.form = tiroir.form.after(reponses);
    }
    Some(tiroir)
}

async fn creer(Visite { app, qui, headers }: Visite, mut saisie: Saisie) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let compte = &qui.utilisateur;
    let nom = saisie.requis("nom", "Donnez un nom à ce jeton.");
    if nom.chars().count() > NOM {
        saisie.erreur("nom", "Ce nom est trop long : 80 caractères au plus.");
    }
    let permises: Vec<EtendueJeton> = EtendueJeton::de_role(perimetre.role()).collect();
    let choisies: Vec<Option<EtendueJeton>> = saisie
        .plusieurs("etendues")
        .map(|code| EtendueJeton::de_code(code).filter(|etendue| permises.contains(etendue)))
        .collect();
    let etendues: Vec<EtendueJeton> =
        permises.iter().copied().filter(|etendue| choisies.contains(&Some(*etendue))).collect();
    if etendues.is_empty() || choisies.contains(&None) {
        saisie.erreur("etendues", "Cochez ce que le logiciel pourra faire.");
    }
    let duree = saisie.choix("duree", |code| {
        DUREES.iter().map(|(jours, _)| *jours).find(|jours| jours.to_string() == code)
    });
    let maintenant = app.horloge().maintenant();
    if jeton_api::compter(app.store().read(), compte.id, maintenant).await? >= AU_PLUS {
        saisie.erreur("nom", "Vous avez déjà vingt jetons : révoquez-en un d’abord.");
    }
    // A session left open is not enough to make what outlives it: the password is asked again, once all else is right.
    if saisie.en_erreur().is_none() {
        if !app.limites().admet(Essai::ConnexionCompte, &compte.courriel) {
            return Err(Erreur::TropDEssais);
        }
        let chaine = compte.mot_de_passe.as_ref().map(|empreinte| empreinte.0.clone());
        if !mot_de_passe::verifier(saisie.brut("actuel").to_owned(), chaine).await {
            saisie.erreur("actuel", "Ce n’est pas votre mot de passe.");
        }
    }
    let (Some(jours), None) = (duree, saisie.en_erreur()) else {
        return montrer(&app, &qui, &headers, Some(&saisie.reponses(None))).await;
    };
    let secret = jeton::nouveau().ok_or(Erreur::Interne)?;
    let codes: Vec<&str> = etendues.iter().map(|etendue| etendue.code()).collect();
    let trace = ponctuer(&format!("création d’un jeton de l’API : {}", codes.join(", ")));
    let nouveau = NouveauJeton {
        nom,
        etendues,
        second_facteur: qui.session.second_facteur,
        expire_le: maintenant + TimeDelta::days(jours),
    };
    let writer = app.store().write(maintenant).await?;
    jeton_api::creer(&writer, perimetre, secret.as_bytes(), nouveau).await?;
    acces::record(&writer, perimetre, None, "jeton", &trace).await?;
    writer.commit().await?;
    rendu::page(&SecretUneFois {
        layout: rendu::autour(&app, &qui, &headers, "/compte"),
        titre: "Votre jeton".to_owned(),
        texte: ponctuer(
            "Copiez-le maintenant dans le logiciel qui s’en servira : il ne sera plus jamais affiché.",
        ),
        secret: format!("{PREFIXE}{secret}"),
        suite: Link::new("J’ai copié le jeton", ICI),
        crumbs: vec![Link::new("Mon compte", "/compte"), Link::new("Jetons de l’API", ICI)],
    })
}

async fn revoquer(Visite { app, qui, .. }: Visite, Path(id): Path<Uuid>) -> Result<Response, Erreur> {
    let writer = app.store().write(app.horloge().maintenant()).await?;
    // Among one's own alone: the number of another's token leads nowhere.
    jeton_api::revoquer(&writer, qui.utilisateur.id, id).await?;
    if let Some(perimetre) = &qui.perimetre {
        acces::record(&writer, perimetre, None, "jeton", "révocation d’un jeton de l’API").await?;
    }
    writer.commit().await?;
    let annonce = rendu::annoncer("jeton_revoque", Uuid::nil(), 0);
    Ok((AppendHeaders([annonce]), Redirect::to(ICI)).into_response())
}
