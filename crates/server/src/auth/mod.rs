//! Who somebody is: password, second factor, session.

pub(crate) mod jeton;
pub(crate) mod mot_de_passe;
pub(crate) mod session;
pub(crate) mod totp;
