//! Closed lists of the domain as the contract tells them: each a schema of its own, with its codes and what they mean.
//!
//! The words of the domain crate know no web; these wrap them, and write and read exactly as they do.

use std::borrow::Cow;

use raccroche_domain::{
    EtendueJeton, Sexe as SexeConnu, StatutObligation as Statut, Verdict, dispositif, droits, groupe,
    parcours, suivi,
};
use serde::{Deserialize, Serialize};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, Type},
};

/// The schema of a closed list.
fn schema(quoi: &str, membres: impl Iterator<Item = (&'static str, &'static str)>) -> RefOr<Schema> {
    let membres: Vec<_> = membres.collect();
    let mots: Vec<String> = membres.iter().map(|(code, mot)| format!("- `{code}` : {mot}")).collect();
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(membres.iter().map(|(code, _)| *code)))
        .description(Some(format!("{quoi}\n\n{}", mots.join("\n"))))
        .into()
}

macro_rules! listes {
    ($($nom:ident($liste:ty) = $quoi:literal, $membres:expr;)+) => {
        $(
            #[doc = $quoi]
            #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
            #[serde(transparent)]
            pub(crate) struct $nom(pub(crate) $liste);

            impl PartialSchema for $nom {
                fn schema() -> RefOr<Schema> {
                    schema($quoi, $membres)
                }
            }

            impl ToSchema for $nom {
                fn name() -> Cow<'static, str> {
                    Cow::Borrowed(stringify!($nom))
                }
            }
        )+
    };
    ($($nom:ident($liste:ty) = $quoi:literal;)+) => {
        listes! { $($nom($liste) = $quoi, <$liste>::TOUS.iter().map(|membre| (membre.code(), membre.libelle()));)+ }
    };
}

listes! {
    Canal(suivi::Canal) = "Par quel moyen quelqu’un a été contacté.";
    IssueContact(suivi::IssueContact) = "Ce qu’a donné une tentative de contact.";
    EtatContact(suivi::EtatContact) = "Où en est le contact ; se déduit des tentatives, ne se saisit pas.";
    Situation(suivi::EtatVerification) = "Ce que vaut le signalement du jeune : premier axe d’un dossier.";
    NatureSolution(suivi::NatureSolution) = "Le genre d’une solution.";
    FinSolution(suivi::FinSolution) = "Pourquoi une solution a pris fin.";
    GenreEntretien(suivi::GenreEntretien) = "Ce pour quoi un entretien est fixé.";
    IssueEntretien(suivi::IssueEntretien) = "Ce qu’a donné un entretien.";
    Conclusion(suivi::Conclusion) = "Ce que conclut un entretien.";
    GenreTache(suivi::GenreTache) = "Ce qui est à faire.";
    GenreEcheance(suivi::GenreEcheance) = "Le genre d’une échéance.";
    EtapeObligation(suivi::EtapeObligation) = "L’étape atteinte dans l’obligation de formation.";
    Origine(suivi::Origine) = "D’où vient un dossier.";
    MotifCloture(suivi::MotifCloture) = "Pourquoi un dossier est clos.";
    MotifRelais(suivi::MotifRelais) = "Pourquoi un relais est proposé.";
    MotifRefus(suivi::MotifRefus) = "Pourquoi un relais est refusé.";
    Role(droits::Role) = "Le rôle au nom duquel un jeton agit.";
    GenreOrganisation(droits::GenreOrganisation) = "Le genre d’une organisation.";
    MotifAcces(droits::MotifPortee) = "Pourquoi un dossier est visible.";
    Etendue(EtendueJeton) = "Ce à quoi un jeton peut servir.";
    Acteur(dispositif::Acteur) = "En quelle qualité quelqu’un agit dans un parcours.";
    DateNommee(dispositif::DateNommee) = "Une date d’un parcours.";
    ModeleDocument(dispositif::ModeleDocument) = "Un modèle de document.";
    IssueParcours(dispositif::Issue) = "Comment un parcours se finit.";
    DemiJournee(parcours::DemiJournee) = "Une demi-journée de la semaine.";
    Moment(groupe::Moment) = "Une moitié de journée.";
    EtatPresence(groupe::EtatPresence) = "Ce qui est noté d’un jeune pour une demi-journée ; jamais pourquoi.";
    MoyenSignature(parcours::MoyenSignature) = "Comment quelqu’un a signé.";
    MotifRefusSignature(parcours::MotifRefusSignature) = "Pourquoi quelqu’un ne signe pas.";
    CategorieVerdict(Verdict) = "Ce qu’une campagne dit d’une personne.";
}

listes! {
    Sexe(SexeConnu) = "Le sexe inscrit au registre.",
        [("masculin", "masculin"), ("feminin", "féminin")].into_iter();
    StatutObligation(Statut) = "Où en est l’obligation de formation au jour de la campagne.",
        [
            ("satisfaite", "satisfaite"),
            ("non_satisfaite", "non satisfaite"),
            ("exemptee", "exemptée"),
            ("inconnue", "inconnue"),
            ("sans_objet", "sans objet"),
        ]
        .into_iter();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_writes_the_codes_that_it_announces() {
        use Statut as S;
        let annonces = |schema: RefOr<Schema>| serde_json::to_value(schema).unwrap()["enum"].clone();
        let ecrits = |membres: Vec<serde_json::Value>| serde_json::Value::Array(membres);
        let canaux = suivi::Canal::TOUS.iter().map(|canal| serde_json::to_value(Canal(*canal)).unwrap());
        assert_eq!(annonces(Canal::schema()), ecrits(canaux.collect()));
        let verdicts = Verdict::TOUS.map(|verdict| serde_json::to_value(CategorieVerdict(verdict)).unwrap());
        assert_eq!(annonces(CategorieVerdict::schema()), ecrits(verdicts.to_vec()));
        let statuts = [S::Satisfaite, S::NonSatisfaite, S::Exemptee, S::Inconnue, S::SansObjet];
        let statuts = statuts.map(|statut| serde_json::to_value(StatutObligation(statut)).unwrap());
        assert_eq!(annonces(StatutObligation::schema()), ecrits(statuts.to_vec()));
    }
}
