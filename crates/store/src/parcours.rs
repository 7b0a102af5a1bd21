//! Parcours: what somebody does in a dispositif, as part of the journal of their dossier.
//!
//! [`inscrire`] is the only way to change one: it asks the fiche whether the entry may follow, and writes it in the journal
//! of the dossier, whose chain, timeline and deadlines it shares. The tables here are copies for those who look for theirs,
//! and the documents, sealed: what a document says never changes, and its file is kept once all have signed.
//!
//! Somebody sees a parcours because they hold the dossier, or because their organisation takes part in it; then they see
//! the parcours and nothing else of the dossier. Somebody without an account signs one document by a link
//! ([`crate::signature_lien`]): the same functions serve them, under the [`Titre`] that the link is.

mod attendus;
mod charte;
mod ouvrir;

use std::collections::HashMap;

use chrono::NaiveDate;
use raccroche_domain::{
    Identite,
    dispositif::{Acteur, Catalogue, Dispositif, ModeleDocument},
    droits::MotifPortee,
    parcours::{EntreeParcours, EtatParcours, EvenementParcours, Personne, RefusParcours, Saisi},
    suivi::{EtatDossier, Evenement, ParcoursSuivi, Refus, Seuils},
};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _,
    IntoActiveModel as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, QueryTrait as _, Select, Set,
    sea_query::{ExprTrait as _, SimpleExpr},
};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::{
    Auteur, Keyring, Perimetre, Place, StoreError, Writer, dossier,
    entite::{
        jeune,
        parcours::{self, Column, Entity, document, partie},
        suivi::{self, territoire},
    },
    error::Result,
    groupe,
    jeune::Jeune,
    marche, numerisation, reunion,
    signature_lien::LienTenu,
};

pub use attendus::a_regarder;
pub use charte::entrer;
pub use ouvrir::{Ouverture, ouvrir, ouvrir_du_systeme};

/// Why somebody sees a parcours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MotifParcours {
    /// They hold the dossier, for that reason.
    Dossier(MotifPortee),
    /// Their organisation takes part.
    Partie(Acteur),
    /// They sign a document of it, by a link whose code they gave.
    Lien(Acteur),
    /// They were handed a document of it, by a link whose code they gave.
    Remise(Acteur),
}

impl MotifParcours {
    /// What the access log keeps.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Dossier(motif) => motif.code(),
            Self::Partie(_) => PARTICIPE,
            Self::Lien(_) => "lien_de_signature",
            Self::Remise(_) => "lien_de_remise",
        }
    }
}

/// By what title somebody reads or writes in a parcours.
#[derive(Debug, Clone, Copy)]
pub enum Titre<'a> {
    /// An account, as far as it may see.
    Compte(&'a Perimetre),
    /// A link to sign one document as one party, and nothing else.
    Lien(&'a LienTenu),
}

impl<'a> From<&'a Perimetre> for Titre<'a> {
    fn from(perimetre: &'a Perimetre) -> Self {
        Self::Compte(perimetre)
    }
}

impl<'a> From<&'a LienTenu> for Titre<'a> {
    fn from(lien: &'a LienTenu) -> Self {
        Self::Lien(lien)
    }
}

impl Titre<'_> {
    /// The day.
    pub fn le(self) -> NaiveDate {
        match self {
            Self::Compte(perimetre) => perimetre.le(),
            Self::Lien(lien) => lien.le(),
        }
    }

    fn auteur(self) -> Auteur {
        match self {
            Self::Compte(perimetre) => perimetre.auteur(),
            Self::Lien(lien) => Auteur::sans_compte(lien.nom()),
        }
    }

    /// Whether this may still be written, now that nobody else can write in the dossier.
    async fn permet(self, writer: &Writer, evenement: &EvenementParcours) -> Result<bool> {
        match self {
            Self::Compte(_) => Ok(true),
            Self::Lien(lien) => Ok(lien.permet(evenement) && lien.tient_encore(writer).await?),
        }
    }
}

/// A parcours as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParcoursLu {
    /// The dossier that holds it.
    pub dossier: Uuid,
    /// Whose.
    pub jeune: Uuid,
    /// Names and birth: whoever takes part knows with whom.
    pub identite: Identite,
    /// Rank of the last entry of the dossier: what was read.
    pub rang: u32,
    /// Birth date.
    pub personne: Personne,
    /// Where it stands.
    pub suivi: ParcoursSuivi,
    /// Why it is seen.
    pub motif: MotifParcours,
    /// Whether who asks may act, as far as the dossier goes.
    pub ecriture: bool,
    /// As what their organisation takes part.
    pub parties: Vec<Acteur>,
}

/// What the access log keeps as the reason of whoever sees a parcours because their organisation takes part in it.
pub const PARTICIPE: &str = "partie_au_parcours";

/// A parcours of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LigneParcours {
    /// Its number.
    pub id: Uuid,
    /// The dossier in which it was opened.
    pub dossier: Uuid,
    /// Names and birth: whoever takes part knows with whom.
    pub identite: Identite,
    /// Code of the dispositif.
    pub dispositif: String,
    /// Code of the step under way.
    pub etape: String,
    /// First day.
    pub ouvert_le: NaiveDate,
    /// By when it is to be done.
    pub pour_le: Option<NaiveDate>,
    /// Whether its charter keeps it closed to who asks: then neither step nor day is said.
    pub ferme: bool,
}

/// A parcours with the row of the dossier in which it goes on.
pub(crate) async fn tel_quel(
    db: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<(suivi::dossier::Model, EtatDossier, ParcoursSuivi)>> {
    let Some(ligne) = Entity::find_by_id(id).one(db).await? else { return Ok(None) };
    let dossier = reunion::dossier_retenu(db, ligne.dossier).await?;
    let Some(tenu) = suivi::dossier::Entity::find_by_id(dossier).one(db).await? else { return Ok(None) };
    let etat = dossier::etat_de(&tenu)?;
    let suivi = etat.parcours(id).cloned();
    Ok(suivi.map(|suivi| (tenu, etat, suivi)))
}

/// The parcours, when the perimeter holds its dossier or takes part in it, or the link is to sign in it.
///
/// # Errors
/// When the database does not answer.
pub async fn lire<'t>(
    db: &impl ConnectionTrait,
    titre: impl Into<Titre<'t>>,
    id: Uuid,
) -> Result<Option<ParcoursLu>> {
    let titre = titre.into();
    let Some((tenu, etat, suivi)) = tel_quel(db, id).await? else { return Ok(None) };
    let (motif, ecriture, parties) = match titre {
        Titre::Compte(perimetre) => {
            let motifs = dossier::pourquoi(db, perimetre, tenu.id).await?;
            let parties = mes_parts(db, perimetre, id).await?;
            let motif = match (motifs.first(), parties.first()) {
                (Some(motif), _) => MotifParcours::Dossier(*motif),
                (None, Some(acteur)) => MotifParcours::Partie(*acteur),
                (None, None) => return Ok(None),
            };
            let ecriture = motifs.iter().any(|motif| motif.permet_d_ecrire()) || !parties.is_empty();
            (motif, ecriture, parties)
        }
        Titre::Lien(lien) if lien.parcours() == id => (lien.motif(), true, vec![lien.acteur()]),
        Titre::Lien(_) => return Ok(None),
    };
    let Some(personne) = jeune::Entity::find_by_id(tenu.jeune).one(db).await? else { return Ok(None) };
    let identite = Jeune::try_from(personne)?.identite;
    Ok(Some(ParcoursLu {
        dossier: tenu.id,
        jeune: tenu.jeune,
        identite,
        rang: etat.rang,
        personne: Personne { naissance: tenu.naissance },
        suivi,
        motif,
        ecriture,
        parties,
    }))
}

/// Holds for a parcours in which the organisation of the perimeter takes part.
fn ou_participe(perimetre: &Perimetre) -> SimpleExpr {
    let siennes = partie::Entity::find()
        .select_only()
        .column(partie::Column::Parcours)
        .filter(partie::Column::Organisation.eq(perimetre.organisation().id))
        .filter(partie::Column::RetireeLe.is_null());
    Column::Id.in_subquery(siennes.into_query())
}

/// Those under way that are kept, what is due first before the rest.
fn en_cours(retenu: Condition) -> Select<Entity> {
    Entity::find()
        .filter(Column::FiniLe.is_null())
        .filter(retenu)
        .order_by_asc(Column::PourLe.is_null())
        .order_by_asc(Column::PourLe)
        .order_by_asc(Column::OuvertLe)
        .order_by_asc(Column::Id)
}

/// Those under way in which the organisation of the perimeter takes part, what is due first before the rest.
///
/// # Errors
/// When the database does not answer.
pub async fn ou_je_participe(
    db: &impl ConnectionTrait,
    perimetre: &Perimetre,
    catalogue: &Catalogue,
    au_plus: u64,
) -> Result<Vec<LigneParcours>> {
    let siens = Condition::all().add(ou_participe(perimetre));
    let lignes = en_cours(siens).limit(au_plus).all(db).await?;
    let dossiers = suivi::dossier::Entity::find()
        .filter(suivi::dossier::Column::Id.is_in(lignes.iter().map(|ligne| ligne.dossier)));
    let jeunes: HashMap<Uuid, Uuid> =
        dossiers.all(db).await?.into_iter().map(|tenu| (tenu.id, tenu.jeune)).collect();
    let connus = jeune::Entity::find().filter(jeune::Column::Id.is_in(jeunes.values().copied()));
    let mut identites = HashMap::new();
    for connu in connus.all(db).await? {
        identites.insert(connu.id, Jeune::try_from(connu)?.identite);
    }
    let en_ligne = |ligne: parcours::Model| {
        let identite = identites.get(jeunes.get(&ligne.dossier)?)?.clone();
        Some(LigneParcours {
            id: ligne.id,
            dossier: ligne.dossier,
            identite,
            dispositif: ligne.dispositif,
            etape: ligne.etape,
            ouvert_le: ligne.ouvert_le,
            pour_le: ligne.pour_le,
            ferme: false,
        })
    };
    let mut dites: Vec<LigneParcours> = lignes.into_iter().filter_map(en_ligne).collect();
    for ligne in &mut dites {
        let sous_charte = catalogue.get(&ligne.dispositif).is_some_and(|fiche| fiche.charte.is_some());
        if sous_charte && entrer(db, perimetre, catalogue, ligne.id).await?.is_none() {
            *ligne = LigneParcours { etape: String::new(), pour_le: None, ferme: true, ..ligne.clone() };
        }
    }
    Ok(dites)
}

/// Writes one entry in a parcours that who holds this title may change.
///
/// `vu` is the rank of the dossier up to which the person had read, as in [`dossier::inscrire`].
///
/// # Errors
/// [`StoreError::Absent`] when the perimeter neither holds the dossier nor takes part, or the link is not for this or no
/// longer opens; [`StoreError::RefusParcours`] when the fiche refuses, [`StoreError::Conflit`] when somebody decided
/// otherwise in the meantime.
pub async fn inscrire<'t>(
    writer: &Writer,
    titre: impl Into<Titre<'t>>,
    id: Uuid,
    vu: Option<u32>,
    evenement: EvenementParcours,
    fiche: &Dispositif,
    seuils: &Seuils,
) -> Result<()> {
    let (titre, absent) = (titre.into(), || StoreError::Absent { quoi: "parcours" });
    let ligne = Entity::find_by_id(id).one(writer).await?.ok_or_else(absent)?;
    // First hold the dossier, then ask who may: a party removed while it waited writes nothing.
    let tenu = dossier::tenir(writer, None, reunion::dossier_retenu(writer, ligne.dossier).await?).await?;
    let lu = lire(writer, titre, id).await?.filter(|lu| lu.dossier == tenu.id).ok_or_else(absent)?;
    if !lu.ecriture {
        return Err(Refus::LectureSeule.into());
    }
    if !titre.permet(writer, &evenement).await? {
        return Err(absent());
    }
    // To whom the charter keeps it closed, nothing is there but the charter.
    if let Titre::Compte(perimetre) = titre
        && lu.ferme_a(perimetre, fiche)
        && !matches!(evenement, EvenementParcours::CharteSignee { .. })
    {
        return Err(absent());
    }
    if let (Titre::Compte(perimetre), EvenementParcours::Saisi { valeur, .. }) = (titre, &evenement) {
        a_portee(writer, perimetre, valeur).await?;
    }
    let pour_conflit = Evenement::Parcours { id, pour_le: None, evenement: evenement.clone() };
    dossier::sans_conflit(writer, lu.dossier, vu, &pour_conflit).await?;
    let entree = (id, evenement);
    ecrire(writer, &titre.auteur(), titre.le(), tenu, entree, fiche, seuils).await
}

/// Whether what somebody chose is theirs to choose: a group or a contract of another territory is as if there were none.
async fn a_portee(writer: &Writer, perimetre: &Perimetre, valeur: &Saisi) -> Result<()> {
    match valeur {
        Saisi::Groupe(choisi) if groupe::trouver(writer, perimetre, choisi.id).await?.is_none() => {
            Err(RefusParcours::Introuvable("ce groupe").into())
        }
        Saisi::Marche { id, .. } if marche::lire(writer, perimetre, *id).await?.is_none() => {
            Err(StoreError::Absent { quoi: "marche" })
        }
        _ => Ok(()),
    }
}

/// Writes an entry that nobody signed in makes: what a request from the public says. The caller opened the parcours in the same
/// transaction ([`ouvrir_du_systeme`]).
///
/// # Errors
/// [`StoreError::Absent`] when there is no such parcours, [`StoreError::RefusParcours`] when the fiche refuses.
pub async fn inscrire_du_systeme(
    writer: &Writer,
    auteur: &Auteur,
    jour: NaiveDate,
    (id, evenement): (Uuid, EvenementParcours),
    fiche: &Dispositif,
    seuils: &Seuils,
) -> Result<()> {
    let ligne = Entity::find_by_id(id).one(writer).await?.ok_or(StoreError::Absent { quoi: "parcours" })?;
    let tenu = dossier::tenir(writer, None, reunion::dossier_retenu(writer, ligne.dossier).await?).await?;
    ecrire(writer, auteur, jour, tenu, (id, evenement), fiche, seuils).await
}

/// Asks the fiche, and writes in the journal of the dossier that is held.
async fn ecrire(
    writer: &Writer,
    auteur: &Auteur,
    jour: NaiveDate,
    tenu: suivi::dossier::Model,
    (id, evenement): (Uuid, EvenementParcours),
    fiche: &Dispositif,
    seuils: &Seuils,
) -> Result<()> {
    let etat = dossier::etat_de(&tenu)?;
    let mut apres = etat.parcours(id).ok_or(StoreError::Absent { quoi: "parcours" })?.etat.clone();
    apres.admettre(&evenement, fiche, jour, Personne { naissance: tenu.naissance })?;
    apres.appliquer(&EntreeParcours { rang: etat.rang + 1, le: jour, evenement: evenement.clone() });
    let pour_le = apres.echeance(fiche);
    refleter(writer, id, &apres, pour_le, &evenement).await?;
    match &evenement {
        EvenementParcours::Saisi { valeur: Saisi::Groupe(choisi), .. } => {
            groupe::entrer(writer, id, &fiche.code, choisi, jour).await?;
        }
        EvenementParcours::GroupeQuitte { .. } | EvenementParcours::Termine { .. } => {
            groupe::sortir(writer, id, jour).await?;
        }
        EvenementParcours::SignatureRetiree { document, partie, .. } => {
            numerisation::effacer(writer, *document, *partie).await?;
        }
        _ => {}
    }
    let entree = Evenement::Parcours { id, pour_le, evenement };
    dossier::ajouter(writer, auteur, tenu, jour, entree, None, seuils).await?;
    Ok(())
}

/// Brings the copies up to date.
async fn refleter(
    writer: &Writer,
    id: Uuid,
    etat: &EtatParcours,
    pour_le: Option<NaiveDate>,
    evenement: &EvenementParcours,
) -> Result<()> {
    let copie = parcours::ActiveModel {
        id: Set(id),
        etape: Set(etat.etape.clone()),
        pour_le: Set(pour_le),
        fini_le: Set(etat.fin.map(|(le, _)| le)),
        issue: Set(etat.fin.map(|(_, issue)| issue.code().to_owned())),
        ..Default::default()
    };
    copie.update(writer).await?;
    match evenement {
        EvenementParcours::Saisi { valeur: Saisi::Marche { id: choisi, .. }, .. } => {
            marche::rattacher(writer, id, *choisi).await?;
        }
        EvenementParcours::PartieAjoutee { id: numero, acteur, organisation, .. } => {
            let ligne = partie::Model {
                parcours: id,
                partie: *numero,
                acteur: acteur.code().to_owned(),
                organisation: *organisation,
                retiree_le: None,
            };
            partie::Entity::insert(ligne.into_active_model()).exec_without_returning(writer).await?;
        }
        EvenementParcours::PartieRetiree { id: numero, .. } => {
            let le = Some(etat.mis_a_jour_le);
            partie::Entity::update_many()
                .col_expr(partie::Column::RetireeLe, sea_orm::sea_query::Expr::value(le))
                .filter(partie::Column::Parcours.eq(id))
                .filter(partie::Column::Partie.eq(*numero))
                .exec(writer)
                .await?;
        }
        _ => {}
    }
    Ok(())
}

/// A document in force, and the parcours that holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct EnVigueur {
    /// The parcours.
    pub parcours: Uuid,
    /// The document: the last version of its model.
    pub document: Uuid,
}

/// The parcours under way whose dossier the perimeter holds.
fn sous_les_yeux(perimetre: &Perimetre) -> sea_orm::sea_query::SelectStatement {
    let dossiers = territoire::Entity::find()
        .select_only()
        .column(territoire::Column::Dossier)
        .filter(perimetre.territory());
    let siens = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::FiniLe.is_null())
        .filter(Column::Dossier.in_subquery(sea_orm::QueryTrait::into_query(dossiers)));
    sea_orm::QueryTrait::into_query(siens)
}

/// The documents of a model in force in the parcours under way of the territory, in the order of their parcours: references,
/// which [`lire`] opens one by one.
///
/// # Errors
/// When the database does not answer.
pub async fn en_vigueur(
    db: &impl ConnectionTrait,
    perimetre: &Perimetre,
    modele: ModeleDocument,
) -> Result<Vec<EnVigueur>> {
    let lignes: Vec<(Uuid, Uuid)> = document::Entity::find()
        .select_only()
        .column(document::Column::Parcours)
        .column(document::Column::Id)
        .filter(document::Column::Modele.eq(modele.code()))
        .filter(document::Column::Parcours.in_subquery(sous_les_yeux(perimetre)))
        .order_by_asc(document::Column::Parcours)
        .order_by_asc(document::Column::Version)
        .into_tuple()
        .all(db)
        .await?;
    let mut trouves: Vec<EnVigueur> = Vec::new();
    for (parcours, document) in lignes {
        match trouves.last_mut() {
            // A later version takes the place of the one before.
            Some(dernier) if dernier.parcours == parcours => dernier.document = document,
            _ => trouves.push(EnVigueur { parcours, document }),
        }
    }
    Ok(trouves)
}

/// How many parcours under way of the territory have a document of each model, for those that any has.
///
/// # Errors
/// When the database does not answer.
pub async fn modeles_en_vigueur(
    db: &impl ConnectionTrait,
    perimetre: &Perimetre,
) -> Result<Vec<(ModeleDocument, u64)>> {
    let comptes: Vec<(String, i64)> = document::Entity::find()
        .select_only()
        .column(document::Column::Modele)
        .expr(document::Column::Parcours.into_expr().count_distinct())
        .filter(document::Column::Parcours.in_subquery(sous_les_yeux(perimetre)))
        .group_by(document::Column::Modele)
        .into_tuple()
        .all(db)
        .await?;
    let connus = comptes.into_iter().filter_map(|(code, nombre)| {
        Some((ModeleDocument::de_code(&code)?, u64::try_from(nombre).unwrap_or_default()))
    });
    let mut connus: Vec<(ModeleDocument, u64)> = connus.collect();
    connus.sort_by_key(|(modele, _)| *modele);
    Ok(connus)
}

async fn mes_parts(db: &impl ConnectionTrait, perimetre: &Perimetre, id: Uuid) -> Result<Vec<Acteur>> {
    let lignes = partie::Entity::find()
        .filter(partie::Column::Parcours.eq(id))
        .filter(partie::Column::Organisation.eq(perimetre.organisation().id))
        .filter(partie::Column::RetireeLe.is_null())
        .order_by_asc(partie::Column::Partie)
        .all(db)
        .await?;
    Ok(lignes.iter().filter_map(|ligne| Acteur::de_code(&ligne.acteur)).collect())
}

/// SHA-256 in hexadecimal: what names a content in the journal.
pub fn empreinte(octets: &[u8]) -> String {
    format!("{:x}", Sha256::digest(octets))
}

fn place(colonne: &'static str, row: Uuid) -> Place {
    Place { table: "parcours_document", column: colonne, row }
}

/// Keeps a new version of a document, and says so in the journal; gives its number. `contenu` is what will be signed: never
/// written again.
///
/// # Errors
/// As [`inscrire`].
pub async fn etablir(
    writer: &Writer,
    perimetre: &Perimetre,
    id: Uuid,
    modele: ModeleDocument,
    contenu: &[u8],
    fiche: &Dispositif,
    seuils: &Seuils,
) -> Result<Uuid> {
    let absent = StoreError::Absent { quoi: "parcours" };
    let lu = lire(writer, perimetre, id).await?.ok_or(absent)?;
    let version = lu.suivi.etat.document_en_vigueur(modele).map_or(0, |document| document.version) + 1;
    let numero = writer.new_id();
    let ligne = document::Model {
        id: numero,
        parcours: id,
        modele: modele.code().to_owned(),
        version: i32::try_from(version).unwrap_or(i32::MAX),
        contenu: writer.keyring().seal(place("contenu", numero), contenu)?,
        empreinte: empreinte(contenu),
        fichier: None,
    };
    let evenement =
        EvenementParcours::DocumentEtabli { id: numero, modele, version, empreinte: ligne.empreinte.clone() };
    inscrire(writer, perimetre, id, None, evenement, fiche, seuils).await?;
    document::Entity::insert(ligne.into_active_model()).exec_without_returning(writer).await?;
    Ok(numero)
}

/// Keeps the file that carries all signatures, and says so in the journal: neither changes any more.
///
/// # Errors
/// As [`inscrire`].
pub async fn sceller<'t>(
    writer: &Writer,
    titre: impl Into<Titre<'t>>,
    id: Uuid,
    numero: Uuid,
    fichier: &[u8],
    fiche: &Dispositif,
    seuils: &Seuils,
) -> Result<()> {
    let (titre, absent) = (titre.into(), || StoreError::Absent { quoi: "document" });
    let lu = lire(writer, titre, id).await?.ok_or_else(absent)?;
    let documents = &lu.suivi.etat.documents;
    let modele = documents.iter().find(|document| document.id == numero).ok_or_else(absent)?.modele;
    let evenement = EvenementParcours::Scelle { document: numero, modele, empreinte: empreinte(fichier) };
    inscrire(writer, titre, id, None, evenement, fiche, seuils).await?;
    let copie = document::ActiveModel {
        id: Set(numero),
        fichier: Set(Some(writer.keyring().seal(place("fichier", numero), fichier)?)),
        ..Default::default()
    };
    copie.update(writer).await?;
    Ok(())
}

/// What a document of a parcours says, and its sealed file once there is one. The caller has read the parcours through a
/// perimeter ([`lire`]) or a link: the document is found only in that parcours.
///
/// # Errors
/// When the database does not answer, or what is kept does not open or is not what the journal says.
pub async fn document(
    db: &impl ConnectionTrait,
    cles: &Keyring,
    parcours: &ParcoursSuivi,
    numero: Uuid,
) -> Result<Option<(Vec<u8>, Option<Vec<u8>>)>> {
    let Some(connu) = parcours.etat.documents.iter().find(|document| document.id == numero) else {
        return Ok(None);
    };
    let ligne = document::Entity::find_by_id(numero)
        .filter(document::Column::Parcours.eq(parcours.id))
        .one(db)
        .await?;
    let Some(ligne) = ligne else { return Ok(None) };
    let contenu = cles.open(place("contenu", numero), &ligne.contenu)?.to_vec();
    let fichier = match &ligne.fichier {
        Some(fichier) => Some(cles.open(place("fichier", numero), fichier)?.to_vec()),
        None => None,
    };
    let scelle = connu.scelle.as_ref().map(|(_, empreinte)| empreinte.clone());
    if empreinte(&contenu) != connu.empreinte || fichier.as_deref().map(empreinte) != scelle {
        return Err(StoreError::Invalide("a document is not the one that its journal names".to_owned()));
    }
    Ok(Some((contenu, fichier)))
}
