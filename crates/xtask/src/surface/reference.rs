//! docs/reference: the API by resource, in English and in Korean, with the call in each language.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use bootpay::constants::{Constants, Literal};
use bootpay::described::{Field, Kind, Object, Presence, Privacy};
use bootpay::schema::{self, CONSTANTS};
use bootpay::{Auth, OPERATIONS, OperationSpec, Repeat};
use serde::Serialize;

use super::calls::{self as rendered, calls};
use super::korean::{Language, Translations};
use super::official::{Argument, Languages, Method, Names, Renamed};
use super::{Rendered, Templates, dotnet, go, java, node, php, python, ruby, rust};

/// A page that has the calls of one or several resources. A resource that is on none has a page under its own name.
struct Subject {
    file: &'static str,
    title: &'static str,
    resources: &'static [&'static str],
    /// A page of docs/ that goes on from there.
    guide: Option<&'static str>,
}

const fn subject(file: &'static str, title: &'static str, resources: &'static [&'static str]) -> Subject {
    Subject { file, title, resources, guide: None }
}

impl Subject {
    const fn guide(self, guide: &'static str) -> Self {
        Self { guide: Some(guide), ..self }
    }
}

const SUBJECTS: &[Subject] = &[
    subject("payment", "Payments", &["payment"]),
    subject("receipt", "Receipts", &["receipt"]),
    subject("billing-key", "Billing keys", &["billing_key"]),
    subject("billing", "Recurring payments", &["billing", "reservation"]),
    subject("link", "Payment links", &["link"]),
    subject("identity", "Identity verification", &["certificate", "identity"]).guide("identity"),
    subject("user-token", "User tokens", &["user_token"]),
    subject("wallet", "Wallets", &["wallet"]),
    subject("delivery", "Escrow shipping", &["delivery"]),
    subject("webhook", "Webhooks", &["webhook"]).guide("webhooks"),
    subject("token", "Access tokens", &["token"]),
    subject("project", "Project settings", &["project", "npay_product"]),
    subject("message", "Messages", &["remote_link", "remote_form", "sms", "lms"]),
];

/// What the index sees, and the list of methods in a README.
#[derive(Serialize)]
struct Index {
    suffix: &'static str,
    pages: Vec<Entry>,
}

/// A page as the index lists it.
#[derive(Serialize)]
struct Entry {
    file: String,
    title: String,
    calls: Vec<Call>,
}

/// What a page sees.
#[derive(Serialize)]
struct Page {
    /// `.ko` in the names of Korean pages.
    suffix: &'static str,
    file: String,
    title: String,
    guide: Option<&'static str>,
    calls: Vec<Call>,
    /// The objects that the calls take and give, without the requests and answers themselves.
    objects: Vec<Part>,
}

#[derive(Clone, Serialize)]
struct Call {
    title: String,
    is_deprecated: bool,
    anchor: String,
    route: String,
    about: String,
    source: Option<String>,
    request: Fields,
    answer: Answer,
    /// `safe`, `idempotent` or `never`
    repeat: &'static str,
    takes_credentials: bool,
    attempt_seconds: u64,
    deadline_seconds: u64,
    names: Vec<Name>,
    /// What is to be said before the examples.
    remark: String,
}

/// What the `data` of a good answer is.
#[derive(Clone, Serialize)]
struct Answer {
    /// `fields`, `text`, `person` or `undocumented`
    is: &'static str,
    fields: Option<Fields>,
}

/// An object with its fields.
#[derive(Clone, Serialize)]
struct Fields {
    name: &'static str,
    about: String,
    is_open: bool,
    rows: Vec<Row>,
}

/// An object that a request or an answer holds.
#[derive(Serialize)]
struct Part {
    is_sent: bool,
    fields: Fields,
}

#[derive(Clone, Serialize)]
struct Row {
    name: &'static str,
    /// The type, with links to objects of the page.
    kind: String,
    unit: Option<&'static str>,
    is_required: bool,
    may_be_null: bool,
    is_sometimes: bool,
    is_personal: bool,
    is_secret: bool,
    is_sent: bool,
    /// The table of constants that names its values.
    constants: Option<&'static str>,
    about: String,
    default: Option<String>,
}

/// What a language calls a call, and those of its fields that it calls otherwise.
#[derive(Clone, Serialize)]
struct Name {
    language: &'static str,
    /// As a block of code names the language.
    fence: &'static str,
    code: Option<String>,
    methods: Vec<String>,
    renamed: Vec<(String, String)>,
}

pub(super) fn render(
    root: &Path,
    names: &Names,
    templates: &mut Templates,
    translations: &Arc<Translations>,
) -> Result<Vec<Rendered>, String> {
    let methods = Methods::of(names)?;
    let mut files = Vec::new();
    for (language, suffix) in [(Language::English, ""), (Language::Korean, ".ko")] {
        templates.translate(translations, language);
        let written = Pages { names, methods: &methods, templates, translations, language, suffix };
        let mut pages = Vec::new();
        for (file, title, specs) in listed() {
            let page = written.page(file, &title, &specs)?;
            let path = format!("docs/reference/{}{suffix}.md", page.file);
            files.push(Rendered::new(&path, templates.render("reference/page.md.jinja", &page)?));
            pages.push(Entry { file: page.file, title: page.title, calls: page.calls });
        }
        let index = Index { suffix, pages };
        let path = format!("docs/reference/README{suffix}.md");
        files.push(Rendered::new(&path, templates.render("reference/index.md.jinja", &index)?));
        let methods = templates.render("reference/ruby_methods.md.jinja", &index)?;
        files.push(Rendered::with_blocks(root, &format!("ruby/README{suffix}.md"), &[("methods", methods)])?);
        let methods = templates.render("reference/php_methods.md.jinja", &index)?;
        files.push(Rendered::with_blocks(root, &format!("php/README{suffix}.md"), &[("methods", methods)])?);
        let methods = templates.render("reference/go_methods.md.jinja", &index)?;
        files.push(Rendered::with_blocks(root, &format!("go/README{suffix}.md"), &[("methods", methods)])?);
        let methods = templates.render("reference/java_methods.md.jinja", &index)?;
        files.push(Rendered::with_blocks(root, &format!("java/README{suffix}.md"), &[("methods", methods)])?);
        let methods = templates.render("reference/dotnet_methods.md.jinja", &index)?;
        files.push(Rendered::with_blocks(
            root,
            &format!("dotnet/README{suffix}.md"),
            &[("methods", methods)],
        )?);
    }
    Ok(files)
}

/// The same pages for the sandbox, which shows them at `/docs`: a published crate has nothing of what lies beside it.
pub(super) fn for_the_sandbox(files: &[Rendered]) -> Result<Rendered, String> {
    let page =
        |file: &'_ Rendered| Some((file.path.strip_prefix("docs/reference/")?.to_owned(), file.text.clone()));
    let pages: BTreeMap<String, String> = files.iter().filter_map(page).collect();
    let text = serde_json::to_string_pretty(&pages).map_err(|error| error.to_string())?;
    Ok(Rendered::new("crates/bootpay-sandbox/web/generated/reference.json", text + "\n"))
}

/// The pages with their operations, which are in the order of the table.
fn listed() -> Vec<(String, String, Vec<&'static OperationSpec>)> {
    let mut pages: Vec<(String, String, Vec<&OperationSpec>)> =
        SUBJECTS.iter().map(|on| (on.file.to_owned(), on.title.to_owned(), Vec::new())).collect();
    for spec in OPERATIONS {
        let resource = spec.name.split('.').next().unwrap_or_default();
        let place = SUBJECTS.iter().find(|on| on.resources.contains(&resource));
        let file = place.map_or_else(|| resource.replace('_', "-"), |on| on.file.to_owned());
        match pages.iter_mut().find(|(listed, _, _)| *listed == file) {
            Some((_, _, specs)) => specs.push(spec),
            None => pages.push((file, resource.replace('_', " "), vec![spec])),
        }
    }
    pages
}

/// What the pages of one language are made of.
#[derive(Clone, Copy)]
struct Pages<'a> {
    names: &'a Names,
    methods: &'a Methods<'a>,
    templates: &'a Templates,
    translations: &'a Translations,
    language: Language,
    suffix: &'static str,
}

impl Pages<'_> {
    fn page(self, file: String, title: &str, specs: &[&'static OperationSpec]) -> Result<Page, String> {
        let mut parts = Vec::new();
        let mut calls = Vec::new();
        for spec in specs {
            calls.push(self.call(spec, &mut parts)?);
        }
        let part = |(object, is_sent): &(&'static Object, bool)| Part {
            is_sent: *is_sent,
            fields: self.fields(object),
        };
        let objects = parts.iter().map(part).collect();
        let guide = SUBJECTS.iter().find(|on| on.file == file).and_then(|on| on.guide);
        Ok(Page { suffix: self.suffix, file, title: self.of(title), guide, calls, objects })
    }

    fn of(self, english: &str) -> String {
        self.translations.words(english, self.language)
    }

    fn call(
        self,
        spec: &'static OperationSpec,
        parts: &mut Vec<(&'static Object, bool)>,
    ) -> Result<Call, String> {
        let Self { methods, templates, .. } = self;
        let Kind::Object(request) = spec.request else {
            return Err(format!("{}: the request has no fields", spec.name));
        };
        let languages = self.names.of(spec)?;
        let title = languages.title.as_deref();
        let title = self.of(title.ok_or_else(|| format!("schema/names.toml: no title of {}", spec.name))?);
        add_parts(request, true, parts);
        let answer = match spec.answer {
            Kind::Object(answer) => {
                add_parts(answer, false, parts);
                Answer { is: "fields", fields: Some(self.fields(answer)) }
            }
            Kind::Text => Answer { is: "text", fields: None },
            Kind::FreeObject => Answer { is: "person", fields: None },
            _ => Answer { is: "undocumented", fields: None },
        };
        let mut names = named(spec, languages);
        let by_hand = by_hand(templates, spec)?;
        let remark = by_hand.as_ref().and_then(|page| page.split("```").next()).unwrap_or_default();
        let remark = remark.trim().to_owned();
        for name in &mut names {
            name.code = match &by_hand {
                Some(page) => block(page, name.fence).map(str::to_owned),
                None => methods.example(name.fence, self.names, templates, spec)?,
            };
        }
        let attempt_seconds = spec.patience.attempt_timeout().as_secs();
        Ok(Call {
            anchor: anchor(&title),
            title,
            is_deprecated: languages.deprecated,
            route: format!("{} {}", spec.method.as_str(), spec.path),
            about: self.translations.object(request, self.language),
            source: request.source.map(|source| self.of(source)),
            request: self.fields(request),
            answer,
            repeat: match spec.repeat {
                Repeat::Safe => "safe",
                Repeat::Idempotent => "idempotent",
                Repeat::Never => "never",
            },
            takes_credentials: spec.auth == Auth::Credentials,
            attempt_seconds,
            deadline_seconds: 2 * attempt_seconds,
            names,
            remark,
        })
    }

    fn fields(self, object: &'static Object) -> Fields {
        let row = |field: &'static Field| Row {
            name: field.name,
            kind: kind_of(field.kind),
            unit: field.kind.unit(),
            is_required: field.presence == Presence::Required,
            may_be_null: field.presence == Presence::OrNull,
            is_sometimes: field.presence == Presence::Sometimes,
            is_personal: field.kind.privacy() == Privacy::Personal,
            is_secret: field.kind.privacy() == Privacy::Secret,
            is_sent: field.is_sent,
            constants: constants_of(field).map(|table| table.name),
            about: cell(&self.translations.field(object, field, self.language)),
            default: field.default.map(|default| self.of(default)),
        };
        Fields {
            name: object.name,
            about: self.translations.object(object, self.language),
            is_open: object.is_open,
            rows: object.fields.iter().map(row).collect(),
        }
    }
}

/// Adds the objects that an object holds, and whether they are sent.
fn add_parts(object: &'static Object, is_sent: bool, parts: &mut Vec<(&'static Object, bool)>) {
    object.fields.iter().for_each(|field| add_part(field.kind, is_sent, parts));
}

fn add_part(kind: Kind, is_sent: bool, parts: &mut Vec<(&'static Object, bool)>) {
    match kind {
        Kind::List(kind) => add_part(*kind, is_sent, parts),
        Kind::Either(kinds) => kinds.iter().for_each(|kind| add_part(*kind, is_sent, parts)),
        Kind::Object(object) if parts.iter().all(|(part, _)| part.name != object.name) => {
            parts.push((object, is_sent));
            add_parts(object, is_sent, parts);
        }
        _ => {}
    }
}

/// The table that names a field's values: by the field's name, or because it has the same numbers.
fn constants_of(field: &Field) -> Option<&'static Constants> {
    let Kind::Numbered(numbers) = field.kind else { return schema::constants_of(field) };
    let numbers: Vec<Literal> = numbers.iter().map(|number| Literal::Number(number.number)).collect();
    CONSTANTS
        .iter()
        .find(|table| table.values.iter().map(|constant| constant.value).eq(numbers.iter().copied()))
}

/// A type in the words that programmers use in either language.
fn kind_of(kind: Kind) -> String {
    match kind {
        Kind::Text | Kind::Id | Kind::Personal | Kind::Secret => "string".to_owned(),
        Kind::Bool => "boolean".to_owned(),
        Kind::Switch => "`0` | `1`".to_owned(),
        Kind::Whole | Kind::Integer | Kind::Won | Kind::UnixSeconds | Kind::Numbered(_) => {
            "integer".to_owned()
        }
        Kind::Amount => "number".to_owned(),
        Kind::Gender => "`\"0\"` | `\"1\"` | `0` | `1`".to_owned(),
        Kind::FreeObject => "object".to_owned(),
        Kind::List(kind) => format!("{}[]", kind_of(*kind)),
        Kind::Object(object) => format!("[{}](#{})", object.name, anchor(object.name)),
        Kind::Either(kinds) => {
            let kinds: Vec<String> = kinds.iter().map(|kind| kind_of(*kind)).collect();
            kinds.join(" | ")
        }
        // `Kind` grows in the core first
        _ => "any".to_owned(),
    }
    .replace(" | ", " \\| ")
}

/// A text as it stands in a table.
fn cell(text: &str) -> String {
    text.replace("\n\n", " ").replace('|', "\\|")
}

/// The anchor that GitHub gives to a heading.
fn anchor(heading: &str) -> String {
    let words = heading.trim().to_lowercase();
    words.chars().filter(|c| c.is_alphanumeric() || "-_ ".contains(*c)).collect::<String>().replace(' ', "-")
}

/// What the languages call it.
fn named(spec: &OperationSpec, languages: &Languages) -> Vec<Name> {
    let Languages { python, node, ruby, php, go, java, dotnet, rust, .. } = languages;
    let mut names = Vec::new();
    for (language, fence, method) in [
        ("Python", "python", python),
        ("Node", "js", node),
        ("Ruby", "ruby", ruby),
        ("PHP", "php", php),
        ("Go", "go", go),
        ("Java", "java", java),
        (".NET", "csharp", dotnet),
    ] {
        if let Some(method) = method {
            let (methods, renamed) = (methods(method), renamed(method));
            names.push(Name { language, fence, methods, renamed, code: None });
        }
    }
    let of_the_table = spec.call_name.map(str::to_owned).into_iter();
    let mut of_rust: Vec<String> = of_the_table.chain(rust.iter().flat_map(methods)).collect();
    if of_rust.is_empty() {
        of_rust.push("send".to_owned());
    }
    let renamed = Vec::new();
    names.push(Name { language: "Rust", fence: "rust", methods: of_rust, renamed, code: None });
    names
}

fn methods(method: &Method) -> Vec<String> {
    let all = [&method.name].into_iter().chain(&method.also).chain(method.more.iter().map(|more| &more.name));
    all.map(|name| method.on.as_ref().map_or(name.clone(), |on| format!("{on}.{name}"))).collect()
}

/// The fields that have another name than on the wire (in Node and PHP: than that in camelCase), and what they are called.
fn renamed(method: &Method) -> Vec<(String, String)> {
    let arguments = method.arguments.iter().flatten().filter_map(|argument| match argument {
        Argument::Renamed(Renamed { name, is: Some(is), .. }) => Some((is.clone(), name.clone())),
        _ => None,
    });
    arguments.chain(method.renamed.iter().map(|(name, is)| (is.clone(), name.clone()))).collect()
}

/// A language's block of code in a page.
pub(super) fn block<'a>(page: &'a str, fence: &str) -> Option<&'a str> {
    let (_, block) = page.split_once(&format!("```{fence}\n"))?;
    Some(block.split_once("```")?.0)
}

/// The blocks of an operation whose methods are written by hand.
pub(super) fn by_hand(templates: &Templates, spec: &OperationSpec) -> Result<Option<String>, String> {
    let name = format!("reference/by_hand/{}.md.jinja", spec.name);
    if !templates.has(&name) {
        return Ok(None);
    }
    templates.render(&name, &()).map(Some)
}

/// An example of the reference, for the file of a language that runs them all.
#[derive(Serialize)]
pub(super) struct Tested {
    pub(super) operation: &'static str,
    pub(super) lines: Vec<String>,
}

/// The examples of a language whose blocks of code are fenced like this: those that are written by hand, and those that it
/// makes of its calls.
pub(super) fn tested(
    templates: &Templates,
    calls: &[rendered::Call],
    fence: &str,
    example: impl Fn(&rendered::Call) -> Result<Vec<String>, String>,
) -> Result<Vec<Tested>, String> {
    let mut tests = Vec::new();
    for spec in OPERATIONS {
        let lines = match by_hand(templates, spec)? {
            Some(page) => block(&page, fence).map(|code| code.trim().lines().map(str::to_owned).collect()),
            None => calls.iter().find(|call| call.spec.name == spec.name).map(&example).transpose()?,
        };
        if let Some(lines) = lines {
            tests.push(Tested { operation: spec.name, lines });
        }
    }
    Ok(tests)
}

/// The methods that are rendered, by language.
struct Methods<'a> {
    python: Vec<rendered::Call<'a>>,
    node: Vec<rendered::Call<'a>>,
    ruby: Vec<rendered::Call<'a>>,
    php: Vec<rendered::Call<'a>>,
    go: Vec<rendered::Call<'a>>,
    java: Vec<rendered::Call<'a>>,
    dotnet: Vec<rendered::Call<'a>>,
}

impl<'a> Methods<'a> {
    fn of(names: &'a Names) -> Result<Self, String> {
        Ok(Self {
            python: calls(names, |languages| &languages.python)?,
            node: calls(names, |languages| &languages.node)?,
            ruby: calls(names, |languages| &languages.ruby)?,
            php: calls(names, |languages| &languages.php)?,
            go: calls(names, |languages| &languages.go)?,
            java: calls(names, |languages| &languages.java)?,
            dotnet: calls(names, |languages| &languages.dotnet)?,
        })
    }

    /// The call in a language, if that has it.
    fn example(
        &self,
        fence: &str,
        names: &Names,
        templates: &Templates,
        spec: &'static OperationSpec,
    ) -> Result<Option<String>, String> {
        let is_it = |call: &&rendered::Call<'a>| call.spec.name == spec.name;
        let lines = match fence {
            "python" => self.python.iter().find(is_it).map(|call| python::example(call, &self.python, "")),
            // the first line requires the package, and `await` needs a module
            "js" => {
                self.node.iter().find(is_it).map(|call| {
                    node::example(&self.node, call).map(|lines| lines.into_iter().skip(1).collect())
                })
            }
            "ruby" => {
                let call = self.ruby.iter().find(is_it);
                call.map(|call| ruby::example(call, &call.method.name, &self.ruby))
            }
            "php" => self.php.iter().find(is_it).map(|call| php::example(call, &self.php)),
            "go" => {
                let lines = self.go.iter().find(is_it).map(|call| go::example(call, &self.go)).transpose()?;
                return Ok(lines.map(|lines| lines.join("\n")));
            }
            "java" => {
                let call = self.java.iter().find(is_it);
                let lines = call.map(|call| java::example(call, &self.java, names)).transpose()?;
                return Ok(lines.map(|lines| lines.join("\n")));
            }
            "csharp" => {
                let call = self.dotnet.iter().find(is_it);
                let lines = call.map(|call| dotnet::example(call, &self.dotnet)).transpose()?;
                return Ok(lines.map(|lines| lines.join("\n")));
            }
            _ => return rust::example(names, templates, spec).map(Some),
        };
        // behind what every program begins with
        let program = |lines| templates.render(&format!("reference/program.{fence}.jinja"), &Lines { lines });
        lines.transpose()?.map(program).transpose()
    }
}

#[derive(Serialize)]
struct Lines {
    lines: Vec<String>,
}
