//! What the TOML parser complains of, as a French sentence with the remedy.

/// What the parser says of a text that is no TOML, by how it begins, and what to tell people.
const SYNTAX: [(&str, &str); 14] = [
    ("invalid date", "cette date n’existe pas ou est mal écrite ; écrivez par exemple 2027-03-15."),
    ("invalid time", "une date est attendue sans heure ; écrivez par exemple 2027-03-15."),
    (
        "string values must be quoted",
        "cette valeur n’est pas lisible ; mettez un texte entre guillemets droits (name = \"Mars 2027\"), et écrivez une \
         date comme 2027-03-15.",
    ),
    (
        "invalid basic string",
        "ce texte n’est pas fermé ; ajoutez le guillemet droit (\") qui manque à sa fin.",
    ),
    ("invalid literal string", "ce texte n’est pas fermé ; ajoutez l’apostrophe (') qui manque à sa fin."),
    ("too few unicode value digits", BACKSLASH),
    ("missing escaped value", BACKSLASH),
    ("unclosed table", "ce titre n’est pas fermé ; ajoutez le crochet qui manque, comme dans [zonings]."),
    (
        "unclosed array table",
        "ce titre n’est pas fermé ; ajoutez les crochets qui manquent, comme dans [[source]].",
    ),
    (
        "key with no value",
        "cette clé n’a pas de valeur ; écrivez la clé en un seul mot, « = », puis la valeur.",
    ),
    (
        "unexpected key or value",
        "il y a quelque chose de trop sur cette ligne ; gardez-y une clé, « = » et une valeur.",
    ),
    (
        "duplicate key",
        "cette clé ou ce titre est là deux fois ; gardez-en un. Chaque source commence par [[source]], entre doubles \
         crochets.",
    ),
    ("wanted string or table", "un mot entre guillemets droits est attendu ici ; corrigez la valeur."),
    ("unclosed", "une liste ou un groupe n’est pas fermé ; ajoutez le crochet ou l’accolade qui manque."),
];

const BACKSLASH: &str = "entre guillemets, la barre « \\ » a un sens particulier ; écrivez les chemins avec « / », ou entre \
                         apostrophes.";

/// The parser's usual complaints in French; the others keep their English words after a French sentence.
pub(super) fn translate(message: &str) -> String {
    let message = message.trim();
    let quoted = |prefix: &str| {
        let rest = message.strip_prefix(prefix)?.strip_prefix('`')?;
        rest.split_once('`')
    };
    let expected = |rest: &str| {
        let names: Vec<_> = rest.split('`').skip(1).step_by(2).collect();
        if names.is_empty() {
            String::new()
        } else {
            format!(" Les mots acceptés ici : {}.", names.join(", "))
        }
    };
    if let Some((key, rest)) = quoted("unknown field ") {
        return format!("la clé « {key} » est inconnue ; corrigez-la ou supprimez-la.{}", expected(rest));
    }
    if let Some((key, rest)) = quoted("unknown variant ") {
        return format!("la valeur « {key} » n’est pas acceptée.{}", expected(rest));
    }
    if let Some((key, _)) = quoted("missing field ") {
        return format!("il manque la clé « {key} » ; ajoutez-la.");
    }
    if let Some((key, _)) = quoted("duplicate key ") {
        return format!("la clé « {key} » est là deux fois ; gardez-en une.");
    }
    if let Some(bad) = message.strip_prefix("bad date: ") {
        return format!("« {bad} » n’est pas une date ; écrivez par exemple 2027-03-15.");
    }
    if let Some((_, wanted)) =
        message.split_once(", expected ").filter(|_| message.starts_with("invalid type"))
    {
        let wanted = match wanted {
            wanted if wanted.starts_with("a date") => {
                "une date est attendue ici ; écrivez par exemple 2027-03-15"
            }
            wanted if wanted.ends_with("string") => {
                "un texte est attendu ici ; mettez-le entre guillemets droits, par exemple \"Mars 2027\""
            }
            "a sequence" => {
                "une liste est attendue ici ; mettez le titre entre doubles crochets, comme dans [[source]]"
            }
            _ => {
                "la valeur n’est pas du genre attendu ici ; comparez avec l’exemple de docs/guide/campagne.md"
            }
        };
        return format!("{wanted}.");
    }
    match SYNTAX.iter().find(|(opening, _)| message.starts_with(opening)) {
        Some((_, sentence)) => (*sentence).to_owned(),
        None => format!(
            "ce passage n’est pas lisible ; vérifiez les guillemets, les crochets et les signes « = » (détail : {}).",
            message.replace('\n', " ")
        ),
    }
}
