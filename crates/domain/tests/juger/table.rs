//! Hard cases, one line each.

use raccroche_domain::{
    NatureDecision, NatureSituation, NiveauDiplome, Reserve, StatutObligation, Verdict,
    entretien_au_plus_tard, juger,
};

use crate::cas::{
    Cas, MAJEUR, MINEUR, corrections, current, d, diplomas, diplome, ml, other, previous, scolarite,
    situation,
};

#[test]
#[expect(clippy::too_many_lines, reason = "a table: one line a case")]
fn precedence_of_verdicts_and_obligation() {
    use NatureSituation::{Accompagnement, AutreInstruction, Deces, DepartEtranger, Emploi, Exemption};
    use StatutObligation::{Exemptee, Inconnue, NonSatisfaite, SansObjet, Satisfaite};
    use Verdict::{
        AVerifier, AutreSituation as Autre, Diplome as Diplomee, HorsChamp, PerduDeVue, Retrouve,
        SuiviMissionLocale,
    };
    let enrolled = || scolarite("CAP cuisine", "2026-09-01", "");
    let left = || scolarite("CAP cuisine", "2026-09-01", "2026-10-12");
    let cap = || diplome(NiveauDiplome::Niveau3, "2026-07-05");
    for (name, cas, verdict, obligation) in [
        ("nowhere, minor", Cas::ne(MINEUR), PerduDeVue, NonSatisfaite),
        ("nowhere, of age", Cas::ne(MAJEUR), PerduDeVue, SansObjet),
        ("enrolled", Cas::ne(MINEUR).ligne(current(), enrolled()), Retrouve, Satisfaite),
        ("enrolled, then left again", Cas::ne(MINEUR).ligne(current(), left()), PerduDeVue, NonSatisfaite),
        (
            "left one school, in another",
            Cas::ne(MINEUR).ligne(current(), enrolled()).ligne(current(), left()),
            Retrouve,
            Satisfaite,
        ),
        (
            "enrolment to come",
            Cas::ne(MINEUR).ligne(current(), scolarite("CAP", "2027-04-01", "")),
            AVerifier,
            NonSatisfaite,
        ),
        ("perhaps enrolled", Cas::ne(MINEUR).peut_etre(current(), enrolled()), AVerifier, Inconnue),
        (
            "perhaps enrolled but left",
            Cas::ne(MINEUR).peut_etre(current(), left()),
            PerduDeVue,
            NonSatisfaite,
        ),
        (
            "left again, perhaps elsewhere",
            Cas::ne(MINEUR).ligne(current(), left()).peut_etre(current(), enrolled()),
            AVerifier,
            Inconnue,
        ),
        (
            "graduate and minor, no activity",
            Cas::ne(MINEUR).ligne(diplomas(), cap()),
            Diplomee,
            NonSatisfaite,
        ),
        (
            "graduate and enrolled",
            Cas::ne(MINEUR).ligne(diplomas(), cap()).ligne(current(), enrolled()),
            Retrouve,
            Satisfaite,
        ),
        ("perhaps a graduate", Cas::ne(MAJEUR).peut_etre(diplomas(), cap()), AVerifier, SansObjet),
        (
            "diploma after the date",
            Cas::ne(MAJEUR).ligne(diplomas(), diplome(NiveauDiplome::Niveau3, "2027-07-01")),
            PerduDeVue,
            SansObjet,
        ),
        (
            "DNB only",
            Cas::ne(MAJEUR).ligne(diplomas(), diplome(NiveauDiplome::Dnb, "2024-07-01")),
            PerduDeVue,
            SansObjet,
        ),
        (
            "followed",
            Cas::ne(MINEUR).ligne(ml(), situation(Accompagnement, "2026-11-03", "")),
            SuiviMissionLocale,
            Satisfaite,
        ),
        (
            "followed until Christmas",
            Cas::ne(MINEUR).ligne(ml(), situation(Accompagnement, "2026-11-03", "2026-12-24")),
            PerduDeVue,
            NonSatisfaite,
        ),
        (
            "followed and enrolled",
            Cas::ne(MINEUR)
                .ligne(ml(), situation(Accompagnement, "2026-11-03", ""))
                .ligne(current(), enrolled()),
            Retrouve,
            Satisfaite,
        ),
        ("in a job", Cas::ne(MINEUR).ligne(other(), situation(Emploi, "2026-11-03", "")), Autre, Satisfaite),
        (
            "exempt",
            Cas::ne(MINEUR).ligne(other(), situation(Exemption, "2026-11-03", "2027-11-03")),
            Autre,
            Exemptee,
        ),
        (
            "exemption over",
            Cas::ne(MINEUR).ligne(other(), situation(Exemption, "2026-11-03", "2027-01-03")),
            PerduDeVue,
            NonSatisfaite,
        ),
        (
            "taught elsewhere",
            Cas::ne(MINEUR).ligne(other(), situation(AutreInstruction, "2026-09-03", "")),
            Autre,
            Inconnue,
        ),
        (
            "abroad",
            Cas::ne(MINEUR).ligne(other(), situation(DepartEtranger, "2026-08-20", "")),
            Autre,
            SansObjet,
        ),
        (
            "abroad, then back at school",
            Cas::ne(MINEUR)
                .ligne(other(), situation(DepartEtranger, "2026-08-20", ""))
                .ligne(current(), enrolled()),
            Retrouve,
            Satisfaite,
        ),
        (
            "abroad, back, then left again",
            Cas::ne(MINEUR)
                .ligne(other(), situation(DepartEtranger, "2026-08-20", ""))
                .ligne(current(), left()),
            PerduDeVue,
            NonSatisfaite,
        ),
        (
            "left the country after the register's picture",
            Cas::ne(MINEUR)
                .ligne(other(), situation(DepartEtranger, "2027-03-12", ""))
                .ligne(current(), enrolled()),
            Autre,
            SansObjet,
        ),
        ("died", Cas::ne(MINEUR).ligne(other(), situation(Deces, "2026-08-20", "")), HorsChamp, SansObjet),
        (
            "said dead, and at school",
            Cas::ne(MINEUR).ligne(other(), situation(Deces, "2026-08-20", "")).ligne(current(), enrolled()),
            AVerifier,
            Inconnue,
        ),
        (
            "confirmed nowhere, though a register still shows an enrolment",
            Cas::ne(MINEUR)
                .ligne(current(), enrolled())
                .decide(NatureDecision::ConfirmePerduDeVue, "2027-03-12"),
            PerduDeVue,
            NonSatisfaite,
        ),
        ("15 years old", Cas::ne("2011-03-16"), HorsChamp, SansObjet),
        ("16 that very day", Cas::ne("2011-03-15"), PerduDeVue, NonSatisfaite),
        (
            "15 years old and enrolled",
            Cas::ne("2011-03-16").ligne(current(), enrolled()),
            HorsChamp,
            SansObjet,
        ),
        ("18 that very day", Cas::ne("2009-03-15"), PerduDeVue, SansObjet),
        ("eve of the 26th birthday", Cas::ne("2001-03-16"), PerduDeVue, SansObjet),
        ("26 that very day", Cas::ne("2001-03-15"), HorsChamp, SansObjet),
        ("no birth date, nowhere", Cas::ne(""), AVerifier, Inconnue),
        ("no birth date, enrolled", Cas::ne("").ligne(current(), enrolled()), Retrouve, Inconnue),
        ("no name at all, nowhere", Cas::ne(MINEUR).sans_nom(), AVerifier, NonSatisfaite),
        (
            "no name at all, enrolled",
            Cas::ne(MINEUR).sans_nom().ligne(current(), enrolled()),
            Retrouve,
            Satisfaite,
        ),
        (
            "collège only",
            Cas::sans_scolarite(MINEUR).ligne(previous(), scolarite("3EME", "2025-09-01", "")),
            HorsChamp,
            NonSatisfaite,
        ),
        (
            "collège only, diploma of the cycle",
            Cas::sans_scolarite(MINEUR).ligne(previous(), scolarite("3EME", "2025-09-01", "")).terminal(),
            PerduDeVue,
            NonSatisfaite,
        ),
        (
            "BTS",
            Cas::sans_scolarite(MAJEUR).ligne(previous(), scolarite("BTS MCO", "2025-09-01", "")),
            HorsChamp,
            SansObjet,
        ),
        (
            "unknown cycle stays in the field",
            Cas::sans_scolarite(MAJEUR).ligne(previous(), scolarite("Action X", "2025-09-01", "")),
            PerduDeVue,
            SansObjet,
        ),
        (
            "CAP holder who left the bac pro, D313-59",
            Cas::sans_scolarite(MAJEUR)
                .ligne(previous(), scolarite("BAC PRO cuisine", "2025-09-01", "2026-02-03"))
                .ligne(diplomas(), cap()),
            Diplomee,
            SansObjet,
        ),
        (
            "CAP holder who left the bac pro, diplome-terminal",
            Cas::sans_scolarite(MAJEUR)
                .ligne(previous(), scolarite("BAC PRO cuisine", "2025-09-01", "2026-02-03"))
                .ligne(diplomas(), cap())
                .terminal(),
            PerduDeVue,
            SansObjet,
        ),
        (
            "last year's job proves nothing",
            Cas::ne(MINEUR).ligne(previous(), situation(Emploi, "2026-01-03", "")),
            PerduDeVue,
            NonSatisfaite,
        ),
    ] {
        let jugement = cas.juger();
        assert_eq!(
            (jugement.verdict, jugement.obligation.statut),
            (verdict, obligation),
            "{name}: {}",
            cas.phrase()
        );
    }
}

#[test]
fn human_decisions_hold_until_a_register_overtakes_them() {
    use NatureSituation::{DepartEtranger, Emploi};
    let found = || scolarite("2nde pro", "2026-10-05", "");
    let enrolled = |debut: &str, fin: &str| scolarite("CAP cuisine", debut, fin);
    for (name, cas, verdict) in [
        ("found by a human", Cas::ne(MINEUR).ligne(corrections("2026-10-12"), found()), Verdict::Retrouve),
        (
            "found until January",
            Cas::ne(MINEUR)
                .ligne(corrections("2026-10-12"), scolarite("2nde pro", "2026-10-05", "2027-01-31")),
            Verdict::PerduDeVue,
        ),
        (
            "found, then a register shows that the school was left",
            Cas::ne(MINEUR)
                .ligne(corrections("2026-10-12"), found())
                .ligne(current(), enrolled("2026-10-05", "2026-12-01")),
            Verdict::PerduDeVue,
        ),
        (
            "found, a register shows an older enrolment that ended",
            Cas::ne(MINEUR)
                .ligne(corrections("2026-10-12"), found())
                .ligne(current(), enrolled("2026-09-01", "2026-09-20")),
            Verdict::Retrouve,
        ),
        (
            "found last year, in that year's register since",
            Cas::sans_scolarite(MINEUR)
                .ligne(corrections("2025-10-12"), scolarite("2nde pro", "2025-10-05", ""))
                .ligne(previous(), scolarite("2nde pro", "2025-10-05", "")),
            Verdict::PerduDeVue,
        ),
        (
            "said abroad, last year's register not updated",
            Cas::ne(MINEUR).ligne(corrections("2026-05-12"), situation(DepartEtranger, "2026-05-01", "")),
            Verdict::AutreSituation,
        ),
        (
            "said in a job, enrolled since",
            Cas::ne(MINEUR)
                .ligne(corrections("2026-10-12"), situation(Emploi, "2026-10-01", ""))
                .ligne(current(), enrolled("2026-11-03", "")),
            Verdict::Retrouve,
        ),
        (
            "said in a job, the school has not struck the name off",
            Cas::ne(MINEUR)
                .ligne(corrections("2026-10-12"), situation(Emploi, "2026-10-01", ""))
                .ligne(current(), enrolled("2026-09-01", "")),
            Verdict::AutreSituation,
        ),
        (
            "listed by mistake",
            Cas::ne(MINEUR).decide(NatureDecision::Erreur, "2026-10-12"),
            Verdict::HorsChamp,
        ),
        (
            "confirmed nowhere: the perhaps is not asked again",
            Cas::ne(MINEUR)
                .peut_etre(current(), enrolled("2026-09-01", ""))
                .decide(NatureDecision::ConfirmePerduDeVue, "2026-10-12"),
            Verdict::PerduDeVue,
        ),
        (
            "confirmed nowhere, enrolled since",
            Cas::ne(MINEUR)
                .ligne(current(), enrolled("2027-01-04", ""))
                .decide(NatureDecision::ConfirmePerduDeVue, "2026-10-12"),
            Verdict::Retrouve,
        ),
    ] {
        assert_eq!(cas.juger().verdict, verdict, "{name}: {}", cas.phrase());
    }
    let overtaken = Cas::ne(MINEUR)
        .ligne(corrections("2026-10-12"), found())
        .ligne(current(), enrolled("2026-10-05", "2026-12-01"));
    assert!(overtaken.juger().reserves.contains(&Reserve::DecisionDepassee));
}

#[test]
fn sentences_agree_and_are_well_set() {
    for (cas, phrase) in [
        (
            Cas::ne(MINEUR).ligne(current(), scolarite("CAP cuisine", "2026-09-02", "")),
            "Inscrite en CAP cuisine depuis le 2 septembre 2026 (Actuel, ligne 12).",
        ),
        (
            Cas::ne(MINEUR),
            "Dernière scolarité : en CAP cuisine, encore inscrite au 30 juin 2026 (Precedent, ligne 12). Introuvable au \
             15 mars 2027 dans SIECLE 2026 et SIFA 2026.",
        ),
        (
            Cas::ne(MINEUR).ligne(current(), scolarite("CAP cuisine", "2026-09-01", "2026-10-12")),
            "Inscrite en CAP cuisine du 1er septembre 2026 au 12 octobre 2026 (Actuel, ligne 12), puis introuvable au \
             15 mars 2027 dans SIECLE 2026 et SIFA 2026.",
        ),
        (
            Cas::ne(MINEUR)
                .ligne(other(), situation(NatureSituation::ServiceCivique, "2026-10-01", "2027-02-28"))
                .ligne(ml(), situation(NatureSituation::Accompagnement, "2026-09-01", "2026-09-30")),
            "Dernière scolarité : en CAP cuisine, encore inscrite au 30 juin 2026 (Precedent, ligne 12). Dernière \
             activité : service civique jusqu’au 28 février 2027 (AutreActivite, ligne 0). Rien en cours au 15 mars 2027 \
             dans SIECLE 2026 et SIFA 2026.",
        ),
        (
            Cas::ne(MINEUR)
                .ligne(current(), scolarite("CAP cuisine", "2026-09-01", ""))
                .decide(NatureDecision::ConfirmePerduDeVue, "2027-03-12"),
            "Perte de vue confirmée par une décision humaine, bien qu’un registre montre encore l’inscription en CAP \
             cuisine (Actuel, ligne 12).",
        ),
        (
            Cas::ne("2011-03-16"),
            "Âgée de 15 ans au 15 mars 2027 : l’instruction est obligatoire jusqu’à 16 ans, et aucune liste ne peut \
             comporter ce nom.",
        ),
    ] {
        let ecrite = cas.phrase();
        assert_eq!(ecrite.replace('\u{a0}', " "), phrase);
        assert!(!ecrite.contains(" :") && !ecrite.contains(" ;"), "{ecrite:?}");
    }
}

#[test]
fn the_last_school_is_the_one_moved_to() {
    let cas = Cas::sans_scolarite(MINEUR)
        .ligne(previous(), scolarite("2nde GT", "2025-09-01", "2026-01-10"))
        .ligne(previous(), scolarite("2nde pro", "2026-01-12", ""));
    let presence = cas.juger().derniere_presence.unwrap();
    assert_eq!((presence.temoignage, presence.date, presence.fin_declaree), (1, d("2026-06-30"), false));
}

#[test]
fn namesakes_enrolled_at_the_same_time_are_not_concluded_upon() {
    let line = |ine: &str, uai: &str, fin: &str| {
        let mut line = scolarite("CAP cuisine", "2025-09-01", fin);
        line.ine = vec![ine.parse().unwrap()];
        line.scolarite.as_mut().unwrap().uai = Some(uai.parse().unwrap());
        line
    };
    let here = || line("123456789AB", "0750655E", "");
    let cas = |other| Cas::sans_scolarite(MINEUR).ligne(previous(), here()).ligne(previous(), other);
    let found = |cas: Cas| cas.ligne(current(), scolarite("CAP cuisine", "2026-09-01", "")).juger().verdict;
    assert_eq!(found(cas(line("987654321AB", "0690026D", ""))), Verdict::AVerifier);
    // A move in the year, a school that strikes off late, one INE old and one new, the same INE: one person.
    assert_eq!(found(cas(line("987654321AB", "0690026D", "2025-10-01"))), Verdict::Retrouve);
    assert_eq!(found(cas(line("0412345678K", "0690026D", ""))), Verdict::Retrouve);
    assert_eq!(found(cas(line("123456789AB", "0690026D", ""))), Verdict::Retrouve);
}

#[test]
fn twins_of_one_school_without_ine_are_not_concluded_upon() {
    let line = |numero: u64, prenom: &str, debut: &str, fin: &str, ine: &str| {
        let mut line = scolarite("CAP cuisine", debut, fin);
        line.ligne = numero;
        line.identite.nom_famille = "RILHAC".to_owned();
        line.identite.prenoms = prenom.split(' ').map(str::to_owned).collect();
        line.ine.extend(ine.parse().ok());
        line.scolarite.as_mut().unwrap().uai = Some("0750655E".parse().unwrap());
        line
    };
    let cas = |other| {
        Cas::sans_scolarite(MINEUR)
            .ligne(previous(), line(3, "Marie-Lou", "2025-09-01", "", ""))
            .ligne(previous(), other)
            .ligne(current(), line(7, "Marie-Lou", "2026-09-01", "", ""))
    };
    let twin = || line(4, "Marie-Léa", "2025-09-01", "", "");
    let jugement = cas(twin()).juger();
    assert_eq!(jugement.verdict, Verdict::AVerifier);
    assert_eq!(jugement.obligation.statut, StatutObligation::Inconnue);
    assert_eq!(
        cas(twin()).phrase().replace('\u{a0}', " "),
        "Deux élèves du même établissement au même moment : RILHAC Marie-Lou (Precedent, ligne 3) et RILHAC Marie-Léa \
         (Precedent, ligne 4). Peut-être des jumeaux, à vérifier avant de conclure."
    );
    // Entered twice under the same name, or with a further one: one person. One INE too, however the name is written.
    for again in ["MARIE LOU", "Marie-Lou Anne"] {
        assert_eq!(cas(line(4, again, "2025-09-01", "", "")).juger().verdict, Verdict::Retrouve, "{again}");
    }
    let known = |numero, prenom| line(numero, prenom, "2025-09-01", "", "123456789AB");
    let one_ine = Cas::sans_scolarite(MINEUR)
        .ligne(previous(), known(3, "Élisa"))
        .ligne(previous(), known(4, "Élise"))
        .ligne(current(), line(7, "Élisa", "2026-09-01", "", ""));
    assert_eq!(one_ine.juger().verdict, Verdict::Retrouve);
    // Left before the other entered: a name corrected between two stays.
    let stays = Cas::sans_scolarite(MINEUR)
        .ligne(previous(), line(3, "Élise", "2025-09-01", "2025-12-19", ""))
        .ligne(previous(), line(4, "Élisa", "2026-01-05", "", ""))
        .ligne(current(), line(7, "Élisa", "2026-09-01", "", ""));
    assert_eq!(stays.juger().verdict, Verdict::Retrouve);
}

#[test]
fn a_human_who_knows_them_for_one_person_is_believed() {
    let line = |ine: &str, uai: &str| {
        let mut line = scolarite("CAP cuisine", "2025-09-01", "");
        line.ine = vec![ine.parse().unwrap()];
        line.scolarite.as_mut().unwrap().uai = Some(uai.parse().unwrap());
        line
    };
    let cas = Cas::sans_scolarite(MINEUR)
        .ligne(previous(), line("123456789AB", "0750655E"))
        .ligne(previous(), line("987654321AB", "0690026D"))
        .decide(NatureDecision::IdentiteConfirmee, "2026-10-12");
    assert_eq!(cas.juger().verdict, Verdict::PerduDeVue);
}

#[test]
fn the_interview_of_l313_8_is_due_three_months_after_leaving() {
    use NatureSituation::{Accompagnement, DepartEtranger, Emploi, Exemption};
    let left = |fin: &str| {
        Cas::sans_scolarite(MINEUR).ligne(previous(), scolarite("CAP cuisine", "2025-09-01", fin))
    };
    let enrolled = || scolarite("CAP cuisine", "2026-09-01", "");
    let diploma = |niveau| diplome(niveau, "2026-07-05");
    for (name, cas, due) in [
        ("left in February", left("2026-02-03"), "2026-05-03"),
        ("left on the last day of November: February is shorter", left("2026-11-30"), "2027-02-28"),
        ("last seen in the picture of June", Cas::ne(MINEUR), "2026-09-30"),
        (
            "enrolled again, left in October",
            left("2026-02-03").ligne(current(), scolarite("CAP cuisine", "2026-09-01", "2026-10-12")),
            "2027-01-12",
        ),
        ("perhaps enrolled", left("2026-02-03").peut_etre(current(), enrolled()), "2026-05-03"),
        ("DNB only", left("2026-02-03").ligne(diplomas(), diploma(NiveauDiplome::Dnb)), "2026-05-03"),
        (
            "collège only: out of the definition, in the article",
            Cas::sans_scolarite(MINEUR).ligne(previous(), scolarite("3EME", "2025-09-01", "2026-07-04")),
            "2026-10-04",
        ),
        ("of age", Cas::ne(MAJEUR), ""),
        ("no birth date", Cas::ne(""), ""),
        ("enrolled", left("2026-02-03").ligne(current(), enrolled()), ""),
        ("holds a CAP", left("2026-02-03").ligne(diplomas(), diploma(NiveauDiplome::Niveau3)), ""),
        ("in a job", left("2026-02-03").ligne(other(), situation(Emploi, "2026-11-03", "")), ""),
        ("followed", left("2026-02-03").ligne(ml(), situation(Accompagnement, "2026-11-03", "")), ""),
        ("exempt", left("2026-02-03").ligne(other(), situation(Exemption, "2026-11-03", "2027-11-03")), ""),
        ("abroad", left("2026-02-03").ligne(other(), situation(DepartEtranger, "2026-11-03", "")), ""),
        ("listed by mistake", left("2026-02-03").decide(NatureDecision::Erreur, "2026-10-12"), ""),
        ("no schooling to count from", Cas::sans_scolarite(MINEUR), ""),
    ] {
        let found =
            cas.avec(|dossier, regle| entretien_au_plus_tard(dossier, &juger(dossier, regle), regle.date));
        assert_eq!(found.map(|day| day.to_string()).unwrap_or_default(), due, "{name}");
    }
}
