//! What is possible for somebody on a day, explained: each dispositif, each condition, the fact behind it.
//!
//! What the dossier does not know is asked here by closed choices. Answers are posted, so that they stay out of addresses,
//! and are kept nowhere: they serve to answer, not to file.

use axum::{extract::Path, http::StatusCode, response::Response};
use chrono::NaiveDate;
use raccroche_domain::{
    dispositif::{Dispositif, Eligibilite, Faits, ReponseEligibilite, Tenue, eligibilite},
    francais::{date_longue, ponctuer},
};
use raccroche_pages::{
    components::{Badge, Fact, Tone},
    eligibilite::{ConditionLue, Eligibilite as PageEligibilite, Groupe, Reponse},
    form::{Answers, Drawer, Field, Form},
    layout::Link,
};
use raccroche_store::resultat;
use uuid::Uuid;

use super::consultations::{consigner, lire, prenom_et_nom};
use crate::routes::groupes::PlacesLibres;
use crate::{
    erreur::Erreur,
    faits::{completer, du_dossier, echecs, questions},
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
    let mut connus = du_dossier(&lu, &personne, catalogue.academie(), le);
    echecs(&mut connus, &resultat::de_jeune(app.store().read(), perimetre, lu.jeune).await?);
    let mut faits = connus.clone();
    completer(&mut faits, catalogue, &mut saisie, le);

    let places = PlacesLibres::lire(&app, perimetre).await?;
    let mut lus: Vec<(&Dispositif, Eligibilite)> =
        catalogue.tous().iter().map(|d| (d, eligibilite(d, &places.avec(d, &faits), le))).collect();
    // The nearest first: what becomes possible soon before what does not.
    lus.sort_by_key(|(_, dit)| {
        let combien = |tenue| dit.examens.iter().filter(|examen| examen.tenue == tenue).count();
        (dit.possible_le.is_none(), dit.possible_le, combien(Tenue::Non), combien(Tenue::Inconnue))
    });
    // What a known fact already excludes asks no question.
    let ouverts: Vec<&Dispositif> = catalogue
        .tous()
        .iter()
        .filter(|d| eligibilite(d, &connus, le).reponse != ReponseEligibilite::Non)
        .collect();
    let action = format!("/dossiers/{id}/eligibilite");
    let form = Form::new("questions", action, "Voir la réponse").field(Field::date("le", "À quelle date"));
    let mut form = questions(form, catalogue, &ouverts, &connus);
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
        groupes: groupes(lus, le),
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
        dits.push(Fact::new("Scolarisé", mot).seen(ponctuer(&fait.provenance.en_mots())));
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

fn groupes(lus: Vec<(&Dispositif, Eligibilite)>, le: NaiveDate) -> Vec<Groupe> {
    let titres = [
        ((ReponseEligibilite::Oui, false), "Possible à cette date", false),
        ((ReponseEligibilite::Incertaine, false), "Il manque des informations", false),
        ((ReponseEligibilite::Non, true), "Possible plus tard", false),
        // The longest and the least useful: one click away.
        ((ReponseEligibilite::Non, false), "Pas possible à cette date", true),
    ];
    let mut reponses: Vec<((ReponseEligibilite, bool), Reponse)> = lus
        .into_iter()
        .map(|(dispositif, dit)| ((dit.reponse, dit.possible_le.is_some()), reponse(dispositif, dit, le)))
        .collect();
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

fn reponse(dispositif: &Dispositif, dit: Eligibilite, le: NaiveDate) -> Reponse {
    let etat = match (dit.reponse, dit.possible_le, dit.cesse_le) {
        (ReponseEligibilite::Non, Some(jour), _) => {
            Badge::new(format!("À partir du {}", date_longue(jour)), Tone::Info)
        }
        (ReponseEligibilite::Non, None, _) => Badge::new("Pas à cette date", Tone::Neutral),
        (ReponseEligibilite::Incertaine, ..) => Badge::new("À compléter", Tone::Warning),
        // The last day is the eve of the first on which it no longer holds.
        (ReponseEligibilite::Oui, _, Some(cesse)) => {
            let dernier = cesse.pred_opt().unwrap_or(le);
            Badge::new(format!("Possible jusqu’au {}", date_longue(dernier)), Tone::Success)
        }
        (ReponseEligibilite::Oui, _, None) => Badge::new("Possible", Tone::Success),
    };
    // Of what is not possible, what stands in the way; not what else would be to ask.
    let manquants = dit.examens.iter().filter(|examen| examen.tenue != Tenue::Oui);
    let manque = manquants
        .zip(&dit.manque)
        .filter(|(examen, _)| examen.tenue == Tenue::Non || dit.reponse != ReponseEligibilite::Non)
        .map(|(_, phrase)| ponctuer(phrase))
        .collect();
    let conditions = dit
        .examens
        .into_iter()
        .map(|examen| ConditionLue {
            etat: Badge::new(
                examen.tenue.libelle(),
                match examen.tenue {
                    Tenue::Oui => Tone::Success,
                    Tenue::Non => Tone::Error,
                    Tenue::Inconnue => Tone::Warning,
                },
            ),
            quand: examen.devient_vraie_le.map(|jour| format!("à partir du {}", date_longue(jour))),
            texte: examen.condition,
            fait: ponctuer(&examen.fait),
            loi: examen.texte,
        })
        .collect();
    Reponse {
        dispositif: Link::new(&dispositif.nom, adresse(&dispositif.code)),
        sigle: dispositif.sigle.clone(),
        etat,
        manque,
        conditions,
    }
}
