//! The French sentence that explains a verdict, with its source.
//!
//! It is what a PSAD reads beside a name and what the young person may be shown: the fact, its date, the register
//! and the line it stands in. Nothing is said that the evidence does not hold; health is never described.

use chrono::NaiveDate;

use crate::{
    DernierePresence, Dossier, Enregistrement, Etat, Jugement, Motif, MotifObligation, NatureSituation,
    NiveauDiplome, Obligation, Reserve, RoleRegistre, Scolarite, Sexe, Statut, Surete, Temoignage, Uai,
    age_au, etat_au,
    francais::{
        INSECABLE, a_etablissement, accorder, date_longue, enumerer, guillemets, majuscule, par_organisme,
        ponctuer,
    },
    identites_incompatibles,
    temoignage::jumeaux,
};

/// What sentences need beside the facts.
pub struct Redaction<'a> {
    /// The day of the campaign.
    pub date: NaiveDate,
    /// The registers crossed, as people name them.
    pub croises: &'a [String],
    /// The name of an establishment, from the annuaire.
    pub nom_etablissement: &'a dyn Fn(Uai) -> Option<String>,
}

impl Redaction<'_> {
    /// Why this verdict, in one or two sentences.
    pub fn verdict(&self, dossier: &Dossier<'_>, jugement: &Jugement) -> String {
        let sexe = dossier.sexe;
        let preuve = jugement.preuve.and_then(|i| dossier.temoignages.get(i));
        match (jugement.motif, preuve) {
            (Motif::InscriptionEnCours, Some(t)) => {
                let scolarite = t.ligne.scolarite.clone().unwrap_or_default();
                self.inscription(sexe, &scolarite, Some(t))
            }
            (Motif::DiplomeObtenu, Some(t)) => diplome(t),
            (Motif::Situation(nature), Some(t)) => situation(sexe, nature, t),
            (Motif::MoinsDe16, _) => {
                format!(
                    "{} au {}{INSECABLE}: l’instruction est obligatoire jusqu’à 16{INSECABLE}ans, et aucune liste ne peut comporter ce nom.",
                    self.age(dossier),
                    date_longue(self.date)
                )
            }
            (Motif::PlusDe25, _) => {
                format!(
                    "{} au {}{INSECABLE}: les listes s’arrêtent à 25{INSECABLE}ans révolus.",
                    self.age(dossier),
                    date_longue(self.date)
                )
            }
            (Motif::ErreurSignalee, _) => "Signalement par erreur, d’après une décision humaine.".to_owned(),
            (Motif::CycleSansQualification, t) => format!(
                "N’a suivi aucun cycle conduisant au baccalauréat ou à un diplôme professionnel{}.",
                self.parenthese_derniere(t)
            ),
            (Motif::CycleSuperieur, t) => format!(
                "{} dans l’enseignement supérieur, qui suppose un diplôme de niveau{INSECABLE}4{}.",
                majuscule(&accorder(sexe, "était inscrit", "était inscrite")),
                self.parenthese_derniere(t)
            ),
            (Motif::FaitsContradictoires, Some(t)) => format!(
                "Un décès est signalé ({}) alors qu’un registre plus récent montre une inscription{INSECABLE}: à vérifier avant tout contact.",
                citation(t)
            ),
            (Motif::IdentiteDouteuse, Some(t)) => deux_personnes(dossier, t),
            (Motif::RapprochementIncertain, Some(t)) => self.incertain(t),
            (Motif::InscriptionAVenir, Some(t)) => {
                let scolarite = t.ligne.scolarite.clone().unwrap_or_default();
                let debut =
                    scolarite.debut.map_or_else(String::new, |d| format!(" à partir du {}", date_longue(d)));
                format!(
                    "Inscription annoncée{}{debut} ({}){INSECABLE}: vérifier l’entrée effective.",
                    self.lieu(&scolarite),
                    citation(t)
                )
            }
            (Motif::NaissanceInconnue, t) => format!(
                "Date de naissance absente ou impossible, l’âge ne peut pas être vérifié. {}",
                self.introuvable(dossier, jugement.derniere_presence, t)
            ),
            (Motif::NomAbsent, t) => format!(
                "Le registre ne donne ni nom ni prénom{INSECABLE}: personne n’a pu être reconnu dans les autres fichiers, à \
                 vérifier auprès de l’établissement. {}",
                self.introuvable(dossier, jugement.derniere_presence, t)
            ),
            (Motif::ConfirmePerduDeVue, Some(t)) if t.inscription(self.date) == Some(Etat::EnCours) => {
                format!(
                    "Perte de vue confirmée par une décision humaine, bien qu’un registre montre encore l’inscription{} ({}).",
                    t.ligne.scolarite.as_ref().map(|s| self.lieu(s)).unwrap_or_default(),
                    citation(t)
                )
            }
            (Motif::ConfirmePerduDeVue, t) => {
                format!(
                    "Situation confirmée par une décision humaine. {}",
                    self.introuvable(dossier, jugement.derniere_presence, t)
                )
            }
            (Motif::Reparti, Some(t)) => self.reparti(dossier, t),
            (_, t) => self.introuvable(dossier, jugement.derniere_presence, t),
        }
    }

    /// Why this answer to the obligation de formation.
    pub fn obligation(&self, dossier: &Dossier<'_>, obligation: &Obligation) -> String {
        let source = obligation
            .preuve
            .and_then(|i| dossier.temoignages.get(i))
            .map_or_else(String::new, |t| format!(" ({})", citation(t)));
        let texte = match obligation.motif {
            MotifObligation::Inscription => {
                format!("Inscription en cours{source} ; le registre atteste l’inscription, non l’assiduité.")
            }
            MotifObligation::Situation(NatureSituation::Exemption) => {
                format!("Exemption en cours{source} ; le contenu du certificat n’est ni lu ni conservé.")
            }
            MotifObligation::Situation(NatureSituation::AutreInstruction) => {
                format!("Instruction suivie ailleurs{source} ; l’assiduité n’est pas attestée.")
            }
            MotifObligation::Situation(NatureSituation::Deces) => format!("Décès signalé{source}."),
            MotifObligation::Situation(NatureSituation::DepartEtranger) => format!("Départ à l’étranger signalé{source}."),
            MotifObligation::Situation(nature) => format!("{} en cours{source}.", majuscule(nature.libelle())),
            MotifObligation::RapprochementIncertain => {
                format!("Une activité ressemble à la sienne sans certitude{source}.")
            }
            MotifObligation::NaissanceInconnue => "Date de naissance inconnue.".to_owned(),
            MotifObligation::AVerifier => {
                "Ce que disent les registres reste à vérifier : l’obligation ne peut pas être tranchée.".to_owned()
            }
            MotifObligation::ConfirmePerduDeVue => {
                "Une décision humaine dit qu’aucune activité ne se poursuit, quoi que montrent les fichiers.".to_owned()
            }
            MotifObligation::InscriptionAVenir => format!("Aucune activité à cette date ; une inscription est annoncée{source}."),
            MotifObligation::AucuneActivite => {
                "Aucune activité trouvée dans les fichiers croisés ; le diplôme éventuel ne dispense pas de l’obligation."
                    .to_owned()
            }
            MotifObligation::MoinsDe16 => "Moins de 16 ans : instruction obligatoire.".to_owned(),
            MotifObligation::Majeur => "Personne majeure à cette date.".to_owned(),
        };
        ponctuer(&texte)
    }

    /// A word of caution, as a sentence.
    pub fn reserve(&self, reserve: Reserve) -> String {
        let texte = match reserve {
            Reserve::DecisionDepassee => {
                "Une décision humaine antérieure n’est plus appliquée : un registre montre une formation commencée ou quittée depuis."
                    .to_owned()
            }
            Reserve::DiplomeInsuffisant(niveau) => {
                format!("Détient un diplôme de {}, qui ne suffit pas sous cette définition.", niveau.libelle())
            }
            Reserve::CycleInconnu => {
                "Le dernier cycle suivi n’est pas dans la table des cycles : il est compté dans le champ.".to_owned()
            }
            Reserve::Ajourne => "A échoué à un examen : le droit au maintien peut être proposé.".to_owned(),
            Reserve::PreuveAncienne(date) => {
                format!("Le registre qui montre cette inscription est daté du {}.", date_longue(date))
            }
            Reserve::PlusieursInscriptions => "Inscription dans plusieurs établissements à la fois.".to_owned(),
            Reserve::EcoleConcordante => {
                "Identité proche sans être égale ; la ligne nomme l’établissement de l’an dernier, ce qui confirme le rapprochement."
                    .to_owned()
            }
            Reserve::DepartContredit => {
                "Un départ à l’étranger a été signalé, mais un registre plus récent montre l’inscription.".to_owned()
            }
            Reserve::ImageSifa(date) => format!(
                "Le fichier SIFA montre la situation au {} : un contrat d’apprentissage signé depuis n’y figure pas.",
                date_longue(date)
            ),
            Reserve::SansApprentis => {
                "Aucun fichier d’apprentis de l’année n’a été croisé : une entrée en CFA ne se voit pas.".to_owned()
            }
        };
        ponctuer(&texte)
    }

    /// `Inscrite en CAP CUISINE au CFA de Lormont depuis le 2 septembre 2026 (SIFA, ligne 12).`
    fn inscription(&self, sexe: Option<Sexe>, scolarite: &Scolarite, t: Option<&Temoignage<'_>>) -> String {
        let debut = match scolarite.statut {
            Some(Statut::Apprenti) => "En apprentissage".to_owned(),
            Some(Statut::Stagiaire) => "Stagiaire de la formation professionnelle".to_owned(),
            Some(Statut::ContratPro) => "En contrat de professionnalisation".to_owned(),
            _ => majuscule(&accorder(sexe, "inscrit", "inscrite")),
        };
        let depuis = scolarite.debut.map_or_else(String::new, |d| format!(" depuis le {}", date_longue(d)));
        let source = t.map_or_else(String::new, |t| format!(" ({})", citation(t)));
        format!("{debut}{}{depuis}{source}.", self.lieu(scolarite))
    }

    /// ` en CAP CUISINE au CFA de Lormont`: what and where, as far as the line says.
    fn lieu(&self, scolarite: &Scolarite) -> String {
        let formation = scolarite
            .formation
            .libelle
            .as_deref()
            .map(|l| format!(" en {l}"))
            .or_else(|| {
                // `2CAP1 (DIVISION 2CAP1)`: people know the class by its short name.
                let division = scolarite.division.as_deref()?.split(" (").next()?;
                Some(format!(" en classe de {division}"))
            })
            .or_else(|| scolarite.formation.mef.as_deref().map(|m| format!(" en formation {m}")))
            .or_else(|| scolarite.formation.diplome.as_deref().map(|d| format!(" en formation {d}")))
            .unwrap_or_default();
        let nom = scolarite
            .etablissement
            .clone()
            .or_else(|| scolarite.uai.and_then(|uai| (self.nom_etablissement)(uai)))
            .map(|nom| a_etablissement(&nom))
            .or_else(|| scolarite.uai.map(|uai| format!("à l’établissement {uai}")))
            .map_or_else(String::new, |nom| format!(" {nom}"));
        formation + &nom
    }

    fn parenthese_derniere(&self, t: Option<&Temoignage<'_>>) -> String {
        let Some(t) = t else { return String::new() };
        let lieu = t.ligne.scolarite.as_ref().map(|s| self.lieu(s)).unwrap_or_default();
        format!(" ({}{}{})", lieu.trim_start(), if lieu.is_empty() { "" } else { ", " }, citation(t))
    }

    fn incertain(&self, t: &Temoignage<'_>) -> String {
        let ligne = t.ligne;
        let quoi = if let Some(scolarite) = &ligne.scolarite {
            let lieu = self.lieu(scolarite);
            if lieu.is_empty() { "une inscription".to_owned() } else { format!("l’inscription{lieu}") }
        } else if ligne.diplome.is_some() {
            "un diplôme".to_owned()
        } else {
            "une situation".to_owned()
        };
        let nom = nom_complet(ligne);
        let de = if nom.is_empty() { String::new() } else { format!(" au nom de {nom}") };
        format!(
            "{}{de} ({}) concerne peut-être cette personne{INSECABLE}: à vérifier.",
            majuscule(&quoi),
            citation(t)
        )
    }

    fn reparti(&self, dossier: &Dossier<'_>, t: &Temoignage<'_>) -> String {
        let scolarite = t.ligne.scolarite.clone().unwrap_or_default();
        let fin = scolarite.fin.unwrap_or(self.date);
        let debut = scolarite.debut.map_or_else(String::new, |d| format!(" du {}", date_longue(d)));
        let au = if scolarite.debut.is_some() { "au" } else { "jusqu’au" };
        let inscrit = format!(
            "{}{}{debut} {au} {} ({})",
            majuscule(&accorder(dossier.sexe, "inscrit", "inscrite")),
            self.lieu(&scolarite),
            date_longue(fin),
            citation(t)
        );
        match self.activite_terminee(dossier) {
            Some(activite) => format!("{inscrit}. {activite}{}", self.rien_en_cours()),
            None => format!("{inscrit}, puis introuvable au {}{}.", date_longue(self.date), self.fichiers()),
        }
    }

    fn introuvable(
        &self,
        dossier: &Dossier<'_>,
        presence: Option<DernierePresence>,
        t: Option<&Temoignage<'_>>,
    ) -> String {
        let derniere = match (presence, t.and_then(|t| Some((t, t.ligne.scolarite.as_ref()?)))) {
            (Some(presence), Some((t, scolarite))) => {
                let lieu = self.lieu(scolarite);
                let quand = if presence.fin_declaree {
                    format!("sortie le {}", date_longue(presence.date))
                } else {
                    format!(
                        "{} au {}",
                        accorder(dossier.sexe, "encore inscrit", "encore inscrite"),
                        date_longue(presence.date)
                    )
                };
                let quoi =
                    if lieu.is_empty() { "inscription".to_owned() } else { lieu.trim_start().to_owned() };
                format!("Dernière scolarité{INSECABLE}: {quoi}, {quand} ({}). ", citation(t))
            }
            _ => String::new(),
        };
        match self.activite_terminee(dossier) {
            Some(activite) => format!("{derniere}{activite}{}", self.rien_en_cours()),
            None => format!("{derniere}Introuvable au {}{}.", date_longue(self.date), self.fichiers()),
        }
    }

    fn rien_en_cours(&self) -> String {
        format!("Rien en cours au {}{}.", date_longue(self.date), self.fichiers())
    }

    /// `Dernière activité : service civique (Unis-Cité) jusqu’au 28 février 2027 (Activités, ligne 3). `: what a search for the
    /// person begins with.
    fn activite_terminee(&self, dossier: &Dossier<'_>) -> Option<String> {
        let ended = dossier.temoignages.iter().filter(|t| t.surete == Surete::Certaine).filter_map(|t| {
            let (nature, Etat::Terminee(fin)) = t.situation(self.date)? else { return None };
            Some((fin, nature, t))
        });
        ended.max_by_key(|(fin, _, _)| *fin).map(|(fin, nature, t)| {
            let organisme = t.ligne.autre.as_ref().and_then(|autre| autre.organisme.as_deref());
            let chez = organisme.map_or_else(String::new, |nom| format!(" ({nom})"));
            format!(
                "Dernière activité{INSECABLE}: {}{chez} jusqu’au {} ({}). ",
                nature.libelle(),
                date_longue(fin),
                citation(t)
            )
        })
    }

    fn fichiers(&self) -> String {
        match self.croises {
            [] => String::new(),
            [_, _, _, _, _, ..] => format!(" dans les {}{INSECABLE}fichiers croisés", self.croises.len()),
            quelques => format!(" dans {}", enumerer(quelques)),
        }
    }

    fn age(&self, dossier: &Dossier<'_>) -> String {
        let age = dossier.naissance.and_then(|n| age_au(n, self.date)).unwrap_or_default();
        format!("{} de {age}{INSECABLE}ans", majuscule(&accorder(dossier.sexe, "âgé", "âgée")))
    }
}

/// Why the lines that the person has may be those of two; `t` is the second of them.
fn deux_personnes(dossier: &Dossier<'_>, t: &Temoignage<'_>) -> String {
    let twin = identites_incompatibles(&dossier.temoignages)
        .and_then(|(first, _)| dossier.temoignages.get(first))
        .filter(|first| jumeaux(first, t));
    match twin {
        Some(first) => format!(
            "Deux élèves du même établissement au même moment{INSECABLE}: {} ({}) et {} ({}). Peut-être des jumeaux, à \
             vérifier avant de conclure.",
            nom_complet(first.ligne),
            citation(first),
            nom_complet(t.ligne),
            citation(t)
        ),
        None => format!(
            "Deux inscriptions simultanées sous deux INE différents ({}){INSECABLE}: peut-être deux homonymes, à \
             vérifier avant de conclure.",
            citation(t)
        ),
    }
}

fn situation(sexe: Option<Sexe>, nature: NatureSituation, t: &Temoignage<'_>) -> String {
    let autre = t.ligne.autre.as_ref();
    let organisme = autre.and_then(|a| a.organisme.as_deref());
    let depuis =
        autre.and_then(|a| a.debut).map_or_else(String::new, |d| format!(" depuis le {}", date_longue(d)));
    let jusqu =
        autre.and_then(|a| a.fin).map_or_else(String::new, |d| format!(" jusqu’au {}", date_longue(d)));
    let chez = organisme.map_or_else(String::new, |nom| format!(" ({nom})"));
    let source = citation(t);
    match nature {
        NatureSituation::Accompagnement => {
            let par = organisme.map_or_else(|| "par une mission locale".to_owned(), par_organisme);
            format!("{} {par}{depuis} ({source}).", majuscule(&accorder(sexe, "suivi", "suivie")))
        }
        NatureSituation::Emploi => format!("En emploi{chez}{depuis} ({source})."),
        NatureSituation::ServiceCivique => format!("En service civique{chez}{depuis}{jusqu} ({source})."),
        NatureSituation::FormationProfessionnelle => {
            format!("En formation professionnelle{chez}{depuis}{jusqu} ({source}).")
        }
        NatureSituation::Exemption => format!(
            "{} de l’obligation de formation{depuis}{jusqu} (article R114-3) ({source}).",
            majuscule(&accorder(sexe, "exempté", "exemptée"))
        ),
        NatureSituation::DepartEtranger => format!("Départ à l’étranger signalé{depuis} ({source})."),
        NatureSituation::Deces => format!("Décès signalé ({source})."),
        NatureSituation::AutreInstruction => format!("Instruction suivie ailleurs{chez}{depuis} ({source})."),
    }
}

fn diplome(t: &Temoignage<'_>) -> String {
    let Some(diplome) = &t.ligne.diplome else { return String::new() };
    let quoi = diplome.libelle.as_deref().map_or_else(
        || format!("d’un diplôme de {}", diplome.niveau.libelle()),
        |libelle| format!("du diplôme {} ({})", guillemets(libelle), diplome.niveau.libelle()),
    );
    let quand = diplome.date.map_or_else(String::new, |d| format!(", obtenu le {}", date_longue(d)));
    format!("Titulaire {quoi}{quand} ({}).", citation(t))
}

/// `SIFA 2026, ligne 12`; the file too when the register is several files.
pub fn citation(t: &Temoignage<'_>) -> String {
    let fichier = &t.ligne.fichier;
    let several = fichier.contains('/') || fichier.contains('!');
    let fichier = if several { format!(", {fichier}") } else { String::new() };
    if t.registre.role == RoleRegistre::Corrections {
        return format!(
            "décision du {}{fichier}, ligne{INSECABLE}{}",
            date_longue(t.registre.date),
            t.ligne.ligne
        );
    }
    format!("{}{fichier}, ligne{INSECABLE}{}", t.registre.nom, t.ligne.ligne)
}

/// `DUPONT Léa, née le 5 mars 2009`.
pub fn nom_complet(ligne: &Enregistrement) -> String {
    let identite = &ligne.identite;
    let prenom = identite.prenoms.first().map_or("", String::as_str);
    let ne = identite.date_naissance.map_or_else(String::new, |d| {
        format!(", {} le {}", accorder(identite.sexe, "né", "née"), date_longue(d))
    });
    format!("{} {prenom}{ne}", identite.nom_famille).trim_end().to_owned()
}

impl NatureSituation {
    /// What people read, lower-case.
    pub fn libelle(self) -> &'static str {
        match self {
            Self::Accompagnement => "accompagnement",
            Self::Emploi => "emploi",
            Self::ServiceCivique => "service civique",
            Self::FormationProfessionnelle => "formation professionnelle",
            Self::Exemption => "exemption",
            Self::DepartEtranger => "départ à l’étranger",
            Self::Deces => "décès",
            Self::AutreInstruction => "instruction suivie ailleurs",
        }
    }
}

impl NiveauDiplome {
    /// What people read, lower-case, after "diplôme de".
    pub fn libelle(self) -> &'static str {
        match self {
            Self::Aucun => "aucun niveau",
            Self::Cfg => "niveau CFG",
            Self::Dnb => "niveau DNB",
            Self::Niveau3 => "niveau\u{a0}3",
            Self::Niveau4 => "niveau\u{a0}4",
            Self::Niveau5EtPlus => "niveau\u{a0}5 ou plus",
        }
    }
}

/// Where an enrolment stands on the day, for a table: `en cours`, `terminée le …`, `à partir du …`.
pub fn etat_en_mots(scolarite: &Scolarite, date: NaiveDate) -> String {
    match etat_au(scolarite.debut, scolarite.fin, date) {
        Etat::EnCours => "en cours".to_owned(),
        Etat::Terminee(fin) => format!("terminée le {}", date_longue(fin)),
        Etat::AVenir(debut) => format!("à partir du {}", date_longue(debut)),
    }
}
