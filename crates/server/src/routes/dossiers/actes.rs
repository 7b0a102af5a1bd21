//! What forms write in a journal: read the fields, make the entry, write it, come back to the dossier.
//!
//! What is wrong in the form, and what the rules refuse, comes back in the form itself with what was typed.

use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
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
use raccroche_store::{Perimetre, Writer, appartenance, contact, dossier, jeune, organisation, parcours};
use serde::Deserialize;
use uuid::Uuid;

use super::{depart, formulaires::Jours, voir};
use crate::{admission, erreur::Erreur, etat::App, rendu, saisie::Saisie, visite::Visite};

/// An act on a dossier: who acts, on which dossier, by which form. Every handler below is one form.
pub(super) struct Acte {
    visite: Visite,
    id: Uuid,
    /// What in the dossier is acted upon.
    objet: Option<Uuid>,
    /// End of the form's address: how the page finds the form again.
    formulaire: String,
}

#[derive(Debug, Deserialize)]
struct Adresse {
    id: Uuid,
    objet: Option<Uuid>,
}

impl FromRequestParts<App> for Acte {
    type Rejection = Erreur;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Erreur> {
        let visite = Visite::from_request_parts(parts, app).await?;
        let chemin = Path::<Adresse>::from_request_parts(parts, app).await;
        let Path(Adresse { id, objet }) = chemin.map_err(|_| Erreur::Introuvable)?;
        // After `/dossiers/{id}`.
        let formulaire = parts.uri.path().splitn(4, '/').nth(3).unwrap_or_default();
        Ok(Self { visite, id, objet, formulaire: format!("/{formulaire}") })
    }
}

impl Acte {
    fn app(&self) -> &App {
        &self.visite.app
    }

    fn perimetre(&self) -> Result<&Perimetre, Erreur> {
        self.visite.qui.perimetre()
    }

    /// Between which days what is typed may be, for the young person of this dossier.
    async fn jours(&self, writer: &Writer) -> Result<Jours, Erreur> {
        let perimetre = self.perimetre()?;
        let lu = dossier::lire(writer, perimetre, self.id).await?.ok_or(Erreur::Introuvable)?;
        let personne = jeune::find(writer, perimetre, lu.jeune).await?;
        let naissance = personne.and_then(|personne| personne.identite.date_naissance);
        Ok(Jours { naissance, jour: perimetre.le() })
    }

    fn objet(&self) -> Result<Uuid, Erreur> {
        self.objet.ok_or(Erreur::Introuvable)
    }

    /// Writes the entry that `preparer` makes of the form; comes back to the dossier, or shows the form again.
    async fn ecrire(
        &self,
        mut saisie: Saisie,
        champ_note: Option<&str>,
        preparer: impl AsyncFnOnce(&mut Saisie, &Writer) -> Result<Option<Evenement>, Erreur>,
    ) -> Result<Response, Erreur> {
        let perimetre = self.perimetre()?;
        let writer = self.app().store().write(self.app().horloge().maintenant()).await?;
        let evenement = preparer(&mut saisie, &writer).await?;
        let (Some(evenement), None) = (evenement, saisie.en_erreur()) else {
            drop(writer);
            return self.montrer(&saisie, None).await;
        };
        let genre = evenement.genre();
        let confirme = matches!(evenement, Evenement::Verifie { etat: EtatVerification::Confirmee, .. });
        let note = champ_note.and_then(|champ| saisie.texte(champ));
        let seuils = &self.app().config().seuils;
        let ecrit = async {
            let rang =
                dossier::inscrire(&writer, perimetre, self.id, saisie.version(), evenement, note, seuils)
                    .await?;
            if confirme {
                depart::suivre(&writer, perimetre, self.id, seuils).await?;
            }
            writer.commit().await?;
            Ok(self.revenir(genre, rang))
        };
        let ecrit = ecrit.await;
        self.repondre(&saisie, ecrit).await
    }

    /// What the rules refuse is said where it was asked, and what was typed stays there.
    async fn repondre(&self, saisie: &Saisie, fait: Result<Response, Erreur>) -> Result<Response, Erreur> {
        let refus = match fait {
            Err(Erreur::Refus(refus)) => format!("{refus}."),
            Err(Erreur::Demande(phrase)) => phrase,
            fait => return fait,
        };
        self.montrer(saisie, Some(majuscule(&ponctuer(&refus)))).await
    }

    fn revenir(&self, genre: &str, rang: u32) -> Response {
        let vers = format!("/dossiers/{}", self.id);
        (AppendHeaders([rendu::annoncer(genre, self.id, rang)]), Redirect::to(&vers)).into_response()
    }

    async fn montrer(&self, saisie: &Saisie, probleme: Option<String>) -> Result<Response, Erreur> {
        let refuse = (self.formulaire.clone(), saisie.reponses(probleme));
        let Visite { app, qui, headers } = &self.visite;
        voir::montrer(app, qui, headers, self.id, None, Some(&refuse)).await
    }
}

pub(super) async fn contact(acte: Acte, saisie: Saisie) -> Result<Response, Erreur> {
    acte.ecrire(saisie, Some("note"), async |saisie, writer| {
        let canal = saisie.choix("canal", Canal::de_code);
        let issue = saisie.choix("issue", IssueContact::de_code);
        let rappeler_le = saisie.jour("rappeler_le");
        saisie.entre("rappeler_le", rappeler_le, &acte.jours(writer).await?.a_venir());
        Ok(canal.zip(issue).map(|(canal, issue)| Evenement::Tentative { canal, issue, rappeler_le }))
    })
    .await
}

pub(super) async fn entretien(acte: Acte, saisie: Saisie) -> Result<Response, Erreur> {
    acte.ecrire(saisie, Some("note"), async |saisie, writer| {
        let genre = saisie.choix("nature", GenreEntretien::de_code);
        let le = saisie.moment_requis("debut");
        saisie.entre("debut", le.map(|le| le.date()), &acte.jours(writer).await?.rendez_vous());
        let lieu = saisie.requis("lieu", "Indiquez le lieu.");
        let representant = saisie.plusieurs("invites").any(|invite| invite == "representant");
        let id = writer.new_id();
        Ok(genre.zip(le).map(|(genre, le)| Evenement::EntretienPrevu { id, genre, le, lieu, representant }))
    })
    .await
}

pub(super) async fn solution(acte: Acte, saisie: Saisie) -> Result<Response, Erreur> {
    acte.ecrire(saisie, None, async |saisie, writer| {
        let nature = saisie.choix("nature", NatureSolution::de_code);
        let structure = saisie.requis("structure", "Indiquez l’établissement, l’organisme ou l’employeur.");
        let debut = saisie.jour_requis("debut");
        let fin_prevue = saisie.jour("fin");
        let jours = acte.jours(writer).await?;
        saisie.entre("debut", debut, &jours.solution());
        saisie.entre("fin", fin_prevue, &jours.solution());
        if debut.zip(fin_prevue).is_some_and(|(debut, fin)| fin < debut) {
            saisie.erreur("fin", "La fin prévue est avant le début.");
        }
        let id = writer.new_id();
        let ouverte =
            |(nature, debut)| Evenement::SolutionOuverte { id, nature, structure, debut, fin_prevue };
        Ok(nature.zip(debut).map(ouverte))
    })
    .await
}

/// Opens a parcours, and goes to its page.
pub(super) async fn parcours(acte: Acte, mut saisie: Saisie) -> Result<Response, Erreur> {
    let perimetre = acte.perimetre()?;
    let writer = acte.app().store().write(acte.app().horloge().maintenant()).await?;
    dossier::lire(&writer, perimetre, acte.id).await?.ok_or(Erreur::Introuvable)?;
    let Some(fiche) = saisie.choix("dispositif", |code| acte.app().catalogue().get(code)) else {
        drop(writer);
        return acte.montrer(&saisie, None).await;
    };
    let malgre = admission::obstacles(acte.app(), &writer, perimetre, acte.id, fiche).await?;
    let ouverture = match admission::ouverture(fiche, malgre, saisie.texte("motif")) {
        Ok(ouverture) => ouverture,
        Err(phrase) => {
            drop(writer);
            saisie.erreur("motif", &phrase);
            return acte.montrer(&saisie, None).await;
        }
    };
    let fait = async {
        let id =
            parcours::ouvrir(&writer, perimetre, acte.id, ouverture, &acte.app().config().seuils).await?;
        writer.commit().await?;
        Ok(Redirect::to(&format!("/parcours/{id}")).into_response())
    };
    let fait = fait.await;
    acte.repondre(&saisie, fait).await
}

pub(super) async fn note(acte: Acte, saisie: Saisie) -> Result<Response, Erreur> {
    acte.ecrire(saisie, Some("note"), async |saisie, _| {
        saisie.requis("note", "Écrivez la note.");
        Ok(Some(Evenement::Note))
    })
    .await
}

pub(super) async fn tache(acte: Acte, saisie: Saisie) -> Result<Response, Erreur> {
    acte.ecrire(saisie, None, async |saisie, writer| {
        let genre = saisie.choix("texte", GenreTache::de_code);
        let pour_le = saisie.jour_requis("echeance");
        saisie.entre("echeance", pour_le, &acte.jours(writer).await?.a_venir());
        let id = writer.new_id();
        Ok(genre.zip(pour_le).map(|(genre, pour_le)| Evenement::TacheAjoutee { id, genre, pour_le }))
    })
    .await
}

pub(super) async fn relais(acte: Acte, saisie: Saisie) -> Result<Response, Erreur> {
    acte.ecrire(saisie, Some("message"), async |saisie, writer| {
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
    })
    .await
}

pub(super) async fn responsable(acte: Acte, saisie: Saisie) -> Result<Response, Erreur> {
    acte.ecrire(saisie, None, async |saisie, writer| {
        let perimetre = acte.perimetre()?;
        let membres = appartenance::members(writer, perimetre.organisation().id, perimetre.le()).await?;
        let choisi = saisie.id("agent").and_then(|id| membres.iter().find(|(_, membre)| membre.id == id));
        if choisi.is_none() {
            saisie.erreur("agent", "Choisissez un collègue de votre structure.");
        }
        let structure =
            Structure { id: perimetre.organisation().id, nom: perimetre.organisation().nom.clone() };
        Ok(choisi.map(|(_, membre)| Evenement::ResponsableDesigne {
            responsable: Responsable {
                structure,
                agent: Some(Structure { id: membre.id, nom: format!("{} {}", membre.prenom, membre.nom) }),
            },
        }))
    })
    .await
}

pub(super) async fn verification(acte: Acte, saisie: Saisie) -> Result<Response, Erreur> {
    acte.ecrire(saisie, None, async |saisie, writer| {
        let etat = saisie.choix("etat", EtatVerification::de_code);
        let ou = saisie.texte("ou").map(str::to_owned);
        let depuis = saisie.jour("depuis");
        saisie.entre("depuis", depuis, &acte.jours(writer).await?.passe());
        Ok(etat.map(|etat| Evenement::Verifie { etat, ou, depuis }))
    })
    .await
}

pub(super) async fn obligation(acte: Acte, saisie: Saisie) -> Result<Response, Erreur> {
    acte.ecrire(saisie, None, async |saisie, writer| {
        let etape = saisie.choix("etape", EtapeObligation::de_code);
        let le = saisie.jour_requis("date");
        let motif = saisie.texte("motif").and_then(MotifConvocation::de_code);
        let jusqu_au = saisie.jour("jusqu_au");
        let jours = acte.jours(writer).await?;
        saisie.entre("date", le, &jours.passe());
        saisie.entre("jusqu_au", jusqu_au, &jours.solution());
        if le.zip(jusqu_au).is_some_and(|(le, jusqu_au)| jusqu_au < le) {
            saisie.erreur("jusqu_au", "L’exemption finit avant de commencer.");
        }
        Ok(etape.zip(le).map(|(etape, le)| Evenement::Obligation { etape, le, motif, jusqu_au }))
    })
    .await
}

pub(super) async fn cloture(acte: Acte, saisie: Saisie) -> Result<Response, Erreur> {
    acte.ecrire(saisie, Some("note"), async |saisie, _| {
        let motif = saisie.choix("motif", MotifCloture::de_code);
        if motif == Some(MotifCloture::Fusion) {
            // What is under way here would be lost: the other dossier must take it over.
            saisie.erreur("motif", "Pour un dossier en double, choisissez « Réunir avec un autre dossier ».");
        }
        Ok(motif.map(|motif| Evenement::Clos { motif, avec: None }))
    })
    .await
}

pub(super) async fn rouvrir(acte: Acte, saisie: Saisie) -> Result<Response, Erreur> {
    acte.ecrire(saisie, None, async |_, _| Ok(Some(Evenement::Rouvert))).await
}

/// Takes a reunion back: this dossier goes on from where it stopped.
pub(super) async fn separer(acte: Acte, saisie: Saisie) -> Result<Response, Erreur> {
    let app = acte.app();
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let seuils = &app.config().seuils;
    let fait = async {
        let rang = dossier::separer(&writer, acte.perimetre()?, acte.id, saisie.version(), seuils).await?;
        writer.commit().await?;
        Ok(acte.revenir("separe", rang))
    };
    let fait = fait.await;
    acte.repondre(&saisie, fait).await
}

pub(super) async fn issue_entretien(acte: Acte, saisie: Saisie) -> Result<Response, Erreur> {
    let objet = acte.objet()?;
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

pub(super) async fn etat_solution(acte: Acte, saisie: Saisie) -> Result<Response, Erreur> {
    let objet = acte.objet()?;
    acte.ecrire(saisie, None, async |saisie, writer| {
        if saisie.texte("etat") == Some("tient") {
            return Ok(Some(Evenement::SolutionControlee { id: objet }));
        }
        let fin = saisie.choix("etat", FinSolution::de_code);
        let le = saisie.jour_requis("date");
        saisie.entre("date", le, &acte.jours(writer).await?.passe());
        Ok(fin.zip(le).map(|(fin, le)| Evenement::SolutionFinie { id: objet, le, fin }))
    })
    .await
}

pub(super) async fn tache_faite(acte: Acte, saisie: Saisie) -> Result<Response, Erreur> {
    let objet = acte.objet()?;
    acte.ecrire(saisie, None, async |_, _| Ok(Some(Evenement::TacheFaite { id: objet }))).await
}

pub(super) async fn retirer_relais(acte: Acte, saisie: Saisie) -> Result<Response, Erreur> {
    let objet = acte.objet()?;
    acte.ecrire(saisie, None, async |_, _| Ok(Some(Evenement::RelaisRetire { id: objet }))).await
}

/// Takes back what the same person has just written.
pub(super) async fn annuler(acte: Acte, saisie: Saisie) -> Result<Response, Erreur> {
    let rang = saisie.texte("rang").and_then(|rang| rang.parse().ok()).ok_or(Erreur::Introuvable)?;
    let app = acte.app();
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let ecrit = dossier::annuler(&writer, acte.perimetre()?, acte.id, rang, &app.config().seuils).await?;
    writer.commit().await?;
    Ok(acte.revenir("annule", ecrit))
}

/// Adds a phone number or an e-mail; the journal says that it was done, not what.
pub(super) async fn coordonnee(acte: Acte, saisie: Saisie) -> Result<Response, Erreur> {
    let perimetre = acte.perimetre()?;
    let reader = acte.app().store().read();
    let lu = dossier::lire(reader, perimetre, acte.id).await?.ok_or(Erreur::Introuvable)?;
    let proches = contact::representants(reader, perimetre, lu.jeune).await?;
    acte.ecrire(saisie, None, async |saisie, writer| {
        let genre = match saisie.texte("nature") {
            Some("telephone") => Some(contact::GenreCoordonnee::Telephone),
            Some("courriel") => Some(contact::GenreCoordonnee::Courriel),
            _ => None,
        };
        let valeur = saisie.requis("valeur", "Indiquez le numéro ou l’adresse.");
        // Nobody chosen: the young person's own.
        let a_qui = saisie.texte("de").map(str::to_owned);
        let representant = saisie.id("de").filter(|id| proches.iter().any(|proche| proche.id == *id));
        if a_qui.is_some_and(|code| code != "jeune") && representant.is_none() {
            saisie.erreur("de", "Choisissez le jeune, ou l’un de ses représentants.");
        }
        if genre.is_none() {
            saisie.erreur("nature", "Choisissez téléphone ou courriel.");
        }
        match genre {
            Some(contact::GenreCoordonnee::Telephone) => drop(saisie.telephone("valeur")),
            Some(contact::GenreCoordonnee::Courriel) => drop(saisie.courriel("valeur")),
            None => {}
        }
        let Some(genre) = genre.filter(|_| saisie.en_erreur().is_none()) else { return Ok(None) };
        let source = format!("{}, {}", perimetre.nom(), perimetre.organisation().nom);
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
