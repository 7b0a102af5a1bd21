//! What people decided, as a file of corrections that the next campaign reads: nobody is asked twice.

use raccroche_campaign::Proche;
use raccroche_domain::suivi::EtatVerification;
use raccroche_store::{
    relecture::{Avis, Decidee},
    verification::Constat,
};

/// The columns written, of those of a file of corrections.
pub(crate) const COLONNES: [&str; 12] = [
    "jeune",
    "decision",
    "etablissement",
    "autre_ine",
    "autre_nom_famille",
    "autre_prenoms",
    "autre_date_naissance",
    "autre_source",
    "autre_fichier",
    "autre_ligne",
    "decide_le",
    "decide_par",
];

/// A decided pair, when the campaign's number of the young person is known.
pub(crate) fn paire(decidee: &Decidee) -> Option<Vec<String>> {
    let paire = &decidee.relecture;
    let mot = match paire.avis()? {
        Avis::MemePersonne => "meme_personne",
        Avis::PersonnesDifferentes => "personnes_differentes",
        Avis::NeSaitPas => return None,
    };
    let proche: Proche = serde_json::from_value(paire.proche.clone()).ok()?;
    let le = paire.second_le.or(paire.decide_le).map(|le| le.date_naive().to_string());
    let par = paire.second_par_nom.clone().or_else(|| paire.decide_par_nom.clone());
    let identite = &proche.identite;
    Some(vec![
        decidee.numero.clone()?,
        mot.to_owned(),
        String::new(),
        proche.ine.first().map(|ine| ine.as_str().to_owned()).unwrap_or_default(),
        identite.nom_famille.clone(),
        identite.prenoms.join(" "),
        identite.date_naissance.map(|le| le.to_string()).unwrap_or_default(),
        proche.registre.clone(),
        proche.fichier.clone(),
        proche.ligne.to_string(),
        le.unwrap_or_default(),
        par.unwrap_or_default(),
    ])
}

/// What a verification found, when a campaign has a word for it.
pub(crate) fn constat(constat: &Constat) -> Option<Vec<String>> {
    use EtatVerification as E;
    let mot = match constat.etat {
        E::Confirmee => "confirme_perdu_de_vue",
        E::Scolarise
        | E::RetrouveScolaire
        | E::RetrouveAgricole
        | E::RetrouveApprentissage
        | E::RetrouveSuperieur => "retrouve",
        E::RetrouveFormation => "formation_professionnelle",
        E::RetrouveEmploi => "emploi",
        E::RetrouveAccompagne => "suivi_mission_locale",
        E::DepartEtranger => "parti_etranger",
        E::Decede => "decede",
        E::Erreur => "erreur",
        // A diploma has a level, which nobody was asked; two dossiers of one person are not two persons of a register.
        E::AVerifier | E::DiplomeObtenu | E::Doublon => return None,
    };
    let ou = constat.ou.clone();
    let etablissement = if mot == "retrouve" {
        ou.unwrap_or_else(|| constat.etat.libelle().to_owned())
    } else {
        ou.unwrap_or_default()
    };
    let mut ligne = vec![String::new(); COLONNES.len()];
    (ligne[0], ligne[1], ligne[2]) = (constat.numero.clone(), mot.to_owned(), etablissement);
    ligne[10] = constat.le.to_string();
    "vérification".clone_into(&mut ligne[11]);
    Some(ligne)
}
