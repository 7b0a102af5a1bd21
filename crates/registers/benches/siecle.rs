//! How fast SIECLE is read, against quick-xml's bare events on the same bytes, one thread each, in one run.
//!
//! `cargo bench -p raccroche-registers --bench siecle` prints MB/s and the ratio (the aim is 60 % at least). The
//! school is invented: 40,000 pupils with address, two representatives each, division and schooling.
//!
//! Bare means: every event of the document is produced and dropped. It is measured twice, on the bytes in memory
//! (nothing is copied) and through a buffer as any file must be read; reading a register does the latter, plus the
//! decoding, the joins, the dates, the report, and a `Vec` of lines. quick-xml takes UTF-8 alone, so the ISO-8859-15
//! form of the same school is set against the bare events of the UTF-8 form.

use std::{
    fmt::Write as _,
    hint::black_box,
    io::BufReader,
    time::{Duration, Instant},
};

use quick_xml::{Reader, events::Event};
use raccroche_registers::{ReadOptions, SourceKind, read_source};

const PUPILS: usize = 40_000;
const RUNS: usize = 7;

fn head(root: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"ISO-8859-15\"?>\n<{root} VERSION=\"2.1\">\n<PARAMETRES><UAJ>0750655E</UAJ>\
         <ANNEE_SCOLAIRE>2025</ANNEE_SCOLAIRE><DATE_EXPORT>12/10/2025</DATE_EXPORT><HORODATAGE>12/10/2025 08:09:38\
         </HORODATAGE></PARAMETRES>\n<DONNEES>\n"
    )
}

const NOMS: [&str; 6] = ["LE GUEN", "MARTIN", "BÉRANGER", "N'GUYEN", "DA SILVA", "OULD EL HADJ"];
const PRENOMS: [&str; 6] = ["Anaé", "Théo", "Marie-Lou", "Inès", "Jules", "Fatoumata"];

/// The export of pupils.
fn eleves() -> String {
    let mut xml = head("BEE_ELEVES");
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
fn responsables() -> String {
    let mut xml = head("BEE_RESPONSABLES");
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

/// The best of a few runs: what the machine can do when nothing else disturbs it.
fn best(mut run: impl FnMut()) -> Duration {
    (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        })
        .min()
        .unwrap_or_default()
}

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
    if rayon::ThreadPoolBuilder::new().num_threads(1).build_global().is_err() {
        return;
    }
    let (Ok(utf8), Ok(latin9)) = (tempfile::tempdir(), tempfile::tempdir()) else { return };
    let files = [eleves(), responsables()];
    for (i, xml) in files.iter().enumerate() {
        let name = format!("{i}.xml");
        let written = std::fs::write(utf8.path().join(&name), xml)
            .and_then(|()| std::fs::write(latin9.path().join(&name), encoding_rs::ISO_8859_15.encode(xml).0));
        if written.is_err() {
            return;
        }
    }
    let megabytes = files.iter().map(String::len).sum::<usize>() as f64 / 1e6;
    let events: u64 = files.iter().map(|xml| bare_slice(xml)).sum();
    println!("{PUPILS} pupils, {megabytes:.1} MB of XML, {events} events, best of {RUNS} runs, one thread");
    let report = |name: &str, time: Duration, bare: Duration| {
        println!(
            "{name:44} {:7.1} ms {:7.1} MB/s {:5.0} % of the bare events",
            time.as_secs_f64() * 1e3,
            megabytes / time.as_secs_f64(),
            100.0 * bare.as_secs_f64() / time.as_secs_f64()
        );
    };
    let slice = best(|| files.iter().for_each(|xml| _ = black_box(bare_slice(xml))));
    let buffered = best(|| files.iter().for_each(|xml| _ = black_box(bare_buffered(xml))));
    report("quick-xml, bare events, bytes in memory", slice, slice);
    report("quick-xml, bare events, buffered", buffered, slice);
    let Some(as_of) = chrono::NaiveDate::from_ymd_opt(2026, 11, 21) else { return };
    let options = ReadOptions::new(as_of);
    for (name, folder) in [("UTF-8", &utf8), ("ISO-8859-15", &latin9)] {
        let time = best(|| {
            let content = read_source(SourceKind::Siecle, folder.path(), &options);
            assert_eq!(content.map_or(0, |content| content.enregistrements.len()), PUPILS);
        });
        report(&format!("registers, {name}, against in memory"), time, slice);
        report(&format!("registers, {name}, against buffered"), time, buffered);
    }
}
