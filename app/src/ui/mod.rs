//! Components that know nothing of registries: PatternFly's HTML, our conventions.

mod button;
mod card;
mod copy;
mod file;
mod focus;
mod frame;
mod icon;
mod message;
mod status;
mod time;

pub use button::{ButtonKind, LinkButton, PushButton};
pub use card::{Card, Facts, Row};
pub use copy::CopyBlock;
pub use file::{FilePick, take_dropped};
pub use focus::focus;
pub use frame::{HEADING, Navigation, NotFound, PageHeader};
pub use icon::{Icon, Tone};
pub use message::{Alert, EmptyState, Skeleton};
pub use status::{LiveMark, StatusLine};
pub use time::{Time, provide_clock};
