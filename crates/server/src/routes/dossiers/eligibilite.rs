//! What is possible for somebody on a day, explained: each dispositif, each condition, the fact behind it.
//!
//! What the dossier does not know is asked here by closed choices. Answers are posted, so that they stay out of addresses,
//! and are kept nowhere: they serve to answer, not to file.

use axum::{extract::Path, http::StatusCode, response::Response};
use chrono::NaiveDate;
use raccroche_domain::{
    dispositif::{Dispositif, Eligibilite, Examen, Faits, ReponseEligibilite, Tenue, eligibilite},
    francais::{accordee, date_longue, ponctuer},
    suivi::{EtatDossier, ParcoursSuivi},
};
use raccroche_pages::{
    components::{Badge, Fact, Tone},
    eligibilite::{ConditionLue, Eligibilite as PageEligibilite, Groupe, Reponse},
    form::{Answers, Drawer, Field, Form},
    layout::Link,
};
use uuid::Uuid;

use super::consultations::{consigner, lire, prenom_et_nom};
use crate::{
    erreur::Erreur,
    faits::{
        connus, ouverts,
        reponses::{completer, questions, questions_de},
    },
    rendu,
    routes::dispositifs::adresse,
    saisie::Saisie,
    visite::Visite,
};

pub(super) async fn voir(visite: Visite, Path(id): Path<Uuid>) -> Result<Response, Erreur> {
    montrer(visite, id, Saisie::default()).await
}

/// The same with another day and what the page asked.
pub(super) async fn repondre(
    visite: Visite,
    Path(id): Path<Uuid>,
    saisie: Saisie,
) -> Result<Response, Erreur> {
    montrer(visite, id, saisie).await
}

async fn montrer(
    Visite { app, qui, headers }: Visite,
    id: Uuid,
    mut saisie: Saisie,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let (lu, personne) = lire(app.store().read(), perimetre, id).await?;
    consigner(&app, perimetre, id, "eligibilite").await?;
    let le = saisie.jour("le").unwrap_or_else(|| perimetre.le());
    let catalogue = app.catalogue();
    let connus = connus(&app, perimetre, &lu, &personne, le).await?;
    let mut faits = connus.clone();
    completer(&mut faits, catalogue, &mut saisie, perimetre.le());

    let mut lus: Vec<(&Dispositif, Eligibilite)> =
        catalogue.tous().iter().map(|d| (d, eligibilite(d, &faits, le))).collect();
    // The nearest first: what becomes possible soon before what does not.
    lus.sort_by_key(|(_, dit)| {
        let combien = |tenue| dit.examens.iter().filter(|examen| examen.tenue == tenue).count();
        (dit.possible_le.is_none(), dit.possible_le, combien(Tenue::Non), combien(Tenue::Inconnue))
    });
    // What a known fact already excludes asks no question, unless a day is told on which it no longer does.
    let demandes: Vec<&Dispositif> = catalogue
        .tous()
        .iter()
        .filter(|d| {
            let dit = eligibilite(d, &connus, le);
            dit.reponse != ReponseEligibilite::Non || dit.possible_le.is_some()
        })
        .collect();
    let action = format!("/dossiers/{id}/eligibilite");
    let form = Form::new("questions", action, "Voir la réponse").field(Field::date("le", "À quelle date"));
    let mut form = questions(form, catalogue, &demandes, &connus);
    let refusee = saisie.en_erreur();
    let remplie = refusee.clone().unwrap_or_else(|| saisie.reponses(None));
    let vide = saisie.texte("le").is_none() && refusee.is_none();
    if vide {
        let jour = ("le".to_owned(), le.to_string());
        form = form.after(&Answers { values: vec![jour], ..Answers::default() });
    } else {
        form = form.after(&remplie);
    }
    let intro = "Vos réponses servent à calculer cette page ; elles ne sont pas gardées. Laissez vide ce que vous ne savez pas.";
    let page = PageEligibilite {
        layout: rendu::autour(&app, &qui, &headers, "/jeunes"),
        dossier: Link::new(prenom_et_nom(&personne), format!("/dossiers/{id}")),
        jour: date_longue(le),
        questions: Drawer {
            intro: Some(ponctuer(intro)),
            ..Drawer::new("Répondre aux questions, changer de date", form)
        },
        connu: connu(&faits),
        groupes: groupes(lus, &Regard { le, etat: &lu.etat, connus: &connus, saisie: &saisie }),
        vide: PageEligibilite::rien(),
    };
    let statut = if refusee.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    rendu::page_avec(statut, &page)
}

/// What is known, in sight: birth, schooling, leaving.
fn connu(faits: &Faits) -> Vec<Fact> {
    let mut dits = Vec::new();
    if let Some(fait) = &faits.naissance {
        dits.push(Fact::new("Naissance", date_longue(fait.valeur)).seen(fait.provenance.en_mots()));
    }
    if let Some(fait) = &faits.scolarise {
        let mot = if fait.valeur { "oui" } else { "non" };
        let titre = accordee("{Scolarisé|Scolarisée}", faits.sexe);
        dits.push(Fact::new(&titre, mot).seen(ponctuer(&fait.provenance.en_mots())));
    }
    if let Some(fait) = &faits.sortie {
        dits.push(
            Fact::new("Dernier jour en formation", date_longue(fait.valeur)).seen(fait.provenance.en_mots()),
        );
    }
    if let Some(fait) = &faits.echecs {
        let examens: Vec<String> = fait
            .valeur
            .iter()
            .map(|echec| format!("{}, {}", echec.examen.libelle(), date_longue(echec.resultats)))
            .collect();
        let dit = if examens.is_empty() { "aucun".to_owned() } else { examens.join(" ; ") };
        dits.push(Fact::new("Échec à un examen", ponctuer(&dit)).seen(fait.provenance.en_mots()));
    }
    if let Some(fait) = &faits.diplome {
        dits.push(Fact::new("Diplôme le plus élevé", fait.valeur.libelle()).seen(fait.provenance.en_mots()));
    }
    dits
}

/// What each answer is written from.
struct Regard<'a> {
    le: NaiveDate,
    etat: &'a EtatDossier,
    connus: &'a Faits,
    saisie: &'a Saisie,
}

impl Regard<'_> {
    fn parcours(&self, dispositif: &Dispositif) -> Option<&ParcoursSuivi> {
        ouverts(self.etat, self.le).find(|parcours| parcours.etat.dispositif == dispositif.code)
    }
}

/// Under which title an answer stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Genre {
    EnCours,
    Possible,
    Incertain,
    PlusTard,
    Exclu,
}

fn groupes(lus: Vec<(&Dispositif, Eligibilite)>, regard: &Regard<'_>) -> Vec<Groupe> {
    let titres = [
        (Genre::EnCours, "Déjà en cours", false),
        (Genre::Possible, "Possible à cette date", false),
        (Genre::Incertain, "Il manque des informations", false),
        (Genre::PlusTard, "Possible plus tard", false),
        // The longest and the least useful: one click away.
        (Genre::Exclu, "Pas possible à cette date", true),
    ];
    let mut reponses: Vec<(Genre, Reponse)> =
        lus.into_iter().map(|(dispositif, dit)| reponse(dispositif, dit, regard)).collect();
    let mut faits = Vec::new();
    for (genre, titre, replie) in titres {
        let (siennes, autres): (Vec<_>, Vec<_>) = reponses.into_iter().partition(|(g, _)| *g == genre);
        reponses = autres;
        if !siennes.is_empty() {
            let siennes = siennes.into_iter().map(|(_, reponse)| reponse).collect();
            faits.push(Groupe { titre: titre.to_owned(), replie, reponses: siennes });
        }
    }
    faits
}

fn reponse(dispositif: &Dispositif, dit: Eligibilite, regard: &Regard<'_>) -> (Genre, Reponse) {
    let parcours = regard.parcours(dispositif);
    let (genre, etat) = match parcours {
        Some(parcours) => {
            let depuis = date_longue(parcours.etat.ouvert_le);
            (Genre::EnCours, Badge::new(format!("Depuis le {depuis}"), Tone::Info))
        }
        None => verdict(&dit, regard.le),
    };
    let manque = if parcours.is_some() { Vec::new() } else { dit.manque };
    let mut questions = match parcours {
        Some(_) => Vec::new(),
        None => questions_de(dispositif, regard.connus, regard.saisie),
    };
    // Once something else excludes it nothing more is asked, but what was answered can be taken back.
    if genre == Genre::Exclu && questions.iter().all(|question| question.values.is_empty()) {
        questions.clear();
    }
    let reponse = Reponse {
        dispositif: Link::new(&dispositif.nom, adresse(&dispositif.code)),
        sigle: dispositif.sigle.clone(),
        etat,
        // What is asked just below is not said twice.
        manque: manque
            .iter()
            .map(|phrase| ponctuer(phrase))
            .filter(|phrase| !questions.iter().any(|question| phrase.ends_with(&question.label)))
            .collect(),
        conditions: dit.examens.into_iter().map(condition).collect(),
        questions,
        parcours: parcours
            .map(|parcours| Link::new("Voir le parcours", format!("/parcours/{}", parcours.id))),
    };
    (genre, reponse)
}

fn verdict(dit: &Eligibilite, le: NaiveDate) -> (Genre, Badge) {
    match (dit.reponse, dit.possible_le, dit.cesse_le) {
        // What nobody knows may stand in the way of that day too: it is no promise.
        (ReponseEligibilite::Non, Some(jour), _) if dit.sous_reserve => {
            (Genre::PlusTard, Badge::new(format!("Au plus tôt le {}", date_longue(jour)), Tone::Warning))
        }
        (ReponseEligibilite::Non, Some(jour), _) => {
            (Genre::PlusTard, Badge::new(format!("À partir du {}", date_longue(jour)), Tone::Info))
        }
        (ReponseEligibilite::Non, None, _) => (Genre::Exclu, Badge::new("Pas à cette date", Tone::Neutral)),
        (ReponseEligibilite::Incertaine, ..) => (Genre::Incertain, Badge::new("À compléter", Tone::Warning)),
        // The last day is the eve of the first on which it no longer holds.
        (ReponseEligibilite::Oui, _, Some(cesse)) => {
            let dernier = date_longue(cesse.pred_opt().unwrap_or(le));
            (Genre::Possible, Badge::new(format!("Possible jusqu’au {dernier}"), Tone::Success))
        }
        (ReponseEligibilite::Oui, _, None) => (Genre::Possible, Badge::new("Possible", Tone::Success)),
    }
}

fn condition(examen: Examen) -> ConditionLue {
    let ton = match examen.tenue {
        Tenue::Oui => Tone::Success,
        Tenue::Non => Tone::Error,
        Tenue::Inconnue => Tone::Warning,
    };
    ConditionLue {
        etat: Badge::new(examen.tenue.libelle(), ton),
        quand: examen.devient_vraie_le.map(|jour| format!("à partir du {}", date_longue(jour))),
        texte: ponctuer(&examen.condition),
        fait: ponctuer(&examen.fait),
        loi: examen.texte,
    }
}
