//! How the data of an answer is written down.

/// Writes the struct of an answer, and [describes](crate::described::Described) it.
///
/// An answer without a `required` field is refused. The other blocks say what the documentation promises: `always`
/// there, there `or_null`, there `sometimes`. Since it may be wrong, each of them is an `Option` here, and how it is
/// [read](crate::lenient::Read) follows from its type. A text after the name is the name on the wire, where that is another.
///
/// Fields that are not written down are kept in `other`, and so are those that are `unread`: known to be there sometimes, but not well
/// enough to refuse an answer because of them.
macro_rules! answer {
    (
        $(#[doc = $doc:literal])+
        pub struct $name:ident $(from $source:literal)? {
            $( required { $(
                $(#[doc = $required_doc:literal])+
                $(#[serde($($required_serde:tt)*)])?
                $required:ident $($required_wire:literal)?: $required_type:ty,
            )+ } )?
            $( always { $(
                $(#[doc = $always_doc:literal])+
                $always:ident $($always_wire:literal)?: $always_type:ty,
            )+ } )?
            $( or_null { $(
                $(#[doc = $null_doc:literal])+
                $null:ident $($null_wire:literal)?: $null_type:ty,
            )+ } )?
            $( sometimes { $(
                $(#[doc = $sometimes_doc:literal])+
                $sometimes:ident $($sometimes_wire:literal)?: $sometimes_type:ty,
            )+ } )?
            $( unread { $(
                $(#[doc = $unread_doc:literal])+
                $unread:ident: $unread_type:ty,
            )+ } )?
        }
    ) => {
        $(#[doc = $doc])+
        $(#[doc = concat!("\n\nSource: ", $source, ".")])?
        #[derive(Clone, Debug)]
        pub struct $name {
            $( $(
                $(#[doc = $required_doc])+
                $(#[doc = concat!("\n\nOn the wire: `", $required_wire, "`.")])?
                pub $required: $required_type,
            )+ )?
            $( $(
                $(#[doc = $always_doc])+
                $(#[doc = concat!("\n\nOn the wire: `", $always_wire, "`.")])?
                pub $always: Option<$always_type>,
            )+ )?
            $( $(
                $(#[doc = $null_doc])+
                $(#[doc = concat!("\n\nOn the wire: `", $null_wire, "`.")])?
                pub $null: Option<$null_type>,
            )+ )?
            $( $(
                $(#[doc = $sometimes_doc])+
                $(#[doc = concat!("\n\nOn the wire: `", $sometimes_wire, "`.")])?
                pub $sometimes: Option<$sometimes_type>,
            )+ )?
            /// Fields that this version does not read.
            pub other: $crate::lenient::OtherFields,
        }

        // serde's own `flatten`, which could keep the other fields too, copies all of them first: a third of the work of
        // a typed call.
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Reader;

                impl<'de> serde::de::Visitor<'de> for Reader {
                    type Value = $name;

                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str("an object")
                    }

                    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut object: A) -> Result<$name, A::Error> {
                        $( $( let mut $required = None; )+ )?
                        $( $( let mut $always = None; )+ )?
                        $( $( let mut $null = None; )+ )?
                        $( $( let mut $sometimes = None; )+ )?
                        let mut other = $crate::lenient::OtherFields::default();
                        while let Some($crate::unambiguous::Name(name)) = object.next_key()? {
                            match &*name {
                                $( $( $crate::response::wire!($($required_wire)? $required) => {
                                    #[derive(serde::Deserialize)]
                                    #[serde(transparent)]
                                    struct Required($(#[serde($($required_serde)*)])? $required_type);
                                    $required = Some(object.next_value::<Required>()?.0);
                                } )+ )?
                                $( $( $crate::response::wire!($($always_wire)? $always) => {
                                    $always = object.next_value::<$crate::lenient::Optional<_>>()?.0;
                                } )+ )?
                                $( $( $crate::response::wire!($($null_wire)? $null) => {
                                    $null = object.next_value::<$crate::lenient::Optional<_>>()?.0;
                                } )+ )?
                                $( $( $crate::response::wire!($($sometimes_wire)? $sometimes) => {
                                    $sometimes = object.next_value::<$crate::lenient::Optional<_>>()?.0;
                                } )+ )?
                                _ => other.keep(name.into_owned(), object.next_value()?),
                            }
                        }
                        Ok($name {
                            $( $( $required: $required.ok_or_else(|| {
                                serde::de::Error::missing_field($crate::response::wire!($($required_wire)? $required))
                            })?, )+ )?
                            $( $( $always, )+ )?
                            $( $( $null, )+ )?
                            $( $( $sometimes, )+ )?
                            other,
                        })
                    }
                }

                deserializer.deserialize_map(Reader)
            }
        }

        impl $crate::described::Described for $name {
            const KIND: $crate::described::Kind = $crate::described::Kind::Object(&$crate::described::Object {
                name: stringify!($name),
                path: concat!(module_path!(), "::", stringify!($name)),
                doc: concat!($($doc, "\n"),+),
                source: $crate::described::given(&[$($source)?]),
                fields: &[
                    $( $( $crate::response::field!(
                        [$($required_wire,)? stringify!($required)] [$($required_doc)+] $required_type, Required
                    ), )+ )?
                    $( $( $crate::response::field!(
                        [$($always_wire,)? stringify!($always)] [$($always_doc)+] $always_type, Always
                    ), )+ )?
                    $( $( $crate::response::field!(
                        [$($null_wire,)? stringify!($null)] [$($null_doc)+] $null_type, OrNull
                    ), )+ )?
                    $( $( $crate::response::field!(
                        [$($sometimes_wire,)? stringify!($sometimes)] [$($sometimes_doc)+] $sometimes_type, Sometimes
                    ), )+ )?
                    $( $( $crate::response::field!(
                        [stringify!($unread)] [$($unread_doc)+] $unread_type, Sometimes
                    ), )+ )?
                ],
                is_open: true,
            });
        }
    };
}
pub(crate) use answer;

/// One field of an answer; of its names the first is the one on the wire.
macro_rules! field {
    ([$name:expr $(, $other:expr)?] [$($doc:literal)+] $type:ty, $presence:ident) => {
        $crate::described::Field::of::<$type>(
            $name,
            concat!($($doc, "\n"),+),
            $crate::described::Presence::$presence,
        )
    };
}
pub(crate) use field;

/// The name of a field on the wire.
macro_rules! wire {
    ($wire:literal $name:ident) => {
        $wire
    };
    ($name:ident) => {
        stringify!($name)
    };
}
pub(crate) use wire;
