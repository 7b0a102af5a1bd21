//! The documents of who comes back or stays: right to return, contract of a réseau FOQUALE, right to stay.

use raccroche_documents::{
    Feuille,
    modeles::{
        Cadre, ContratMaintien, ContratObjectif, Remplir as _, RetourParcours, RetourRecapitulatif, Semaine,
    },
};
use raccroche_domain::{
    dispositif::{Acteur, DateNommee},
    francais::majuscule,
};

use super::Connu;

/// The three statuses as the fiche has them, in the order in which the documents print them.
const STATUTS: [&str; 3] = ["scolaire", "alternance", "stagiaire de la formation professionnelle"];

fn statut(connu: &Connu<'_>) -> Option<usize> {
    let choisi = connu.texte("statut");
    STATUTS.iter().position(|statut| *statut == choisi)
}

/// The one person who follows, as the fiche names them.
fn referent_unique(connu: &Connu<'_>) -> raccroche_documents::modeles::Personne {
    connu.personne(&[Acteur::ReferentPedagogique], "referent_unique")
}

pub(super) fn objectif(cadre: &Cadre, connu: &Connu<'_>) -> Feuille {
    let objectif = connu.liste(&["formation", "metier"]).join("\n");
    ContratObjectif {
        jeune: connu.jeune.clone(),
        tuteur: connu.tuteur(),
        responsable: connu.personne(&[Acteur::ResponsableFoquale], ""),
        objectif,
        accueil: connu.structure(&[Acteur::EtablissementAccueil], &[]),
        periode: connu.periode(),
        etapes: connu.prochaines_etapes(),
        rencontres: connu.texte("rencontres"),
    }
    .remplir(cadre)
}

pub(super) fn recapitulatif(cadre: &Cadre, connu: &Connu<'_>) -> Feuille {
    RetourRecapitulatif {
        jeune: connu.jeune.clone(),
        demande: connu.jour(DateNommee::Demande),
        entretien: connu.rencontre("entretien"),
        conseiller: connu.conseiller(),
        referent: referent_unique(connu),
        objectifs: connu.liste(&["objectifs"]),
        statut: statut(connu),
        bilan: majuscule(&connu.texte("evaluation_acquis")),
        accueil_provisoire: connu.texte("etablissement_attente"),
        etapes: connu.prochaines_etapes(),
    }
    .remplir(cadre)
}

pub(super) fn parcours(cadre: &Cadre, connu: &Connu<'_>) -> Feuille {
    let semaine = connu.semaine(&["semaine_type"]);
    RetourParcours {
        jeune: connu.jeune.clone(),
        accueil: connu.structure(&[Acteur::EtablissementAccueil], &["etablissement_accueil"]),
        referent: referent_unique(connu),
        formation: connu.texte("formation"),
        statut: statut(connu),
        periode: connu.periode(),
        amenagements: connu.liste(&["amenagements"]),
        semaine: (semaine != Semaine::default()).then_some(semaine),
        suivi: connu.texte("suivi"),
        // The year ends with it (D122-3-4).
        bilan: connu.jour(DateNommee::Fin),
    }
    .remplir(cadre)
}

pub(super) fn maintien(cadre: &Cadre, connu: &Connu<'_>) -> Feuille {
    ContratMaintien {
        jeune: connu.jeune.clone(),
        examen: connu.texte("examen_vise"),
        rentree: connu.jour(DateNommee::Debut),
        classe: connu.texte("classe_prevue"),
        referent: connu.personne(&[Acteur::ReferentDecrochage, Acteur::ReferentPedagogique], ""),
        choix: majuscule(&connu.texte("notes")),
        notes: Vec::new(),
        amenagements: connu.liste(&["amenagements"]),
        suivi: connu.texte("suivi"),
    }
    .remplir(cadre)
}
