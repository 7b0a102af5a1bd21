//! How long a search takes among many people, on a SQLite file and, when its address is given, on PostgreSQL:
//!
//! ```sh
//! cargo bench -p raccroche-store --bench recherche -- 1000000 [postgres://…]
//! ```
//!
//! Names are made of syllables, drawn so that some are as common as Martin and most are rare; twenty PSADs share the
//! communes. Each line is one kind of search by one kind of user, fifty times with other names: the median and the
//! slowest, in milliseconds.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement stops where it fails, and prints"
)]

use std::{sync::Arc, time::Instant};

use chrono::{DateTime, NaiveDate, Utc};
use raccroche_domain::{Adresse, Identite};
use raccroche_store::{
    Config, Keyring, Perimetre, Store,
    appartenance::{self, NouvelleAppartenance},
    contact::{self, GenreCoordonnee},
    jeune::{self, NouveauJeune},
    organisation::{self, GenreOrganisation, NouvelleOrganisation},
    recherche,
    utilisateur::{self, NouvelUtilisateur},
};
use uuid::Uuid;

const PSADS: usize = 20;
const COMMUNES: usize = 400;
const TIMES: usize = 50;
const SYLLABLES: [&str; 24] = [
    "MAR", "TIN", "BER", "NARD", "DU", "BOIS", "THO", "MAS", "RO", "PE", "TIT", "RI", "CHAR", "LE", "FE",
    "VRE", "GA", "NA", "SA", "MO", "REAU", "LI", "VA", "KO",
];

/// Multiplicative congruence: the same people at every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    /// Small numbers often, large ones rarely: of 30 000 names the first is that of 3 people in 1 000, as Martin is.
    fn zipf(&mut self, sides: usize) -> usize {
        let head = 50.0_f64;
        let uniform = self.roll(1 << 20) as f64 / f64::from(1 << 20);
        let rank = head * ((sides as f64 + head) / head).powf(uniform) - head;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to sides")]
        let rank = rank as usize;
        rank.min(sides - 1)
    }

    fn name(&mut self, names: usize) -> String {
        Self::spell(self.zipf(names))
    }

    fn spell(rank: usize) -> String {
        let (first, second, third) = (rank % 24, rank / 24 % 24, rank / 576);
        format!("{}{}{}", SYLLABLES[first], SYLLABLES[(second + 5) % 24], SYLLABLES[(third + 11) % 24])
    }

    fn date(&mut self) -> NaiveDate {
        let first = NaiveDate::from_ymd_opt(2000, 1, 1).unwrap();
        first + chrono::Days::new(self.roll(3_650) as u64)
    }
}

fn now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH
}

async fn perimeter(store: &Store, genre: GenreOrganisation, code: &str, communes: &[&str]) -> Perimetre {
    let writer = store.write(now()).await.unwrap();
    let nouvelle =
        NouvelleOrganisation { genre, code: code.into(), nom: code.into(), departement: "33".into() };
    let organisation = organisation::register(&writer, nouvelle).await.unwrap();
    if !communes.is_empty() {
        organisation::assign_communes(&writer, &organisation, communes).await.unwrap();
    }
    let who = NouvelUtilisateur {
        courriel: format!("{}@exemple.fr", writer.new_id()),
        nom: "N".into(),
        prenom: "P".into(),
        mot_de_passe: None,
        doit_changer_mot_de_passe: false,
    };
    let who = utilisateur::create(&writer, who).await.unwrap();
    let day = now().date_naive();
    let held = NouvelleAppartenance {
        utilisateur: who.id,
        organisation: organisation.id,
        role: "role".into(),
        du: day,
        au: None,
    };
    let held = appartenance::grant(&writer, held).await.unwrap();
    writer.commit().await.unwrap();
    Perimetre::of(store.read(), who.id, held.id, day).await.unwrap().unwrap()
}

async fn measure(url: String, cles: &std::path::Path, people: usize) {
    let config = Config::new(url, cles);
    let store = Store::open(&config, Arc::new(Uuid::new_v4)).await.unwrap();
    store.migrate().await.unwrap();
    println!("{:?}, {people} people", store.backend());
    let communes: Vec<String> = (0..COMMUNES).map(|number| format!("33{number:03}")).collect();
    let share: Vec<&str> = communes.iter().step_by(PSADS).map(String::as_str).collect();
    let psad = perimeter(&store, GenreOrganisation::Psad, "1", &share).await;
    let whole = perimeter(&store, GenreOrganisation::Academie, "04", &[]).await;

    let mut dice = Dice(7);
    let begun = Instant::now();
    for _ in 0..people.div_ceil(5_000) {
        let nouveaux: Vec<NouveauJeune> = (0..5_000)
            .map(|_| NouveauJeune {
                identite: Identite {
                    nom_famille: dice.name(30_000),
                    prenoms: vec![dice.name(3_000), dice.name(3_000)],
                    date_naissance: Some(dice.date()),
                    ..Identite::default()
                },
                adresse: Adresse {
                    commune: communes[dice.roll(COMMUNES)].parse().ok(),
                    ..Adresse::default()
                },
            })
            .collect();
        let writer = store.write(now()).await.unwrap();
        let ids = jeune::create_many(&writer, &nouveaux).await.unwrap();
        let phone = format!("06{:08}", dice.roll(100_000_000));
        contact::see(&writer, ids[0], None, GenreCoordonnee::Telephone, &phone, "s").await.unwrap();
        writer.commit().await.unwrap();
    }
    println!("  written at {:.0} people a second", people as f64 / begun.elapsed().as_secs_f64());

    for (who, perimetre) in [("académie", &whole), ("PSAD", &psad)] {
        for (what, text) in [
            (
                "name and first name",
                (|dice| format!("{} {}", dice.name(30_000), dice.name(3_000))) as fn(&mut Dice) -> String,
            ),
            ("name alone", |dice| dice.name(30_000)),
            ("the commonest name", |_| Dice::spell(0)),
            ("three letters", |dice| dice.name(30_000)[..3].to_owned()),
            ("name and birth date", |dice| {
                format!("{} {}", dice.name(30_000), dice.date().format("%d/%m/%Y"))
            }),
            ("birth date", |dice| dice.date().format("%d/%m/%Y").to_string()),
            ("phone", |dice| format!("06{:08}", dice.roll(100_000_000))),
            ("nobody's name", |dice| format!("{}XQ", dice.name(30_000))),
        ] {
            let mut spent = Vec::with_capacity(TIMES);
            let mut found = 0;
            for _ in 0..TIMES {
                let text = text(&mut dice);
                let begun = Instant::now();
                found += recherche::search(store.read(), perimetre, &text, 50).await.unwrap().len();
                spent.push(begun.elapsed().as_secs_f64() * 1_000.0);
            }
            spent.sort_by(f64::total_cmp);
            let (median, slowest) = (spent[TIMES / 2], spent[TIMES - 1]);
            println!(
                "  {who:9} {what:20} {median:8.1} {slowest:8.1}  found {:.1}",
                found as f64 / TIMES as f64
            );
        }
    }
}

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    let people = arguments.next().map_or(20_000, |number| number.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let cles = folder.path().join("cles");
    Keyring::create(&cles).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        measure(format!("sqlite:{}", folder.path().join("r.sqlite").display()), &cles, people).await;
        if let Some(url) = arguments.next() {
            measure(url, &cles, people).await;
        }
    });
}
