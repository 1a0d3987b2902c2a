//! Enums that know all of their variants.

/// Declares an enum, with `ALL` in the order of its lines: whoever adds a line has added it everywhere.
macro_rules! listed {
    ($(#[$attribute:meta])* $visibility:vis enum $name:ident { $($(#[$about:meta])* $variant:ident,)+ }) => {
        $(#[$attribute])*
        $visibility enum $name {
            $($(#[$about])* $variant,)+
        }

        impl $name {
            pub(crate) const ALL: &'static [Self] = &[$(Self::$variant),+];
        }
    };
}
