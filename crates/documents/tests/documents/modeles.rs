//! What the models promise: all are there, minors are represented, nothing claims to be official.

use std::collections::BTreeSet;

use raccroche_documents::{
    Bloc, EtatSignature, Feuille,
    modeles::{
        Cadre, ContratMaintien, ContratObjectif, ConventionStage, DecisionAffectation, DecisionValidation,
        Etablissement, Modele, PafiAvenant, PafiBilan, PafiContrat, Personne, Remplir, RetourParcours,
        SujetJeune,
    },
    rendre,
};

use crate::{arbre::Lu, exemples};

#[test]
fn every_model_has_a_code_a_title_and_an_example() {
    let codes: BTreeSet<_> = Modele::TOUS.iter().map(|modele| modele.code()).collect();
    assert_eq!(codes.len(), Modele::TOUS.len());
    for modele in Modele::TOUS {
        assert_eq!(Modele::par_code(modele.code()), Some(modele));
        assert_eq!(serde_json::to_string(&modele).expect("JSON"), format!("\"{}\"", modele.code()));
        assert!(!modele.titre().is_empty());
    }
    assert_eq!(Modele::par_code("inconnu"), None);
    for exemples in [exemples::complets(), exemples::vides()] {
        let vus: BTreeSet<_> = exemples.iter().map(|feuille| feuille.modele).collect();
        assert_eq!(vus, BTreeSet::from(Modele::TOUS));
    }
}

#[test]
fn a_document_survives_storage() {
    for feuille in exemples::complets() {
        let ecrite = serde_json::to_string(&feuille).expect("JSON");
        let relue: Feuille = serde_json::from_str(&ecrite).expect("a document");
        assert_eq!(relue, feuille);
        assert_eq!(relue.empreinte_du_contenu(), feuille.empreinte_du_contenu());
    }
}

#[test]
fn what_is_signed_is_the_content_and_not_the_signatures() {
    let signee = exemples::complets().swap_remove(1);
    let mut vierge = signee.clone();
    vierge.scelle = None;
    for signature in &mut vierge.signatures {
        signature.etat = EtatSignature::Attendue;
    }
    assert_eq!(signee.empreinte_du_contenu(), vierge.empreinte_du_contenu());
    let mut changee = vierge.clone();
    changee.sections[2].blocs.push(Bloc::paragraphe("Autre chose"));
    assert_ne!(changee.empreinte_du_contenu(), vierge.empreinte_du_contenu());
    let mut version = vierge.clone();
    version.reference.version += 1;
    assert_ne!(version.empreinte_du_contenu(), vierge.empreinte_du_contenu());
    assert_eq!(signee.scelle.map(|scelle| scelle.empreinte), Some(vierge.empreinte_du_contenu()));
}

/// The signatures of a legal representative in every model that a young person signs as a party.
fn representants(jeune: &SujetJeune) -> Vec<usize> {
    let cadre = exemples::cadre("X");
    let jeune = || jeune.clone();
    [
        PafiContrat { jeune: jeune(), ..PafiContrat::default() }.remplir(&cadre),
        PafiAvenant { jeune: jeune(), ..PafiAvenant::default() }.remplir(&cadre),
        PafiBilan { jeune: jeune(), ..PafiBilan::default() }.remplir(&cadre),
        ConventionStage { jeune: jeune(), ..ConventionStage::default() }.remplir(&cadre),
        ContratObjectif { jeune: jeune(), ..ContratObjectif::default() }.remplir(&cadre),
        RetourParcours { jeune: jeune(), ..RetourParcours::default() }.remplir(&cadre),
        ContratMaintien { jeune: jeune(), ..ContratMaintien::default() }.remplir(&cadre),
    ]
    .iter()
    .map(|feuille| feuille.signatures.iter().filter(|s| s.qualite == "Représentant légal").count())
    .collect()
}

#[test]
fn a_minor_never_signs_alone() {
    // The documents are of 23 November 2026.
    let ne_le = |naissance| SujetJeune { naissance, ..SujetJeune::default() };
    let veille = ne_le(Some(exemples::date(2008, 11, 24)));
    let anniversaire = ne_le(Some(exemples::date(2008, 11, 23)));
    assert_eq!(representants(&veille), [1; 7], "17 until midnight");
    assert_eq!(representants(&anniversaire), [0; 7], "18 today");
    assert_eq!(representants(&ne_le(None)), [1; 7], "unknown age: the line may stay empty, not be missing");
    let parent = |nom: &str| Personne { nom: nom.to_owned(), ..Personne::default() };
    let deux = SujetJeune { representants: vec![parent("A"), parent("B")], ..veille };
    assert_eq!(representants(&deux), [2; 7]);
}

/// The texts of the document come in the order in which it holds them.
pub(crate) fn in_order(feuille: &Feuille, lu: &Lu) {
    let texte = lu.racine.lire();
    let propre = |mots: &str| mots.replace('\u{200b}', "").replace(['\u{a0}', '\u{202f}'], " ");
    let texte = propre(&texte).split_whitespace().collect::<Vec<_>>().join(" ");
    let mut attendus =
        vec![feuille.entete.etablissement.clone(), feuille.titre.clone(), feuille.sous_titre.clone()];
    for section in &feuille.sections {
        attendus.push(section.titre.clone());
        for bloc in &section.blocs {
            match bloc {
                Bloc::Champs(champs) => {
                    attendus.extend(champs.iter().flat_map(|c| [c.libelle.clone(), c.valeur.clone()]));
                }
                Bloc::Liste(points) => attendus.extend(points.clone()),
                Bloc::Tableau(tableau) => {
                    attendus.extend(tableau.entetes.iter().chain(tableau.lignes.iter().flatten()).cloned());
                }
                Bloc::Cases(cases) => attendus.extend(cases.iter().map(|case| case.libelle.clone())),
                Bloc::Zone(zone) => attendus.push(zone.libelle.clone()),
                Bloc::Paragraphe(texte) => attendus.push(texte.clone()),
                Bloc::Encart(encart) => attendus.push(encart.texte.clone()),
                Bloc::Grille(grille) => attendus.extend(grille.jours.iter().map(|jour| jour.nom.clone())),
            }
        }
    }
    attendus.extend(feuille.signatures.iter().map(|signature| signature.qualite.clone()));
    let mut ici = 0;
    for attendu in attendus {
        let attendu = propre(&attendu).split_whitespace().collect::<Vec<_>>().join(" ");
        let trouve = texte[ici..].find(&attendu);
        assert!(
            trouve.is_some(),
            "{attendu:?} is not after {:?} in {:?}:\n{texte}",
            &texte[..ici],
            feuille.modele
        );
        ici += trouve.unwrap_or_default() + attendu.len();
    }
}

/// Nothing claims to be official, and a blank form invents no fact.
pub(crate) fn honest(feuille: &Feuille, lu: &Lu) {
    let texte = lu.racine.lire().to_lowercase();
    for mot in ["officiel", "cerfa", "homologué", "république"] {
        assert!(!texte.contains(mot), "{mot} in {:?}", feuille.modele);
    }
    if feuille.reference.numero.is_empty() {
        assert_eq!(feuille.sous_titre, "");
        let texte = texte.replace("2026-2027", "");
        for invente in ["2025", "2027", "0 ans", "1970"] {
            assert!(!texte.contains(invente), "{invente} in the blank {:?}", feuille.modele);
        }
    }
}

#[test]
fn the_day_is_that_of_the_document() {
    let cadre = Cadre { date: exemples::date(10_000, 1, 1), ..Cadre::default() };
    let erreur = rendre(&PafiContrat::default().remplir(&cadre)).expect_err("no PDF of the year 10000");
    assert_eq!(erreur.phrase(), "L’année 10000 n’est pas possible. Corrigez la date du document.");
}

#[test]
fn an_unfavourable_decision_never_reads_as_an_assignment() {
    let accueil = Etablissement { nom: "LP des Cycles".to_owned(), ..Etablissement::default() };
    let affectation = |prononcee| {
        let decision = DecisionAffectation {
            accueil: accueil.clone(),
            prononcee,
            motif_decision: "Aucune place vacante.".to_owned(),
            ..DecisionAffectation::default()
        };
        decision.remplir(&Cadre::default())
    };
    let validation =
        |valide| DecisionValidation { valide, ..DecisionValidation::default() }.remplir(&Cadre::default());
    for (feuille, refusee) in [
        (affectation(Some(false)), true),
        (affectation(Some(true)), false),
        (affectation(None), false),
        (validation(Some(false)), true),
        (validation(Some(true)), false),
        (validation(None), false),
    ] {
        let blocs: Vec<&Bloc> = feuille.sections.iter().flat_map(|section| &section.blocs).collect();
        let libelles: BTreeSet<&str> = blocs
            .iter()
            .flat_map(|bloc| match bloc {
                Bloc::Champs(champs) => champs.iter().map(|champ| champ.libelle.as_str()).collect(),
                Bloc::Zone(zone) => vec![zone.libelle.as_str()],
                _ => Vec::new(),
            })
            .collect();
        assert_eq!(feuille.titre.contains("refus"), refusee, "{}", feuille.titre);
        assert_eq!(libelles.contains("Motif du refus"), refusee, "{libelles:?}");
        assert!(libelles.contains("Voies et délais de recours"), "{libelles:?}");
        for accordee in ["Affectation", "UAI", "À partir du", "MEF"] {
            assert!(!(refusee && libelles.contains(accordee)), "« {accordee} » in a refusal");
        }
    }
}
