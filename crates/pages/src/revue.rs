//! Review of a match the machine would not decide: two records side by side, letters that differ marked, reasons in words.

use askama::Template;

use crate::components::{Action, EmptyState, Progress, Weight};
use crate::fr;
use crate::layout::{Flash, Layout, Link, impl_page};

/// A stretch of letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fragment {
    /// The letters.
    pub texte: String,
    /// Whether they differ from the other record.
    pub differe: bool,
}

impl Fragment {
    /// Letters that both records have.
    pub fn same(texte: impl Into<String>) -> Self {
        Self { texte: texte.into(), differe: false }
    }

    /// Letters that only this record has.
    pub fn different(texte: impl Into<String>) -> Self {
        Self { texte: texte.into(), differe: true }
    }
}

/// Cuts two texts into what they share and what they do not, letter by letter, for display: the longest common
/// subsequence. Quadratic, so meant for names and addresses; texts over 200 letters are compared whole, and so are texts
/// that share less than half of their letters, where marks here and there would only confuse.
pub fn differences(left: &str, right: &str) -> (Vec<Fragment>, Vec<Fragment>) {
    const LONGEST: usize = 200;
    let (a, b): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    if a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| same(*a, *b)) {
        return (vec![Fragment::same(left)], vec![Fragment::same(right)]);
    }
    if a.len() > LONGEST || b.len() > LONGEST {
        return (vec![Fragment::different(left)], vec![Fragment::different(right)]);
    }
    // common[i][j]: length of the longest common subsequence of a[i..] and b[j..].
    let mut common = vec![vec![0_u16; b.len() + 1]; a.len() + 1];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            common[i][j] = if same(a[i], b[j]) {
                common[i + 1][j + 1] + 1
            } else {
                common[i + 1][j].max(common[i][j + 1])
            };
        }
    }
    if usize::from(common[0][0]) * 2 < a.len().max(b.len()) {
        return (vec![Fragment::different(left)], vec![Fragment::different(right)]);
    }
    let (mut i, mut j) = (0, 0);
    let (mut out_a, mut out_b) = (Vec::new(), Vec::new());
    while i < a.len() || j < b.len() {
        if i < a.len() && j < b.len() && same(a[i], b[j]) {
            push(&mut out_a, a[i], false);
            push(&mut out_b, b[j], false);
            i += 1;
            j += 1;
        } else if j == b.len() || (i < a.len() && common[i + 1][j] >= common[i][j + 1]) {
            push(&mut out_a, a[i], true);
            i += 1;
        } else {
            push(&mut out_b, b[j], true);
            j += 1;
        }
    }
    (out_a, out_b)
}

/// Capitals are the register's habit, not the person's name.
fn same(a: char, b: char) -> bool {
    a == b || a.to_lowercase().eq(b.to_lowercase())
}

fn push(out: &mut Vec<Fragment>, letter: char, differe: bool) {
    match out.last_mut() {
        Some(last) if last.differe == differe => last.texte.push(letter),
        _ => out.push(Fragment { texte: letter.into(), differe }),
    }
}

/// One field of the two records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChampCompare {
    /// `Nom de famille`.
    pub libelle: String,
    /// Of the record on the left; empty when the register does not say.
    pub gauche: Vec<Fragment>,
    /// Of the record on the right.
    pub droite: Vec<Fragment>,
}

impl ChampCompare {
    /// Compares two texts.
    pub fn new(libelle: impl Into<String>, gauche: &str, droite: &str) -> Self {
        let (gauche, droite) = if gauche.is_empty() || droite.is_empty() {
            let whole = |text: &str| if text.is_empty() { vec![] } else { vec![Fragment::same(text)] };
            (whole(gauche), whole(droite))
        } else {
            differences(gauche, droite)
        };
        Self { libelle: libelle.into(), gauche, droite }
    }

    pub(crate) fn equal(&self) -> bool {
        let parts = [&self.gauche, &self.droite];
        parts.iter().all(|part| !part.is_empty() && part.iter().all(|fragment| !fragment.differe))
    }
}

/// A reason for or against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raison {
    /// `même date de naissance`.
    pub texte: String,
    /// `+9` or `−6`.
    pub poids: String,
    /// Length of its bar, from 0 to 100.
    pub part: u8,
    /// For, or against.
    pub pour: bool,
}

/// A pair to review.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "revue.html")]
pub struct Revue {
    /// What stands around.
    pub layout: Layout,
    /// `23 paires restantes, environ 8 minutes`.
    pub avancement: Progress,
    /// What is at stake, in one sentence.
    pub question: String,
    /// Where the left record comes from.
    pub gauche: String,
    /// Where the right one does.
    pub droite: String,
    /// Field by field.
    pub champs: Vec<ChampCompare>,
    /// Longest bar first.
    pub raisons: Vec<Raison>,
    /// Total, and what it means: `+7,2 : trop près du seuil pour décider seul`.
    pub total: String,
    /// Same person (key 1), different persons (key 2), do not know (key 3): post `decision`, `version`.
    pub decisions: Vec<Action>,
    /// Other records that nearly match.
    pub autres: Option<Link>,
    /// What was decided before: by somebody else, when a second opinion is asked, or once and for all.
    pub premier_avis: Option<String>,
}

impl Revue {
    /// The three buttons: post `decision` = `meme`, `differentes` or `ne_sait_pas`, and `version`.
    pub fn decisions(action: &str, version: i64) -> Vec<Action> {
        [
            ("meme", "Même personne", '1'),
            ("differentes", "Personnes différentes", '2'),
            ("ne_sait_pas", "Je ne sais pas", '3'),
        ]
        .map(|(code, label, key)| {
            let weight = if code == "ne_sait_pas" { Weight::Tertiary } else { Weight::Secondary };
            Action::new(label, action).with("decision", code).with("version", version).weight(weight).key(key)
        })
        .to_vec()
    }

    /// A hard pair.
    pub fn sample() -> Self {
        let raison = |texte: &str, poids: &str, part, pour| Raison {
            texte: fr(texte),
            poids: poids.into(),
            part,
            pour,
        };
        let mut layout = Layout::sample().at("/campagnes");
        layout.flashes.push(Flash {
            undo: Some(crate::layout::Undo {
                action: "/revue/annuler".into(),
                hidden: vec![("paire".into(), "p0".into())],
            }),
            ..Flash::success(fr("Paire précédente : personnes différentes."))
        });
        Self {
            layout,
            avancement: Progress {
                done: 17,
                total: 40,
                words: fr("17 paires revues sur 40, encore 8 minutes environ"),
            },
            question: fr(
                "Si c’est la même personne, Maëlys est apprentie depuis septembre et sort de la liste.",
            ),
            gauche: fr("SIECLE, juin 2026 : LGT Sud-Médoc"),
            droite: fr("SIFA, décembre 2026 : CFA de Blanquefort"),
            champs: vec![
                ChampCompare::new("Nom de famille", "LE GOFF-MENDÈS", "LEGOFF MENDES"),
                ChampCompare::new("Prénom", "Maëlys", "Maelis"),
                ChampCompare::new("Date de naissance", "14/02/2006", "14/02/2006"),
                ChampCompare::new("Sexe", "F", "F"),
                ChampCompare::new("Commune de naissance", "Pessac", ""),
                ChampCompare::new("Commune de résidence", "Saint-Médard-en-Jalles", "Le Haillan"),
                ChampCompare::new("INE", "", "1906A04567B"),
            ],
            raisons: vec![
                raison("même date de naissance", "+9,1", 100, true),
                raison("nom de famille à peu de lettres près, peu répandu", "+6,4", 70, true),
                raison("communes de résidence différentes", "−3,2", 35, false),
                raison("prénoms proches", "+2,8", 31, true),
                raison("même sexe", "+0,7", 8, true),
            ],
            total: fr("Au total +15,8 : sans doute la même personne, mais l’INE manque d’un côté."),
            decisions: Self::decisions("/revue/p1", 1),
            autres: Some(Link::new("Voir d’autres candidats (2)", "/revue/p1/candidats")),
            premier_avis: None,
        }
    }
}

/// Nothing left to review.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "revue_finie.html")]
pub struct RevueFinie {
    /// What stands around.
    pub layout: Layout,
    /// What was done, and what comes next.
    pub message: EmptyState,
}

impl RevueFinie {
    /// All forty are done.
    pub fn sample() -> Self {
        Self {
            layout: Layout::sample().at("/campagnes"),
            message: EmptyState {
                title: fr("Tout est revu : 40 paires"),
                text: fr("La prochaine campagne se souviendra de vos décisions et ne les redemandera pas."),
                link: Some(Link::new("Revenir à la campagne", "/campagnes/c1")),
            },
        }
    }
}

impl_page! {
    Revue => "Est-ce la même personne\u{202f}?", ["Campagnes" => "/campagnes"];
    RevueFinie => "Revue des correspondances", ["Campagnes" => "/campagnes"];
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(fragments: &[Fragment]) -> String {
        fragments.iter().map(|fragment| fragment.texte.as_str()).collect()
    }

    fn shared(fragments: &[Fragment]) -> String {
        fragments
            .iter()
            .filter(|fragment| !fragment.differe)
            .map(|fragment| fragment.texte.as_str())
            .collect()
    }

    #[test]
    fn letters_that_differ_are_marked() {
        let (left, right) = differences("Maëlys", "Maelis");
        assert_eq!(
            left,
            [
                Fragment::same("Ma"),
                Fragment::different("ë"),
                Fragment::same("l"),
                Fragment::different("y"),
                Fragment::same("s")
            ]
        );
        assert_eq!(
            right,
            [
                Fragment::same("Ma"),
                Fragment::different("e"),
                Fragment::same("l"),
                Fragment::different("i"),
                Fragment::same("s")
            ]
        );
    }

    #[test]
    fn nothing_is_lost_and_what_is_shared_is_the_same() {
        for (a, b) in
            [("", ""), ("", "x"), ("DUPONT", "DUPOND"), ("abc", "xyz"), ("LE GOFF", "LEGOFF"), ("éàü", "eau")]
        {
            let (left, right) = differences(a, b);
            assert_eq!((text(&left), text(&right)), (a.to_owned(), b.to_owned()));
            assert_eq!(shared(&left), shared(&right), "{a} {b}");
        }
    }

    #[test]
    fn capitals_are_no_difference() {
        let champ = ChampCompare::new("Nom de famille", "JOUQERON", "Jouqeron");
        assert!(champ.equal());
        assert_eq!(champ.droite, [Fragment::same("Jouqeron")], "each register as it writes");
        let (left, _) = differences("MIA", "Moa");
        assert_eq!(left, [Fragment::same("M"), Fragment::different("I"), Fragment::same("A")]);
    }

    #[test]
    fn texts_that_have_little_in_common_are_marked_whole() {
        let (left, right) = differences("Saint-Médard-en-Jalles", "Le Haillan");
        assert_eq!(left, [Fragment::different("Saint-Médard-en-Jalles")]);
        assert_eq!(right, [Fragment::different("Le Haillan")]);
    }

    #[test]
    fn a_value_that_one_register_lacks_is_not_a_difference() {
        let champ = ChampCompare::new("INE", "", "1906A04567B");
        assert!(champ.gauche.is_empty());
        assert_eq!(champ.droite, [Fragment::same("1906A04567B")]);
        assert!(!champ.equal());
    }
}
