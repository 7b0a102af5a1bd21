//! From a file to candidates: the columns are recognised at their names, each line is kept, counted or set aside with its
//! reason.

use std::path::Path;

use chrono::NaiveDate;
use raccroche_domain::{
    DecisionExamen, Enregistrement, Uai,
    dispositif::ExamenPasse,
    francais::{enumerer, plier, ponctuer},
    session_de,
};
use raccroche_registers::{
    Limits, MappingProfile, QualityReport, ReadOptions, SourceKind, guess_profile, preview,
    quality::{Finding, value_class},
    visit_source,
};
use raccroche_store::resultat::Remarque;

use super::{Lecture, Ligne};

/// The columns that serve; any other is not read.
pub(crate) const LUES: [&str; 22] = [
    "ine",
    "nom_famille",
    "nom_usage",
    "prenoms",
    "prenom_2",
    "prenom_3",
    "sexe",
    "date_naissance",
    "commune_naissance",
    "departement_naissance",
    "pays_naissance",
    "ville_naissance",
    "uai",
    "etablissement",
    "formation",
    "diplome_libelle",
    "diplome_niveau",
    "diplome_obtenu",
    "diplome_date",
    "adresse",
    "code_postal",
    "ville",
];

/// What is said of a whole file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cadre {
    /// The day: ages are reckoned then.
    pub(crate) jour: NaiveDate,
    /// The day of the results, for lines that say none; its year is the session.
    pub(crate) resultats_le: NaiveDate,
    /// The exam, for a file that names none.
    pub(crate) examen: Option<ExamenPasse>,
    /// The school that sends it, which may send its own alone.
    pub(crate) ecole: Option<Uai>,
    /// Profiles that people have said of other tables, as TOML.
    pub(crate) profils: Vec<String>,
}

/// Columns of which nobody has said what they hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ColonnesInconnues {
    /// Their names, in the order of the file.
    pub(crate) colonnes: Vec<String>,
    /// What is missing, and what to do: a French sentence.
    pub(crate) phrase: String,
}

/// Why a file is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refus {
    /// Somebody can say what its columns hold.
    Colonnes(ColonnesInconnues),
    /// What is wrong with the file as a whole, and what to do: a French sentence.
    Fichier(String),
}

impl Refus {
    /// What is told.
    pub(crate) fn phrase(self) -> String {
        match self {
            Self::Colonnes(inconnues) => inconnues.phrase,
            Self::Fichier(phrase) => phrase,
        }
    }
}

/// Reads a file; blocks.
///
/// # Errors
/// [`Refus`] says why.
pub(crate) fn lire(chemin: &Path, genre: SourceKind, cadre: &Cadre) -> Result<Lecture, Refus> {
    let apercu = preview(genre, chemin, &MappingProfile::default(), &Limits::default())
        .map_err(|error| Refus::Fichier(error.phrase()))?;
    let colonnes = apercu.headers();
    let profil = profil(&colonnes, cadre)
        .map_err(|phrase| Refus::Colonnes(ColonnesInconnues { colonnes: colonnes.clone(), phrase }))?;
    let options = ReadOptions { profile: Some(profil), ..ReadOptions::new(cadre.jour) };
    let mut lecture = Lecture::default();
    let rapport = visit_source(genre, chemin, &options, &mut |lu| lecture.prendre(&lu, cadre))
        .map_err(|error| Refus::Fichier(error.phrase()))?;
    lecture.conclure(&rapport);
    if lecture.comptes.lus == 0 {
        let phrase = "Ce fichier n’a aucune ligne sous les noms de ses colonnes.";
        return Err(Refus::Fichier(ponctuer(phrase)));
    }
    Ok(lecture)
}

/// The profile that reads this table: one that people said for the like, else what the names of the columns tell.
fn profil(colonnes: &[String], cadre: &Cadre) -> Result<MappingProfile, String> {
    let dits = cadre.profils.iter().filter_map(|texte| MappingProfile::from_toml(texte).ok());
    let dits = dits.filter(|profil| profil.fits(colonnes, "").is_ok());
    let essais = dits.chain([guess_profile(colonnes)]).map(|profil| servir(profil, cadre));
    let mut meilleur: Option<(MappingProfile, Vec<(&str, &str)>)> = None;
    for profil in essais {
        let manquent = manquantes(&profil);
        if manquent.is_empty() {
            return Ok(profil);
        }
        if meilleur.as_ref().is_none_or(|(_, connues)| manquent.len() < connues.len()) {
            meilleur = Some((profil, manquent));
        }
    }
    let manquent: Vec<String> = meilleur
        .map(|(_, manquent)| manquent)
        .unwrap_or_default()
        .into_iter()
        .map(|(_, m)| m.to_owned())
        .collect();
    let lues: Vec<String> = colonnes.iter().take(12).map(|nom| format!("« {nom} »")).collect();
    Err(ponctuer(&format!(
        "Il manque dans ce fichier : {}. Ses colonnes sont {}. Dites ce que contient chacune, puis envoyez le fichier de nouveau.",
        enumerer(&manquent),
        enumerer(&lues)
    )))
}

/// Of a profile, what serves; and what is said of the whole file where it names no column.
fn servir(mut profil: MappingProfile, cadre: &Cadre) -> MappingProfile {
    profil.columns.retain(|nom, _| LUES.contains(&nom.as_str()));
    profil.constants.retain(|nom, _| LUES.contains(&nom.as_str()));
    let mut dire = |nom: &str, valeur: Option<String>| {
        if let Some(valeur) = valeur
            && !profil.columns.contains_key(nom)
        {
            profil.constants.insert(nom.to_owned(), valeur);
        }
    };
    dire("uai", cadre.ecole.map(String::from));
    dire("diplome_libelle", cadre.examen.map(|examen| niveau_dit(examen).to_owned()));
    profil
}

/// A label of which registers know the level.
fn niveau_dit(examen: ExamenPasse) -> &'static str {
    match examen {
        ExamenPasse::BacGeneral => "baccalauréat général",
        ExamenPasse::BacTechno => "baccalauréat technologique",
        ExamenPasse::BacPro => "baccalauréat professionnel",
        ExamenPasse::Cap => "CAP",
        ExamenPasse::Bts => "BTS",
    }
}

/// What a table must say and this one does not: the column, and what it is in words.
pub(crate) fn manquantes(profil: &MappingProfile) -> Vec<(&'static str, &'static str)> {
    let dit = |nom: &str| profil.columns.contains_key(nom) || profil.constants.contains_key(nom);
    [
        ("nom_famille", "le nom de famille"),
        ("prenoms", "le prénom"),
        ("diplome_libelle", "l’examen"),
        ("diplome_obtenu", "la décision du jury"),
        ("uai", "l’UAI de l’établissement d’origine"),
    ]
    .into_iter()
    .filter(|(nom, _)| !dit(nom))
    .chain((!dit("ine") && !dit("date_naissance")).then_some(("ine", "l’INE ou la date de naissance")))
    .collect()
}

impl Lecture {
    /// Keeps, counts or sets aside a line that the reader let through.
    fn prendre(&mut self, lu: &Enregistrement, cadre: &Cadre) {
        match candidat(lu, cadre) {
            Ok(None) => self.comptes.autres += 1,
            Ok(Some(ligne)) if ligne.decision == DecisionExamen::Admis => {
                self.comptes.admis += 1;
                self.admis.push(ligne.cles(session_de(ligne.resultats_le)));
            }
            Ok(Some(ligne)) => {
                if ligne.decision == DecisionExamen::SecondGroupe {
                    self.comptes.en_attente += 1;
                } else {
                    self.comptes.echecs += 1;
                }
                self.lignes.push(ligne);
            }
            Err((champ, valeur, raison)) => {
                self.comptes.ecartes += 1;
                self.remarques.push(Remarque {
                    ligne: lu.ligne,
                    champ: champ.to_owned(),
                    valeur: value_class(&valeur).into_owned(),
                    raison: ponctuer(raison),
                    ecartee: true,
                });
            }
        }
    }

    /// Adds what the reader noticed by itself.
    fn conclure(&mut self, rapport: &QualityReport) {
        self.comptes.lus = rapport.counts.rows_read;
        self.comptes.moins_de_16 = rapport.counts.under_16;
        self.comptes.ecartes += rapport.counts.set_aside;
        for fichier in &rapport.files {
            for (finding, ecartee) in
                fichier.set_aside.iter().map(|f| (f, true)).chain(fichier.remarks.iter().map(|f| (f, false)))
            {
                self.remarques.push(remarque(finding, ecartee));
            }
        }
        self.remarques.sort_by_key(|remarque| (remarque.ligne, !remarque.ecartee));
    }
}

fn remarque(finding: &Finding, ecartee: bool) -> Remarque {
    Remarque {
        ligne: finding.line,
        champ: finding.field.to_string(),
        valeur: finding.value_class.to_string(),
        raison: ponctuer(&format!("{} ; {}", finding.problem.reason(), finding.problem.remedy())),
        ecartee,
    }
}

/// Why a line is set aside: the column, what stands in it, what to do.
type Ecart = (&'static str, String, &'static str);

/// The candidate of a line; nobody for an exam that is none of ours.
fn candidat(lu: &Enregistrement, cadre: &Cadre) -> Result<Option<Ligne>, Ecart> {
    let ine = lu.ine.first().cloned();
    let identite = lu.identite.clone();
    if identite.nom_famille.trim().is_empty() || identite.prenoms.is_empty() {
        return Err(("nom_famille", String::new(), "nom ou prénom absent ; complétez à la source"));
    }
    if ine.is_none() && identite.date_naissance.is_none() {
        let raison = "ni INE ni date de naissance : personne ne peut être reconnu ; complétez à la source";
        return Err(("date_naissance", String::new(), raison));
    }
    let Some(diplome) = &lu.diplome else {
        return Err((
            "diplome_libelle",
            String::new(),
            "examen absent ou non reconnu ; complétez à la source",
        ));
    };
    let libelle = diplome.libelle.clone().unwrap_or_default();
    // The brevet, a BP: known exams, after which nobody has the right to stay.
    let Some(examen) = ExamenPasse::de_libelle(&libelle) else { return Ok(None) };
    let Some(decision) = diplome.decision else {
        let raison = "décision du jury absente ou non reconnue ; écrivez admis, ajourné, second groupe, absent ou refusé";
        return Err(("diplome_obtenu", String::new(), raison));
    };
    let resultats_le = diplome.date.unwrap_or(cadre.resultats_le);
    if session_de(resultats_le) != session_de(cadre.resultats_le) {
        let raison = "résultats d’une autre session ; envoyez-la à part";
        return Err(("diplome_date", resultats_le.to_string(), raison));
    }
    let scolarite = lu.scolarite.as_ref();
    let dite = scolarite.and_then(|scolarite| scolarite.uai);
    // A school that leaves the cell empty speaks of its own.
    let muette = scolarite.is_none_or(|scolarite| scolarite.uai_brut.is_none());
    let Some(uai) = dite.or(cadre.ecole.filter(|_| muette)) else {
        let brut = scolarite.and_then(|scolarite| scolarite.uai_brut.clone()).unwrap_or_default();
        return Err((
            "uai",
            brut,
            "établissement d’origine absent ou mal écrit ; complétez l’UAI à la source",
        ));
    };
    if cadre.ecole.is_some_and(|ecole| ecole != uai) {
        let raison = "cet élève vient d’un autre établissement, qui seul peut envoyer ses résultats ; l’académie le peut pour tous";
        return Err(("uai", uai.to_string(), raison));
    }
    let dite = scolarite.and_then(|scolarite| scolarite.formation.libelle.clone());
    Ok(Some(Ligne {
        identite,
        ine,
        adresse: lu.coordonnees.adresse.clone().unwrap_or_default(),
        examen,
        specialite: specialite(&dite.unwrap_or(libelle)),
        decision,
        resultats_le,
        uai,
        etablissement: scolarite.and_then(|scolarite| scolarite.etablissement.clone()),
    }))
}

/// The words with which labels name an exam before its specialty.
const EXAMENS: [&str; 19] = [
    "bac",
    "baccalaureat",
    "bacpro",
    "bcg",
    "bcp",
    "btn",
    "bts",
    "btsa",
    "cap",
    "capa",
    "general",
    "gen",
    "pro",
    "prof",
    "professionnel",
    "technologique",
    "techno",
    "serie",
    "specialite",
];

/// What a label says after the name of the exam; nothing when it only names it.
fn specialite(libelle: &str) -> String {
    let mots = libelle.split_whitespace();
    mots.skip_while(|mot| EXAMENS.contains(&plier(mot).as_str())).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, io::Write as _};

    use super::*;

    fn jour(texte: &str) -> NaiveDate {
        texte.parse().unwrap()
    }

    fn cadre() -> Cadre {
        Cadre { jour: jour("2026-07-08"), resultats_le: jour("2026-07-07"), ..Cadre::default() }
    }

    fn lu(texte: &str, cadre: &Cadre) -> Result<Lecture, String> {
        let mut fichier = tempfile::NamedTempFile::with_suffix(".csv").unwrap();
        fichier.write_all(texte.as_bytes()).unwrap();
        lire(fichier.path(), SourceKind::Csv, cadre).map_err(Refus::phrase)
    }

    const ENTETE: &str =
        "INE;Nom;Prénom;Date de naissance;Examen;Spécialité;Décision du jury;UAI;Note maths;Téléphone\n";

    #[test]
    fn every_line_is_kept_counted_or_set_aside_with_its_reason() {
        let texte = format!(
            "{ENTETE}\
             060123456AB;DUVAL;Inès;04/05/2007;Bac pro;Commerce;Ajournée;0330001X;8;0600000000\n\
             060123457AC;ROY;Sacha;03/11/2007;Bac pro;Commerce;Admis mention bien;0330001X;15;\n\
             060123458AD;NOUR;Lina;03/10/2007;Bac général;;Passe le second groupe;0330001X;9;\n\
             060123459AE;PETIT;Jean;03/10/2007;CAP;Cuisine;absent;0330002Y;;\n\
             ;BLANC;Zoé;;CAP;Cuisine;ajourné;0330001X;;\n\
             060123460AF;MARIN;Zoé;01/02/2007;DNB;;ajourné;0330001X;;\n\
             060123461AG;ROCHE;Léo;01/02/2007;CAP;Cuisine;dispensé;0330001X;;\n\
             060123462AH;NOËL;Léo;01/02/2007;CAP;Cuisine;ajourné;;;\n\
             060123463AJ;JEUNE;Léo;01/02/2012;CAP;Cuisine;ajourné;0330001X;;\n"
        );
        let lecture = lu(&texte, &cadre()).unwrap();
        let comptes = lecture.comptes;
        assert_eq!((comptes.lus, comptes.admis, comptes.echecs, comptes.en_attente), (9, 1, 2, 1));
        assert_eq!(
            (comptes.autres, comptes.ecartes, comptes.moins_de_16),
            (1, 3, 1),
            "{:#?}",
            lecture.remarques
        );
        let gardes = comptes.admis + comptes.echecs + comptes.en_attente;
        assert_eq!(
            gardes + comptes.autres + comptes.ecartes + comptes.moins_de_16,
            comptes.lus,
            "no line is lost"
        );
        let par_ligne: BTreeMap<u64, &str> = lecture
            .remarques
            .iter()
            .filter(|remarque| remarque.ecartee)
            .map(|remarque| (remarque.ligne, remarque.champ.as_str()))
            .collect();
        let attendu = [(6, "date_naissance"), (8, "diplome_obtenu"), (9, "uai")];
        assert_eq!(par_ligne.into_iter().collect::<Vec<_>>(), attendu);
        let ines = &lecture.lignes[0];
        assert_eq!((ines.examen, ines.specialite.as_str()), (ExamenPasse::BacPro, "Commerce"));
        assert_eq!(ines.resultats_le, jour("2026-07-07"));
    }

    #[test]
    fn a_school_sends_its_own_alone_and_need_not_say_so_on_each_line() {
        let ecole = Cadre { ecole: "0330001X".parse().ok(), ..cadre() };
        let autre = format!("{ENTETE}060123456AB;DUVAL;Inès;04/05/2007;CAP;Cuisine;Ajournée;0330002Y;;\n");
        let lecture = lu(&autre, &ecole).unwrap();
        assert_eq!((lecture.lignes.len(), lecture.comptes.ecartes), (0, 1));
        assert!(lecture.remarques[0].raison.contains("autre établissement"));
        let sans = "INE;Nom;Prénom;Examen;Résultat\n060123456AB;DUVAL;Inès;CAP Cuisine;Ajournée\n";
        let lecture = lu(sans, &ecole).unwrap();
        assert_eq!(lecture.lignes[0].uai.as_str(), "0330001X");
        assert_eq!(lecture.lignes[0].specialite, "Cuisine");
        let vide = format!("{ENTETE}060123456AB;DUVAL;Inès;04/05/2007;Bac général;;Ajournée;;;\n");
        let lecture = lu(&vide, &ecole).unwrap();
        assert_eq!(lecture.lignes.len(), 1, "{:?}", lecture.remarques);
        assert_eq!(lecture.lignes[0].specialite, "", "a label that only names the exam");
        let faux = format!("{ENTETE}060123456AB;DUVAL;Inès;04/05/2007;CAP;;Ajournée;0330001A;;\n");
        assert!(lu(&faux, &ecole).unwrap().lignes.is_empty(), "a wrong number is no empty one");
    }

    #[test]
    fn a_file_that_lacks_a_column_says_which() {
        let faute = lu("Nom;Prénom;Naissance\nDUVAL;Inès;04/05/2007\n", &cadre()).unwrap_err();
        for mot in ["l’examen", "la décision du jury", "l’UAI", "Naissance"] {
            assert!(faute.contains(mot), "{mot}: {faute}");
        }
        assert!(lu("", &cadre()).unwrap_err().contains("vide"));
        let faute = lu("INE;Nom;Prénom;Examen;Résultat;UAI\n", &cadre()).unwrap_err();
        assert!(faute.contains("aucune ligne"), "{faute}");
        let dite = Cadre { examen: Some(ExamenPasse::Cap), ecole: "0330001X".parse().ok(), ..cadre() };
        let lecture = lu("INE;Nom;Prénom;Résultat\n060123456AB;DUVAL;Inès;ajourné\n", &dite).unwrap();
        assert_eq!(lecture.lignes[0].examen, ExamenPasse::Cap, "said once for the whole file");
    }

    #[test]
    fn the_number_or_the_identity_makes_a_candidate_one_in_a_session() {
        let ecole = Cadre { ecole: "0330001X".parse().ok(), ..cadre() };
        let texte = "INE;Nom;Prénom;Date de naissance;Examen;Résultat\n\
                     060123456AB;DUVAL;Inès;04/05/2007;CAP Cuisine;ajourné\n;Duval;INES;04/05/2007;CAP cuisine;ajourné\n";
        let lecture = lu(texte, &ecole).unwrap();
        let [avec, sans] = &lecture.lignes[..] else { panic!("{lecture:?}") };
        assert_eq!(avec.cles(2026)[1], sans.cles(2026)[0]);
        assert_ne!(avec.cles(2026), avec.cles(2027));
    }
}
