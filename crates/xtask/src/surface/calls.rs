//! The methods that a language gets by rendering: the table of operations under the language's names.

use bootpay::described::{Field, Kind, Object, Presence};
use bootpay::{Method as Verb, OPERATIONS, OperationSpec, Patience, Repeat};

use super::official::{Argument, Languages, Method, Names, Renamed, taken};

/// A method of a language's client.
pub(super) struct Call<'a> {
    pub(super) spec: &'static OperationSpec,
    pub(super) names: &'a Languages,
    pub(super) method: &'a Method,
    pub(super) request: &'static Object,
    /// In the order of the language's official package.
    pub(super) arguments: Vec<Given<'a>>,
}

/// An argument of a method, or a field of the object that it takes.
pub(super) struct Given<'a> {
    pub(super) name: &'a str,
    pub(super) field: &'static Field,
    /// Whether the language insists on it.
    pub(super) is_required: bool,
    /// A default of the official package, in the language's own words.
    pub(super) default: Option<&'a str>,
    /// Its type, if it is not the one that its field has in the language.
    pub(super) value_type: Option<&'a str>,
    /// Whether it is given by name only.
    pub(super) is_named: bool,
}

impl<'a> Call<'a> {
    /// With what is to be said of it in this language only, and how it is sent.
    pub(super) fn documented(&self, mut doc: String) -> String {
        let spec = self.spec;
        if let Some(note) = &self.method.note {
            doc.push_str(&format!("\n\n{note}"));
        }
        doc.push_str(&format!("\n\n`{} {}`.", spec.method.as_str(), spec.path));
        // of what only reads the class says so
        if spec.repeat != Repeat::Never && spec.method != Verb::Get {
            doc.push_str(" Repeated by itself after a failure.");
        }
        if spec.patience == Patience::WaitsOnCard {
            doc.push_str(" Waits on the card company.");
        }
        doc
    }

    /// The calls whose examples come first, each with the field of its answer that this one's takes, if it takes one.
    pub(super) fn before<'c>(
        &self,
        calls: &'c [Call<'a>],
    ) -> Result<Vec<(&'c Call<'a>, Option<&'a str>)>, String> {
        let made = self.names.after.iter().map(|name| (name.as_str(), None));
        let read = self.names.example.values().filter_map(taken).map(|(name, field)| (name, Some(field)));
        let found = made.chain(read).map(|(name, field)| {
            let call = calls.iter().find(|call| call.spec.name == name);
            let why = || format!("{}: its example needs {name}, which is written by hand", self.spec.name);
            Ok((call.ok_or_else(why)?, field))
        });
        found.collect()
    }
}

/// The methods of a language, without those that are written by hand there, in the order of the table.
pub(super) fn calls<'a>(
    names: &'a Names,
    language: impl Fn(&'a Languages) -> &'a Option<Method>,
) -> Result<Vec<Call<'a>>, String> {
    let mut calls = Vec::new();
    for spec in OPERATIONS {
        let names = names.of(spec)?;
        let Some(method) = language(names).as_ref().filter(|method| !method.by_hand) else { continue };
        let Kind::Object(request) = spec.request else {
            return Err(format!("{}: the request has no fields", spec.name));
        };
        calls.push(Call { spec, names, method, request, arguments: arguments(request, method)? });
    }
    Ok(calls)
}

fn arguments<'a>(request: &'static Object, method: &'a Method) -> Result<Vec<Given<'a>>, String> {
    let Some(order) = &method.arguments else {
        let of_the_table = |field: &'static Field| Given {
            name: field.name,
            field,
            is_required: field.presence == Presence::Required,
            default: None,
            value_type: None,
            is_named: false,
        };
        return Ok(request.fields.iter().map(of_the_table).collect());
    };
    let mut is_named = false;
    let mut arguments = Vec::new();
    for argument in order {
        let (name, default, value_type) = match argument {
            Argument::Plain(name) if name == "*" => {
                is_named = true;
                continue;
            }
            Argument::Plain(name) => (name.as_str(), None, None),
            Argument::Renamed(Renamed { name, default, value_type, .. }) => {
                (name.as_str(), default.as_deref(), value_type.as_deref())
            }
        };
        let wire = argument.field().unwrap_or(name);
        let field = request.fields.iter().find(|field| field.name == wire);
        let field = field.ok_or_else(|| format!("{wire:?} is no field of {}", request.name))?;
        let is_required = match name.chars().last() {
            Some('?') => false,
            Some('!') => true,
            _ => field.presence == Presence::Required,
        };
        arguments.push(Given {
            name: name.trim_end_matches(['?', '!']),
            field,
            is_required,
            default,
            value_type,
            is_named,
        });
    }
    Ok(arguments)
}
