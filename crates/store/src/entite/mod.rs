//! The tables as the database layer sees them: one file for each, in the shape its macro wants. Every other module of
//! the room goes through these; other rooms see rows only, under the name of their aggregate.

pub(crate) mod acces;
pub(crate) mod appartenance;
pub(crate) mod avis;
pub(crate) mod campagne;
pub(crate) mod code_secours;
pub(crate) mod comite;
pub(crate) mod commune;
pub(crate) mod coordonnee;
pub(crate) mod entete;
pub(crate) mod etablissement_zone;
pub(crate) mod identifiant;
pub(crate) mod invitation;
pub(crate) mod jeton_api;
pub(crate) mod jeune;
pub(crate) mod jeune_cle;
pub(crate) mod jeune_reuni;
pub(crate) mod lien;
pub(crate) mod organisation;
pub(crate) mod parcours;
pub(crate) mod profil_lecture;
pub(crate) mod relecture;
pub(crate) mod representant;
pub(crate) mod scolarite;
pub(crate) mod session;
pub(crate) mod session_appels;
pub(crate) mod signature_lien;
pub(crate) mod source;
pub(crate) mod suivi;
pub(crate) mod transmission;
pub(crate) mod travail;
pub(crate) mod utilisateur;
pub(crate) mod verdict;
pub(crate) mod vue_enregistree;
pub(crate) mod webhook;
pub(crate) mod zonage;
