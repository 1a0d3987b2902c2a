//! How a request struct is written down.

use serde::Deserializer;
use serde::de::Visitor;

/// Writes a request struct, and [describes](crate::described::Described) it.
///
/// Each field has a documentation comment, and an optional one may say after `=` what it means to leave it out. The required
/// fields become the arguments of `new`, each other one gets a method that sets it. It is read from a JSON object only; unknown
/// fields are refused, absent ones are not sent. What is `kept` is required and stays here, what is `not_sent` is optional and
/// stays here, for `prepared` and `accepted`.
///
/// The line in front makes an operation of it: its name, the HTTP method and the path, how it proves itself
/// ([`Auth`](crate::Auth)), what a second copy could do ([`Repeat`](crate::Repeat)), how long an attempt may take
/// ([`Patience`](crate::Patience)), the type of its answer, and the name of the method that makes it, which
/// `client_method!` writes.
///
/// A struct of one [`FreeObject`] takes any fields. Those that are written down are the known ones; nothing checks them.
macro_rules! request {
    (
        $operation:literal = $method:ident $path:literal, $auth:ident, $repeat:ident, $patience:ident
            -> $response:ty $(as $call:ident)?;

        $(#[doc = $doc:literal])+
        $(#[derive($derive:ident)])?
        pub struct $name:ident $($rest:tt)+
    ) => {
        $crate::request::request! {
            $(#[doc = $doc])+
            $(#[derive($derive)])?
            pub struct $name $($rest)+
        }

        impl $crate::operation::Operation for $name {
            type Response = $response;
            const NAME: &'static str = $operation;
            const METHOD: $crate::endpoint::Method = $crate::endpoint::Method::$method;
            const PATH: &'static str = $path;
            const REPEAT: $crate::endpoint::Repeat = $crate::endpoint::Repeat::$repeat;
            const AUTH: $crate::endpoint::Auth = $crate::endpoint::Auth::$auth;
            const PATIENCE: $crate::endpoint::Patience = $crate::endpoint::Patience::$patience;
            const CALL: Option<&'static str> = $crate::described::given(&[$(stringify!($call))?]);

            fn personal(&self) -> Vec<String> {
                let mut texts = Vec::new();
                $crate::personal::Personal::personal_texts(self, &mut texts);
                texts
            }
        }
    };

    (
        $(#[doc = $doc:literal])+
        $(#[derive($derive:ident)])?
        pub struct $name:ident $(from $source:literal)? {
            $( required { $(
                $(#[doc = $required_doc:literal])+
                $(#[serde($($required_serde:tt)*)])?
                $required:ident: $required_type:ty,
            )+ } )?
            $( kept { $(
                $(#[doc = $kept_doc:literal])+
                $(#[serde($($kept_serde:tt)*)])?
                $kept:ident: $kept_type:ty,
            )+ } )?
            $( optional { $(
                $(#[doc = $optional_doc:literal])+
                $optional:ident: $optional_type:ty $(= $optional_default:literal)?,
            )+ } )?
            $( not_sent { $(
                $(#[doc = $unsent_doc:literal])+
                $unsent:ident: $unsent_type:ty $(= $unsent_default:literal)?,
            )+ } )?
        }
    ) => {
        $(#[doc = $doc])+
        $(#[doc = concat!("\n\nSource: ", $source, ".")])?
        #[derive(Clone, Debug, serde::Serialize $(, $derive)?)]
        pub struct $name {
            $( $( $(#[doc = $required_doc])+ pub $required: $required_type, )+ )?
            $( $( $(#[doc = $kept_doc])+ #[serde(skip_serializing)] pub $kept: $kept_type, )+ )?
            $( $(
                $(#[doc = $optional_doc])+
                $(#[doc = concat!("\n\nDefault: ", $optional_default, ".")])?
                #[serde(skip_serializing_if = "Option::is_none")]
                pub $optional: Option<$optional_type>,
            )+ )?
            $( $(
                $(#[doc = $unsent_doc])+
                $(#[doc = concat!("\n\nDefault: ", $unsent_default, ".")])?
                #[serde(skip_serializing)]
                pub $unsent: Option<$unsent_type>,
            )+ )?
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                #[derive(serde::Deserialize)]
                #[serde(deny_unknown_fields, expecting = "an object")]
                struct Fields {
                    $( $( $(#[serde($($required_serde)*)])? $required: $required_type, )+ )?
                    $( $( $(#[serde($($kept_serde)*)])? $kept: $kept_type, )+ )?
                    $( $( #[serde(default)] $optional: Option<$optional_type>, )+ )?
                    $( $( #[serde(default)] $unsent: Option<$unsent_type>, )+ )?
                }
                let fields = Fields::deserialize($crate::request::ByName(deserializer))?;
                let Fields {
                    $( $( $required, )+ )? $( $( $kept, )+ )? $( $( $optional, )+ )? $( $( $unsent, )+ )?
                } = fields;
                Ok(Self {
                    $( $( $required, )+ )? $( $( $kept, )+ )? $( $( $optional, )+ )? $( $( $unsent, )+ )?
                })
            }
        }

        impl $crate::personal::Personal for $name {
            #[allow(unused_variables)] // of a request without fields
            fn personal_texts(&self, texts: &mut Vec<String>) {
                $( $( $crate::personal::Personal::personal_texts(&self.$required, texts); )+ )?
                $( $( $crate::personal::Personal::personal_texts(&self.$kept, texts); )+ )?
                $( $( $crate::personal::Personal::personal_texts(&self.$optional, texts); )+ )?
                $( $( $crate::personal::Personal::personal_texts(&self.$unsent, texts); )+ )?
            }
        }

        impl $crate::described::Described for $name {
            const KIND: $crate::described::Kind = $crate::described::Kind::Object(&$crate::described::Object {
                name: stringify!($name),
                path: concat!(module_path!(), "::", stringify!($name)),
                doc: concat!($($doc, "\n"),+),
                source: $crate::described::given(&[$($source)?]),
                fields: &[
                    $( $( $crate::described::Field::of::<$required_type>(
                        stringify!($required),
                        concat!($($required_doc, "\n"),+),
                        $crate::described::Presence::Required,
                    ), )+ )?
                    $( $( $crate::described::Field::of::<$kept_type>(
                        stringify!($kept),
                        concat!($($kept_doc, "\n"),+),
                        $crate::described::Presence::Required,
                    ).kept(), )+ )?
                    $( $( $crate::described::Field::of::<$optional_type>(
                        stringify!($optional),
                        concat!($($optional_doc, "\n"),+),
                        $crate::described::Presence::Sometimes,
                    ).or($crate::described::given(&[$($optional_default)?])), )+ )?
                    $( $( $crate::described::Field::of::<$unsent_type>(
                        stringify!($unsent),
                        concat!($($unsent_doc, "\n"),+),
                        $crate::described::Presence::Sometimes,
                    ).or($crate::described::given(&[$($unsent_default)?])).kept(), )+ )?
                ],
                is_open: false,
            });
        }

        impl $name {
            /// With what is required; everything else is left out.
            #[allow(clippy::too_many_arguments, clippy::new_without_default)] // as many as the API requires
            pub fn new(
                $( $( $required: impl Into<$required_type>, )+ )?
                $( $( $kept: impl Into<$kept_type>, )+ )?
            ) -> Self {
                Self {
                    $( $( $required: $required.into(), )+ )?
                    $( $( $kept: $kept.into(), )+ )?
                    $( $( $optional: None, )+ )?
                    $( $( $unsent: None, )+ )?
                }
            }

            $( $(
                $(#[doc = $optional_doc])+
                $(#[doc = concat!("\n\nDefault: ", $optional_default, ".")])?
                pub fn $optional(mut self, $optional: impl Into<$optional_type>) -> Self {
                    self.$optional = Some($optional.into());
                    self
                }
            )+ )?

            $( $(
                $(#[doc = $unsent_doc])+
                $(#[doc = concat!("\n\nDefault: ", $unsent_default, ".")])?
                pub fn $unsent(mut self, $unsent: impl Into<$unsent_type>) -> Self {
                    self.$unsent = Some($unsent.into());
                    self
                }
            )+ )?
        }
    };

    (
        $(#[doc = $doc:literal])+
        pub struct $name:ident(FreeObject) $(from $source:literal)? {
            $(
                $(#[doc = $field_doc:literal])+
                $field:ident: $field_type:ty $(= $default:literal)?,
            )*
        }
    ) => {
        $(#[doc = $doc])+
        $(#[doc = concat!("\n\nSource: ", $source, ".")])?
        #[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub $crate::values::FreeObject);

        impl $crate::personal::Personal for $name {
            fn personal_texts(&self, texts: &mut Vec<String>) {
                $crate::personal::Personal::personal_texts(&self.0, texts);
            }
        }

        impl $crate::described::Described for $name {
            const KIND: $crate::described::Kind = $crate::described::Kind::Object(&$crate::described::Object {
                name: stringify!($name),
                path: concat!(module_path!(), "::", stringify!($name)),
                doc: concat!($($doc, "\n"),+),
                source: $crate::described::given(&[$($source)?]),
                fields: &[ $( $crate::described::Field::of::<$field_type>(
                        stringify!($field),
                        concat!($($field_doc, "\n"),+),
                        $crate::described::Presence::Sometimes,
                    ).or($crate::described::given(&[$($default)?])), )* ],
                is_open: true,
            });
        }
    };
}
pub(crate) use request;

/// Reads a struct from a JSON object only. Left to itself, serde takes an array too, its values in the order in which the
/// fields happen to be declared.
pub(crate) struct ByName<D>(pub(crate) D);

impl<'de, D: Deserializer<'de>> Deserializer<'de> for ByName<D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_map(visitor)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use crate::personal::Personal;

    fn personal_texts<T: serde::de::DeserializeOwned + Personal>(json: &str) -> Vec<String> {
        let mut texts = Vec::new();
        serde_json::from_str::<T>(json).unwrap().personal_texts(&mut texts);
        texts
    }

    #[test]
    fn what_is_personal_is_known_by_its_type_at_any_depth() {
        let link = r#"{"order_id":"order-1","name":"상품 이름","price":100000,"pg":"nicepay","user_info":{"id":"member-1","phone":"p",
            "birth":901004,"area":"서울특별시","gender":1},"params":"{\"memo\":[\"홍길동\"]}",
            "extra":{"deep":[{"tel":1012345678,"who":"김가짜"}],"short":"card","quota":12,"yes":true,"none":null}}"#;
        // in the order of the struct's fields
        let expected = ["홍길동", "p", "901004", "1012345678", "김가짜"];
        assert_eq!(personal_texts::<crate::api::link::RequestLink>(link), expected);
        let message = r#"{"data":{"rps":["a","b"],"msg":"m","sp":1012345678,"m_id":"message-1"}}"#;
        assert_eq!(personal_texts::<crate::api::message::SendSms>(message), ["a", "b", "m", "1012345678"]);
        let free = r#"{"username":"홍길동","order_id":"card"}"#;
        assert_eq!(personal_texts::<crate::api::wallet::PayFromWallet>(free), ["홍길동"]);
    }

    #[test]
    fn a_request_is_an_object_at_every_depth() {
        let charge =
            |more: &str| format!(r#"{{"billing_key":"b","item_name":"i","price":1,"order_id":"o"{more}}}"#);
        for (json, why) in [
            (r#"["b","i",1,"o"]"#.to_owned(), "expected an object"),
            (charge(r#","user_info":["b-1","이름"]"#), "user_info: expected an object"),
            (charge(r#","user_info":"b-1""#), "user_info: expected an object"),
            (charge(r#","items":[["i",1,"u",1]]"#), "items[0]: expected an object"),
            (charge(r#","extra":[]"#), "extra: expected an object"),
            (
                charge(r#","extra":{"raw":1}"#),
                "extra: unknown field `raw`, expected `subscribe_test_payment` or `raw_data`",
            ),
            (charge(r#","user_info":{},"items":[],"extra":{}"#), ""),
        ] {
            let read = crate::json::parse::<crate::api::billing::PayBilling>(json.as_bytes());
            assert_eq!(read.map(drop).err().unwrap_or_default(), why, "{json}");
        }
    }
}
