//! What a reader gets: tags, language, title, texts in reading order, whatever people typed; and always the same bytes.

mod arbre;
mod arbres;
mod donnees;
mod exemples;
mod images;
mod logo;
mod lot;
mod modeles;
mod normes;
