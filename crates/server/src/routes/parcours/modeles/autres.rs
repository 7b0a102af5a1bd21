//! Sheets, decisions, charter, attestation, letter.

use chrono::Datelike as _;
use raccroche_documents::{
    Feuille,
    modeles::{
        Attestation, Cadre, Charte, DecisionAffectation, DecisionValidation, FicheRecensement,
        FicheSyntheseBilan, Lettre, Personne, Remplir as _,
    },
};
use raccroche_domain::{
    dispositif::{Acteur, DateNommee, ModeleDocument},
    droits::Role,
    francais::{date_longue, majuscule, ponctuer},
};

use super::Connu;

pub(super) fn synthese(cadre: &Cadre, connu: &Connu<'_>) -> Feuille {
    FicheSyntheseBilan {
        jeune: connu.jeune.clone(),
        entretien: connu.rencontre("entretien"),
        conseiller: connu.conseiller(),
        parcours: connu.annees.clone(),
        diplomes: connu.texte("diplomes"),
        projet: connu.liste(&["souhait", "projet"]).join("\n"),
        points_d_appui: connu.texte("points_appui"),
        obstacles: connu.texte("obstacles"),
        conclusion: connu.liste(&["conclusion", "suite"]).join("\n"),
        etapes: Vec::new(),
    }
    .remplir(cadre)
}

pub(super) fn recensement(cadre: &Cadre, connu: &Connu<'_>) -> Feuille {
    let sortie = connu.jour(DateNommee::Sortie).or(connu.sorti_le);
    let contacts = connu.tentatives.iter().map(|tentative| {
        [
            date_longue(tentative.le),
            majuscule(tentative.canal.libelle()),
            majuscule(tentative.issue.libelle()),
        ]
    });
    let referent = match connu.partie(&[Acteur::ReferentDecrochage]) {
        Some(_) => connu.personne(&[Acteur::ReferentDecrochage], ""),
        None if connu.role == Role::ReferentDecrochage => connu.auteur.clone(),
        None => Personne::default(),
    };
    FicheRecensement {
        jeune: connu.jeune.clone(),
        sortie,
        // Classes end in June and begin in September.
        en_cours_d_annee: sortie.map(|le| !(6..=8).contains(&le.month())),
        diplome: connu.jeune.classe.clone(),
        situation: connu.texte("situation"),
        contacts: contacts.collect(),
        propositions: connu.liste(&["propositions"]),
        referent,
        cio: connu.cio.clone(),
    }
    .remplir(cadre)
}

pub(super) fn charte(cadre: &Cadre, connu: &Connu<'_>) -> Feuille {
    let famille = [Acteur::Jeune, Acteur::RepresentantLegal, Acteur::ChefEtablissement];
    let membres = connu.etat.presents().filter(|partie| !famille.contains(&partie.acteur));
    let alliance = connu.etat.presents().find(|partie| partie.acteur == Acteur::ChefEtablissement);
    let etablissement = alliance
        .and_then(|partie| connu.organisations.get(&partie.organisation?))
        .map_or_else(|| cadre.entete.etablissement.clone(), |ecole| ecole.nom.clone());
    Charte {
        alliance: etablissement,
        themes: connu.liste(&["themes"]),
        engagements: Vec::new(),
        membres: membres
            .map(|partie| Personne {
                nom: partie.nom.clone(),
                qualite: majuscule(partie.acteur.libelle()),
                ..Personne::default()
            })
            .collect(),
    }
    .remplir(cadre)
}

pub(super) fn affectation(cadre: &Cadre, connu: &Connu<'_>) -> Feuille {
    let accueil = connu.structure(&[Acteur::EtablissementAccueil], &["etablissement_accueil"]);
    DecisionAffectation {
        jeune: connu.jeune.clone(),
        motif: connu.fiche.nom.clone(),
        textes: connu.fiche.textes.iter().map(|texte| texte.reference.clone()).collect(),
        accueil,
        formation: connu.liste(&["diplome", "formation"]).join(", "),
        rentree: connu.jour(DateNommee::Debut),
        statut: majuscule(&connu.texte("statut")),
        prononcee: connu.decidee(ModeleDocument::DecisionAffectation),
        motif_decision: connu.texte("motif_decision"),
        recours: connu.recours.clone(),
    }
    .remplir(cadre)
}

pub(super) fn validation(cadre: &Cadre, connu: &Connu<'_>) -> Feuille {
    let contrat = connu.etat.document_en_vigueur(ModeleDocument::PafiContrat).map(|document| {
        format!(
            "{}, version\u{a0}{}, du {}",
            document.modele.libelle(),
            document.version,
            date_longue(document.le)
        )
    });
    DecisionValidation {
        jeune: connu.jeune.clone(),
        dispositif: connu.fiche.nom.clone(),
        contrat: contrat.unwrap_or_default(),
        periode: connu.periode(),
        valide: connu.decidee(ModeleDocument::DecisionValidation),
        motif: connu.texte("motif_decision"),
        mef: connu.texte("mef_dedie"),
        recours: connu.recours.clone(),
    }
    .remplir(cadre)
}

pub(super) fn attestation(cadre: &Cadre, connu: &Connu<'_>) -> Feuille {
    let quand = connu.periode();
    let fait = [
        format!("a suivi un parcours dans le dispositif «\u{a0}{}\u{a0}».", connu.fiche.nom),
        connu.texte("formation"),
        connu.texte("droit_restant"),
    ];
    Attestation {
        jeune: connu.jeune.clone(),
        fait: fait.into_iter().filter(|dit| !dit.is_empty()).collect::<Vec<_>>().join("\n"),
        periode: quand,
        destination: String::new(),
    }
    .remplir(cadre)
}

pub(super) fn lettre(cadre: &Cadre, connu: &Connu<'_>) -> Feuille {
    let jeune = &connu.jeune;
    let nom = format!("{} {}", jeune.prenom, jeune.nom).trim().to_owned();
    let destinataire =
        [nom.as_str(), jeune.adresse.as_str()].into_iter().filter(|dit| !dit.is_empty()).collect::<Vec<_>>();
    let titre = connu.fiche.etape(&connu.etat.etape).map_or("", |etape| etape.titre.as_str());
    // An appointment that is still to come is what a letter is most often about.
    let prevu = connu.entretiens.iter().find(|prevu| prevu.issue.is_none() && prevu.le.date() >= cadre.date);
    let texte = prevu.map(|prevu| {
        let lieu = if prevu.lieu.is_empty() {
            String::new()
        } else {
            format!(", à l’adresse suivante : {}", prevu.lieu)
        };
        let famille =
            if prevu.representant { " Votre représentant légal y est invité avec vous." } else { "" };
        format!("Vous êtes attendu(e) le {}{lieu}.{famille}", crate::rendu::moment_en_mots(prevu.le))
    });
    // After an exam, the family reads what it may do, not the title of a step.
    let resultats = connu.jour(DateNommee::Resultats).filter(|_| texte.is_none());
    let objet = match (resultats, titre) {
        (Some(_), _) => "Après les résultats de l’examen".to_owned(),
        (None, "") => connu.fiche.nom.clone(),
        (None, titre) => format!("{}\u{a0}: {}", connu.fiche.nom, titre),
    };
    let famille = resultats.iter().flat_map(|_| &jeune.representants).map(|parent| parent.nom.as_str());
    let destinataire: Vec<&str> =
        destinataire.into_iter().chain(famille.filter(|nom| !nom.is_empty())).collect();
    Lettre {
        destinataire: destinataire.join("\n"),
        objet,
        formule: if jeune.prenom.is_empty() { String::new() } else { format!("Bonjour {},", jeune.prenom) },
        texte: texte.or_else(|| resultats.map(|le| apres_un_echec(connu.fiche, le))).unwrap_or_default(),
        pieces: Vec::new(),
    }
    .remplir(cadre)
}

/// What a family reads once the results of an exam are out: what the fiche gives a right to, and what must not be decided in
/// haste.
fn apres_un_echec(fiche: &raccroche_domain::dispositif::Dispositif, resultats: chrono::NaiveDate) -> String {
    let fiche = format!("{} : {}", fiche.nom, fiche.resume);
    ponctuer(&format!(
        "Les résultats de l’examen sont parus le {}. Ne pas l’avoir obtenu n’arrête pas votre parcours.\n\n{fiche}\n\nLes notes \
         d’au moins 10 au baccalauréat ou au CAP peuvent être gardées pour les sessions suivantes. Renoncer à une note est définitif : \
         demandez conseil avant de choisir.\n\nPour demander une place à la rentrée, pour un rendez-vous avec votre famille ou pour dire que \
         vous avez un autre projet, répondez à cet établissement.",
        date_longue(resultats)
    ))
}
