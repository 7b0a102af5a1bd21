//! Accepting an invitation: one's name, a password, and the account exists.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use raccroche_domain::{droits::Role, francais::date_longue};
use raccroche_pages::{
    components::Fact,
    form::{Field, Form, Kind},
    form_page::FormPage,
    layout::Link,
};
use raccroche_store::{
    StoreError,
    appartenance::{self, NouvelleAppartenance},
    invitation::{self, Invitation},
    organisation,
    utilisateur::{self, Empreinte, NouvelUtilisateur},
};

use crate::{
    appelant::Appelant,
    auth::{jeton::est_un_jeton, mot_de_passe},
    erreur::Erreur,
    etat::App,
    garde::{Acces, Route, acte, page},
    limites::Essai,
    rendu,
    saisie::Saisie,
};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        page("/invitation/{jeton}", Acces::Public, lire),
        acte("/invitation/{jeton}", Acces::Public, accepter),
    ]
}

/// Longest name that is kept.
const NOM: usize = 100;

async fn trouver(app: &App, appelant: &Appelant, jeton: &str) -> Result<Option<Invitation>, Erreur> {
    if !app.limites().admet(Essai::Lien, &appelant.0) {
        return Err(Erreur::TropDEssais);
    }
    if !est_un_jeton(jeton) {
        return Ok(None);
    }
    Ok(invitation::find(app.store().read(), jeton.as_bytes(), app.horloge().maintenant()).await?)
}

async fn formulaire(app: &App, invitation: &Invitation, jeton: &str) -> Result<FormPage, Erreur> {
    let noms = organisation::names(app.store().read(), [invitation.organisation]).await?;
    let nouveau =
        |nom: &str, label: &str| Field::new(Kind::Password, nom, label).autocomplete("new-password");
    Ok(FormPage {
        layout: rendu::autour_public(app),
        titre: "Bienvenue".to_owned(),
        texte: "Dites votre nom, choisissez un mot de passe : votre compte est prêt."
            .replace(" :", "\u{a0}:"),
        alert: None,
        form: Form::new("invitation", format!("/invitation/{jeton}"), "Créer mon compte")
            .field(Field::text("prenom", "Prénom").autocomplete("given-name"))
            .field(Field::text("nom", "Nom").autocomplete("family-name"))
            .field(nouveau("nouveau", "Mot de passe").hint(
                "Au moins douze caractères. Une phrase que vous retiendrez vaut mieux qu’un mot compliqué.",
            ))
            .field(nouveau("confirmation", "Le même, encore une fois"))
            .primary(),
        autres: Vec::new(),
        crumbs: Vec::new(),
        faits: vec![
            Fact::new("Identifiant", invitation.courriel.clone()),
            Fact::new("Rôle", Role::de_code(&invitation.role).map_or("", Role::libelle)),
            Fact::new("Organisation", noms.get(&invitation.organisation).cloned().unwrap_or_default()),
            Fact::new(
                "Invitation valable jusqu’au",
                date_longue(app.horloge().local(invitation.expire_le).date()),
            ),
        ],
    })
}

/// Used, expired or never one: the same page, which tells nothing apart.
fn perimee(app: &App) -> Result<Response, Erreur> {
    let page = raccroche_pages::erreur::Erreur {
        layout: rendu::autour_public(app),
        code: StatusCode::NOT_FOUND.as_u16(),
        titre: "Cette invitation ne sert plus".to_owned(),
        paragraphes: vec![
            "Elle a déjà servi, ou sa date est passée. Si vous avez créé votre compte, connectez-vous ; sinon, demandez une \
             nouvelle invitation à la personne qui vous l’a envoyée."
                .replace(" ;", "\u{202f};"),
        ],
        liens: vec![Link::new("Se connecter", "/connexion")],
        reference: None,
        conflit: None,
    };
    rendu::page_avec(StatusCode::NOT_FOUND, &page)
}

async fn lire(
    State(app): State<App>,
    appelant: Appelant,
    Path(jeton): Path<String>,
) -> Result<Response, Erreur> {
    match trouver(&app, &appelant, &jeton).await? {
        Some(trouvee) => rendu::page(&formulaire(&app, &trouvee, &jeton).await?),
        None => perimee(&app),
    }
}

async fn accepter(
    State(app): State<App>,
    appelant: Appelant,
    Path(jeton): Path<String>,
    mut saisie: Saisie,
) -> Result<Response, Erreur> {
    let Some(trouvee) = trouver(&app, &appelant, &jeton).await? else { return perimee(&app) };
    let prenom = saisie.requis("prenom", "Indiquez votre prénom.");
    let nom = saisie.requis("nom", "Indiquez votre nom.");
    for (champ, valeur) in [("prenom", &prenom), ("nom", &nom)] {
        if valeur.chars().count() > NOM {
            saisie.erreur(champ, "Ce nom est trop long (100 caractères au plus).");
        }
    }
    let nouveau = saisie.brut("nouveau").to_owned();
    if let Some(faiblesse) = mot_de_passe::faiblesse(&nouveau, &trouvee.courriel, &format!("{prenom} {nom}"))
    {
        saisie.erreur("nouveau", faiblesse);
    } else if nouveau != saisie.brut("confirmation") {
        saisie.erreur("confirmation", "Les deux saisies diffèrent.");
    }
    if let Some(reponses) = saisie.en_erreur() {
        let mut page = formulaire(&app, &trouvee, &jeton).await?;
        page.form = page.form.after(&reponses);
        return rendu::page_avec(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    let chaine = mot_de_passe::hacher(nouveau).await.ok_or(Erreur::Interne)?;
    let writer = app.store().write(app.horloge().maintenant()).await?;
    // Between the page and now it may have served: the first to come has it.
    let Some(acceptee) = invitation::consume(&writer, jeton.as_bytes()).await? else { return perimee(&app) };
    let compte = utilisateur::create(
        &writer,
        NouvelUtilisateur {
            courriel: acceptee.courriel,
            nom,
            prenom,
            mot_de_passe: Some(Empreinte(chaine)),
            doit_changer_mot_de_passe: false,
        },
    )
    .await;
    let compte = match compte {
        Ok(compte) => compte,
        // Invited twice and already in by the other invitation.
        Err(StoreError::Existe { .. }) => return perimee(&app),
        Err(error) => return Err(error.into()),
    };
    let nouvelle = NouvelleAppartenance {
        utilisateur: compte.id,
        organisation: acceptee.organisation,
        role: acceptee.role,
        du: app.horloge().aujourd_hui(),
        au: None,
    };
    appartenance::grant(&writer, nouvelle).await?;
    writer.commit().await?;
    Ok(Redirect::to("/connexion").into_response())
}
