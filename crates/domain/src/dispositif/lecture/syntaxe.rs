//! What is not TOML, told in French: the sentences of the reader are for those who know TOML, and in English.

use std::ops::Range;

/// What is neither a text, a number nor a yes.
const ILLISIBLE: &str = "cette valeur ne se lit pas : un texte est entre guillemets droits, un nombre est en chiffres seuls, oui et non s’écrivent true et false.";

/// Beginnings of the sentences of the TOML reader, and what to write instead.
const PHRASES: &[(&str, &str)] = &[
    (
        "unclosed table",
        "l’en-tête d’un bloc n’est pas refermé : écrivez-le entre crochets, seul sur sa ligne, comme [fiche].",
    ),
    (
        "unclosed array table",
        "l’en-tête d’un bloc n’est pas refermé : écrivez-le entre deux crochets, seul sur sa ligne, comme [[etapes]].",
    ),
    ("unclosed array", "une liste n’est pas refermée : il manque un crochet « ] »."),
    ("unclosed inline table", "un bloc entre accolades n’est pas refermé : il manque « } »."),
    (
        "invalid basic string",
        "ce texte n’est pas refermé, ou contient un signe interdit : il commence et finit par un guillemet droit \", sur une seule ligne.",
    ),
    (
        "invalid multi-line basic string",
        "ce texte sur plusieurs lignes n’est pas refermé : il finit par trois guillemets droits.",
    ),
    ("invalid literal string", "ce texte n’est pas refermé : écrivez-le entre guillemets droits \"."),
    ("invalid multi-line literal string", "ce texte sur plusieurs lignes n’est pas refermé."),
    ("missing closing quote", "ce texte n’est pas refermé : il manque un guillemet droit \"."),
    ("missing opening quote", "il manque le guillemet droit \" qui ouvre ce texte."),
    ("missing escaped value", "après une barre oblique inverse, un signe manque : doublez-la (\\\\)."),
    ("too few unicode value digits", "une barre oblique inverse se double (\\\\)."),
    ("missing comma between array elements", "il manque une virgule entre deux éléments de la liste."),
    (
        "missing comma between key-value pairs",
        "il manque une virgule entre deux clés d’un bloc entre accolades.",
    ),
    ("extra comma", "il y a une virgule de trop."),
    ("extra `=`", "il y a un signe = de trop."),
    ("extra assignment", "il y a un signe = de trop."),
    (
        "unexpected `=` in array",
        "une liste contient des valeurs, pas des clés : mettez ces clés entre accolades { }.",
    ),
    ("missing assignment", "il manque le signe = entre la clé et sa valeur."),
    (
        "key with no value",
        "cette clé n’a pas de valeur : une clé s’écrit « clé = valeur », sur une seule ligne.",
    ),
    ("missing value", "cette clé n’a pas de valeur : une clé s’écrit « clé = valeur », sur une seule ligne."),
    ("missing key", "il manque une clé devant le signe =."),
    ("unquoted keys cannot be empty", "il manque une clé : une clé s’écrit « clé = valeur »."),
    ("keys cannot be multi-line", "une clé s’écrit sur une seule ligne, sans guillemets."),
    (
        "invalid unquoted key",
        "une clé s’écrit en minuscules sans accent, avec des chiffres et « _ », sans espace.",
    ),
    ("invalid key-value pair", "une ligne s’écrit « clé = valeur »."),
    ("invalid inline table element", "entre accolades, on écrit « clé = valeur », séparés par des virgules."),
    ("string values must be quoted", ILLISIBLE),
    ("invalid value", ILLISIBLE),
    ("invalid boolean", ILLISIBLE),
    ("unexpected content between comment and newline", "ce commentaire contient un signe interdit."),
    ("invalid comment character", "ce commentaire contient un signe interdit."),
    ("unexpected content", "ce qui suit la valeur est de trop : écrivez une seule clé par ligne."),
    ("unexpected key or value", "ce qui suit la valeur est de trop : écrivez une seule clé par ligne."),
    ("unexpected leading zero", "un nombre ne commence pas par zéro."),
    ("unexpected sign", "un nombre s’écrit sans signe."),
    ("redundant", "un nombre s’écrit en chiffres seulement."),
    ("integers with a radix", "un nombre s’écrit en chiffres seulement."),
    ("radix must be", "un nombre s’écrit en chiffres seulement."),
    ("`_` may only go", "un nombre s’écrit en chiffres seulement."),
    ("invalid decimal", "un nombre s’écrit en chiffres seulement."),
    ("invalid integer", "un nombre s’écrit en chiffres seulement."),
    ("invalid float", "un nombre s’écrit en chiffres, sans virgule ni unité."),
    (
        "invalid date",
        "cette valeur commence comme une date et n’en est pas une : un texte est entre guillemets droits.",
    ),
    (
        "invalid time",
        "cette valeur commence comme une heure et n’en est pas une : un texte est entre guillemets droits.",
    ),
    ("cannot recurse further", "les crochets sont imbriqués trop profondément."),
    ("recursion limit", "les crochets sont imbriqués trop profondément."),
    (
        "carriage return must be followed",
        "la fin de cette ligne n’est pas celle d’un fichier texte : enregistrez-le à nouveau.",
    ),
];

/// What a mistake does to the reading of what follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Suite {
    /// The next lines are read.
    Lue,
    /// What was opened is not closed: the next mistakes come from this one.
    Avale,
    /// It may come from a mistake before it.
    Consequence,
}

/// Where to look, and the sentence of the TOML reader in French; it stays, in parentheses, for what the table does not
/// know. `ou` is where the reader looks at `texte`: quotes of a word processor are named first, since they are what stands
/// behind most mistakes.
pub(super) fn en_francais(message: &str, texte: &str, ou: Range<usize>) -> (usize, String, Suite) {
    let place = ou.start;
    let message = message.lines().next().unwrap_or_default();
    if texte.contains('\0') {
        return (place, "ce fichier n’est pas un fichier texte.".to_owned(), Suite::Avale);
    }
    if message.contains("duplicate key") {
        let cle = texte.get(ou).unwrap_or_default();
        let phrase = format!("« {cle} » est écrit deux fois au même endroit : gardez-en un seul.");
        return (place, phrase, Suite::Consequence);
    }
    let avant = texte.get(..place).unwrap_or(texte);
    // A mistake at the beginning of a line, when the one before is not finished, is at the end of that one.
    let fermeture =
        [("missing comma between array elements", ']'), ("missing comma between key-value pairs", '}')]
            .into_iter()
            .find_map(|(debut, fermeture)| message.starts_with(debut).then_some(fermeture));
    if avant.trim_end_matches([' ', '\t']).ends_with(['\n', '\r']) {
        let fin = avant.trim_end();
        let ligne = fin.lines().last().unwrap_or_default();
        let ouverte = ligne.matches('{').count() > ligne.matches('}').count();
        if let Some(fermeture) = if ouverte { Some('}') } else { fermeture } {
            let phrase = format!(
                "il manque ici « {fermeture} », ou une virgule si la suite est sur la ligne d’après."
            );
            return (fin.len(), phrase, Suite::Avale);
        }
    }
    let suite =
        if fermeture.is_some() || message.starts_with("unclosed") { Suite::Avale } else { Suite::Lue };
    let connue =
        || PHRASES.iter().find(|(debut, _)| message.starts_with(debut)).map(|(_, p)| (*p).to_owned());
    let phrase = de_la_ligne(texte, place)
        .or_else(connue)
        .unwrap_or_else(|| format!("ce fichier n’est pas du TOML correct ici ({message})."));
    (place, phrase, suite)
}

/// What the line itself shows, better than the reader's sentence.
fn de_la_ligne(texte: &str, place: usize) -> Option<String> {
    let debut = texte.get(..place).map_or(0, |avant| avant.rfind('\n').map_or(0, |fin| fin + 1));
    let ligne = texte.get(debut..).and_then(|reste| reste.lines().next()).unwrap_or_default().trim();
    let ici = texte.get(place..).unwrap_or_default();
    // Where a value begins, past spaces, `=` and opening brackets.
    let valeur = ici.trim_start_matches([' ', '\t', '=', '[', '{', ',']);
    if let Some(signe) = valeur.chars().next().filter(|signe| "«»“”„‘’".contains(*signe)) {
        return Some(format!(
            "le guillemet {signe} n’ouvre pas un texte dans ce fichier : écrivez un guillemet droit \"."
        ));
    }
    if ligne.starts_with("//") {
        return Some("un commentaire commence par « # ».".to_owned());
    }
    if ligne.starts_with('[') && !ligne.contains('=') {
        return Some("l’en-tête d’un bloc s’écrit seul sur sa ligne, autant de crochets avant qu’après : [fiche], [[etapes]].".to_owned());
    }
    let (cle, reste) =
        ligne.split_once('=').map_or((ligne, None), |(cle, reste)| (cle.trim(), Some(reste.trim())));
    if reste.is_none_or(|reste| reste.contains(':')) && ici.trim_start().starts_with(':') {
        return Some("entre une clé et sa valeur, on écrit « = », pas « : ».".to_owned());
    }
    let reste = reste?;
    if reste.is_empty() {
        return Some(format!(
            "« {cle} » n’a pas de valeur : écrivez-la après le signe =, sur la même ligne."
        ));
    }
    if !cle.contains(['"', '\'', '[', '{', '#']) {
        if cle.chars().any(|c| c.is_alphabetic() && !c.is_ascii()) {
            return Some(format!("la clé « {cle} » s’écrit sans accent."));
        }
        if cle.contains(' ') {
            return Some(format!("la clé « {cle} » s’écrit sans espace."));
        }
    }
    if let Some(signe) = reste.chars().rev().find(|signe| "“”„".contains(*signe))
        && reste.matches('"').count() % 2 == 1
    {
        return Some(format!("le guillemet {signe} ne ferme pas un texte : écrivez un guillemet droit \"."));
    }
    (reste.starts_with('\'') && reste.matches('\'').count() > 2)
        .then(|| "un texte qui contient une apostrophe s’écrit entre guillemets droits \".".to_owned())
}
