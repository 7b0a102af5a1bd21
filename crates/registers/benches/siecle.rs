//! How fast SIECLE is read, against quick-xml's bare events on the same bytes, one thread each, in one run.
//!
//! `cargo bench -p raccroche-registers --bench siecle` prints MB/s and the ratio (the aim is 60 % at least). The
//! schools are invented: 40 of 1,000 pupils with address, two representatives each, division and schooling.
//!
//! Bare means: every event of the document is produced and dropped. It is measured twice, on the bytes in memory
//! (nothing is copied) and through a buffer as any file must be read; reading a register does the latter, plus the
//! opening of files, the decoding, the joins, the dates and the report. quick-xml takes UTF-8 alone, so the ISO-8859-15
//! form of the same schools is set against the bare events of the UTF-8 form.

use std::{
    fmt::Write as _,
    hint::black_box,
    io::BufReader,
    path::Path,
    sync::LazyLock,
    time::{Duration, Instant},
};

use quick_xml::{Reader, events::Event};
use raccroche_domain::Uai;
use raccroche_registers::{ReadOptions, SourceKind, visit_source};

const SCHOOLS: u32 = 40;
const PUPILS: usize = 1000;
const RUNS: usize = 11;

fn head(root: &str, school: u32) -> String {
    let uaj = Uai::from_numero(330_000 + school).map_or_else(|_| String::new(), |uai| uai.to_string());
    format!(
        "<?xml version=\"1.0\" encoding=\"ISO-8859-15\"?>\n<{root} VERSION=\"2.1\">\n<PARAMETRES><UAJ>{uaj}</UAJ>\
         <ANNEE_SCOLAIRE>2025</ANNEE_SCOLAIRE><DATE_EXPORT>12/10/2025</DATE_EXPORT><HORODATAGE>12/10/2025 08:09:38\
         </HORODATAGE></PARAMETRES>\n<DONNEES>\n"
    )
}

const NOMS: [&str; 6] = ["LE GUEN", "MARTIN", "BÉRANGER", "N'GUYEN", "DA SILVA", "OULD EL HADJ"];
const PRENOMS: [&str; 6] = ["Anaé", "Théo", "Marie-Lou", "Inès", "Jules", "Fatoumata"];

/// The export of pupils.
fn eleves(school: u32) -> String {
    let mut xml = head("BEE_ELEVES", school);
    let (mut structures, mut adresses) = (String::new(), String::new());
    xml.push_str("<ELEVES>\n");
    for i in 0..PUPILS {
        let _ = write!(
            xml,
            "<ELEVE ELEVE_ID=\"{i}\" ELENOET=\"{i}\">\n<ID_NATIONAL>{:09}AB</ID_NATIONAL>\n<ELENOET>{i}</ELENOET>\n\
             <NOM_DE_FAMILLE>{}</NOM_DE_FAMILLE>\n<NOM_USAGE></NOM_USAGE>\n<PRENOM>{}</PRENOM>\n<PRENOM2>{}</PRENOM2>\n\
             <DATE_NAISS>{:02}/{:02}/{}</DATE_NAISS>\n<DOUBLEMENT>0</DOUBLEMENT>\n<CODE_PAYS>100</CODE_PAYS>\n\
             <DATE_ENTREE>01/09/2025</DATE_ENTREE>\n{}<CODE_REGIME>2</CODE_REGIME>\n<CODE_SEXE>{}</CODE_SEXE>\n\
             <TEL_PORTABLE>06{i:08}</TEL_PORTABLE>\n<CODE_DEPARTEMENT_NAISS>033</CODE_DEPARTEMENT_NAISS>\n\
             <CODE_COMMUNE_INSEE_NAISS>33063</CODE_COMMUNE_INSEE_NAISS>\n<ADRESSE_ID>{i}</ADRESSE_ID>\n\
             <CODE_MEF>10310019110</CODE_MEF>\n<CODE_STATUT>ST</CODE_STATUT>\n<SCOLARITE_AN_DERNIER>\n\
             <CODE_STRUCTURE>4B</CODE_STRUCTURE>\n<CODE_RNE>0750654D</CODE_RNE>\n<SIGLE>CLG</SIGLE>\n\
             <DENOM_PRINC>COLLEGE DES ESSAIS</DENOM_PRINC>\n</SCOLARITE_AN_DERNIER>\n</ELEVE>\n",
            i * 7,
            NOMS[i % 6],
            PRENOMS[i / 6 % 6],
            PRENOMS[i / 36 % 6],
            1 + i % 28,
            1 + i % 12,
            2006 + i % 4,
            if i % 12 == 0 {
                "<DATE_SORTIE>03/11/2025</DATE_SORTIE>\n<CODE_MOTIF_SORTIE>07</CODE_MOTIF_SORTIE>\n"
            } else {
                ""
            },
            1 + i % 2,
        );
        let _ = write!(
            structures,
            "<STRUCTURES_ELEVE ELEVE_ID=\"{i}\" ELENOET=\"{i}\">\n<STRUCTURE>\n<CODE_STRUCTURE>3A</CODE_STRUCTURE>\n\
             <TYPE_STRUCTURE>D</TYPE_STRUCTURE>\n</STRUCTURE>\n</STRUCTURES_ELEVE>\n"
        );
        adresses.push_str(&adresse(i));
    }
    let _ = write!(
        xml,
        "</ELEVES>\n<STRUCTURES>\n{structures}</STRUCTURES>\n<ADRESSES>\n{adresses}</ADRESSES>\n</DONNEES>\n</BEE_ELEVES>\n"
    );
    xml
}

/// The export of persons responsible.
fn responsables(school: u32) -> String {
    let mut xml = head("BEE_RESPONSABLES", school);
    let (mut liens, mut adresses) = (String::new(), String::new());
    xml.push_str("<PERSONNES>\n");
    for i in 0..PUPILS * 2 {
        let _ = write!(
            xml,
            "<PERSONNE PERSONNE_ID=\"{i}\">\n<NOM_DE_FAMILLE>{}</NOM_DE_FAMILLE>\n<NOM_USAGE></NOM_USAGE>\n\
             <PRENOM>{}</PRENOM>\n<LC_CIVILITE>M.</LC_CIVILITE>\n<TEL_PERSONNEL>05{i:08}</TEL_PERSONNEL>\n\
             <TEL_PORTABLE>07{i:08}</TEL_PORTABLE>\n<MEL>p{i}@exemple.fr</MEL>\n<ACCEPTE_SMS>1</ACCEPTE_SMS>\n\
             <ADRESSE_ID>{i}</ADRESSE_ID>\n<CODE_PROFESSION>53</CODE_PROFESSION>\n</PERSONNE>\n",
            NOMS[i / 2 % 6],
            PRENOMS[i % 6],
        );
        let _ = write!(
            liens,
            "<RESPONSABLE_ELEVE>\n<ELEVE_ID>{}</ELEVE_ID>\n<PERSONNE_ID>{i}</PERSONNE_ID>\n\
             <NIVEAU_RESPONSABILITE>1</NIVEAU_RESPONSABILITE>\n<CODE_PARENTE>{}</CODE_PARENTE>\n\
             <RESP_FINANCIER>1</RESP_FINANCIER>\n<PERS_CONTACT>1</PERS_CONTACT>\n</RESPONSABLE_ELEVE>\n",
            i / 2,
            10 + 10 * (i % 2),
        );
        adresses.push_str(&adresse(i));
    }
    let _ = write!(
        xml,
        "</PERSONNES>\n<RESPONSABLES>\n{liens}</RESPONSABLES>\n<ADRESSES>\n{adresses}</ADRESSES>\n</DONNEES>\n\
         </BEE_RESPONSABLES>\n"
    );
    xml
}

fn adresse(i: usize) -> String {
    format!(
        "<ADRESSE ADRESSE_ID=\"{i}\">\n<LIGNE1_ADRESSE>{} RUE DE LA RÉPUBLIQUE</LIGNE1_ADRESSE>\n<CODE_POSTAL>33000\
         </CODE_POSTAL>\n<LIBELLE_POSTAL>BORDEAUX</LIBELLE_POSTAL>\n<LL_COMMUNE_INSEE>Bordeaux</LL_COMMUNE_INSEE>\n\
         <LL_PAYS>FRANCE</LL_PAYS>\n</ADRESSE>\n",
        i % 300
    )
}

/// Time that this thread spent on a processor, where the system tells it: what other programs take is not counted.
/// Elsewhere, the clock on the wall.
fn now() -> Duration {
    let spent = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    match spent.as_deref().and_then(|text| text.split(' ').next()?.parse().ok()) {
        Some(nanoseconds) => Duration::from_nanos(nanoseconds),
        None => START.elapsed(),
    }
}

static START: LazyLock<Instant> = LazyLock::new(Instant::now);

/// What is timed.
type Task<'a> = Box<dyn FnMut() + 'a>;

fn bare_slice(xml: &str) -> u64 {
    let mut reader = Reader::from_str(xml);
    let mut events = 0;
    loop {
        match reader.read_event() {
            Ok(Event::Eof) | Err(_) => return events,
            Ok(event) => {
                black_box(event);
                events += 1;
            }
        }
    }
}

fn bare_buffered(xml: &str) -> u64 {
    let mut reader = Reader::from_reader(BufReader::with_capacity(128 * 1024, xml.as_bytes()));
    let mut buffer = Vec::new();
    let mut events = 0;
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Eof) | Err(_) => return events,
            Ok(event) => {
                black_box(event);
                events += 1;
            }
        }
    }
}

#[expect(clippy::print_stdout, reason = "a benchmark prints")]
fn main() {
    // One thread on both sides.
    if rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build_global().is_err() {
        return;
    }
    let (Ok(utf8), Ok(latin9)) = (tempfile::tempdir(), tempfile::tempdir()) else { return };
    let files: Vec<String> = (0..SCHOOLS).flat_map(|school| [eleves(school), responsables(school)]).collect();
    for (i, xml) in files.iter().enumerate() {
        let name = format!("{i:03}.xml");
        let written = std::fs::write(utf8.path().join(&name), xml)
            .and_then(|()| std::fs::write(latin9.path().join(&name), encoding_rs::ISO_8859_15.encode(xml).0));
        if written.is_err() {
            return;
        }
    }
    let megabytes = files.iter().map(String::len).sum::<usize>() as f64 / 1e6;
    let events: u64 = files.iter().map(|xml| bare_slice(xml)).sum();
    println!(
        "{SCHOOLS} schools of {PUPILS} pupils, {megabytes:.1} MB of XML, {events} events, best of {RUNS} runs, time on one processor"
    );
    let Some(as_of) = chrono::NaiveDate::from_ymd_opt(2026, 11, 21) else { return };
    let options = ReadOptions::new(as_of);
    let read = |folder: &Path| {
        let mut pupils = 0;
        let read = visit_source(SourceKind::Siecle, folder, &options, &mut |line| {
            black_box(line);
            pupils += 1;
        });
        assert!(read.is_ok() && pupils == SCHOOLS as usize * PUPILS);
    };
    let mut tasks: [(&str, Task<'_>); 4] = [
        (
            "quick-xml, bare events, in memory",
            Box::new(|| files.iter().for_each(|f| _ = black_box(bare_slice(f)))),
        ),
        (
            "quick-xml, bare events, buffered",
            Box::new(|| files.iter().for_each(|f| _ = black_box(bare_buffered(f)))),
        ),
        ("registers, UTF-8", Box::new(|| read(utf8.path()))),
        ("registers, ISO-8859-15", Box::new(|| read(latin9.path()))),
    ];
    // In turn, so that a noisy minute falls on all; the best of each is what the machine can do.
    let mut best = [Duration::MAX; 4];
    for _ in 0..RUNS {
        for (best, (_, task)) in best.iter_mut().zip(&mut tasks) {
            let start = now();
            task();
            *best = (*best).min(now().saturating_sub(start));
        }
    }
    for ((name, _), time) in tasks.iter().zip(best) {
        let percent = |bare: Duration| 100.0 * bare.as_secs_f64() / time.as_secs_f64();
        println!(
            "{name:34} {:7.1} ms {:6.1} MB/s  {:4.0} % of the bare events in memory, {:4.0} % of the buffered",
            time.as_secs_f64() * 1e3,
            megabytes / time.as_secs_f64(),
            percent(best[0]),
            percent(best[1]),
        );
    }
}
