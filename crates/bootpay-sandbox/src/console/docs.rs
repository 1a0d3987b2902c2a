//! GET /docs: the pages of `docs/reference` in Korean and English, as they were when this was compiled.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use askama::Template;
use pulldown_cmark::{CodeBlockKind, CowStr, Event, Options, Parser, Tag, TagEnd, html};

/// By their names: `payment.md`, `payment.ko.md`. `cargo xtask surface` writes it.
static PAGES: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    // An empty reference would show a mistake in a test at once.
    serde_json::from_str(include_str!("../../web/generated/reference.json")).unwrap_or_default()
});

/// Templates of the paths, for the OpenAPI description.
pub(super) const PATHS: [&str; 3] = ["/docs", "/docs/{language}", "/docs/{language}/{page}"];

/// Of the page that lists the others.
const INDEX: &str = "README";

/// Documents beside the reference are not in here.
const REPOSITORY: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/docs");

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Language {
    Korean,
    English,
}

impl Language {
    const ALL: [Self; 2] = [Self::Korean, Self::English];

    fn name(self) -> &'static str {
        match self {
            Self::Korean => "ko",
            Self::English => "en",
        }
    }

    fn other(self) -> Self {
        if self == Self::Korean { Self::English } else { Self::Korean }
    }

    /// What comes after the page in a file's name.
    fn suffix(self) -> &'static str {
        match self {
            Self::Korean => ".ko.md",
            Self::English => ".md",
        }
    }

    fn text(self, page: &str) -> Option<&'static str> {
        PAGES.get(&format!("{page}{}", self.suffix())).map(String::as_str)
    }

    fn path(self, page: &str) -> String {
        match page {
            INDEX => format!("/docs/{}", self.name()),
            page => format!("/docs/{}/{page}", self.name()),
        }
    }
}

/// The page that stands at a path; `languages` are those that the browser asks for.
pub(super) fn page(path: &str, languages: Option<&str>) -> Option<String> {
    let names: Vec<&str> = path.split('/').collect();
    let (language, page) = match names[..] {
        ["", "docs"] if languages.is_none_or(|languages| languages.contains("ko")) => ("ko", INDEX),
        ["", "docs"] => ("en", INDEX),
        ["", "docs", language] => (language, INDEX),
        ["", "docs", language, page] => (language, page),
        _ => return None,
    };
    let language = Language::ALL.into_iter().find(|known| known.name() == language)?;
    let docs = Docs {
        language,
        other: language.other().path(page),
        title: title(language.text(page)?),
        content: html_of(language.text(page)?),
        links: links(language, page),
    };
    docs.render().ok()
}

#[derive(Template)]
#[template(path = "docs.html")]
struct Docs {
    language: Language,
    /// The same page in the other language.
    other: String,
    title: &'static str,
    content: String,
    links: Vec<Link>,
}

struct Link {
    path: String,
    title: &'static str,
    is_current: bool,
}

/// Every page, in the order in which the index names them.
fn links(language: Language, current: &str) -> Vec<Link> {
    let names = PAGES.keys().filter_map(|name| name.strip_suffix(".ko.md"));
    let index = Language::English.text(INDEX).unwrap_or_default();
    let mut names: Vec<&str> = names.collect();
    names.sort_by_key(|name| (*name != INDEX, index.find(&format!("]({name}.md")).unwrap_or(index.len())));
    let link = |name: &str| {
        let title = title(language.text(name)?);
        Some(Link { path: language.path(name), title, is_current: name == current })
    };
    names.into_iter().filter_map(link).collect()
}

/// The first heading.
fn title(markdown: &'static str) -> &'static str {
    markdown.lines().find_map(|line| line.strip_prefix("# ")).unwrap_or_default()
}

fn html_of(markdown: &'static str) -> String {
    let mut events: Vec<Event<'_>> = Parser::new_ext(markdown, Options::ENABLE_TABLES).collect();
    let mut seen = HashMap::new();
    for at in 0..events.len() {
        let words = heading(&events[at..]);
        match &mut events[at] {
            Event::Start(Tag::Heading { id, .. }) => *id = Some(anchor(&words, &mut seen).into()),
            Event::Start(Tag::Link { dest_url, .. }) => *dest_url = target(dest_url),
            _ => {}
        }
    }
    // What is wide is moved sideways in its own box, also with the keyboard; the page is not.
    let events = events.into_iter().flat_map(|event| match event {
        Event::Start(Tag::Table(_)) => {
            vec![Event::Html("<div class=\"table\" tabindex=\"0\">".into()), event]
        }
        Event::End(TagEnd::Table) => vec![event, Event::Html("</div>".into())],
        Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(name))) => {
            vec![Event::Html(format!("<pre tabindex=\"0\"><code class=\"language-{name}\">").into())]
        }
        Event::End(TagEnd::CodeBlock) => vec![Event::Html("</code></pre>\n".into())],
        event => vec![event],
    });
    let mut page = String::new();
    html::push_html(&mut page, events);
    page
}

/// The words of the heading that begins here.
fn heading(events: &[Event<'_>]) -> String {
    let inside = events.iter().take_while(|event| !matches!(event, Event::End(TagEnd::Heading(_))));
    let words = inside.filter_map(|event| match event {
        Event::Text(words) | Event::Code(words) => Some(&**words),
        _ => None,
    });
    words.collect()
}

/// What GitHub makes of a heading, and the links of the pages say.
fn anchor(heading: &str, seen: &mut HashMap<String, usize>) -> String {
    let kept = heading.chars().filter(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_'));
    let anchor: String = kept.map(|letter| if letter == ' ' { '-' } else { letter }).collect();
    let anchor = anchor.to_lowercase();
    let count = seen.entry(anchor.clone()).and_modify(|count| *count += 1).or_default();
    if *count == 0 { anchor } else { format!("{anchor}-{count}") }
}

/// A link of a file, as one of a page here.
fn target<'t>(link: &CowStr<'t>) -> CowStr<'t> {
    let (file, anchor) = link.find('#').map_or((&**link, ""), |at| link.split_at(at));
    let known = Language::ALL.into_iter().find_map(|language| {
        let page = file.strip_suffix(language.suffix())?;
        language.text(page).map(|_| language.path(page))
    });
    match (known, file.strip_prefix("../")) {
        (Some(path), _) => format!("{path}{anchor}").into(),
        (None, Some(beside)) => format!("{REPOSITORY}/{beside}{anchor}").into(),
        (None, None) => link.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    /// Ids and links of a page.
    fn attributes<'p>(page: &'p str, name: &str) -> Vec<&'p str> {
        let name = format!(" {name}=\"");
        page.split(&name).skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
    }

    #[test]
    fn every_page_is_there_in_both_languages_and_every_link_leads_somewhere() {
        let paths: Vec<String> =
            Language::ALL.iter().flat_map(|language| links(*language, INDEX)).map(|link| link.path).collect();
        assert!(paths.len() >= 26 && paths.len() == PAGES.len(), "{paths:?}");
        assert_eq!((&*paths[0], &*paths[1]), ("/docs/ko", "/docs/ko/payment"));
        let shown: HashMap<&str, String> =
            paths.iter().map(|path| (&**path, page(path, None).unwrap())).collect();
        for (path, text) in &shown {
            let ids = attributes(text, "id");
            assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len(), "{path}: {ids:?}");
            for link in attributes(text, "href") {
                let (to, anchor) = link.split_once('#').unwrap_or((link, ""));
                if to.starts_with(REPOSITORY) || to.starts_with("/console/") || to == "/" {
                    continue;
                }
                let text = if to.is_empty() {
                    text
                } else {
                    shown.get(to).unwrap_or_else(|| panic!("{path}: {link}"))
                };
                let anchor = form_urlencoded::parse(anchor.as_bytes()).next().map(|(anchor, _)| anchor);
                let is_there = anchor.is_none_or(|anchor| attributes(text, "id").contains(&&*anchor));
                assert!(is_there, "{path}: {link}");
            }
        }
    }

    #[test]
    fn the_browser_chooses_the_language() {
        let language = |languages| {
            let page = page("/docs", languages).unwrap();
            page.split("<html lang=\"").nth(1).unwrap()[..2].to_owned()
        };
        assert_eq!([None, Some("ko-KR,ko;q=0.9,en;q=0.8"), Some("en-US,ko;q=0.5")].map(language), ["ko"; 3]);
        assert_eq!(language(Some("fr-FR,en;q=0.9")), "en");
        for path in ["/docs/fr", "/docs/ko/nothing", "/docs/ko/payment/more", "/docs/", "/docsx"] {
            assert_eq!(page(path, None), None, "{path}");
        }
    }
}
