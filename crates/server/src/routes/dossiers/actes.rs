//! What forms write in a journal: read the fields, make the entry, write it, come back to the dossier.
//!
//! What is wrong in the form, and what the rules refuse, comes back in the form itself with what was typed.

use axum::{
    extract::Path,
    http::HeaderMap,
    response::{AppendHeaders, IntoResponse as _, Redirect, Response},
};
use raccroche_domain::{
    droits::{GenreOrganisation, Role},
    francais::{majuscule, ponctuer},
    suivi::{
        Canal, Conclusion, EtapeObligation, EtatVerification, Evenement, FinSolution, GenreEntretien,
        GenreTache, IssueContact, IssueEntretien, MotifCloture, MotifConvocation, MotifRelais,
        NatureSolution, Responsable, Structure,
    },
};
use raccroche_store::{StoreError, Writer, appartenance, contact, dossier, organisation};
use uuid::Uuid;

use super::voir;
use crate::{auth::session::Qui, erreur::Erreur, etat::App, rendu, saisie::Saisie, visite::Visite};

/// A dossier, and what in it is acted upon.
type Objet = Path<(Uuid, Uuid)>;

/// What a request brings to an act.
pub(super) struct Acte<'a> {
    app: &'a App,
    qui: &'a Qui,
    headers: &'a HeaderMap,
    id: Uuid,
    /// End of the form's address: how the page finds the form again.
    formulaire: String,
}

impl Acte<'_> {
    /// Writes the entry that `preparer` makes of the form; comes back to the dossier, or shows the form again.
    async fn ecrire(
        self,
        mut saisie: Saisie,
        champ_note: Option<&str>,
        preparer: impl AsyncFnOnce(&mut Saisie, &Writer) -> Result<Option<Evenement>, Erreur>,
    ) -> Result<Response, Erreur> {
        let perimetre = self.qui.perimetre()?;
        let writer = self.app.store().write(self.app.horloge().maintenant()).await?;
        let evenement = preparer(&mut saisie, &writer).await?;
        let (Some(evenement), None) = (evenement, saisie.en_erreur()) else {
            drop(writer);
            return self.montrer(&saisie, None).await;
        };
        let genre = evenement.genre();
        let note = champ_note.and_then(|champ| saisie.texte(champ));
        let seuils = &self.app.config().seuils;
        match dossier::inscrire(&writer, perimetre, self.id, saisie.version(), evenement, note, seuils).await
        {
            Ok(rang) => {
                writer.commit().await?;
                Ok(self.revenir(genre, rang))
            }
            Err(StoreError::Refus(refus)) => {
                drop(writer);
                self.montrer(&saisie, Some(majuscule(&ponctuer(&format!("{refus}."))))).await
            }
            Err(error) => Err(error.into()),
        }
    }

    fn revenir(&self, genre: &str, rang: u32) -> Response {
        let vers = format!("/dossiers/{}", self.id);
        (AppendHeaders([rendu::annoncer(genre, self.id, rang)]), Redirect::to(&vers)).into_response()
    }

    async fn montrer(&self, saisie: &Saisie, probleme: Option<String>) -> Result<Response, Erreur> {
        let refuse = (self.formulaire.clone(), saisie.reponses(probleme));
        voir::montrer(self.app, self.qui, self.headers, self.id, None, Some(&refuse)).await
    }
}

/// An act on a dossier: one handler a form.
macro_rules! acte {
    ($(#[$doc:meta])* $nom:ident, $formulaire:expr, $note:expr, |$saisie:ident, $acte:ident, $writer:ident| $corps:expr) => {
        $(#[$doc])*
        pub(super) async fn $nom(
            Visite { app, qui, headers }: Visite,
            Path(id): Path<Uuid>,
            saisie: Saisie,
        ) -> Result<Response, Erreur> {
            let formulaire = String::from($formulaire);
            let acte = Acte { app: &app, qui: &qui, headers: &headers, id, formulaire };
            acte.ecrire(saisie, $note, async |$saisie, $writer| {
                let $acte = (&app, &qui);
                let _ = (&$acte, &$writer);
                $corps
            })
            .await
        }
    };
}

acte!(contact, "/contacts", Some("note"), |saisie, acte, writer| {
    let canal = saisie.choix("canal", Canal::de_code);
    let issue = saisie.choix("issue", IssueContact::de_code);
    let rappeler_le = saisie.jour("rappeler_le");
    Ok(canal.zip(issue).map(|(canal, issue)| Evenement::Tentative { canal, issue, rappeler_le }))
});

acte!(entretien, "/entretiens", Some("note"), |saisie, acte, writer| {
    let genre = saisie.choix("nature", GenreEntretien::de_code);
    let le = saisie.moment_requis("debut");
    let lieu = saisie.requis("lieu", "Indiquez le lieu.");
    let representant = saisie.plusieurs("invites").any(|invite| invite == "representant");
    let id = writer.new_id();
    Ok(genre.zip(le).map(|(genre, le)| Evenement::EntretienPrevu { id, genre, le, lieu, representant }))
});

acte!(solution, "/solutions", None, |saisie, acte, writer| {
    let nature = saisie.choix("nature", NatureSolution::de_code);
    let structure = saisie.requis("structure", "Indiquez l’établissement, l’organisme ou l’employeur.");
    let debut = saisie.jour_requis("debut");
    let fin_prevue = saisie.jour("fin");
    let id = writer.new_id();
    let ouverte = |(nature, debut)| Evenement::SolutionOuverte { id, nature, structure, debut, fin_prevue };
    Ok(nature.zip(debut).map(ouverte))
});

acte!(note, "/notes", Some("note"), |saisie, acte, writer| {
    saisie.requis("note", "Écrivez la note.");
    Ok(Some(Evenement::Note))
});

acte!(tache, "/taches", None, |saisie, acte, writer| {
    let genre = saisie.choix("texte", GenreTache::de_code);
    let pour_le = saisie.jour_requis("echeance");
    let id = writer.new_id();
    Ok(genre.zip(pour_le).map(|(genre, pour_le)| Evenement::TacheAjoutee { id, genre, pour_le }))
});

acte!(relais, "/relais", Some("message"), |saisie, acte, writer| {
    let motif = saisie.choix("motif", MotifRelais::de_code);
    let vers = match saisie.id("destinataire") {
        Some(id) => organisation::find(writer, id).await?,
        None => None,
    };
    if vers.is_none() {
        saisie.erreur("destinataire", "Choisissez la structure à qui passer le relais.");
    }
    let id = writer.new_id();
    Ok(motif.zip(vers).map(|(motif, vers)| Evenement::RelaisPropose {
        id,
        vers: Structure { id: vers.id, nom: vers.nom },
        motif,
    }))
});

acte!(responsable, "/responsable", None, |saisie, acte, writer| {
    let (app, qui) = acte;
    let perimetre = qui.perimetre()?;
    let membres =
        appartenance::members(writer, perimetre.organisation().id, app.horloge().aujourd_hui()).await?;
    let choisi = saisie.id("agent").and_then(|id| membres.iter().find(|(_, membre)| membre.id == id));
    if choisi.is_none() {
        saisie.erreur("agent", "Choisissez un collègue de votre structure.");
    }
    let structure = Structure { id: perimetre.organisation().id, nom: perimetre.organisation().nom.clone() };
    Ok(choisi.map(|(_, membre)| Evenement::ResponsableDesigne {
        responsable: Responsable {
            structure,
            agent: Some(Structure { id: membre.id, nom: format!("{} {}", membre.prenom, membre.nom) }),
        },
    }))
});

acte!(verification, "/verification", None, |saisie, acte, writer| {
    let etat = saisie.choix("etat", EtatVerification::de_code);
    let ou = saisie.texte("ou").map(str::to_owned);
    let depuis = saisie.jour("depuis");
    Ok(etat.map(|etat| Evenement::Verifie { etat, ou, depuis }))
});

acte!(obligation, "/obligation", None, |saisie, acte, writer| {
    let etape = saisie.choix("etape", EtapeObligation::de_code);
    let le = saisie.jour_requis("date");
    let motif = saisie.texte("motif").and_then(MotifConvocation::de_code);
    let jusqu_au = saisie.jour("jusqu_au");
    Ok(etape.zip(le).map(|(etape, le)| Evenement::Obligation { etape, le, motif, jusqu_au }))
});

acte!(cloture, "/cloture", Some("note"), |saisie, acte, writer| {
    let motif = saisie.choix("motif", MotifCloture::de_code);
    Ok(motif.map(|motif| Evenement::Clos { motif, avec: None }))
});

acte!(rouvrir, "/rouvrir", None, |_saisie, acte, writer| Ok(Some(Evenement::Rouvert)));

pub(super) async fn issue_entretien(
    Visite { app, qui, headers }: Visite,
    Path((id, objet)): Objet,
    saisie: Saisie,
) -> Result<Response, Erreur> {
    let acte = Acte {
        app: &app,
        qui: &qui,
        headers: &headers,
        id,
        formulaire: format!("/entretiens/{objet}/issue"),
    };
    acte.ecrire(saisie, Some("note"), async |saisie, _| {
        let issue = saisie.choix("issue", IssueEntretien::de_code);
        let conclusions: Vec<Conclusion> =
            saisie.plusieurs("conclusions").filter_map(Conclusion::de_code).collect();
        Ok(issue.map(|issue| {
            let conclusions = if issue == IssueEntretien::Tenu { conclusions } else { Vec::new() };
            Evenement::EntretienConclu { id: objet, issue, conclusions }
        }))
    })
    .await
}

pub(super) async fn etat_solution(
    Visite { app, qui, headers }: Visite,
    Path((id, objet)): Objet,
    saisie: Saisie,
) -> Result<Response, Erreur> {
    let acte =
        Acte { app: &app, qui: &qui, headers: &headers, id, formulaire: format!("/solutions/{objet}/etat") };
    acte.ecrire(saisie, None, async |saisie, _| {
        if saisie.texte("etat") == Some("tient") {
            return Ok(Some(Evenement::SolutionControlee { id: objet }));
        }
        let fin = saisie.choix("etat", FinSolution::de_code);
        let le = saisie.jour_requis("date");
        Ok(fin.zip(le).map(|(fin, le)| Evenement::SolutionFinie { id: objet, le, fin }))
    })
    .await
}

pub(super) async fn tache_faite(
    Visite { app, qui, headers }: Visite,
    Path((id, objet)): Objet,
    saisie: Saisie,
) -> Result<Response, Erreur> {
    let acte =
        Acte { app: &app, qui: &qui, headers: &headers, id, formulaire: format!("/taches/{objet}/faite") };
    acte.ecrire(saisie, None, async |_, _| Ok(Some(Evenement::TacheFaite { id: objet }))).await
}

pub(super) async fn retirer_relais(
    Visite { app, qui, headers }: Visite,
    Path((id, objet)): Objet,
    saisie: Saisie,
) -> Result<Response, Erreur> {
    let acte =
        Acte { app: &app, qui: &qui, headers: &headers, id, formulaire: format!("/relais/{objet}/retirer") };
    acte.ecrire(saisie, None, async |_, _| Ok(Some(Evenement::RelaisRetire { id: objet }))).await
}

/// Takes back what the same person has just written.
pub(super) async fn annuler(
    Visite { app, qui, .. }: Visite,
    Path(id): Path<Uuid>,
    saisie: Saisie,
) -> Result<Response, Erreur> {
    let rang = saisie.texte("rang").and_then(|rang| rang.parse().ok()).ok_or(Erreur::Introuvable)?;
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let ecrit = dossier::annuler(&writer, qui.perimetre()?, id, rang, &app.config().seuils).await?;
    writer.commit().await?;
    let vers = format!("/dossiers/{id}");
    Ok((AppendHeaders([rendu::annoncer("annule", id, ecrit)]), Redirect::to(&vers)).into_response())
}

/// Adds a phone number or an e-mail; the journal says that it was done, not what.
pub(super) async fn coordonnee(
    Visite { app, qui, headers }: Visite,
    Path(id): Path<Uuid>,
    saisie: Saisie,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let lu = dossier::lire(app.store().read(), perimetre, id).await?.ok_or(Erreur::Introuvable)?;
    let acte = Acte { app: &app, qui: &qui, headers: &headers, id, formulaire: "/coordonnees".to_owned() };
    acte.ecrire(saisie, None, async |saisie, writer| {
        let genre = match saisie.texte("nature") {
            Some("telephone") => Some(contact::GenreCoordonnee::Telephone),
            Some("courriel") => Some(contact::GenreCoordonnee::Courriel),
            _ => None,
        };
        let valeur = saisie.requis("valeur", "Indiquez le numéro ou l’adresse.");
        let representant = saisie.id("de");
        let source = format!("{}, {}", perimetre.nom(), perimetre.organisation().nom);
        let Some(genre) = genre.filter(|_| !valeur.is_empty()) else {
            saisie.erreur("nature", "Choisissez téléphone ou courriel.");
            return Ok(None);
        };
        if contact::see(writer, lu.jeune, representant, genre, &valeur, &source).await?.is_none() {
            saisie.erreur("valeur", "Ce numéro ou cette adresse n’a pas la forme attendue.");
            return Ok(None);
        }
        Ok(Some(Evenement::CoordonneesCorrigees))
    })
    .await
}

/// Kinds of organisations to which a dossier may be handed over.
pub(super) const DESTINATAIRES: [GenreOrganisation; 3] =
    [GenreOrganisation::Psad, GenreOrganisation::MissionLocale, GenreOrganisation::Cio];

/// Whether the role belongs to a school, whose territory is its former pupils.
pub(crate) fn d_une_ecole(role: Role) -> bool {
    role.organisations() == [GenreOrganisation::Etablissement]
}
