//! What a file of the catalogue says: the fiche that people read, and the steps that the platform runs.

use chrono::{Days, Months, NaiveDate};

use super::{Acteur, Condition, DateNommee, Issue, Limites, ModeleDocument, Phase, SureteTexte};
use crate::francais::INSECABLE;

/// Code of the field whose values are the themes of what is shared.
const THEMES: &str = "themes";
/// Letters that a few words may hold.
pub(crate) const MOTS_AU_PLUS: usize = 200;
/// Letters that some paragraphs may hold.
const TEXTE_LONG_AU_PLUS: usize = 4_000;

/// One dispositif: one file under `dispositifs/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispositif {
    /// Its code, which is the file's name without `.toml`: lower case, digits and `_`.
    pub code: String,
    /// Its name in full.
    pub nom: String,
    /// What people of the field say.
    pub sigle: Option<String>,
    /// When it acts.
    pub phase: Phase,
    /// What it is, in one sentence that anybody understands.
    pub resume: String,
    /// What each who takes part commits to before they see anything, and under which they share what they know.
    pub charte: Option<ModeleDocument>,
    /// The six headings.
    pub fiche: Fiche,
    /// What it rests on.
    pub textes: Vec<Texte>,
    /// Who may enter: all must hold.
    pub public: Vec<Condition>,
    /// What is done, first the step in which a parcours opens. Never empty.
    pub etapes: Vec<Etape>,
    /// Bounds on dates, shares and hours.
    pub limites: Limites,
    /// What is counted.
    pub indicateurs: Vec<Indicateur>,
}

/// The six headings of a fiche technique; one idea an item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fiche {
    /// What for.
    pub objectifs: Vec<String>,
    /// For whom.
    pub public_vise: Vec<String>,
    /// With whom.
    pub personnes_engagees: Vec<String>,
    /// How.
    pub modalites: Vec<String>,
    /// Where.
    pub zone_application: Vec<String>,
    /// How it is evaluated.
    pub evaluation: Vec<String>,
}

/// A text of law, a circular, a guide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Texte {
    /// As people cite it.
    pub reference: String,
    /// How sure.
    pub surete: SureteTexte,
    /// The condition (`age`…) or the step that it settles, when an académie may settle it otherwise: its source then
    /// stands in the place of this text.
    pub regle: Option<String>,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Etape {
    /// Unique in the dispositif.
    pub code: String,
    /// What is done, as an infinitive.
    pub titre: String,
    /// Who may declare it done; never empty.
    pub acteurs: Vec<Acteur>,
    /// What must be there before it is done.
    pub besoins: Vec<Besoin>,
    /// By when.
    pub delai: Option<Delai>,
    /// Steps that may follow; empty exactly when the step ends the parcours.
    pub suivantes: Vec<String>,
    /// On what an answer some of them depend; several on the same step must all hold.
    pub seulement: Vec<Passage>,
    /// How the parcours ends with it.
    pub fin: Option<Issue>,
}

/// A way on that is open for some answers only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// The step that may follow.
    pub vers: String,
    /// Code of the [`Besoin::Champ`] that decides.
    pub champ: String,
    /// Answers that open it; never empty.
    pub parmi: Vec<String>,
}

/// What a step needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Besoin {
    /// A document is made.
    Document {
        /// Which.
        modele: ModeleDocument,
    },
    /// A document is signed by each party, in this order. For a minor the legal representative signs too, whether named or not.
    Signatures {
        /// Which.
        modele: ModeleDocument,
        /// By whom.
        parties: Vec<Acteur>,
    },
    /// All who take part, but the young person and the family, have committed to the charter of the fiche.
    Engagements {
        /// Which: [`Dispositif::charte`].
        modele: ModeleDocument,
    },
    /// Somebody decides: yes or no, with a reason for no.
    Decision {
        /// Who.
        par: Acteur,
    },
    /// A meeting takes place.
    Reunion {
        /// With whom.
        avec: Vec<Acteur>,
    },
    /// A day is given.
    Date {
        /// Which.
        nom: DateNommee,
    },
    /// One value of a closed list, or several.
    Champ {
        /// Unique in the dispositif.
        code: String,
        /// What people read.
        titre: String,
        /// What may be chosen; never empty.
        valeurs: Vec<String>,
        /// Whether several may be.
        plusieurs: bool,
        /// Whether the step may be left without it: it then stays to be written by hand.
        facultatif: bool,
    },
    /// A few words: a place, a name of a company; or, where it is long, some paragraphs. Never anything about health, offences
    /// or family.
    Texte {
        /// Unique in the dispositif.
        code: String,
        /// What people read.
        titre: String,
        /// Whether some paragraphs may be written.
        long: bool,
        /// Whether the step may be left without it: it then stays to be written by hand.
        facultatif: bool,
    },
    /// A whole number.
    Nombre {
        /// Unique in the dispositif.
        code: String,
        /// What people read.
        titre: String,
        /// The largest that makes sense.
        max: u32,
        /// Whether the step may be left without it: it then stays to be written by hand.
        facultatif: bool,
    },
    /// A group of the dispositif, with a free place: its week is then that of the young person.
    Groupe {
        /// Unique in the dispositif, which asks for one group at most.
        code: String,
        /// What people read.
        titre: String,
        /// Whether the step may be left without it.
        facultatif: bool,
    },
    /// A week: for each half-day a place, an activity, a tutor.
    Semaine {
        /// Unique in the dispositif.
        code: String,
        /// What people read.
        titre: String,
        /// Whether the step may be left without it: it then stays to be written by hand.
        facultatif: bool,
    },
    /// A public contract with a clause sociale, chosen among those of the territory: several young people share one.
    Marche {
        /// Unique in the dispositif.
        code: String,
        /// What people read.
        titre: String,
    },
    /// A document that all have signed is handed to somebody outside, by a link, who may acknowledge it.
    Remise {
        /// Unique in the dispositif.
        code: String,
        /// What people read.
        titre: String,
        /// Which document.
        modele: ModeleDocument,
        /// To whom.
        a: Acteur,
        /// What may be noted: first what an acknowledgement writes ([`REMIS_ET_RECU`]), then [`REMIS_SANS_REPONSE`].
        valeurs: Vec<String>,
    },
}

/// What is noted of a document handed over once its receiver has said so.
pub const REMIS_ET_RECU: &str = "remis, reçu confirmé";
/// What is noted of a document handed over to which nobody answered.
pub const REMIS_SANS_REPONSE: &str = "remis, sans réponse";

impl Besoin {
    /// The code of what is typed in and what people read above it, when the need is something typed in.
    fn saisi(&self) -> Option<(&str, &str)> {
        match self {
            Self::Champ { code, titre, .. }
            | Self::Texte { code, titre, .. }
            | Self::Nombre { code, titre, .. }
            | Self::Groupe { code, titre, .. }
            | Self::Semaine { code, titre, .. }
            | Self::Marche { code, titre, .. }
            | Self::Remise { code, titre, .. } => Some((code, titre)),
            _ => None,
        }
    }

    /// The code of what is typed in, when the need is something typed in.
    pub fn code_saisi(&self) -> Option<&str> {
        self.saisi().map(|(code, _)| code)
    }

    /// Whether the step may be left without it.
    pub fn facultatif(&self) -> bool {
        match self {
            Self::Champ { facultatif, .. }
            | Self::Texte { facultatif, .. }
            | Self::Nombre { facultatif, .. }
            | Self::Groupe { facultatif, .. }
            | Self::Semaine { facultatif, .. } => *facultatif,
            _ => false,
        }
    }

    /// Letters that what is typed may hold, when it is typed in words.
    pub fn lettres_au_plus(&self) -> Option<usize> {
        match self {
            Self::Texte { long, .. } => Some(if *long { TEXTE_LONG_AU_PLUS } else { MOTS_AU_PLUS }),
            _ => None,
        }
    }

    /// Whether both ask the same question, so that a later step may ask again what an earlier one let be.
    pub(super) fn meme_question(&self, autre: &Self) -> bool {
        match (self, autre) {
            (
                Self::Champ { code, titre, valeurs, plusieurs, .. },
                Self::Champ { code: c, titre: t, valeurs: v, plusieurs: p, .. },
            ) => (code, titre, valeurs, plusieurs) == (c, t, v, p),
            (Self::Texte { code, titre, long, .. }, Self::Texte { code: c, titre: t, long: l, .. }) => {
                (code, titre, long) == (c, t, l)
            }
            _ => false,
        }
    }

    /// What people read.
    pub fn en_mots(&self) -> String {
        match self {
            Self::Document { modele } => format!("Document{INSECABLE}: {}", modele.libelle()),
            Self::Signatures { modele, parties } => {
                let parties: Vec<_> = parties.iter().map(|p| p.libelle().to_owned()).collect();
                format!(
                    "Signatures{INSECABLE}: {}, par {}",
                    modele.libelle(),
                    crate::francais::enumerer(&parties)
                )
            }
            Self::Engagements { modele } => {
                format!("Engagement de chaque membre{INSECABLE}: {}", modele.libelle())
            }
            Self::Decision { par } => format!("Décision{INSECABLE}: {}", par.libelle()),
            Self::Reunion { avec } => {
                let avec: Vec<_> = avec.iter().map(|p| p.libelle().to_owned()).collect();
                format!("Rencontre avec {}", crate::francais::enumerer(&avec))
            }
            Self::Date { nom } => format!("Date{INSECABLE}: {}", nom.libelle()),
            Self::Champ { titre, .. }
            | Self::Texte { titre, .. }
            | Self::Nombre { titre, .. }
            | Self::Groupe { titre, .. }
            | Self::Semaine { titre, .. }
            | Self::Marche { titre, .. }
            | Self::Remise { titre, .. } => titre.clone(),
        }
    }
}

/// By when a step is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delai {
    /// How long.
    pub duree: Duree,
    /// From what.
    pub depuis: Repere,
    /// What makes it binding; `None` when it is a working rule.
    pub texte: Option<String>,
}

impl Delai {
    /// The last day, when what it counts from is known.
    pub fn echeance(&self, jour_de: impl Fn(&Repere) -> Option<NaiveDate>) -> Option<NaiveDate> {
        self.duree.apres(jour_de(&self.depuis)?)
    }

    /// `15 jours au plus à compter de : réception de la demande (D122-3-3)`, as people read it; a step goes by its title in `fiche`.
    pub fn en_mots(&self, fiche: &Dispositif) -> String {
        let depuis = match &self.depuis {
            Repere::Date(nom) => nom.libelle().to_owned(),
            Repere::Etape(code) => {
                let titre = fiche.etape(code).map_or(code, |etape| &etape.titre);
                format!("étape «{INSECABLE}{titre}{INSECABLE}»")
            }
        };
        let texte = self.texte.as_ref().map_or_else(String::new, |t| format!(" ({t})"));
        format!("{} au plus à compter de{INSECABLE}: {depuis}{texte}", self.duree.en_mots())
    }
}

/// What a deadline counts from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Repere {
    /// A named day.
    Date(DateNommee),
    /// The day on which a step of this code was done.
    Etape(String),
}

/// A length of time on the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Duree {
    /// Days.
    Jours(u32),
    /// Weeks.
    Semaines(u32),
    /// Months: they end on the day of the same number, or the last of a shorter month.
    Mois(u32),
}

impl Duree {
    /// The day that lies that long after; `None` past the end of the calendar.
    pub fn apres(self, jour: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Jours(n) => jour.checked_add_days(Days::new(n.into())),
            Self::Semaines(n) => jour.checked_add_days(Days::new(u64::from(n) * 7)),
            Self::Mois(n) => jour.checked_add_months(Months::new(n)),
        }
    }

    /// `15 jours`, `1 an`, `6 mois`.
    pub fn en_mots(self) -> String {
        match self {
            Self::Jours(n) => crate::francais::compter(n.into(), "jour"),
            Self::Semaines(n) => crate::francais::compter(n.into(), "semaine"),
            Self::Mois(n) if n > 0 && n.is_multiple_of(12) => {
                crate::francais::compter(u64::from(n / 12), "an")
            }
            Self::Mois(n) => format!("{n}{INSECABLE}mois"),
        }
    }
}

/// A count over the parcours of the dispositif.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Indicateur {
    /// Unique in the dispositif.
    pub code: String,
    /// As the fiche says it.
    pub titre: String,
    /// Which parcours it counts.
    pub compte: Compte,
}

/// Which parcours an indicator counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Compte {
    /// All opened in the period.
    Ouverts,
    /// Ended that way.
    Issue(Issue),
    /// In which a step was done.
    Etape(String),
    /// In which a field has one of these values.
    Champ {
        /// Which field.
        code: String,
        /// Which values.
        valeurs: Vec<String>,
    },
    /// Nothing that can be counted: people evaluate it together.
    Partagee,
}

impl Dispositif {
    /// The step to which a document belongs: that under way when it asks for it, else the first that does.
    pub fn etape_du_document(&self, modele: ModeleDocument, en_cours: &str) -> Option<&Etape> {
        let le_demande = |etape: &&Etape| {
            etape
                .besoins
                .iter()
                .any(|besoin| matches!(besoin, Besoin::Document { modele: m } if *m == modele))
        };
        let ici = self.etape(en_cours).filter(le_demande);
        ici.or_else(|| self.etapes.iter().find(le_demande))
    }

    /// The step of this code.
    pub fn etape(&self, code: &str) -> Option<&Etape> {
        self.etapes.iter().find(|etape| etape.code == code)
    }

    /// The step in which a parcours opens.
    pub fn premiere(&self) -> Option<&Etape> {
        self.etapes.first()
    }

    /// Whether the second step may follow the first.
    pub fn peut_suivre(&self, de: &str, vers: &str) -> bool {
        self.etape(de).is_some_and(|etape| etape.suivantes.iter().any(|code| code == vers))
    }

    /// What must be answered in `de` for `vers` to follow, as people read it; empty when it always may.
    pub fn conditions_de(&self, de: &Etape, vers: &str) -> Vec<String> {
        let titre = |champ: &str| {
            let mut saisis = self.etapes.iter().flat_map(|etape| &etape.besoins).filter_map(Besoin::saisi);
            saisis.find_map(|(code, titre)| (code == champ).then_some(titre))
        };
        let conditions = de.seulement.iter().filter(|passage| passage.vers == vers);
        conditions
            .map(|passage| {
                let reponses: Vec<String> =
                    passage.parmi.iter().map(|valeur| crate::francais::guillemets(valeur)).collect();
                let question = crate::francais::guillemets(titre(&passage.champ).unwrap_or(&passage.champ));
                format!("{question} dit {}", crate::francais::alternative(&reponses))
            })
            .collect()
    }

    /// What people say: the sigle, or the name.
    pub fn court(&self) -> &str {
        self.sigle.as_deref().unwrap_or(&self.nom)
    }

    /// Whether its young people are received in groups.
    pub fn par_groupes(&self) -> bool {
        let mut besoins = self.etapes.iter().flat_map(|etape| &etape.besoins);
        besoins.any(|besoin| matches!(besoin, Besoin::Groupe { .. }))
    }

    /// What those bound by its charter share is filed under: the values of its field `themes`.
    pub fn themes(&self) -> &[String] {
        let mut besoins = self.etapes.iter().flat_map(|etape| &etape.besoins);
        let themes = besoins.find_map(|besoin| match besoin {
            Besoin::Champ { code, valeurs, .. } if code == THEMES => Some(valeurs.as_slice()),
            _ => None,
        });
        themes.filter(|_| self.charte.is_some()).unwrap_or_default()
    }

    /// The models of documents that its steps make or have signed, each once, in order.
    pub fn documents(&self) -> Vec<ModeleDocument> {
        let mut vus = Vec::new();
        for besoin in self.etapes.iter().flat_map(|etape| &etape.besoins) {
            if let Besoin::Document { modele } | Besoin::Signatures { modele, .. } = besoin
                && !vus.contains(modele)
            {
                vus.push(*modele);
            }
        }
        vus
    }
}
