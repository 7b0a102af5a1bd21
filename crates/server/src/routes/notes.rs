//! The calculator of kept marks, for everybody: what is typed is read, answered and forgotten.

use axum::{
    Extension,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use chrono::{Datelike as _, NaiveDate};
use raccroche_domain::{
    francais::{date_longue, majuscule, ponctuer},
    notes::{
        self, Conservation, Hypothese, NoteObtenue, SessionVisee, Simulation, TermeNote, VoieExamen,
        lire_note, sur_vingt,
    },
};
use raccroche_pages::{
    components::{Alert, Badge, Tone},
    form::Choice,
    layout::Layout,
    notes::{Notes, Scenario},
};

use crate::{
    auth::session::Qui,
    erreur::Erreur,
    etat::App,
    garde::{Acces, Route, acte, page},
    rendu,
    saisie::Saisie,
};

/// Where it is.
pub(crate) const ICI: &str = "/dispositifs/conservation_notes/calculer";
/// As many papers as an exam has, and some.
const LIGNES: usize = 14;
const NOTE_ATTENDUE: &str = "Une note va de 0 à 20, avec deux décimales au plus. Exemple : 12,5.";

pub(crate) fn routes() -> Vec<Route> {
    vec![page(ICI, Acces::Public, lire), acte(ICI, Acces::Public, calculer)]
}

async fn lire(
    State(app): State<App>,
    qui: Option<Extension<Qui>>,
    headers: HeaderMap,
) -> Result<Response, Erreur> {
    rendu::page(&vide(rendu::autour_de_tous(&app, qui.as_deref(), &headers, "")))
}

fn vide(layout: Layout) -> Notes {
    let voies = VoieExamen::TOUS.iter().map(|voie| {
        let hint = match voie {
            VoieExamen::GeneraleTechnologique => "Les notes se gardent cinq sessions.",
            VoieExamen::Professionnelle => "Les notes se gardent cinq ans, de date à date.",
        };
        Choice { hint: Some(hint.to_owned()), ..Choice::new(voie.code(), majuscule(voie.libelle())) }
    });
    Notes::new(layout, ICI, voies.collect(), LIGNES)
}

async fn calculer(
    State(app): State<App>,
    qui: Option<Extension<Qui>>,
    headers: HeaderMap,
    mut saisie: Saisie,
) -> Result<Response, Erreur> {
    let mut vue = vide(rendu::autour_de_tous(&app, qui.as_deref(), &headers, ""));
    let examen = Examen::lire(&mut saisie);
    if let (Some(examen), None) = (&examen, saisie.en_erreur()) {
        examen.montrer(&mut vue)?;
    }
    vue.saisie = saisie.reponses(None);
    let statut = if vue.scenarios.is_empty() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    rendu::page_avec(statut, &vue)
}

/// What was typed.
struct Examen {
    voie: VoieExamen,
    premiere: i32,
    session: SessionVisee,
    /// Each paper with its line; `garde` says what was asked for, possible or not.
    lignes: Vec<(usize, Hypothese)>,
}

impl Examen {
    /// `None`, and what is wrong noted in the form.
    fn lire(saisie: &mut Saisie) -> Option<Self> {
        let voie = saisie.choix("voie", VoieExamen::de_code);
        let premiere = saisie.texte("premiere").and_then(|texte| texte.parse().ok());
        let premiere = premiere.filter(|annee| (1990..2200).contains(annee));
        if premiere.is_none() {
            saisie.erreur("premiere", "Indiquez l’année de la première session passée. Exemple : 2026.");
        }
        let session = saisie.jour_requis("session");
        let resultats = if voie == Some(VoieExamen::Professionnelle) {
            saisie.jour_requis("resultats")
        } else {
            saisie.jour("resultats")
        };
        if let (Some(premiere), Some(session)) = (premiere, session)
            && session.year() < premiere
        {
            saisie.erreur("session", "La session préparée vient après la première session passée.");
        }
        if let (Some(resultats), Some(session)) = (resultats, session)
            && session < resultats
        {
            saisie.erreur("session", "La session préparée vient après le jour des résultats.");
        }
        // By sessions, the day of the results decides nothing.
        let obtenues_le = resultats.or(session).unwrap_or_default();
        let lignes: Vec<_> =
            (1..=LIGNES).filter_map(|n| Some((n, lire_ligne(saisie, n, obtenues_le)?))).collect();
        if lignes.is_empty() {
            saisie.erreur("epreuve_1", "Recopiez au moins une épreuve du relevé de notes.");
        }
        let session = session.map(|le| SessionVisee { annee: le.year(), le });
        Some(Self { voie: voie?, premiere: premiere?, session: session?, lignes })
    }

    fn conservation(&self, note: &NoteObtenue) -> Conservation {
        notes::conservation(self.voie, self.premiere, note, self.session)
    }

    /// What keeping exactly these gives.
    fn simuler(&self, garde: impl Fn(&Hypothese) -> bool) -> Result<(usize, Simulation), Erreur> {
        let choisies = self.lignes.iter().map(|(_, ligne)| {
            let gardable = matches!(self.conservation(&ligne.note), Conservation::Gardable(_));
            Hypothese { garde: gardable && garde(ligne), ..ligne.clone() }
        });
        let choisies: Vec<Hypothese> = choisies.collect();
        let gardees = choisies.iter().filter(|ligne| ligne.garde).count();
        // All that it would refuse was refused in the form.
        let simulation = notes::simuler(self.voie, self.premiere, self.session, &choisies);
        Ok((gardees, simulation.map_err(|_| Erreur::Interne)?))
    }

    fn montrer(&self, vue: &mut Notes) -> Result<(), Erreur> {
        for (numero, ligne) in &self.lignes {
            let badge = match self.conservation(&ligne.note) {
                Conservation::Gardable(terme) => {
                    Badge::new(format!("jusqu’{}", au_terme(terme)), Tone::Success)
                }
                Conservation::TropBasse => Badge::new("non : moins de 10", Tone::Neutral),
                Conservation::Expiree(terme) => {
                    Badge::new(format!("plus depuis {}", le_terme(terme)), Tone::Warning)
                }
            };
            if let Some(vue) = vue.lignes.iter_mut().find(|vue| vue.numero == *numero) {
                vue.gardable = Some(Badge { text: ponctuer(&badge.text), ..badge });
            }
        }
        let (gardees, choix) = self.simuler(|ligne| ligne.garde)?;
        vue.scenarios.push(scenario("Votre choix", gardees, &choix));
        let (toutes, simulation) = self.simuler(|_| true)?;
        vue.scenarios.push(scenario("Garder tout ce qui peut l’être", toutes, &simulation));
        let (aucune, simulation) = self.simuler(|_| false)?;
        vue.scenarios.push(scenario("Tout repasser", aucune, &simulation));
        vue.avertissements =
            choix.avertissements.into_iter().map(|phrase| Alert::new(Tone::Warning, phrase)).collect();
        Ok(())
    }
}

/// A paper; `None` for a line left empty, or that is wrong, which the form then says.
fn lire_ligne(saisie: &mut Saisie, numero: usize, le: NaiveDate) -> Option<Hypothese> {
    let champ = |nom: &str| format!("{nom}_{numero}");
    let lu = |nom: &str| saisie.texte(&champ(nom)).map(str::to_owned);
    let (epreuve, note, coefficient, espere) = (lu("epreuve"), lu("note"), lu("coefficient"), lu("espere"));
    if [&epreuve, &note, &coefficient, &espere].into_iter().all(Option::is_none) {
        return None;
    }
    let garde = saisie.texte(&champ("choix")) != Some("repasser");
    let centiemes = note.as_deref().and_then(lire_note);
    if centiemes.is_none() {
        saisie.erreur(&champ("note"), &ponctuer(NOTE_ATTENDUE));
    }
    let espere = match espere.as_deref().map(lire_note) {
        Some(None) => {
            saisie.erreur(&champ("espere"), &ponctuer(NOTE_ATTENDUE));
            None
        }
        lue => lue.flatten(),
    };
    // Left empty, every paper weighs the same.
    let coefficient = coefficient.as_deref().map_or(Some(1), |texte| texte.parse().ok());
    let coefficient = coefficient.filter(|coefficient| (1..=100).contains(coefficient));
    if coefficient.is_none() {
        saisie.erreur(&champ("coefficient"), "Un coefficient est un nombre entier, de 1 à 100.");
    }
    let epreuve = epreuve.unwrap_or_else(|| format!("épreuve {numero}"));
    let note = NoteObtenue { epreuve, centiemes: centiemes?, coefficient: coefficient?, le };
    Some(Hypothese { note, garde, espere })
}

fn scenario(nom: &str, gardees: usize, simulation: &Simulation) -> Scenario {
    let a_obtenir = match simulation.a_obtenir {
        None => "rien à repasser".to_owned(),
        Some(0) => "la moyenne est déjà acquise".to_owned(),
        Some(centiemes) if centiemes > 2 * notes::DIX => "10 de moyenne est hors d’atteinte".to_owned(),
        Some(centiemes) => format!("{} de moyenne", sur_vingt(centiemes)),
    };
    let moyenne = simulation.moyenne.map_or_else(|| "selon les notes à venir".to_owned(), sur_vingt);
    let mention = if simulation.mention_possible { "possible" } else { "aucune possible" };
    Scenario {
        nom: nom.to_owned(),
        gardees: gardees.to_string(),
        moyenne,
        a_obtenir,
        mention: mention.to_owned(),
    }
}

/// `à la session 2031`, `au 3 mars 2031`.
fn au_terme(terme: TermeNote) -> String {
    match terme {
        TermeNote::Session(annee) => format!("à la session {annee}"),
        TermeNote::Jour(jour) => format!("au {}", date_longue(jour)),
    }
}

/// `la session 2031`, `le 3 mars 2031`.
fn le_terme(terme: TermeNote) -> String {
    match terme {
        TermeNote::Session(annee) => format!("la session {annee}"),
        TermeNote::Jour(jour) => format!("le {}", date_longue(jour)),
    }
}
