//! Our pages inside the OpenShift console: no masthead and no second sidebar, groups as tabs and their pages as tabs
//! below, or a single view as a tab of one of the host's own pages. The host owns the address, so there is no router.

use crate::features::doors::{About, ConsoleUpdated, read_about};
use crate::features::overview::Pull;
use crate::host::{self, Frame, Host};
use crate::nav::{Group, Nav, Page};
use crate::words::shell as words;
use crate::{live, pages, ui};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What is mounted.
#[derive(Clone, Debug)]
pub enum Part {
    /// Every page, by the host's address.
    Pages,
    /// The overview, as a tab of the operator's configuration.
    Overview,
    /// The registry in brief, as a tab of an image stream.
    Stream(Pull),
}

/// Everything inside our root in the host's page.
#[component]
pub fn InConsole(
    /// What the host gives.
    host: Host,
    /// What is mounted.
    part: Part,
) -> impl IntoView {
    live::provide();
    let location = host.location;
    let (path, search) = (location.clone(), location);
    // Taken out before it is called: the host may unmount this part while it goes elsewhere.
    let go = StoredValue::new_local(host.go);
    let go = Callback::new(move |address: String| {
        let go = go.get_value();
        go(&address);
    });
    provide_context(Nav {
        path: Signal::derive(move || path.with(|now| now.path.clone())),
        search: Signal::derive(move || search.with(|now| now.search.clone())),
        go,
    });
    provide_context(match part {
        Part::Pages => {
            let title = StoredValue::new_local(host.title);
            Frame::Host(Callback::new(move |text: String| {
                title.with_value(|set| set(&text))
            }))
        }
        Part::Overview | Part::Stream(_) => Frame::Tab,
    });
    let shown = match part {
        Part::Pages => view! { <Pages /> }.into_any(),
        Part::Overview => pages::page(Page::Overview),
        Part::Stream(pull) => pages::brief(pull),
    };
    view! {
        <div class="rc-embedded" on:click=move |event| host::follow(&event, |_| true, |address| go.run(address))>
            <ConsoleUpdated />
            {shown}
        </div>
    }
}

#[component]
fn Pages() -> impl IntoView {
    let nav = Nav::current();
    let page = Memo::new(move |_| nav.path.with(|path| Page::at(path)));
    let group = Memo::new(move |_| page.get().map(Page::group));
    let about = RwSignal::new(None::<About>);
    spawn_local(async move {
        if let Ok(found) = read_about().await {
            let _ = about.try_set(Some(found));
        }
    });
    // Another page is read from its heading.
    Effect::new(move |before: Option<Option<Page>>| {
        let now = page.get();
        if before.is_some_and(|before| before != now) {
            ui::focus(ui::HEADING);
        }
        now
    });
    let sandbox = move || {
        let scenario = about.with(|about| about.as_ref().and_then(|about| about.sandbox.clone()));
        scenario.map(|scenario| {
            view! {
                <div class="pf-v6-c-banner pf-m-blue rc-banner" role="note">
                    {words::sandbox(&scenario)}
                </div>
            }
        })
    };
    view! {
        {sandbox}
        <div class="rc-tabs">
            <div class="rc-tabs__wide">
                <nav class="pf-v6-c-tabs pf-m-nav" aria-label=words::navigation()>
                    <ul class="pf-v6-c-tabs__list" role="list">
                        {Group::ALL.map(|one| group_tab(one, group)).collect_view()}
                    </ul>
                </nav>
                {move || group.get().and_then(|group| page_tabs(group, page))}
            </div>
            <Menu group=group page=page />
        </div>
        {move || match page.get() {
            Some(page) => pages::page(page),
            None => view! { <ui::NotFound /> }.into_any(),
        }}
    }
}

fn tab(href: String, text: String, current: Memo<bool>) -> impl IntoView {
    view! {
        <li class="pf-v6-c-tabs__item" class:pf-m-current=current>
            <a class="pf-v6-c-tabs__link" href=href aria-current=move || current.get().then_some("page")>
                <span class="pf-v6-c-tabs__item-text">{text}</span>
            </a>
        </li>
    }
}

fn group_tab(group: Group, now: Memo<Option<Group>>) -> impl IntoView {
    let current = Memo::new(move |_| now.get() == Some(group));
    tab(group.pages()[0].address(), words::group(group), current)
}

/// The pages of a group; nothing where there is no choice.
fn page_tabs(group: Group, now: Memo<Option<Page>>) -> Option<AnyView> {
    let pages = group.pages();
    let tabs = move |page: &Page| {
        let page = *page;
        let current = Memo::new(move |_| now.get() == Some(page));
        tab(page.address(), words::page(page), current)
    };
    (pages.len() > 1).then(|| {
        view! {
            <nav class="pf-v6-c-tabs pf-m-secondary pf-m-nav" aria-label=words::group(group)>
                <ul class="pf-v6-c-tabs__list" role="list">
                    {pages.iter().map(tabs).collect_view()}
                </ul>
            </nav>
        }
        .into_any()
    })
}

/// Both rows of tabs as one menu, where there is no room for them.
#[component]
fn Menu(group: Memo<Option<Group>>, page: Memo<Option<Page>>) -> impl IntoView {
    let open = RwSignal::new(false);
    // Whoever chose a page is done with the menu.
    Effect::new(move |_| {
        page.track();
        open.set(false);
    });
    let several = |group: Group| group.pages().len() > 1;
    let here = move || {
        let group = group.get().unwrap_or(Group::Overview);
        words::place(group, page.get().filter(|_| several(group)))
    };
    let item = move |page_: Page| {
        let group_ = page_.group();
        let current = Memo::new(move |_| page.get() == Some(page_));
        let text = words::place(group_, several(group_).then_some(page_));
        view! {
            <li class="pf-v6-c-menu__list-item">
                <a
                    class="pf-v6-c-menu__item"
                    href=page_.address()
                    aria-current=move || current.get().then_some("page")
                >
                    <span class="pf-v6-c-menu__item-main">
                        <span class="pf-v6-c-menu__item-text">{text}</span>
                    </span>
                </a>
            </li>
        }
    };
    view! {
        <details
            class="rc-tabs__narrow"
            prop:open=open
            on:toggle=move |event| open.set(event_target::<web_sys::Element>(&event).has_attribute("open"))
        >
            <summary class="pf-v6-c-menu-toggle pf-m-full-width">
                <span class="pf-v6-c-menu-toggle__text">{here}</span>
                <span class="pf-v6-c-menu-toggle__controls">
                    <ui::Icon name="caret-down" />
                </span>
            </summary>
            <nav class="pf-v6-c-menu" aria-label=words::navigation()>
                <ul class="pf-v6-c-menu__list" role="list">
                    {Group::ALL.iter().flat_map(|group| group.pages()).map(|page| item(*page)).collect_view()}
                </ul>
            </nav>
        </details>
    }
}
