//! After a class: which classes people go on to, and how many leave. Orders of magnitude, not statistics.

use crate::{
    formations::{
        Classe,
        Classe::{
            BpApp1, BpApp2, Bts1, Bts2, BtsApp1, BtsApp2, Cap1, Cap2, CapApp1, CapApp2, Capa1, Capa2,
            Cinquieme, Mlds, PremiereAgri, PremiereG, PremierePro, PremiereT, ProApp2, ProApp3, Quatrieme,
            SecondeAgri, SecondeGt, SecondePro, Sixieme, TerminaleAgri, TerminaleG, TerminalePro, TerminaleT,
            Troisieme, TroisiemeSegpa,
        },
        Formation,
    },
    rng::Rng,
};

/// Chance of passing the exam that ends a class.
pub(crate) fn reussite(classe: Classe) -> f64 {
    match classe {
        TerminaleG => 0.955,
        TerminaleT => 0.91,
        Troisieme => 0.86,
        Bts2 | BtsApp2 => 0.76,
        Cap2 | CapApp2 | Capa2 => 0.84,
        _ => 0.83,
    }
}

/// Chance of leaving without going on anywhere, for somebody who did not just pass the exam of the cycle's end.
pub(crate) fn depart(classe: Classe) -> f64 {
    match classe {
        Sixieme | Cinquieme | Quatrieme => 0.005,
        Troisieme => 0.03,
        TroisiemeSegpa => 0.07,
        SecondeGt => 0.022,
        PremiereG => 0.024,
        PremiereT => 0.04,
        TerminaleG | TerminaleT | Capa2 | TerminaleAgri => 0.3,
        Cap1 | CapApp1 => 0.16,
        Cap2 | TerminalePro | CapApp2 | ProApp3 | BpApp2 => 0.36,
        SecondePro | ProApp2 | BpApp1 => 0.1,
        PremierePro => 0.095,
        Mlds => 0.45,
        Bts1 | Bts2 | BtsApp1 | BtsApp2 => 0.2,
        Capa1 | SecondeAgri | PremiereAgri => 0.055,
    }
}

/// Chance that a graduate goes on within the registers (BTS at school or as an apprentice, bac pro after a CAP…).
pub(crate) fn poursuite_diplome(classe: Classe) -> f64 {
    match classe {
        TerminaleG => 0.08,
        TerminaleT => 0.32,
        TerminalePro | ProApp3 | TerminaleAgri => 0.42,
        Cap2 | CapApp2 | Capa2 => 0.55,
        Troisieme => 1.0,
        Bts2 | BtsApp2 => 0.0,
        _ => 0.1,
    }
}

/// The class after an exam passed, for somebody who goes on.
pub(crate) fn apres_diplome(rng: &mut Rng, formation: Formation) -> Formation {
    let next = match formation.classe {
        Troisieme => apres_troisieme(rng),
        TerminaleG => choose(rng, &[(Bts1, 0.8), (BtsApp1, 0.2)]),
        TerminaleT => choose(rng, &[(Bts1, 0.7), (BtsApp1, 0.3)]),
        TerminalePro | ProApp3 | TerminaleAgri => {
            choose(rng, &[(Bts1, 0.45), (BtsApp1, 0.45), (BpApp1, 0.1)])
        }
        Cap2 => choose(rng, &[(PremierePro, 0.55), (BpApp1, 0.25), (ProApp2, 0.12), (CapApp2, 0.08)]),
        CapApp2 => choose(rng, &[(BpApp1, 0.5), (ProApp2, 0.25), (CapApp2, 0.15), (PremierePro, 0.1)]),
        Capa2 => choose(rng, &[(PremiereAgri, 0.7), (BpApp1, 0.3)]),
        _ => BtsApp1,
    };
    formation.then(next)
}

/// The class after this one for somebody who goes on without an exam, or after failing it.
pub(crate) fn suite(rng: &mut Rng, formation: Formation) -> Formation {
    let next = match formation.classe {
        Sixieme => Cinquieme,
        Cinquieme => Quatrieme,
        Quatrieme => Troisieme,
        Troisieme => apres_troisieme(rng),
        TroisiemeSegpa => choose(rng, &[(Cap1, 0.55), (CapApp1, 0.2), (SecondePro, 0.13), (Capa1, 0.12)]),
        SecondeGt => choose(
            rng,
            &[
                (PremiereG, 0.63),
                (PremiereT, 0.27),
                (SecondeGt, 0.035),
                (SecondePro, 0.035),
                (PremierePro, 0.01),
                (CapApp1, 0.012),
                (SecondeAgri, 0.008),
            ],
        ),
        PremiereG => {
            choose(rng, &[(TerminaleG, 0.94), (PremiereT, 0.03), (PremiereG, 0.02), (PremierePro, 0.01)])
        }
        PremiereT => choose(rng, &[(TerminaleT, 0.95), (PremiereT, 0.03), (PremierePro, 0.02)]),
        same @ (TerminaleG | TerminaleT | TerminalePro | Cap2 | TerminaleAgri | Capa2 | ProApp3 | CapApp2
        | BpApp2 | Bts2 | BtsApp2) => same,
        Cap1 => choose(rng, &[(Cap2, 0.86), (CapApp2, 0.07), (CapApp1, 0.04), (Cap1, 0.03)]),
        SecondePro => {
            choose(rng, &[(PremierePro, 0.87), (ProApp2, 0.06), (CapApp1, 0.05), (SecondePro, 0.02)])
        }
        PremierePro => choose(rng, &[(TerminalePro, 0.91), (ProApp3, 0.06), (CapApp2, 0.03)]),
        Bts1 => choose(rng, &[(Bts2, 0.93), (BtsApp2, 0.07)]),
        Mlds => choose(rng, &[(Cap1, 0.35), (SecondePro, 0.25), (CapApp1, 0.25), (Mlds, 0.15)]),
        Capa1 => choose(rng, &[(Capa2, 0.92), (CapApp2, 0.08)]),
        SecondeAgri => choose(rng, &[(PremiereAgri, 0.93), (SecondePro, 0.04), (CapApp1, 0.03)]),
        PremiereAgri => choose(rng, &[(TerminaleAgri, 0.96), (ProApp3, 0.04)]),
        CapApp1 => choose(rng, &[(CapApp2, 0.9), (Cap2, 0.05), (CapApp1, 0.05)]),
        ProApp2 => choose(rng, &[(ProApp3, 0.94), (TerminalePro, 0.06)]),
        BpApp1 => BpApp2,
        BtsApp1 => BtsApp2,
    };
    formation.then(next)
}

fn apres_troisieme(rng: &mut Rng) -> Classe {
    choose(
        rng,
        &[
            (SecondeGt, 0.62),
            (SecondePro, 0.21),
            (Cap1, 0.06),
            (SecondeAgri, 0.04),
            (CapApp1, 0.05),
            (Capa1, 0.01),
            (Troisieme, 0.01),
        ],
    )
}

fn choose(rng: &mut Rng, options: &[(Classe, f64)]) -> Classe {
    let mut point = rng.unit() * options.iter().map(|o| o.1).sum::<f64>();
    for (classe, weight) in options {
        point -= weight;
        if point < 0.0 {
            return *classe;
        }
    }
    options[0].0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{formations::FICHES, rng::Purpose};

    #[test]
    fn nobody_goes_back_to_college_from_a_lycee() {
        let mut rng = Rng::new(1, Purpose::Parcours, &[]);
        for fiche in FICHES {
            for _ in 0..200 {
                let from = Formation::any(&mut rng, fiche.classe);
                let to = suite(&mut rng, from);
                assert!(to.classe.fiche().age >= fiche.age - 1, "{from:?} to {to:?}");
                assert!((0.0..=1.0).contains(&depart(fiche.classe)));
                if poursuite_diplome(fiche.classe) > 0.0 && fiche.examen.is_some() {
                    assert!(apres_diplome(&mut rng, from).classe.fiche().age > fiche.age - 1);
                }
            }
        }
    }
}
