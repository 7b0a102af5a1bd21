//! Closed lists: shared fields are chosen from one, so that they can be counted, translated and checked, and so that
//! nothing that should not be written has a place to be written.

/// Declares a closed list: an enum whose variants each have a code (what files, journal and forms carry) and a
/// label (what people read).
macro_rules! liste_fermee {
    ($(#[$doc:meta])* $nom:ident { $($(#[$vdoc:meta])* $variante:ident = $code:literal => $libelle:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $nom {
            $($(#[$vdoc])* #[serde(rename = $code)] $variante,)+
        }

        impl $nom {
            /// All of them, in the order in which people are offered them.
            pub const TOUS: &'static [Self] = &[$(Self::$variante),+];

            /// What files, the journal and forms carry.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variante => $code),+ }
            }

            /// What people read.
            pub const fn libelle(self) -> &'static str {
                match self { $(Self::$variante => $libelle),+ }
            }

            /// The member that has this code.
            pub fn de_code(code: &str) -> Option<Self> {
                Self::TOUS.iter().copied().find(|membre| membre.code() == code)
            }
        }
    };
}

pub(crate) use liste_fermee;
