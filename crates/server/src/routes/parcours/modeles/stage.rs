//! The documents of a placement: convention, sheet of the company, bilan croisé.

use raccroche_documents::{
    Bloc, Feuille, Section,
    modeles::{BilanCroise, Cadre, ConventionStage, Modele, Remplir as _},
};
use raccroche_domain::{
    dispositif::{Acteur, ModeleDocument},
    francais::majuscule,
    parcours::Saisi,
};

use super::Connu;

/// The public market and its buyer, when the placement carries out a clause.
fn marche(connu: &Connu<'_>) -> String {
    let (objet, acheteur) = (connu.texte("marche_objet"), connu.texte("acheteur_nom"));
    [objet, acheteur].into_iter().filter(|dit| !dit.is_empty()).collect::<Vec<_>>().join(", ")
}

/// Hours that the clause asks for: of the contract, else as typed.
fn heures_dues(connu: &Connu<'_>) -> String {
    match &connu.marche {
        Some(marche) => raccroche_domain::francais::compter(marche.heures().into(), "heure"),
        None => heures(connu, "heures_dues"),
    }
}

fn heures(connu: &Connu<'_>, code: &str) -> String {
    match connu.saisi(code) {
        Some(Saisi::Nombre(heures)) => raccroche_domain::francais::compter((*heures).into(), "heure"),
        _ => String::new(),
    }
}

pub(super) fn convention(cadre: &Cadre, connu: &Connu<'_>) -> Feuille {
    let assurance = connu.premier(&["assurance_stage", "assurance"]);
    ConventionStage {
        jeune: connu.jeune.clone(),
        accueil: connu.accueil(),
        tuteur: connu.tuteur(),
        referent: connu.referent(),
        periode: connu.periode_de_stage(),
        semaine: connu.semaine(&["semaine_stage"]),
        duree_hebdomadaire: heures(connu, "heures_semaine"),
        activites: connu.liste(&["missions"]),
        assurance: majuscule(&assurance),
        aides: connu.texte("aides"),
        marche: marche(connu),
    }
    .remplir(cadre)
}

pub(super) fn bilan_croise(cadre: &Cadre, connu: &Connu<'_>) -> Feuille {
    let sujets = [
        ("Assiduité et ponctualité", "assiduite"),
        ("Relations avec l’équipe", "relations"),
        ("Travail réalisé", "travail"),
        ("Progrès", "progres"),
    ];
    let regards = sujets.map(|(sujet, code)| {
        let dit = |par: &str| majuscule(&connu.texte(&format!("{code}_{par}")));
        [sujet.to_owned(), dit("tuteur"), dit("referent")]
    });
    // What the clause asks for comes before what was planned with the company.
    let (dues, prevues) = (heures_dues(connu), heures(connu, "heures_prevues"));
    let prevues = match (dues.is_empty(), prevues.is_empty()) {
        (false, false) => format!("{prevues}, pour {dues} dues au titre de la clause"),
        (_, true) => dues,
        (true, false) => prevues,
    };
    BilanCroise {
        jeune: connu.jeune.clone(),
        entreprise: connu.entreprise(),
        acheteur: connu.structure(&[Acteur::Acheteur], &["acheteur_nom"]),
        marche: connu.texte("marche_objet"),
        heures: [prevues, heures(connu, "heures_faites")],
        periode: connu.periode_de_stage(),
        tuteur: connu.tuteur(),
        referent: connu.referent(),
        missions: connu.liste(&["missions"]),
        regards: regards.to_vec(),
        parole_du_jeune: connu.texte("parole_bilan"),
        suite: majuscule(&connu.premier(&["suite_prevue", "suite"])),
    }
    .remplir(cadre)
}

/// What a company can give to do. It is written before any young person is proposed, and names none.
pub(super) fn fiche_entreprise(cadre: &Cadre, connu: &Connu<'_>) -> Feuille {
    let accueil = connu.accueil();
    let missions = connu.liste(&["missions"]);
    let sections = vec![
        Section::new(
            "L’entreprise",
            vec![Bloc::champs([
                ("Nom", accueil.nom),
                ("SIRET", accueil.identifiant),
                ("Adresse", accueil.adresse),
                ("Représentée par", accueil.representant.nom),
                ("Tuteur ou tutrice", connu.tuteur().nom),
            ])],
        ),
        Section::new(
            "La clause sociale",
            vec![Bloc::champs([
                ("Acheteur public", connu.texte("acheteur_nom")),
                ("Marché", connu.texte("marche_objet")),
                ("Heures dues", heures_dues(connu)),
            ])],
        ),
        Section::new(
            "Ce qui peut être confié",
            vec![
                if missions.is_empty() { Bloc::zone("Missions", "", 4) } else { Bloc::liste(missions) },
                Bloc::zone("Horaires, équipement, accès", "", 3),
            ],
        ),
    ];
    Feuille {
        modele: Modele::Lettre,
        titre: ModeleDocument::FicheEntreprise.libelle().to_owned(),
        sous_titre: String::new(),
        reference: cadre.reference.clone(),
        date: cadre.date,
        entete: cadre.entete.clone(),
        avertissement: String::new(),
        sections,
        signatures: Vec::new(),
        scelle: None,
    }
}
