//! Every model, filled and blank. People and places are invented; the logo is two shapes.

use chrono::NaiveDate;
use raccroche_documents::{
    Creneau, Entete, EtatSignature, Feuille, Logo, MoyenSignature, Reference, Scelle, Signataire,
    modeles::{
        Attestation, BilanCroise, Cadre, Charte, Competence, ContratMaintien, ContratObjectif,
        ConventionStage, DecisionAffectation, DecisionValidation, Etablissement, FicheRecensement,
        FicheSyntheseBilan, Lettre, PafiAvenant, PafiBilan, PafiContrat, PafiDiagnostic, PafiSuivi, Periode,
        Personne, PointDeSuivi, Remplir, RetourParcours, RetourRecapitulatif, Semaine, SemaineJour,
        SujetJeune,
    },
};

pub(crate) fn date(annee: i32, mois: u32, jour: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(annee, mois, jour).expect("a day of the calendar")
}

fn le(annee: i32, mois: u32, jour: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(annee, mois, jour)
}

fn textes(textes: &[&str]) -> Vec<String> {
    textes.iter().map(|texte| (*texte).to_owned()).collect()
}

fn lignes(lignes: &[[&str; 3]]) -> Vec<[String; 3]> {
    lignes.iter().map(|ligne| ligne.map(str::to_owned)).collect()
}

pub(crate) const SVG: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40"><rect width="40" height="40" rx="8" fill="#1c2b4a"/><path d="M8 28 L20 10 L32 28 Z" fill="#fff"/><rect x="50" y="8" width="66" height="8" fill="#1c2b4a"/><rect x="50" y="24" width="48" height="8" fill="#888"/></svg>"##;

pub(crate) fn cadre(numero: &str) -> Cadre {
    Cadre {
        entete: Entete {
            academie: "Académie d’Exemple".to_owned(),
            etablissement: "Lycée polyvalent des Trois-Rivières".to_owned(),
            adresse: "12 rue des Tilleuls, 99100 Villeneuve-d’Exemple\n01 99 00 12 34".to_owned(),
            logo: Some(
                Logo::lire(SVG.as_bytes().to_vec(), "Logo du lycée des Trois-Rivières").expect("a logo"),
            ),
            signataire: Some(Signataire {
                nom: "Claire Vasseur".to_owned(),
                qualite: "La proviseure".to_owned(),
            }),
        },
        reference: Reference { numero: numero.to_owned(), version: 2 },
        date: date(2026, 11, 23),
    }
}

fn personne(nom: &str, qualite: &str) -> Personne {
    Personne {
        nom: nom.to_owned(),
        qualite: qualite.to_owned(),
        telephone: "06 99 00 45 67".to_owned(),
        courriel: "prenom.nom@exemple.fr".to_owned(),
    }
}

fn ines() -> SujetJeune {
    SujetJeune {
        nom: "Benali-Roussel".to_owned(),
        prenom: "Inès".to_owned(),
        naissance: le(2010, 3, 3),
        sexe: "Féminin".to_owned(),
        adresse: "4 impasse du Moulin, 99120 Saint-Exemple".to_owned(),
        telephone: "06 99 00 11 22".to_owned(),
        courriel: "ines@exemple.fr".to_owned(),
        classe: "2de professionnelle, métiers de l’accueil".to_owned(),
        etablissement: "Lycée polyvalent des Trois-Rivières".to_owned(),
        representants: vec![personne("Nadia Benali", "Mère"), personne("Paul Roussel", "Père")],
    }
}

fn garage() -> Etablissement {
    Etablissement {
        nom: "Atelier vélo solidaire".to_owned(),
        identifiant: "999 000 111 00012".to_owned(),
        adresse: "8 quai de la Gare, 99100 Villeneuve-d’Exemple".to_owned(),
        telephone: "01 99 00 77 88".to_owned(),
        courriel: "contact@atelier.exemple.fr".to_owned(),
        representant: personne("Marc Okafor", "Responsable"),
    }
}

fn semaine() -> Semaine {
    let creneau = |horaire: &str, activite: &str, lieu: &str, tuteur: &str| Creneau {
        horaire: horaire.to_owned(),
        activite: activite.to_owned(),
        lieu: lieu.to_owned(),
        tuteur: tuteur.to_owned(),
    };
    let cours = creneau("8 h – 12 h", "Cours avec la classe", "Lycée, salle B 12", "");
    let atelier = creneau("13 h 30 – 17 h", "Réparation et accueil", "Atelier vélo solidaire", "Marc Okafor");
    let jour = |nom: &str, matin: Vec<Creneau>, apres_midi: Vec<Creneau>| SemaineJour {
        nom: nom.to_owned(),
        matin,
        apres_midi,
    };
    Semaine {
        jours: vec![
            jour("Lundi", vec![cours.clone()], vec![atelier.clone()]),
            jour("Mardi", vec![cours.clone()], vec![atelier.clone()]),
            jour(
                "Mercredi",
                vec![
                    creneau(
                        "9 h – 10 h",
                        "Point avec le tuteur",
                        "Lycée, bureau de la vie scolaire",
                        "Samir Lopez",
                    ),
                    creneau("10 h – 12 h", "Soutien en français", "CDI", "Mme Haddad"),
                ],
                vec![],
            ),
            jour("Jeudi", vec![cours], vec![atelier.clone()]),
            jour("Vendredi", vec![atelier], vec![]),
        ],
    }
}

fn periode() -> Periode {
    Periode { debut: le(2026, 12, 1), fin: le(2027, 3, 31) }
}

fn tuteur() -> Personne {
    personne("Samir Lopez", "CPE")
}

fn referent() -> Personne {
    personne("Julie Kermarrec", "Référente décrochage")
}

fn dasen() -> Personne {
    Personne { qualite: "Le DASEN".to_owned(), ..personne("Henri Castaing", "") }
}

/// Each model with all its facts, in the order of `Modele::TOUS`.
pub(crate) fn complets() -> Vec<Feuille> {
    let mut tous = pafi();
    tous.extend(entreprise());
    tous.extend(droits());
    tous.extend(fiches());
    tous.extend(courriers());
    tous
}

/// Signed by all, and sealed.
fn contrat() -> Feuille {
    let mut contrat = PafiContrat {
        jeune: ines(),
        tuteur: tuteur(),
        periode: periode(),
        retour: le(2027, 4, 1),
        objectifs: textes(&[
            "Reprendre confiance en faisant quelque chose de concret.",
            "Revenir en classe à plein temps au mois d’avril.",
            "Choisir une formation pour la rentrée.",
        ]),
        semaine: semaine(),
        partenaires: vec![garage()],
        assurance: "Assurance du lycée, contrat no 12 345 ; responsabilité civile de la famille.".to_owned(),
        suivi: "Une rencontre chaque mercredi avec le tuteur. Un appel à la famille tous les quinze jours."
            .to_owned(),
        validation: dasen(),
    }
    .remplir(&cadre("PAFI-2026-0012"));
    sceller(&mut contrat);
    contrat
}

/// Refused by one.
fn avenant() -> Feuille {
    let mut avenant = PafiAvenant {
        jeune: ines(),
        contrat: "PAFI-2026-0012, version 2".to_owned(),
        effet: le(2027, 1, 11),
        raison: "Inès veut venir aussi le vendredi après-midi à l’atelier.".to_owned(),
        changements: lignes(&[["Vendredi après-midi", "Rien", "Atelier vélo, 13 h 30 – 17 h"]]),
        semaine: Some(semaine()),
        retour: le(2027, 4, 26),
        tuteur: tuteur(),
        validation: dasen(),
    }
    .remplir(&cadre("PAFI-2026-0012-A1"));
    avenant.signatures[1].etat = EtatSignature::Refusee {
        le: date(2027, 1, 5).and_hms_opt(18, 2, 0).expect("a time"),
        motif: "Le retour en classe est trop tard.".to_owned(),
    };
    avenant
}

fn pafi() -> Vec<Feuille> {
    vec![
        PafiDiagnostic {
            saisie: le(2026, 11, 20),
            referent: referent(),
            jeune: ines(),
            locomotion: "2 roues".to_owned(),
            scolarite_precedente: "3e au collège Marie-Curie".to_owned(),
            niveau: "2de professionnelle, métiers de l’accueil".to_owned(),
            regime: "Demi-pensionnaire".to_owned(),
            explications: vec![0, 1, 3],
            observations: "Douze demi-journées d’absence depuis octobre. Vient toujours le mercredi."
                .to_owned(),
            parole_du_jeune: "« Je voulais la mécanique. Ici je m’ennuie. »".to_owned(),
            points_d_appui: "Habile de ses mains ; ponctuelle en atelier ; une amie dans la classe."
                .to_owned(),
            proposition: "Un parcours aménagé avec l’Atelier vélo solidaire, de décembre à mars.".to_owned(),
        }
        .remplir(&cadre("GPDS-2026-0031")),
        contrat(),
        avenant(),
        PafiSuivi {
            jeune: ines(),
            tuteur: tuteur(),
            periode: periode(),
            points: vec![
                PointDeSuivi {
                    le: le(2026, 12, 9),
                    constat: "Inès vient tous les jours. Le bus du matin est souvent en retard.".to_owned(),
                    decision: "Arrivée à 8 h 30 acceptée.".to_owned(),
                },
                PointDeSuivi {
                    le: le(2026, 12, 16),
                    constat: "A réparé son premier vélo seule.".to_owned(),
                    decision: "Présentera l’atelier à la classe.".to_owned(),
                },
            ],
            ajustements: "Rien à changer pour le moment.".to_owned(),
            prochain: le(2027, 1, 6),
        }
        .remplir(&cadre("PAFI-2026-0012-S")),
        PafiBilan {
            jeune: ines(),
            tuteur: tuteur(),
            periode: periode(),
            activites: textes(&["Réparation de vélos", "Accueil du public", "Soutien en français"]),
            parole_du_jeune: "« J’ai compris à quoi servent les maths. »".to_owned(),
            avis_de_l_equipe: "Assidue, plus sûre d’elle. Demande à passer en CAP cycles.".to_owned(),
            competences: vec![
                Competence {
                    libelle: "Accueillir un client".to_owned(),
                    observee: "Atelier, en janvier".to_owned(),
                    validee: true,
                },
                Competence {
                    libelle: "Rédiger un compte rendu".to_owned(),
                    observee: "Soutien en français".to_owned(),
                    validee: false,
                },
            ],
            poursuite: Some(true),
            suite: "Retour en classe le 1er avril, puis vœu en CAP. Suivi par Julie Kermarrec.".to_owned(),
        }
        .remplir(&cadre("PAFI-2026-0012-B")),
    ]
}

fn entreprise() -> Vec<Feuille> {
    vec![
        convention().remplir(&cadre("STAGE-2026-0107")),
        BilanCroise {
            jeune: ines(),
            entreprise: garage(),
            acheteur: Etablissement {
                nom: "Ville de Villeneuve-d’Exemple".to_owned(),
                representant: personne("Ana Pires", "Service des achats"),
                ..Etablissement::default()
            },
            marche: "Rénovation de l’école Jules-Ferry, lot 3".to_owned(),
            heures: ["140 heures".to_owned(), "138 heures".to_owned()],
            periode: periode(),
            tuteur: personne("Marc Okafor", "Responsable d’atelier"),
            referent: referent(),
            missions: textes(&["Préparer le chantier", "Poser des cloisons avec un compagnon"]),
            regards: lignes(&[
                ["Assiduité et ponctualité", "Deux retards, prévenus.", "Très bonne."],
                ["Travail réalisé", "Soigné.", "Les gestes sont acquis."],
            ]),
            parole_du_jeune: "« Je sais que je peux tenir une journée entière. »".to_owned(),
            suite: "Demande d’apprentissage déposée ; l’entreprise est d’accord.".to_owned(),
        }
        .remplir(&cadre("CLAUSE-2026-0004")),
        ContratObjectif {
            jeune: ines(),
            tuteur: tuteur(),
            responsable: personne("Odile Marchand", "Directrice de CIO"),
            objectif: "CAP maintenance des cycles, pour devenir mécanicienne.".to_owned(),
            accueil: garage(),
            periode: periode(),
            etapes: lignes(&[
                ["Visiter le CFA", "Samir Lopez", "15 janvier 2027"],
                ["Faire un CV", "Mission locale", "30 janvier 2027"],
            ]),
            rencontres: "Tous les mercredis à 9 h".to_owned(),
        }
        .remplir(&cadre("FOQ-2026-0009")),
    ]
}

fn droits() -> Vec<Feuille> {
    vec![
        RetourRecapitulatif {
            jeune: ines(),
            demande: le(2026, 11, 9),
            entretien: le(2026, 11, 18),
            conseiller: personne("Odile Marchand", "Psy-EN"),
            referent: referent(),
            objectifs: textes(&["Obtenir un CAP", "Ne pas refaire une 2de"]),
            statut: Some(0),
            bilan: "Positionnement en français et en mathématiques le 25 novembre.".to_owned(),
            accueil_provisoire: "Lycée polyvalent des Trois-Rivières".to_owned(),
            etapes: lignes(&[["Décision d’affectation", "DASEN", "5 décembre 2026"]]),
        }
        .remplir(&cadre("RETOUR-2026-0021")),
        RetourParcours {
            jeune: ines(),
            accueil: garage(),
            referent: referent(),
            formation: "CAP maintenance des cycles".to_owned(),
            statut: Some(0),
            periode: periode(),
            amenagements: textes(&["Début des cours à 9 h", "Dispense d’anglais jusqu’en février"]),
            semaine: Some(semaine()),
            suivi: "Une rencontre tous les quinze jours avec le référent.".to_owned(),
            bilan: le(2027, 3, 24),
        }
        .remplir(&cadre("RETOUR-2026-0021-P")),
        ContratMaintien {
            jeune: SujetJeune { naissance: le(2007, 5, 17), representants: vec![], ..ines() },
            examen: "Baccalauréat professionnel, session de juin 2026".to_owned(),
            rentree: le(2026, 9, 1),
            classe: "Terminale professionnelle".to_owned(),
            referent: referent(),
            choix: "Garde des notes".to_owned(),
            notes: lignes(&[
                ["Français", "12", "Gardée jusqu’en juin 2031"],
                ["Mathématiques", "7", "À repasser"],
            ]),
            amenagements: textes(&["Cours de mathématiques et stage seulement"]),
            suivi: "Un point chaque mois.".to_owned(),
        }
        .remplir(&cadre("MAINT-2026-0002")),
    ]
}

fn fiches() -> Vec<Feuille> {
    vec![
        FicheSyntheseBilan {
            jeune: ines(),
            entretien: le(2026, 11, 18),
            conseiller: personne("Odile Marchand", "Psy-EN"),
            parcours: lignes(&[
                ["2025-2026", "3e", "Collège Marie-Curie"],
                ["2026-2027", "2de pro", "Lycée des Trois-Rivières"],
            ]),
            diplomes: "Brevet obtenu en 2026".to_owned(),
            projet: "Travailler dans un atelier.".to_owned(),
            points_d_appui: "Motivée ; soutenue par sa famille.".to_owned(),
            obstacles: "Une heure de bus le matin.".to_owned(),
            conclusion: "Parcours aménagé jusqu’en mars.".to_owned(),
            etapes: lignes(&[["Contrat PAFI", "Julie Kermarrec", "1er décembre 2026"]]),
        }
        .remplir(&cadre("SYNTH-2026-0018")),
        FicheRecensement {
            jeune: ines(),
            sortie: le(2026, 11, 6),
            en_cours_d_annee: Some(true),
            diplome: "Bac professionnel métiers de l’accueil, non obtenu".to_owned(),
            situation: "Cherche un apprentissage.".to_owned(),
            contacts: lignes(&[["12 novembre 2026", "Sa mère, par téléphone", "Rendez-vous pris"]]),
            propositions: textes(&["Entretien de situation", "Action de la MLDS"]),
            referent: referent(),
            cio: "Villeneuve-d’Exemple".to_owned(),
        }
        .remplir(&cadre("REC-2026-0040")),
        Charte {
            alliance: "Alliance éducative des Trois-Rivières".to_owned(),
            themes: textes(&["Remédiation scolaire", "Aide et accompagnement social"]),
            engagements: textes(&["Nous nous réunissons le premier mardi du mois."]),
            membres: vec![
                personne("Lise Nguyen", "Éducatrice de prévention"),
                personne("Marc Okafor", "Atelier vélo solidaire"),
            ],
        }
        .remplir(&cadre("CHARTE-2026-0001")),
    ]
}

fn courriers() -> Vec<Feuille> {
    vec![
        DecisionAffectation {
            jeune: ines(),
            motif: "Droit au retour en formation initiale".to_owned(),
            textes: textes(&["Code de l’éducation, articles D122-3-1 à D122-3-5"]),
            accueil: garage(),
            formation: "CAP maintenance des cycles, 1re année".to_owned(),
            rentree: le(2026, 12, 7),
            statut: "Scolaire".to_owned(),
            prononcee: Some(true),
            motif_decision: "Une place est vacante, et le projet est construit.".to_owned(),
            recours: "Recours gracieux auprès du DASEN dans les deux mois.".to_owned(),
        }
        .remplir(&cadre("AFF-2026-0077")),
        DecisionValidation {
            jeune: ines(),
            dispositif: "Parcours aménagé de la formation initiale (PAFI)".to_owned(),
            contrat: "PAFI-2026-0012, version 2".to_owned(),
            periode: periode(),
            valide: Some(true),
            motif: "Le parcours prévoit un retour daté et un suivi chaque semaine.".to_owned(),
            mef: "24733999999".to_owned(),
            recours: "Recours gracieux auprès du DASEN dans les deux mois.".to_owned(),
        }
        .remplir(&cadre("VAL-2026-0050")),
        Attestation {
            jeune: ines(),
            fait: "a suivi le parcours aménagé prévu par son contrat".to_owned(),
            periode: periode(),
            destination: "le dossier de bourse".to_owned(),
        }
        .remplir(&cadre("ATT-2026-0003")),
        Lettre {
            destinataire: "Mme Nadia Benali\n4 impasse du Moulin\n99120 Saint-Exemple".to_owned(),
            objet: "Un rendez-vous pour parler de la suite".to_owned(),
            formule: "Bonjour Madame,".to_owned(),
            texte: "Nous vous proposons de nous rencontrer, avec Inès, le mercredi 2 décembre à 17 h, au lycée.\n\nSi ce moment \
                    ne vous convient pas, appelez-nous : nous en trouverons un autre."
                .to_owned(),
            pieces: textes(&["Plan d’accès"]),
        }
        .remplir(&cadre("LET-2026-0211")),
    ]
}

/// The convention with which a batch is measured.
pub(crate) fn convention() -> ConventionStage {
    ConventionStage {
        jeune: ines(),
        accueil: garage(),
        tuteur: personne("Marc Okafor", "Responsable d’atelier"),
        referent: personne("Julie Kermarrec", "Référente décrochage"),
        periode: periode(),
        semaine: semaine(),
        duree_hebdomadaire: "14 heures".to_owned(),
        activites: textes(&["Réparer des vélos", "Accueillir les clients", "Tenir le stock"]),
        assurance: "Assurance du lycée, contrat no 12 345.".to_owned(),
        aides: "Repas pris au lycée. Vêtements de travail prêtés.".to_owned(),
        marche: "Rénovation de l’école Jules-Ferry, lot 3".to_owned(),
    }
}

/// Each model without any fact: the forms to fill by hand.
pub(crate) fn vides() -> Vec<Feuille> {
    let cadre = Cadre { date: date(2026, 11, 23), ..Cadre::default() };
    vec![
        vide::<PafiDiagnostic>(&cadre),
        vide::<PafiContrat>(&cadre),
        vide::<PafiAvenant>(&cadre),
        vide::<PafiSuivi>(&cadre),
        vide::<PafiBilan>(&cadre),
        vide::<ConventionStage>(&cadre),
        vide::<BilanCroise>(&cadre),
        vide::<ContratObjectif>(&cadre),
        vide::<RetourRecapitulatif>(&cadre),
        vide::<RetourParcours>(&cadre),
        vide::<ContratMaintien>(&cadre),
        vide::<FicheSyntheseBilan>(&cadre),
        vide::<FicheRecensement>(&cadre),
        vide::<Charte>(&cadre),
        vide::<DecisionAffectation>(&cadre),
        vide::<DecisionValidation>(&cadre),
        vide::<Attestation>(&cadre),
        vide::<Lettre>(&cadre),
    ]
}

fn vide<M: Remplir + Default>(cadre: &Cadre) -> Feuille {
    M::default().remplir(cadre)
}

/// All have signed, each by another means.
fn sceller(feuille: &mut Feuille) {
    let moyens = [MoyenSignature::Session, MoyenSignature::Lien, MoyenSignature::PapierNumerise];
    for (rang, signature) in feuille.signatures.iter_mut().enumerate() {
        let heure = 9 + u32::try_from(rang).expect("a few signatures");
        signature.etat = EtatSignature::Signee {
            le: date(2026, 11, 25).and_hms_opt(heure, 5, 0).expect("a time"),
            moyen: moyens[rang % moyens.len()],
            version: 2,
        };
    }
    feuille.scelle = Some(Scelle {
        le: date(2026, 11, 26).and_hms_opt(8, 30, 0).expect("a time"),
        empreinte: feuille.empreinte_du_contenu(),
    });
}
