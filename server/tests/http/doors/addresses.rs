//! Every address of every door, taken from the routers as they print themselves and not from somebody's memory: what
//! each answers to whom, and with which headers. The lists are `server/tests/golden/addresses.txt` and `headers.txt`.

use super::house::{self, Browser, CALL, House, NAVIGATE, SUBMIT};
use crate::common::{self, at, at_strictly, request, session, site, user, with, writes};
use axum::Router;
use cluster::{Connection, Token};
use http::{HeaderMap, Method, StatusCode};
use leptos::server_fn::axum::server_fn_paths;
use sandbox::{RequestLog, Sandbox, Scenario, token};
use server::doors::keys::KeyRing;
use server::doors::local::{LIFETIME, Launch};
use server::doors::route::Service;
use server::doors::{ConsoleDoor, Door, Local};
use server::guard::{Class, Hosts, Rules};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;
use tokio::sync::watch;
use tower::ServiceExt as _;

const DOORS: [&str; 3] = ["local", "route", "console"];

/// Who asks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Who {
    Nobody,
    /// Somebody whose browser was led here by a page of another site.
    Foreign,
    /// Somebody whose token the cluster no longer takes.
    Expired,
    Viewer,
    Admin,
}

/// A door and somebody in front of it.
struct Place {
    router: Router,
    sandbox: Sandbox,
    /// What their requests carry beside what every request of its kind does.
    own: Vec<(&'static str, String)>,
    _end: watch::Sender<bool>,
    _keys: Option<watch::Sender<Arc<KeyRing>>>,
}

impl Place {
    async fn new(door: &str, who: Who) -> Self {
        let sandbox = Sandbox::new(Scenario::ReadyClaim);
        let token = if who == Who::Admin {
            token::ADMIN
        } else {
            token::READER
        };
        let place = match door {
            "local" => Self::local(sandbox, token, who).await,
            "route" => Self::route(sandbox, token, who).await,
            _ => Self::console(sandbox, token, who),
        };
        if who == Who::Expired {
            place.sandbox.faults().expire_tokens();
        }
        place
    }

    async fn local(sandbox: Sandbox, person: &str, who: Who) -> Self {
        let (launch, secret) = Launch::new(LIFETIME).unwrap();
        let user_way = Connection::from_service(sandbox.service()).as_user(Token::new(person).unwrap());
        let door = Local::locked(session(user(&sandbox, person)), launch, common::PORT).unwrap();
        let (router, end) = at(
            door.with_user(user_way).into(),
            Rules::Browser(Hosts::loopback(common::PORT)),
        );
        let mut own = Vec::new();
        if who != Who::Nobody {
            let opened = common::send(&router, common::navigate(&format!("/launch?token={secret}"))).await;
            let cookie = opened.header("set-cookie").split(';').next().unwrap().to_owned();
            own.push(("cookie", cookie));
        }
        Self {
            router,
            sandbox,
            own,
            _end: end,
            _keys: None,
        }
    }

    async fn route(sandbox: Sandbox, person: &str, who: Who) -> Self {
        let House {
            router,
            sandbox,
            keys,
            end,
            ..
        } = House::with(sandbox, Service::None);
        let browser = Browser::default();
        let mut own = Vec::new();
        if who != Who::Nobody {
            assert_eq!(browser.log_in(&router, person).await.status, 200);
            own.push(("cookie", browser.cookie()));
        }
        Self {
            router,
            sandbox,
            own,
            _end: end,
            _keys: Some(keys),
        }
    }

    fn console(sandbox: Sandbox, person: &str, who: Who) -> Self {
        let (router, end) = house::console(&sandbox);
        let own = match who {
            Who::Nobody => Vec::new(),
            _ => vec![("authorization", format!("Bearer {person}"))],
        };
        Self {
            router,
            sandbox,
            own,
            _end: end,
            _keys: None,
        }
    }

    /// The head of the answer. The body is left: a stream has no end.
    async fn ask(
        &self,
        door: &str,
        method: &Method,
        path: &str,
        class: Class,
        who: Who,
    ) -> (StatusCode, HeaderMap) {
        let (host, origin) = match door {
            "local" => (common::HOST, common::ORIGIN),
            _ => (house::HOST, house::ORIGIN),
        };
        let here = [("host", host), ("origin", origin)];
        let read = with(&CALL, &[("content-type", ""), ("origin", "")]);
        let mut headers = match class {
            Class::Call => with(&CALL, &here),
            Class::Form | Class::SignIn => with(&SUBMIT, &here),
            Class::Events | Class::Proxy => with(&read, &here[..1]),
            _ => with(&NAVIGATE, &here[..1]),
        };
        if who == Who::Foreign {
            let sibling = [
                ("origin", "https://evil.apps.example"),
                ("sec-fetch-site", "same-site"),
                ("sec-fetch-mode", "cors"),
                ("sec-fetch-dest", "empty"),
            ];
            headers = with(&headers, &sibling);
        }
        let own: Vec<(&str, &str)> = self
            .own
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let body = if class == Class::Call { "{}" } else { "" };
        let asked = request(method.clone(), path, &with(&headers, &own), body);
        let (parts, _) = self.router.clone().oneshot(asked).await.unwrap().into_parts();
        (parts.status, parts.headers)
    }

    /// What the cluster was asked since the door stands.
    fn asked(&self) -> Vec<RequestLog> {
        self.sandbox.requests()
    }
}

/// What the class of a path is decided by.
fn door(name: &str, sandbox: &Sandbox) -> Door {
    let api = Connection::from_service(sandbox.service());
    match name {
        "local" => Local::open(session(user(sandbox, token::READER))).unwrap().into(),
        "route" => house::bare(sandbox).into(),
        _ => ConsoleDoor::new(api, house::keys(&[7])).into(),
    }
}

/// The paths a router knows, as it prints them, with something real in every place that is open; and paths it does not
/// know by themselves: a built file, a page that is none.
fn addresses(router: &Router) -> BTreeSet<String> {
    let printed = format!("{router:?}");
    let table = printed.split("fallback_router").next().unwrap();
    let known = table
        .split("RouteId(")
        .filter_map(|piece| piece.split_once("): \"")?.1.split('"').next());
    let mut all = BTreeSet::from([
        "/favicon.svg".to_owned(),
        "/nowhere".into(),
        "/api/nowhere".into(),
    ]);
    for path in known {
        let Some((before, open)) = path.split_once('{') else {
            all.insert(path.to_owned());
            continue;
        };
        let after = open.split_once('}').unwrap().1;
        match before {
            "/api/" => all.extend(server_fn_paths().map(|(path, _)| path.to_owned())),
            "/proxy/" => all.extend(["/proxy/imagestreams".to_owned()]),
            "/forms/" => {
                all.extend(["state", "storage", "nothing"].map(|form| format!("/forms/{form}{after}")))
            }
            "/plugin/" => all.extend(["/plugin/favicon.svg".to_owned(), "/plugin/nothing.js".into()]),
            other => panic!("say what stands in {other}"),
        }
    }
    // A stream without topics is answered 400 to everybody.
    if all.remove("/events") {
        all.insert("/events?topics=overview".into());
    }
    all
}

const METHODS: [Method; 2] = [Method::GET, Method::POST];

#[tokio::test]
async fn every_address_of_every_door_has_its_class_and_its_answer_to_each_kind_of_person() {
    let mut list = String::new();
    let mut shapes: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for name in DOORS {
        let places = [
            (Who::Nobody, Place::new(name, Who::Nobody).await),
            (Who::Foreign, Place::new(name, Who::Foreign).await),
            (Who::Expired, Place::new(name, Who::Expired).await),
            (Who::Viewer, Place::new(name, Who::Viewer).await),
        ];
        let sample = door(name, &places[0].1.sandbox);
        let before = places[1].1.asked().len();
        writeln!(list, "# {name} door").unwrap();
        for address in addresses(&places[0].1.router) {
            let path = address.split('?').next().unwrap();
            let class = Class::of(path, &sample, &site());
            for method in METHODS {
                let mut said = Vec::new();
                for (who, place) in &places {
                    let (status, headers) = place.ask(name, &method, &address, class, *who).await;
                    said.push((*who, status.as_u16()));
                    let shape = shape(&headers);
                    shapes
                        .entry(shape)
                        .or_default()
                        .insert(format!("{class:?} {}", status.as_u16()));
                }
                if said.iter().all(|(_, status)| [405, 404].contains(status)) && class != Class::Page {
                    continue;
                }
                let columns: Vec<String> = said.iter().map(|(_, status)| status.to_string()).collect();
                writeln!(list, "{method} {path} {class:?}: {}", columns.join(" ")).unwrap();
                if class.needs_session() {
                    let led = if name == "route" && class == Class::Page {
                        303
                    } else {
                        401
                    };
                    let nobody = said[0].1;
                    assert!(
                        [led, 404, 405].contains(&nobody),
                        "{name} {method} {path}: {nobody} to nobody"
                    );
                }
            }
        }
        assert_eq!(
            places[0].1.asked(),
            [],
            "{name}: the cluster was asked for nobody"
        );
        if name != "console" {
            assert_eq!(
                places[1].1.asked().len(),
                before,
                "{name}: the cluster was asked for another site"
            );
        }
        assert!(
            places[3].1.asked().iter().all(|asked| asked.user == "reader"),
            "{name}: asked as somebody else"
        );
        assert!(writes(&places[3].1.sandbox).is_empty(), "{name}");
    }
    let headers: String = shapes
        .iter()
        .map(|(shape, seen)| {
            format!(
                "{shape}\n    {}\n",
                seen.iter().cloned().collect::<Vec<_>>().join(", ")
            )
        })
        .collect();
    golden(
        "addresses.txt",
        &format!(
            "# class: status to nobody, from a sibling site, with an expired token, to a viewer\n{list}"
        ),
    );
    golden("headers.txt", &headers);
}

/// Everything the console writes into a golden list is compared; with `RC_BLESS` it is written instead.
fn golden(name: &str, found: &str) {
    let path = format!("{}/tests/golden/{name}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("RC_BLESS").is_some() {
        std::fs::write(&path, found).unwrap();
    }
    let wanted = std::fs::read_to_string(&path).unwrap_or_default();
    for (found, wanted) in found.lines().zip(wanted.lines()) {
        assert_eq!(found, wanted, "{name}");
    }
    assert_eq!(found, wanted, "{name}: look at it, then let RC_BLESS=1 write it");
}

/// The headers of an answer, without what differs each time.
fn shape(headers: &HeaderMap) -> String {
    let text = |name: &str, value: &http::HeaderValue| {
        let value = value.to_str().unwrap();
        match name {
            "x-request-id" | "etag" | "content-length" => "…".to_owned(),
            "set-cookie" => value.split('=').next().unwrap().to_owned(),
            "location" => value.split('?').next().unwrap().to_owned(),
            "content-security-policy" => {
                let (before, nonce) = value.split_once("'nonce-").unwrap();
                format!("{before}'nonce-…'{}", nonce.split_once('\'').unwrap().1)
            }
            _ => value.to_owned(),
        }
    };
    let all: BTreeSet<String> = headers
        .iter()
        .filter(|(name, _)| *name != "content-length")
        .map(|(name, value)| format!("{name}: {}", text(name.as_str(), value)))
        .collect();
    all.into_iter().collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn strict_transport_is_told_with_every_answer_or_with_none() {
    let house = House::with(Sandbox::new(Scenario::ReadyClaim), Service::None);
    let (hosts, _) = Hosts::base(house::ORIGIN).unwrap();
    let (strict, _end) = at_strictly(house::bare(&house.sandbox).into(), Rules::Browser(hosts));
    let sample = door("route", &house.sandbox);
    for address in addresses(&house.router) {
        let class = Class::of(address.split('?').next().unwrap(), &sample, &site());
        for (router, wanted) in [(&house.router, None), (&strict, Some("max-age=31536000"))] {
            let answer = Browser::default().open(router, &address).await;
            let told = answer
                .headers
                .get("strict-transport-security")
                .map(|value| value.to_str().unwrap());
            assert_eq!(told, wanted, "{address} {class:?} {}", answer.status);
        }
    }
}

#[tokio::test]
async fn a_get_changes_nothing_even_for_somebody_who_may_and_asks_with_their_token_alone() {
    for name in DOORS {
        let place = Place::new(name, Who::Admin).await;
        let sample = door(name, &place.sandbox);
        let mut answered = 0;
        for address in addresses(&place.router) {
            let class = Class::of(address.split('?').next().unwrap(), &sample, &site());
            for method in [Method::GET, Method::HEAD] {
                let (status, _) = place.ask(name, &method, &address, class, Who::Admin).await;
                answered += usize::from(status.is_success());
            }
        }
        assert!(answered > 2, "{name}");
        assert_eq!(writes(&place.sandbox), [], "{name}");
        let asked = place.asked();
        assert!(!asked.is_empty(), "{name}");
        assert!(
            asked.iter().all(|asked| asked.user == "admin"),
            "{name}: asked as somebody else"
        );
    }
}
