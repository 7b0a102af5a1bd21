//! The forms of a dossier, as the role may use them and as the state of the dossier wants them.

use std::cell::Cell;

use chrono::NaiveDate;
use raccroche_domain::{
    BornesJour,
    dispositif::{Catalogue, Phase},
    droits::{Action, Agregat, Role, peut},
    francais::{majuscule, ponctuer},
    suivi::{
        Canal, Conclusion, EtapeObligation, EtatDossier, EtatVerification, GenreEntretien, GenreTache,
        IssueContact, IssueEntretien, MotifCloture, MotifConvocation, MotifRelais, NatureSolution,
        obligation::etapes_suivantes,
    },
};
use raccroche_pages::{
    components::Action as Bouton,
    dossier::Forms,
    form::{Answers, Choice, Drawer, Field, Form},
};
use raccroche_store::organisation::Organisation;
use uuid::Uuid;

/// Choices of a closed list.
macro_rules! choix {
    ($liste:ty) => {
        <$liste>::TOUS
            .iter()
            .map(|membre| Choice::new(membre.code(), majuscule(membre.libelle())))
            .collect::<Vec<_>>()
    };
}

/// The part of the page where a form stands, by the end of its address; none for those at its foot.
pub(super) fn onglet_de(formulaire: &str) -> Option<&'static str> {
    match formulaire {
        "/coordonnees" | "/liens" => Some("contacts"),
        "/obligation" | "/parcours" => Some("parcours"),
        _ => None,
    }
}

/// Years ahead in which somebody is called again, seen or reminded.
pub(crate) const RAPPEL: u32 = 2;
/// Years ahead in which a solution may begin or end: the longest apprenticeship, and room.
const SOLUTION: u32 = 10;

/// Between which days what is typed in a form may be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Jours {
    pub(super) naissance: Option<NaiveDate>,
    pub(super) jour: NaiveDate,
}

impl Jours {
    /// What has happened.
    pub(super) fn passe(self) -> BornesJour {
        BornesJour::passe(self.naissance, self.jour)
    }

    /// What is to be done.
    pub(super) fn a_venir(self) -> BornesJour {
        BornesJour::a_venir(self.jour, RAPPEL)
    }

    /// An interview, planned or held and not yet noted.
    pub(super) fn rendez_vous(self) -> BornesJour {
        BornesJour::autour(self.naissance, self.jour, RAPPEL)
    }

    /// A solution, or an exemption.
    pub(super) fn solution(self) -> BornesJour {
        BornesJour::autour(self.naissance, self.jour, SOLUTION)
    }

    /// The drawer, whose browser refuses what the rules would.
    fn borner(self, tiroir: Drawer) -> Drawer {
        let tache = tiroir.form.id == "tache";
        let bornes = |nom: &str| match nom {
            "rappeler_le" => Some(self.a_venir()),
            "echeance" if tache => Some(self.a_venir()),
            "debut" if tiroir.form.id == "entretien" => Some(self.rendez_vous()),
            "debut" | "fin" | "jusqu_au" => Some(self.solution()),
            "date" | "depuis" => Some(self.passe()),
            _ => None,
        };
        let noms: Vec<String> = tiroir.form.fields.iter().map(|field| field.name.clone()).collect();
        let bornees = noms.iter().filter_map(|nom| Some((nom, bornes(nom)?)));
        let form = bornees.fold(tiroir.form.clone(), |form, (nom, b)| form.within(nom, (b.du(), b.au())));
        Drawer { form, ..tiroir }
    }
}

/// What the forms are made for.
pub(super) struct Formulaires<'a> {
    pub(super) id: Uuid,
    pub(super) etat: &'a EtatDossier,
    /// Between which days what is typed may be.
    pub(super) jours: Jours,
    pub(super) catalogue: &'a Catalogue,
    pub(super) role: Role,
    /// Whether the reason of the access lets write at all.
    pub(super) ecriture: bool,
    /// Who may take over, in groups, the nearest first.
    pub(super) destinataires: &'a [(String, Vec<Organisation>)],
    /// Who works in the organisation that answers for the dossier.
    pub(super) collegues: &'a [(Uuid, String)],
    /// A form that was refused: its name and what was typed.
    pub(super) refuse: Option<&'a (String, Answers)>,
    /// Whether the refused form is on the page again.
    pub(super) remontre: Cell<bool>,
}

impl Formulaires<'_> {
    fn forms(&self) -> Forms {
        Forms { base: format!("/dossiers/{}", self.id), version: i64::from(self.etat.rang) }
    }

    fn peut(&self, agregat: Agregat, action: Action) -> bool {
        self.ecriture && peut(self.role, agregat, action)
    }

    /// Whether the dossier may be reunited with another.
    pub(super) fn reunissable(&self) -> bool {
        self.peut(Agregat::Dossier, Action::Decider) && self.etat.cloture.is_none()
    }

    /// A form on its own address.
    fn libre(&self, id: &str, chemin: &str, bouton: &str) -> Form {
        Form::new(id, format!("/dossiers/{}/{chemin}", self.id), bouton).with("version", self.etat.rang)
    }

    /// The drawer, open with what was typed when it is the one that was refused.
    fn apres(&self, tiroir: Drawer) -> Drawer {
        let mut tiroir = self.jours.borner(tiroir);
        if let Some((nom, reponses)) = self.refuse
            && tiroir.form.action.ends_with(nom.as_str())
        {
            tiroir.form = tiroir.form.after(reponses);
            tiroir.open = true;
            self.remontre.set(true);
        }
        tiroir
    }

    /// Those that stand at the foot of the page, the most used first.
    pub(super) fn tiroirs(&self, aujourd_hui: NaiveDate) -> Vec<Drawer> {
        let forms = self.forms();
        let mut tiroirs = Vec::new();
        if self.etat.cloture.is_some() {
            if self.peut(Agregat::Dossier, Action::Decider) {
                tiroirs.push(self.reprendre());
            }
            return tiroirs.into_iter().map(|tiroir| self.apres(tiroir)).collect();
        }
        if self.peut(Agregat::Contact, Action::Ecrire) {
            tiroirs.push(forms.contact(choix!(Canal), Vec::new(), Vec::new(), choix!(IssueContact)));
        }
        if self.peut(Agregat::Entretien, Action::Ecrire) {
            let invites = vec![Choice::new("representant", "Le représentant légal")];
            tiroirs.push(forms.entretien(choix!(GenreEntretien), invites));
        }
        for entretien in
            self.etat.entretiens.iter().filter(|e| e.issue.is_none() && e.le.date() <= aujourd_hui)
        {
            let tiroir = forms.issue_entretien(
                &entretien.id.to_string(),
                choix!(IssueEntretien),
                choix!(Conclusion),
                Vec::new(),
            );
            tiroirs.push(Drawer {
                intro: Some(majuscule(&format!(
                    "{} du {}",
                    entretien.genre.libelle(),
                    raccroche_domain::francais::date_longue(entretien.le.date())
                ))),
                ..tiroir
            });
        }
        if self.peut(Agregat::Solution, Action::Ecrire) {
            match self.etat.solution_en_cours() {
                None => tiroirs.push(forms.solution(choix!(NatureSolution))),
                Some(solution) => {
                    let mut etats = vec![Choice::new("tient", "Elle tient")];
                    etats.extend(choix!(raccroche_domain::suivi::FinSolution));
                    tiroirs.push(forms.etat_solution(&solution.id.to_string(), etats));
                }
            }
        }
        if self.peut(Agregat::Note, Action::Ecrire) {
            tiroirs.push(forms.note());
        }
        if self.peut(Agregat::Tache, Action::Ecrire) {
            let form = self
                .libre("tache", "taches", "Ajouter la tâche")
                .field(Field::select("texte", "Quoi faire", choix!(GenreTache)))
                .field(Field::date("echeance", "Avant le"));
            tiroirs.push(Drawer::new("Tâche", form));
        }
        if self.peut(Agregat::Contact, Action::Ecrire)
            && matches!(self.etat.verification, EtatVerification::AVerifier | EtatVerification::Scolarise)
        {
            tiroirs.push(self.verification());
        }
        if self.peut(Agregat::Relais, Action::Decider) && !self.collegues.is_empty() {
            let agents =
                self.collegues.iter().map(|(id, nom)| Choice::new(id.to_string(), nom.clone())).collect();
            let form = self
                .libre("responsable", "responsable", "Confier le dossier")
                .field(Field::select("agent", "À qui", agents));
            tiroirs.push(Drawer::new("Désigner un responsable", form));
        }
        if self.peut(Agregat::Dossier, Action::Decider) {
            // A dossier in double ends by a reunion, which takes over what is under way.
            let mut motifs = choix!(MotifCloture);
            motifs.retain(|motif| motif.code != MotifCloture::Fusion.code());
            tiroirs.push(forms.cloture(motifs));
        }
        tiroirs.into_iter().map(|tiroir| self.apres(tiroir)).collect()
    }

    /// The button that says a task done.
    pub(super) fn tache_faite(&self, tache: Uuid) -> Option<Bouton> {
        self.peut(Agregat::Tache, Action::Ecrire).then(|| {
            let adresse = format!("/dossiers/{}/taches/{tache}/faite", self.id);
            Bouton::new("C’est fait", adresse).with("version", self.etat.rang)
        })
    }

    /// The way back of a closed dossier: open again, or by itself again.
    fn reprendre(&self) -> Drawer {
        if self.etat.continue_dans().is_none() {
            return Drawer::new("Rouvrir le dossier", self.libre("rouvrir", "rouvrir", "Rouvrir le dossier"));
        }
        let form = self.libre("separer", "separer", "Séparer les deux dossiers");
        Drawer {
            intro: Some(ponctuer(
                "Ce dossier reprendra là où il s’était arrêté, avec ce qui y était en cours, et l’autre continuera sans lui. \
                 Ce qui a été noté dans l’autre depuis y reste.",
            )),
            ..Drawer::new("Séparer", form)
        }
    }

    /// What the listing is worth.
    fn verification(&self) -> Drawer {
        let form = self
            .libre("verification", "verification", "Enregistrer la vérification")
            .field(Field::select("etat", "Ce qui a été constaté", choix!(EtatVerification)))
            .field(
                Field::text("ou", "Où")
                    .hint("Établissement ou structure, quand la personne est retrouvée.")
                    .optional(),
            )
            .field(Field::date("depuis", "Depuis le").optional());
        if self.etat.verification == EtatVerification::Scolarise {
            let intro = "Quand l’élève part sans solution, choisissez « confirmée, sans solution » et son dernier jour de présence : \
                         les délais de contact courent alors, et la PSAD de sa commune reçoit un passage de relais.";
            return Drawer { intro: Some(ponctuer(intro)), ..Drawer::new("Situation", form) };
        }
        Drawer::new("Situation", form)
    }

    /// The hand-off, when none waits.
    pub(super) fn relais(&self) -> Option<Drawer> {
        let possible = self.peut(Agregat::Relais, Action::Ecrire)
            && self.etat.relais.is_none()
            && self.etat.cloture.is_none()
            && !self.destinataires.is_empty();
        possible.then(|| {
            let choix = |organisations: &[Organisation]| {
                organisations.iter().map(|o| Choice::new(o.id.to_string(), o.nom.clone())).collect()
            };
            let vers =
                self.destinataires.iter().map(|(groupe, leurs)| (groupe.clone(), choix(leurs))).collect();
            self.apres(self.forms().relais(vers, choix!(MotifRelais)))
        })
    }

    /// The next step of the obligation de formation.
    pub(super) fn obligation(&self) -> Option<Drawer> {
        if !self.peut(Agregat::Obligation, Action::Ecrire) || self.etat.cloture.is_some() {
            return None;
        }
        let etapes = etapes_suivantes(self.etat.obligation.as_ref().map(|suivi| suivi.etape));
        let etapes: Vec<Choice> =
            etapes.iter().map(|e| Choice::new(e.code(), majuscule(e.libelle()))).collect();
        let mut tiroir = self.forms().obligation(etapes, choix!(MotifConvocation));
        let exemptable = etapes_suivantes(self.etat.obligation.as_ref().map(|s| s.etape))
            .contains(&EtapeObligation::Exempte);
        if exemptable {
            let champ = Field::date("jusqu_au", "Exemption valable jusqu’au").hint(
                "Seules l’existence du certificat et ses dates sont conservées, jamais son contenu (R114-3).",
            );
            tiroir.form = tiroir.form.field(champ.optional());
        }
        Some(self.apres(tiroir))
    }

    /// Opens a parcours in a dispositif that is not under way.
    pub(super) fn dispositif(&self) -> Option<Drawer> {
        if !self.peut(Agregat::Parcours, Action::Decider) || self.etat.cloture.is_some() {
            return None;
        }
        let en_cours = |code: &str| {
            self.etat.parcours.iter().any(|suivi| suivi.etat.fin.is_none() && suivi.etat.dispositif == code)
        };
        let groupes = Phase::TOUS
            .iter()
            .map(|phase| {
                let fiches = self.catalogue.tous().iter();
                let siens = fiches.filter(|fiche| fiche.phase == *phase && !en_cours(&fiche.code));
                let choix = siens.map(|fiche| Choice::new(fiche.code.clone(), fiche.nom.clone())).collect();
                (phase.libelle().to_owned(), choix)
            })
            .filter(|(_, choix): &(_, Vec<_>)| !choix.is_empty())
            .collect();
        // Why a parcours opens all the same is asked once something is found to stand in its way.
        let avec_motif = self.refuse.is_some_and(|(_, reponses)| {
            reponses
                .errors
                .iter()
                .map(|(nom, _)| nom)
                .chain(reponses.values.iter().map(|(nom, _)| nom))
                .any(|nom| nom == "motif")
        });
        Some(self.apres(self.forms().dispositif(groupes, avec_motif)))
    }

    /// Give the young person a link to answer by.
    pub(super) fn lien(&self, moyens: Vec<Choice>) -> Option<Drawer> {
        let possible = self.peut(Agregat::Contact, Action::Ecrire) && self.etat.cloture.is_none();
        possible.then(|| {
            let form = self
                .libre("lien", "liens", "Préparer le lien")
                .field(Field::radios("par", "Comment le donner", moyens));
            let mut tiroir = self.apres(Drawer::new("Lien de réponse", form));
            tiroir.intro = Some(
                "La personne répond sans compte ni mot de passe. Sa page ne montre que son prénom et qui écrit."
                    .to_owned(),
            );
            tiroir
        })
    }

    /// Correct or add a phone number or an address.
    pub(super) fn coordonnee(&self, proches: Vec<Choice>) -> Option<Drawer> {
        self.peut(Agregat::Dossier, Action::Ecrire).then(|| {
            let natures = Choice::list(&[("telephone", "Téléphone"), ("courriel", "Courriel")]);
            self.apres(self.forms().coordonnee(proches, natures))
        })
    }
}
