//! Hand-offs: those that wait for one's answer, those whose answer one waits for.
//!
//! Whoever proposes stays responsible until somebody accepts; whoever accepts becomes responsible by name. A refusal says
//! why, from a closed list, so that the sender knows whom to ask next.

use axum::{
    extract::{Path, Query},
    http::{HeaderMap, StatusCode},
    response::{AppendHeaders, IntoResponse as _, Redirect, Response},
};
use chrono::NaiveDate;
use raccroche_domain::{
    droits::{Action, Agregat, peut},
    francais::{self, majuscule, ponctuer},
    suivi::{self, Evenement, MotifRefus, Responsable, Seuils, Structure},
};
use raccroche_pages::{
    components::{Action as Bouton, EmptyState, Tab, Tabs, Tone, Weight},
    form::{Answers, Choice},
    layout::Link,
    relais::{Passage, Relais},
};
use raccroche_store::{
    Perimetre, StoreError, Writer, acces,
    dossier::{self, DossierLu, EntreeLue, Filtre, LigneDossier, Page, Tri},
};
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    auth::session::Qui,
    erreur::Erreur,
    etat::App,
    garde::{Acces, Route, acte, page},
    rendu::{self, jour_en_mots},
    routes::jeunes::{age, sexe},
    saisie::Saisie,
    visite::Visite,
};

/// Shown at most; the oldest proposals come first, and what is answered makes room.
const AU_PLUS: u64 = 50;
const ICI: &str = "/relais";

pub(crate) fn routes() -> Vec<Route> {
    let ecrire = Acces::Droit(Agregat::Relais, Action::Ecrire);
    vec![
        page(ICI, ecrire, lister),
        acte("/relais/{dossier}/accepter", ecrire, accepter),
        acte("/relais/{dossier}/refuser", ecrire, refuser),
    ]
}

/// Which hand-offs are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Vue {
    Recus,
    Envoyes,
}

impl Vue {
    fn filtre(self) -> Filtre {
        let recus = self == Self::Recus;
        Filtre { relais_recus: recus, relais_envoyes: !recus, ..Filtre::default() }
    }
}

#[derive(Debug, Deserialize)]
struct Demande {
    vue: Option<String>,
}

async fn lister(
    Visite { app, qui, headers }: Visite,
    Query(demande): Query<Demande>,
) -> Result<Response, Erreur> {
    let vue = if demande.vue.as_deref() == Some("envoyes") { Vue::Envoyes } else { Vue::Recus };
    montrer(&app, &qui, &headers, vue, None).await
}

/// The page, with the refusal that was refused, if any.
async fn montrer(
    app: &App,
    qui: &Qui,
    headers: &HeaderMap,
    vue: Vue,
    refuse: Option<(Uuid, Answers)>,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let reader = app.store().read();
    let recus = dossier::compter(reader, perimetre, &Vue::Recus.filtre()).await?;
    let envoyes = dossier::compter(reader, perimetre, &Vue::Envoyes.filtre()).await?;
    let page = Page { depuis: 0, taille: AU_PLUS };
    let lignes = dossier::lister(reader, perimetre, &vue.filtre(), Tri::Urgence, page).await?;
    let ids: Vec<Uuid> = lignes.iter().map(|ligne| ligne.id).collect();
    let etats = dossier::etats(reader, perimetre, &ids).await?;
    let keyring = peut(perimetre.role(), Agregat::Note, Action::Lire).then(|| app.store().keyring());
    let propositions = dossier::dernieres(reader, perimetre, &ids, "relais_propose", keyring).await?;

    // What the sender wrote is part of the dossier: who read it is written down.
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let motif = if vue == Vue::Recus { "relais_propose" } else { "responsable" };
    acces::record_many(&writer, perimetre, &ids, "relais", motif).await?;
    writer.commit().await?;

    let mut passages: Vec<(NaiveDate, Passage)> = lignes
        .iter()
        .filter_map(|ligne| {
            let etat = etats.get(&ligne.id)?;
            let relais = etat.relais.as_ref()?;
            let lu = Lu {
                ligne,
                relais,
                de: &etat.responsable,
                version: etat.rang,
                proposition: propositions.get(&ligne.id),
            };
            let reponses = refuse.as_ref().filter(|(id, _)| *id == ligne.id).map(|(_, reponses)| reponses);
            let seuils = &app.config().seuils;
            Some((relais.propose_le, lu.en_mots(vue, perimetre.le(), seuils, reponses)))
        })
        .collect();
    passages.sort_by_key(|(depuis, _)| *depuis);
    let page = Relais {
        layout: rendu::autour(app, qui, headers, ICI),
        onglets: onglets(vue, recus, envoyes),
        passages: passages.into_iter().map(|(_, passage)| passage).collect(),
        vide: vide(vue),
    };
    rendu::page_avec(if refuse.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }, &page)
}

fn onglets(vue: Vue, recus: u64, envoyes: u64) -> Tabs {
    let onglet = |label: &str, href: &str, nombre: u64, celle| Tab {
        label: label.to_owned(),
        href: href.to_owned(),
        current: vue == celle,
        count: u32::try_from(nombre).ok(),
    };
    Tabs {
        label: "Relais".to_owned(),
        tabs: vec![
            onglet("À accepter", ICI, recus, Vue::Recus),
            onglet("Envoyés, sans réponse", "/relais?vue=envoyes", envoyes, Vue::Envoyes),
        ],
    }
}

fn vide(vue: Vue) -> EmptyState {
    let (titre, texte) = match vue {
        Vue::Recus => (
            "Aucun relais à accepter",
            "Quand une structure vous confiera un jeune, il apparaîtra ici. Elle en reste responsable tant que vous n’avez \
             pas accepté.",
        ),
        Vue::Envoyes => (
            "Aucun relais en attente",
            "Pour confier un jeune à une autre structure, ouvrez son dossier et choisissez « Passer le relais ». Vous en \
             restez responsable jusqu’à ce qu’elle accepte.",
        ),
    };
    EmptyState {
        title: titre.to_owned(),
        text: ponctuer(texte),
        link: Some(Link::new("Voir mes jeunes", "/jeunes?responsable=structure")),
    }
}

/// A hand-off as read.
struct Lu<'a> {
    ligne: &'a LigneDossier,
    relais: &'a suivi::Relais,
    de: &'a Responsable,
    version: u32,
    proposition: Option<&'a EntreeLue>,
}

impl Lu<'_> {
    fn en_mots(&self, vue: Vue, jour: NaiveDate, seuils: &Seuils, refus: Option<&Answers>) -> Passage {
        let (ligne, relais) = (self.ligne, self.relais);
        let prenom = francais::prenom(ligne.prenoms.split([',', ' ']).next().unwrap_or_default());
        let nom = format!("{prenom} {}", ligne.nom_famille).trim().to_owned();
        let sexe = sexe(ligne.sexe.as_deref());
        let (age, mineur) = age(ligne.naissance, sexe, jour);
        let resume: Vec<String> = [Some(age), mineur, ligne.ville.clone()].into_iter().flatten().collect();
        let (delai, tone) = attente(relais.propose_le, jour, seuils);
        let adresse = |verbe: &str| format!("/relais/{}/{verbe}", ligne.id);
        let recu = vue == Vue::Recus;
        let refuser = recu.then(|| {
            let motifs = MotifRefus::TOUS.iter().map(|m| Choice::new(m.code(), majuscule(m.libelle())));
            let version = i64::from(self.version);
            let mut tiroir =
                Passage::refus(&ligne.id.to_string(), &adresse("refuser"), version, motifs.collect());
            tiroir.form = tiroir.form.with("relais", relais.id);
            if let Some(refus) = refus {
                tiroir.form = tiroir.form.after(refus);
            }
            tiroir
        });
        let bouton = |label: &str, action: String| {
            let bouton = Bouton::new(label, action).with("version", self.version).with("relais", relais.id);
            Bouton { about: Some(format!("le relais de {nom}")), ..bouton }
        };
        Passage {
            jeune: Link::new(nom.clone(), format!("/dossiers/{}", ligne.id)),
            resume: resume.join(", "),
            de_vers: if recu {
                match self.proposition {
                    Some(entree) => format!("de {}, {}", entree.auteur_nom, self.de.structure.nom),
                    None => format!("de {}", self.de.structure.nom),
                }
            } else {
                ponctuer(&format!("à {}", relais.vers.nom))
            },
            motif: relais.motif.libelle().to_owned(),
            message: self.proposition.and_then(|entree| entree.note.clone()),
            delai: ponctuer(&delai),
            tone,
            accepter: recu.then(|| bouton("Accepter", adresse("accepter")).weight(Weight::Primary)),
            refuser,
            retirer: (!recu).then(|| {
                let adresse = format!("/dossiers/{}/relais/{}/retirer", ligne.id, relais.id);
                bouton("Retirer la proposition", adresse)
            }),
        }
    }
}

/// `proposé le lundi 2 mars, sans réponse depuis 6 jours`, and how pressing that is.
fn attente(propose_le: NaiveDate, jour: NaiveDate, seuils: &Seuils) -> (String, Tone) {
    let jours = (jour - propose_le).num_days();
    let quand = jour_en_mots(propose_le, jour);
    let texte = match jours {
        ..=0 => "proposé aujourd’hui".to_owned(),
        1 => "proposé hier, sans réponse".to_owned(),
        n => format!("proposé le {quand}, sans réponse depuis {n}\u{a0}jours"),
    };
    let limite = i64::try_from(seuils.jours_relais).unwrap_or(i64::MAX);
    let tone = match jours {
        n if n > limite => Tone::Error,
        n if n > limite / 2 => Tone::Warning,
        _ => Tone::Info,
    };
    (texte, tone)
}

/// The dossier and its hand-off, when it waits for the answer of the perimeter's organisation and is the one shown.
async fn a_repondre(
    writer: &Writer,
    perimetre: &Perimetre,
    id: Uuid,
    saisie: &Saisie,
) -> Result<(DossierLu, suivi::Relais), Erreur> {
    let lu = dossier::lire(writer, perimetre, id).await?.ok_or(Erreur::Introuvable)?;
    let relais = lu.etat.relais.clone().filter(|relais| relais.vers.id == perimetre.organisation().id);
    // Withdrawn, answered by a colleague, or never ours.
    let relais = relais.ok_or(Erreur::Introuvable)?;
    match saisie.id("relais") {
        Some(montre) if montre != relais.id => Err(Erreur::Conflit),
        _ => Ok((lu, relais)),
    }
}

async fn accepter(
    Visite { app, qui, .. }: Visite,
    Path(id): Path<Uuid>,
    saisie: Saisie,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let (_, relais) = a_repondre(&writer, perimetre, id, &saisie).await?;
    let organisation = perimetre.organisation();
    let responsable = Responsable {
        structure: Structure { id: organisation.id, nom: organisation.nom.clone() },
        agent: Some(Structure { id: perimetre.utilisateur(), nom: perimetre.nom().to_owned() }),
    };
    let evenement = Evenement::RelaisAccepte { id: relais.id, responsable };
    let seuils = &app.config().seuils;
    let rang = dossier::inscrire(&writer, perimetre, id, saisie.version(), evenement, None, seuils).await?;
    writer.commit().await?;
    // The next thing to do is to reach the person: straight to the dossier.
    let vers = format!("/dossiers/{id}");
    Ok((AppendHeaders([rendu::annoncer("relais_accepte", id, rang)]), Redirect::to(&vers)).into_response())
}

async fn refuser(
    Visite { app, qui, headers }: Visite,
    Path(id): Path<Uuid>,
    mut saisie: Saisie,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let (_, relais) = a_repondre(&writer, perimetre, id, &saisie).await?;
    let motif = saisie.choix("motif", MotifRefus::de_code);
    let Some(motif) = motif else {
        drop(writer);
        return montrer(&app, &qui, &headers, Vue::Recus, Some((id, saisie.reponses(None)))).await;
    };
    let evenement = Evenement::RelaisRefuse { id: relais.id, motif };
    let seuils = &app.config().seuils;
    let note = saisie.texte("precision");
    let ecrit = dossier::inscrire(&writer, perimetre, id, saisie.version(), evenement, note, seuils).await;
    match ecrit {
        Ok(rang) => {
            writer.commit().await?;
            // The dossier may have left the territory with the proposal: back to the list.
            Ok((AppendHeaders([rendu::annoncer("relais_refuse", id, rang)]), Redirect::to(ICI))
                .into_response())
        }
        Err(StoreError::Refus(refus)) => {
            drop(writer);
            let phrase = majuscule(&ponctuer(&format!("{refus}.")));
            montrer(&app, &qui, &headers, Vue::Recus, Some((id, saisie.reponses(Some(phrase))))).await
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proposal_presses_more_as_its_answer_is_late() {
        let jour = |texte: &str| texte.parse::<NaiveDate>().unwrap();
        let seuils = Seuils::default();
        for (propose, texte, tone) in [
            ("2026-11-18", "proposé aujourd’hui", Tone::Info),
            ("2026-11-17", "proposé hier, sans réponse", Tone::Info),
            (
                "2026-11-13",
                "proposé le vendredi 13\u{a0}novembre, sans réponse depuis 5\u{a0}jours",
                Tone::Warning,
            ),
            (
                "2026-11-02",
                "proposé le lundi 2\u{a0}novembre, sans réponse depuis 16\u{a0}jours",
                Tone::Error,
            ),
        ] {
            assert_eq!(attente(jour(propose), jour("2026-11-18"), &seuils), (texte.to_owned(), tone));
        }
    }
}
