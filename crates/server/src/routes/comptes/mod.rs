//! Accounts, as an administrator sees them: who is in, in which roles, from when to when.
//!
//! Who manages accounts sees no young person: dossiers appear here as counts, never as names. What is done to an account is
//! written in the access log, which the DPO reads.

mod depart;
mod inviter;
mod lister;
mod voir;

use raccroche_domain::droits::{Action, Agregat, Role};
use raccroche_pages::form::Choice;
use raccroche_store::{
    Perimetre, Writer, acces,
    organisation::{self, GenreOrganisation, Organisation},
};

use crate::{
    erreur::Erreur,
    etat::App,
    garde::{Acces, Route, acte, page},
    saisie::Saisie,
};

pub(crate) const ICI: &str = "/comptes";

pub(crate) fn routes() -> Vec<Route> {
    let lire = Acces::Droit(Agregat::Compte, Action::Lire);
    let ecrire = Acces::Droit(Agregat::Compte, Action::Ecrire);
    vec![
        page(ICI, lire, lister::lister),
        acte("/comptes/invitations", ecrire, inviter::inviter),
        page("/comptes/invitations/{empreinte}", lire, inviter::voir),
        acte("/comptes/invitations/{empreinte}/retirer", ecrire, inviter::retirer),
        acte("/comptes/invitations/{empreinte}/renvoyer", ecrire, inviter::renvoyer),
        page("/comptes/{id}", lire, voir::voir),
        acte("/comptes/{id}/roles", ecrire, voir::donner_role),
        acte("/comptes/{id}/roles/{role}/terminer", ecrire, voir::terminer_role),
        acte("/comptes/{id}/second-facteur", ecrire, voir::oublier_second_facteur),
        acte("/comptes/{id}/sessions", ecrire, voir::fermer_sessions),
        acte("/comptes/{id}/fermer", ecrire, voir::fermer),
        acte("/comptes/{id}/rouvrir", ecrire, voir::rouvrir),
        page("/comptes/{id}/depart", ecrire, depart::preparer),
        acte("/comptes/{id}/depart", ecrire, depart::enregistrer),
    ]
}

/// Roles, for a list to choose from.
fn roles() -> Vec<Choice> {
    Role::TOUS.iter().map(|role| Choice::new(role.code(), role.libelle())).collect()
}

/// Kinds of organisations, in the order of the list, with what is said of each.
const GENRES: [(GenreOrganisation, &str); 7] = [
    (GenreOrganisation::Academie, "académie"),
    (GenreOrganisation::Dsden, "DSDEN"),
    (GenreOrganisation::Psad, "PSAD"),
    (GenreOrganisation::MissionLocale, "mission locale"),
    (GenreOrganisation::Cio, "CIO"),
    (GenreOrganisation::Zap, "ZAP"),
    (GenreOrganisation::Etablissement, "établissement"),
];

/// Organisations, for a list to choose from.
pub(crate) async fn organisations(app: &App) -> Result<Vec<Choice>, Erreur> {
    let mut choix = Vec::new();
    for (genre, mot) in GENRES {
        let lues = organisation::list(app.store().read(), genre).await?;
        choix.extend(lues.into_iter().map(|o| Choice::new(o.id.to_string(), format!("{} ({mot})", o.nom))));
    }
    Ok(choix)
}

/// The role and the organisation chosen in a form, when one can be held in the other.
async fn role_et_organisation(
    app: &App,
    saisie: &mut Saisie,
) -> Result<Option<(Role, Organisation)>, Erreur> {
    let role = saisie.choix("role", Role::de_code);
    let lue = match saisie.id("organisation") {
        Some(id) => organisation::find(app.store().read(), id).await?,
        None => None,
    };
    if lue.is_none() {
        saisie.erreur("organisation", "Choisissez une organisation dans la liste.");
    }
    let Some((role, lue)) = role.zip(lue) else { return Ok(None) };
    if !role.organisations().iter().any(|genre| GenreOrganisation::from(*genre) == lue.genre) {
        let genres: Vec<&str> = role.organisations().iter().map(|genre| genre.libelle()).collect();
        let phrase = format!("Le rôle « {} » s’exerce dans : {}.", role.libelle(), genres.join(", "));
        saisie.erreur("organisation", &raccroche_domain::francais::ponctuer(&phrase));
        return Ok(None);
    }
    Ok(Some((role, lue)))
}

/// Writes in the access log what was done to an account.
async fn consigner(writer: &Writer, perimetre: &Perimetre, quoi: &str) -> Result<(), Erreur> {
    Ok(acces::record(writer, perimetre, None, "compte", quoi).await?)
}
