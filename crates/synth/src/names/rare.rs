//! The long tail: plausible surnames made of syllables, each with a rank so that some come back.

use super::Origine;
use crate::rng::{Purpose, Rng};

/// Beginnings, middles (often empty) and endings of an origin's names.
struct Syllables {
    starts: &'static [&'static str],
    middles: &'static [&'static str],
    ends: &'static [&'static str],
}

const FRANCAIS: Syllables = Syllables {
    starts: &[
        "Bar", "Bel", "Ber", "Bla", "Bon", "Bou", "Bran", "Bro", "Cail", "Cha", "Chal", "Cham", "Char",
        "Che", "Chi", "Clo", "Cor", "Cou", "Cré", "Dal", "Dan", "Dar", "Dau", "Del", "Dor", "Dru", "Fa",
        "Fer", "Flo", "Fon", "Fou", "Fra", "Ga", "Gal", "Gar", "Gau", "Gen", "Gi", "Gou", "Gran", "Gri",
        "Gui", "Hau", "Hu", "Jo", "Jou", "La", "Lam", "Lan", "Lau", "Li", "Lou", "Ma", "Mal", "Mar", "Mau",
        "Mer", "Mi", "Mon", "Mou", "Na", "Ni", "Or", "Pa", "Par", "Pau", "Pel", "Per", "Pi", "Plan", "Poi",
        "Pon", "Por", "Pou", "Pré", "Pu", "Quer", "Ra", "Ran", "Rau", "Re", "Ri", "Ro", "Rou", "Sa", "Sau",
        "Sé", "Si", "Sou", "Ta", "Tan", "Tar", "Té", "Ti", "Tou", "Tra", "Tri", "Va", "Val", "Var", "Ver",
        "Vi", "Vil", "Voi",
    ],
    middles: &[
        "", "", "", "", "be", "bi", "bou", "ca", "che", "da", "de", "do", "fe", "ga", "ge", "gi", "le", "li",
        "lo", "ma", "me", "mi", "mon", "na", "ne", "ni", "pe", "pi", "que", "ra", "re", "ri", "ro", "se",
        "si", "ta", "te", "ti", "tou", "va", "ve", "vi",
    ],
    ends: &[
        "ard", "aud", "ault", "aux", "beau", "bert", "bois", "bon", "chard", "chet", "chon", "court", "deau",
        "dier", "din", "don", "douin", "dreau", "eau", "el", "ereau", "eron", "et", "eux", "fait", "gard",
        "geon", "gnac", "gnon", "gny", "ier", "in", "lain", "lard", "leau", "let", "lier", "lin", "lot",
        "ly", "mard", "mont", "nard", "neau", "net", "nier", "not", "on", "ot", "phan", "pin", "rand",
        "reau", "ret", "ron", "rier", "sard", "seau", "selin", "sier", "son", "tard", "taud", "teau", "tier",
        "ton", "tot", "trand", "val", "vert", "villier", "vin", "zet",
    ],
};

const GASCON: Syllables = Syllables {
    starts: &[
        "Ar", "Ba", "Bar", "Bay", "Bès", "Bi", "Bor", "Bour", "Ca", "Cam", "Cas", "Cau", "Cazen", "Cou",
        "Da", "Dar", "Des", "Du", "Ducas", "Es", "Fi", "Four", "Ga", "Gar", "Gou", "Hau", "Hour", "La",
        "Lab", "Lac", "Laf", "Lag", "Lal", "Lam", "Lan", "Lap", "Lar", "Las", "Lat", "Lau", "Les", "Lou",
        "Man", "Mas", "Min", "Mon", "Na", "Or", "Pa", "Péd", "Pey", "Pou", "Puj", "Sar", "Sé", "Sou", "Tar",
        "Tou", "Ver", "Vi",
    ],
    middles: &[
        "", "", "", "ba", "be", "bar", "ca", "de", "ga", "gue", "la", "le", "li", "na", "no", "que", "ra",
        "ri", "rou", "sa", "se", "ta", "te", "ve",
    ],
    ends: &[
        "bère",
        "bère",
        "cade",
        "casse",
        "caube",
        "cave",
        "dère",
        "dos",
        "gaillarde",
        "gnères",
        "gos",
        "gue",
        "guères",
        "lanne",
        "lère",
        "lou",
        "mouret",
        "nave",
        "nère",
        "net",
        "nos",
        "qué",
        "quère",
        "quet",
        "rède",
        "ribère",
        "rigue",
        "rieu",
        "rou",
        "rrat",
        "sans",
        "sarre",
        "serre",
        "tats",
        "tère",
        "tous",
        "trille",
        "vère",
        "vielle",
        "ville",
        "zère",
    ],
};

const BASQUE: Syllables = Syllables {
    starts: &[
        "Agor", "Aguer", "Aldu", "Amor", "Ampo", "Arbel", "Ariz", "Aros", "Bara", "Basta", "Belan", "Berra",
        "Bide", "Car", "Dendal", "Echa", "Elgue", "Elhor", "Erran", "Etche", "Gara", "Goya", "Hara", "Harri",
        "Hegui", "Ibar", "Idiart", "Inda", "Iraz", "Iri", "Jaure", "Lapitz", "Larra", "Lekum", "Mendi",
        "Minda", "Oihan", "Orda", "Osta", "Oxo", "Pago", "Sagar", "Salla", "Segu", "Sorhou", "Ucha", "Urru",
        "Zubi",
    ],
    middles: &["", "", "ga", "go", "le", "na", "ra", "ri", "so", "ta", "txe", "za"],
    ends: &[
        "berri", "berry", "buru", "borde", "chuhar", "degui", "egui", "etche", "garay", "goity", "goyen",
        "gorry", "guibel", "gueberry", "harburu", "hart", "ondo", "oity", "rena", "rreta", "spuru", "tegui",
        "txo", "urteguy", "xuri", "zabal", "zarreta",
    ],
};

const BRETON: Syllables = Syllables {
    starts: &[
        "Ker", "Tre", "Pen", "Plou", "Lan", "Gue", "Mor", "Bre", "Cal", "Car", "Coat", "Guil", "Kerg",
        "Kerm", "Kers", "Le Ga", "Le Gué", "Le Me", "Le Pé", "Le Ro", "Le Sco",
    ],
    middles: &["", "", "a", "e", "ga", "ma", "ve", "vi", "lo", "ou"],
    ends: &[
        "ouet", "ellec", "adec", "bol", "bras", "dec", "dern", "enec", "gouët", "iou", "lan", "léon",
        "mennec", "nan", "nes", "rec", "rvan", "vec", "zec",
    ],
};

const IBERIQUE: Syllables = Syllables {
    starts: &[
        "Aba", "Alba", "Alca", "Alme", "Ara", "Bala", "Barre", "Bel", "Cabe", "Calde", "Cara", "Casta",
        "Cere", "Esca", "Espi", "Fala", "Fer", "Gala", "Gua", "Juan", "Lama", "Maga", "Mala", "Mesqui",
        "Moli", "Mon", "Mora", "Oli", "Pala", "Pare", "Pinhe", "Que", "Reba", "Reque", "Sala", "Sara",
        "Sobre", "Tala", "Urba", "Vala", "Vila",
    ],
    middles: &["", "", "ba", "de", "do", "ga", "la", "li", "na", "ra", "ro", "ve"],
    ends: &[
        "cedo", "da", "deiro", "dez", "do", "gal", "jo", "lho", "lva", "mar", "mosa", "nda", "nho", "ño",
        "que", "ral", "ras", "reda", "rez", "ria", "rino", "ro", "ta", "vas", "verde", "zar",
    ],
};

const ITALIEN: Syllables = Syllables {
    starts: &[
        "Ba", "Bel", "Ber", "Bo", "Ca", "Cal", "Can", "Car", "Ce", "Del", "Fa", "Fio", "Ga", "Gal", "Gri",
        "La", "Li", "Mal", "Man", "Mar", "Mo", "Pa", "Pe", "Pi", "Ra", "Sal", "San", "Sca", "Spa", "Ta",
        "Tra", "Va", "Ven",
    ],
    middles: &["", "", "bi", "ci", "da", "di", "fa", "la", "li", "ma", "ne", "ra", "ro", "ta", "va"],
    ends: &[
        "betti", "celli", "chetti", "chini", "delli", "ghi", "gnoli", "letti", "lini", "lotti", "mano",
        "meri", "nelli", "netti", "pone", "retti", "rini", "setti", "tti", "velli", "zzi", "zzo",
    ],
};

const MAGHREBIN: Syllables = Syllables {
    starts: &[
        "Ab", "Ach", "Ait ", "Aoua", "Bel", "Ben", "Ben", "Benab", "Bou", "Bou", "Boua", "Chen", "Chou",
        "Dja", "Dje", "El Ab", "El Ha", "El Ka", "El Me", "Fer", "Gue", "Had", "Ham", "Kha", "Khe", "Ka",
        "Lah", "Mah", "Mam", "Mek", "Mes", "Mou", "Oul", "Ous", "Ra", "Sah", "Seh", "Tah", "Tou", "Yah",
        "Zer", "Zi", "Zou",
    ],
    middles: &[
        "", "", "ba", "be", "da", "dja", "fa", "ha", "ka", "la", "ma", "na", "ra", "sa", "ta", "za", "cha",
    ],
    ends: &[
        "bi", "bane", "bine", "chi", "daoui", "di", "dja", "dour", "fi", "ghi", "hi", "kri", "lal", "laoui",
        "li", "mane", "mi", "mine", "moune", "naoui", "ni", "oui", "rabi", "raf", "raoui", "ri", "si",
        "smail", "ssi", "tni", "toun", "zid", "zouz",
    ],
};

const AFRICAIN: Syllables = Syllables {
    starts: &[
        "Ba", "Bi", "Da", "Dia", "Do", "Ga", "Ka", "Ko", "Ki", "Lo", "Lu", "Ma", "Mba", "Mbo", "Mou", "Mu",
        "Nga", "Ngo", "Ni", "Nko", "Nza", "O", "Ra", "Sa", "Se", "Si", "So", "Ta", "Tou", "Tshi", "Ya", "Za",
    ],
    middles: &[
        "", "ba", "be", "bo", "da", "di", "ka", "ke", "ko", "ku", "la", "le", "lo", "ma", "mbo", "na", "nga",
        "si", "ta", "wa", "ya",
    ],
    ends: &[
        "ba", "bala", "bi", "bou", "da", "di", "gou", "ka", "kala", "kassa", "ko", "la", "lo", "ma", "mbi",
        "na", "nda", "ngui", "nté", "ra", "ré", "sso", "té", "vo", "wé", "yi", "za",
    ],
};

const ASIATIQUE: Syllables = Syllables {
    starts: &[
        "Bou", "Cham", "Chan", "Dang", "Duong", "Inth", "Kham", "Lam", "Luong", "Mai", "Nou", "Phom", "Sen",
        "Sis", "Sou", "Thao", "Tha", "Vong", "Xay", "Sri", "Kumar", "Raj",
    ],
    middles: &["", "", "ma", "pha", "sa", "va", "tha"],
    ends: &[
        "chai", "deth", "khoun", "lang", "ma", "nivong", "ngsa", "phone", "sack", "savath", "souk", "thong",
        "vanh", "vong", "xay",
    ],
};

const TURC_EST: Syllables = Syllables {
    starts: &[
        "Ak", "Al", "Ar", "Bal", "Bas", "Boz", "Ce", "Dem", "Er", "Gash", "Gor", "Gul", "Hal", "Kara", "Kol",
        "Kov", "Kur", "Lup", "Mam", "Mar", "Mol", "Nik", "Oz", "Pav", "Pet", "Pop", "Rad", "Sar", "Sem",
        "Shev", "Tas", "Top", "Vas", "Yal", "Zub",
    ],
    middles: &["", "", "a", "en", "il", "o", "ta", "u", "ov"],
    ends: &[
        "adze", "aj", "an", "bas", "burak", "chuk", "czyk", "dag", "enko", "escu", "eva", "gul", "ic", "ik",
        "iou", "kaya", "koglu", "lu", "mez", "oglu", "ov", "ska", "ski", "tas", "tepe", "turk", "yan", "zai",
    ],
};

fn syllables(origine: Origine) -> &'static Syllables {
    match origine {
        Origine::Francais | Origine::Particule => &FRANCAIS,
        Origine::Gascon => &GASCON,
        Origine::Basque => &BASQUE,
        Origine::Breton => &BRETON,
        Origine::Portugais | Origine::Espagnol => &IBERIQUE,
        Origine::Italien => &ITALIEN,
        Origine::Maghrebin => &MAGHREBIN,
        Origine::Africain => &AFRICAIN,
        Origine::Asiatique => &ASIATIQUE,
        Origine::TurcEst => &TURC_EST,
    }
}

/// Ranks go this far; the further, the rarer.
const RANKS: f64 = 1_000_000.0;

/// A rare name. Ranks are drawn evenly on a power scale, so frequency falls slowly and then faster; the same rank
/// gives the same name for everybody under one seed.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rank between 0 and RANKS")]
pub(super) fn nom(rng: &mut Rng, origine: Origine, seed: u64) -> String {
    let rank = (RANKS.powf(0.45 + 0.55 * rng.unit())) as u64;
    named(Rng::new(seed, Purpose::NomRare, &[origine as u64, rank]), origine)
}

fn named(mut rng: Rng, origine: Origine) -> String {
    let parts = syllables(origine);
    let mut text = String::new();
    if origine == Origine::Particule {
        text.push_str(rng.pick(&["De ", "De ", "Du ", "De La ", "Des ", "D'"]));
    }
    text.push_str(rng.pick(parts.starts));
    text.push_str(rng.pick(parts.middles));
    let end = rng.pick(parts.ends);
    join(&mut text, end);
    if text.starts_with("D'") && !text[2..].starts_with(['A', 'E', 'I', 'O', 'U', 'H', 'É']) {
        text.replace_range(..2, "De ");
    }
    text
}

/// Appends an ending without three vowels or a doubled vowel in a row.
fn join(text: &mut String, end: &str) {
    let vowel = |c: char| "aeiouyéè".contains(c);
    let starts_with_vowel = end.starts_with(vowel);
    if starts_with_vowel && text.ends_with(vowel) {
        text.pop();
        // "ou" before a vowel leaves "o": drop it whole.
        if text.ends_with(vowel) {
            text.pop();
        }
    }
    text.push_str(end);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_names_are_shaped_like_names() {
        let mut rng = Rng::new(3, Purpose::Foyer, &[]);
        for origine in
            [Origine::Francais, Origine::Gascon, Origine::Basque, Origine::Particule, Origine::Maghrebin]
        {
            for _ in 0..500 {
                let nom = nom(&mut rng, origine, 3);
                assert!((3..28).contains(&nom.chars().count()), "{nom}");
                assert!(nom.starts_with(char::is_uppercase), "{nom}");
                assert!(!nom.contains("aaa") && !nom.ends_with(' '), "{nom}");
            }
        }
    }
}
