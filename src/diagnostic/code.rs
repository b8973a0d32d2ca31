//! The kinds of mistake: one variant each, with its stable name and an explanation for the manual.
//!
//! A code names the mistake, not the cure. Names are searchable and do not change once released.

use serde::{Deserialize, Serialize};

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal,)+) => {
        /// A kind of mistake.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Code {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Code {
            /// Every code, in the order of the manual.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)+];

            /// The stable name, as messages print it.
            pub fn name(self) -> &'static str {
                match self { $(Code::$variant => $name,)+ }
            }

            /// Whether it holds something against what `hub.toml` lists.
            pub fn asks_the_hub(self) -> bool {
                matches!(
                    self,
                    Code::UnknownAudience
                        | Code::UnknownBadge
                        | Code::UnknownCategory
                        | Code::UnknownLanguage
                        | Code::UnknownRole
                        | Code::UnknownType
                )
            }

            /// Whether it is said at a value or a name that was not understood: what nobody can see in it matters then.
            pub fn is_about_a_value(self) -> bool {
                self.asks_the_hub()
                    || matches!(
                        self,
                        Code::BadEmail
                            | Code::BadRule
                            | Code::BadUrl
                            | Code::NoSuchDate
                            | Code::UnknownEvent
                            | Code::UnknownField
                            | Code::UnknownGroup
                            | Code::UnknownPerson
                            | Code::UnknownPost
                            | Code::UnknownTimezone
                            | Code::UnknownValue
                            | Code::WrongType
                    )
            }

            /// Whether it is no mistake but a rule of good care, which only `check` looks at and a hub can switch off.
            pub fn is_lint(self) -> bool {
                matches!(
                    self,
                    Code::PictureWithoutAlt
                        | Code::HeadingSkipsLevel
                        | Code::StrayMark
                        | Code::UpdatedTooEarly
                        | Code::Orphan
                        | Code::StalePage
                        | Code::RegistrationOver
                        | Code::RecapMissing
                        | Code::ResourceExpired
                        | Code::TagSpelledTwice
                        | Code::MemberUnmentioned
                        | Code::PrivateDataShown
                        | Code::LargeFile
                        | Code::ForeignPicture
                        | Code::SecondTitle
                        | Code::UnusedFile
                )
            }

            /// What it means and what to do, in a sentence or two.
            pub fn explanation(self) -> &'static str {
                match self { $(Code::$variant => concat!($($doc),+).trim_ascii(),)+ }
            }
        }
    };
}

codes! {
    // files
    /// A file is not UTF-8 text. Save it again as UTF-8.
    NotUtf8 = "not-utf8",
    /// A file is larger than Folkmoot reads.
    FileTooLarge = "file-too-large",
    /// A symbolic link, socket or device lies among the content. Put the file itself there.
    NotAFile = "not-a-file",
    /// A file lies where no kind of content lives, or has an ending that its folder does not know.
    UnknownFile = "unknown-file",
    /// A file's name cannot be an id or part of an address.
    BadFileName = "bad-file-name",
    /// Two entries have one id, or ids that differ only by case.
    DuplicateId = "duplicate-id",
    /// A translation names a language that `hub.toml` does not list.
    UnknownLanguage = "unknown-language",
    /// A translation states a fact, such as when an event begins, otherwise than its original. The original holds in every language.
    TranslationDiffers = "translation-differs",

    // front matter and fields
    /// A Markdown file of this kind needs front matter and has none.
    NoFrontMatter = "no-front-matter",
    /// Front matter is opened and never closed.
    OpenFrontMatter = "open-front-matter",
    /// TOML, YAML or CSV that cannot be read.
    Syntax = "syntax",
    /// A field this kind of entry does not have. The community's own fields go under `[extra]`.
    UnknownField = "unknown-field",
    /// A field that must be there is not.
    MissingField = "missing-field",
    /// A value of another type than the field wants.
    WrongType = "wrong-type",
    /// A value of the right type that is none of those allowed.
    UnknownValue = "unknown-value",
    /// A number or text outside the range the field allows.
    OutOfRange = "out-of-range",
    /// A day that no calendar has.
    NoSuchDate = "no-such-date",
    /// An empty text where words are wanted.
    Empty = "empty",
    /// Two fields that exclude each other.
    FieldsExclude = "fields-exclude",
    /// An address with a scheme that is not allowed, or none at all.
    BadUrl = "bad-url",
    /// An e-mail address to which no mail can be sent. The message does not repeat it.
    BadEmail = "bad-email",

    // references
    /// A person that is no member and no group.
    UnknownPerson = "unknown-person",
    /// Somebody stands twice in one list of people. Readers see them once or twice, as the page has it.
    ListedTwice = "listed-twice",
    /// A group that does not exist.
    UnknownGroup = "unknown-group",
    /// An event that does not exist.
    UnknownEvent = "unknown-event",
    /// A post that does not exist.
    UnknownPost = "unknown-post",
    /// A badge that `hub.toml` does not list.
    UnknownBadge = "unknown-badge",
    /// A role that `hub.toml` does not list.
    UnknownRole = "unknown-role",
    /// An event type that `hub.toml` does not list.
    UnknownType = "unknown-type",
    /// A resource category that `hub.toml` does not list.
    UnknownCategory = "unknown-category",
    /// An audience that `hub.toml` does not list. The entry would be hidden from everybody.
    UnknownAudience = "unknown-audience",
    /// A tag used once that is nearly the same as one used more often.
    TagNearAnother = "tag-near-another",
    /// A group that is its own ancestor.
    GroupCycle = "group-cycle",
    /// A public text names a member whose profile is private.
    NamesPrivateMember = "names-private-member",

    // time
    /// An event ends before it starts.
    EventEndsBeforeStart = "event-ends-before-start",
    /// A time zone that the IANA database does not have.
    UnknownTimezone = "unknown-timezone",
    /// A local time that daylight saving skips.
    TimeInGap = "time-in-gap",
    /// A local time that daylight saving brings twice.
    TimeTwice = "time-twice",
    /// A recurrence rule that cannot be followed.
    BadRule = "bad-rule",
    /// A series whose start is no occurrence of its own rule.
    StartNotInRule = "start-not-in-rule",
    /// An exception that meets no occurrence of its series.
    ExceptionMeetsNothing = "exception-meets-nothing",
    /// An override that meets no occurrence of its series.
    OverrideMeetsNothing = "override-meets-nothing",
    /// A recurrence that calendar apps treat differently, such as 29 February each year.
    FragileRule = "fragile-rule",
    /// A line of an `.ics` file that cannot be read.
    IcsLine = "ics-line",
    /// An event of an `.ics` file that its owner marked as private or confidential (`CLASS`). The site does not show it, but whoever can read
    /// the repository can read it there. Or a published text of one that has the address of somebody who organises it or is invited to it.
    IcsPrivate = "ics-private",
    /// A calendar of more than 1 MB, which Google does not read. Shorten descriptions.
    CalendarTooLarge = "calendar-too-large",
    /// Series that take place so often that pages can show only their next dates. Calendars have them all.
    CalendarTooFull = "calendar-too-full",
    /// An event that is still to come is gone: its file was deleted, or does not hold or show it any more. Looked at is what others do not have
    /// yet (`origin`), or what changed since the revision of `--since`. Its subscribers lose it without a word.
    EventDeleted = "event-deleted",
    /// The same UID in two events. Calendar apps show only one of them.
    DuplicateUid = "duplicate-uid",
    /// A calendar of `[[calendar.source]]` is not there, or was never fetched. The site is built without its events.
    SourceMissing = "source-missing",
    /// A calendar of `[[calendar.source]]` has not been fetched for longer than its `max_age`. The last good copy is shown.
    SourceStale = "source-stale",
    /// A calendar of `[[calendar.source]]` that lies in the hub as a file is broken, and what git has of it stands in; or it holds no event,
    /// or has lost those that were to come, or their UIDs, since the commit that `check` compares with, and they are on no page and in no
    /// calendar any more.
    SourceLost = "source-lost",
    /// `folkmoot sync` cannot fetch a calendar of `[[calendar.source]]`, or what it gets is no calendar. The last good copy stays.
    SourceUnreachable = "source-unreachable",
    /// A date range that runs backwards: `left` before `joined`, `expires` before `publish`, `until` before `since`.
    BackwardsRange = "backwards-range",

    // text and links
    /// A link to a file that does not exist.
    LinkGoesNowhere = "link-goes-nowhere",
    /// A link to a heading that its page does not have.
    NoSuchHeading = "no-such-heading",
    /// A wikilink that meets no page.
    WikilinkMeetsNothing = "wikilink-meets-nothing",
    /// A wikilink by a title or name that several pages have. It leads to the first of them.
    WikilinkMeetsSeveral = "wikilink-meets-several",
    /// A picture that does not exist.
    PictureMissing = "picture-missing",
    /// A picture that cannot be read, has more pixels than a page can show, or is of a format that browsers do not show. It is published as
    /// it is, without versions for small screens.
    PictureBroken = "picture-broken",
    /// A picture in `static/` whose file tells where it was taken. `static/` is copied as it is; pictures beside content are published
    /// without that.
    PicturePlace = "picture-place",
    /// Raw HTML that was removed because it could harm readers.
    HtmlRemoved = "html-removed",
    /// A text that is nested, or grows, beyond what any person writes.
    TextTooDeep = "text-too-deep",
    /// A block of code names a language that is nearly the name of a known one. Code in a language that is not known has no colours.
    UnknownCodeLanguage = "unknown-code-language",
    /// A formula that cannot be drawn. Readers see its source.
    FormulaNotDrawn = "formula-not-drawn",
    /// A diagram that cannot be drawn. Readers see its source.
    DiagramNotDrawn = "diagram-not-drawn",

    // addresses
    /// Two pages want one address.
    AddressTaken = "address-taken",
    /// A slug, alias or redirect that cannot be an address.
    BadAddress = "bad-address",

    // the repository
    /// A clone without the older commits: what was changed before them has no date. Clone the whole history.
    ShallowHistory = "shallow-history",

    // good care, looked at by `check` alone
    /// A picture without words for those who cannot see it. A picture that only adorns is `<img src="…" alt="">`.
    PictureWithoutAlt = "picture-without-alt",
    /// A heading more than one level below the one before it. Screen readers announce the levels.
    HeadingSkipsLevel = "heading-skips-level",
    /// A footnote or reference that nothing explains, a footnote that nothing leads to, an alert of an unknown kind, a block of code that nothing
    /// closes or with words behind its language that mean nothing, a tag of another program.
    StrayMark = "stray-mark",
    /// Something was changed before it was there: `updated` lies before `date`.
    UpdatedTooEarly = "updated-too-early",
    /// A page that no menu and no text leads to. Of a knowledge base, one that leads nowhere either.
    Orphan = "orphan",
    /// A knowledge-base page whose `review_by` is over, or that nobody has changed for as long as `[check] stale_days` says.
    StalePage = "stale-page",
    /// A text for all times that leads to where people registered for an event that is over.
    RegistrationOver = "registration-over",
    /// An event that is over and has no report, where most others of its type have one.
    RecapMissing = "recap-missing",
    /// A resource, need or offer whose last day is over. Give it a later one, close it, or take it out.
    ResourceExpired = "resource-expired",
    /// One tag in two spellings: other letters, hyphens or a plural. Readers find only half of the entries under each.
    TagSpelledTwice = "tag-spelled-twice",
    /// A member whom nothing refers to: no group, post, event or project, and nothing offered or needed.
    MemberUnmentioned = "member-unmentioned",
    /// A public text holds an e-mail address or phone number that a member keeps private. The message does not repeat it.
    PrivateDataShown = "private-data-shown",
    /// A picture of more than 1 MB, or another file of more than 20 MB, that readers have to wait for.
    LargeFile = "large-file",
    /// A picture on another host, which learns the addresses of everybody who reads the page.
    ForeignPicture = "foreign-picture",
    /// A second title in a text: the title of a page is that of its fields, and headings in the text begin with `##`.
    SecondTitle = "second-title",
    /// A file beside content that no text names, so that it is not published.
    UnusedFile = "unused-file",
    /// A link to elsewhere that leads nowhere: the server has nothing there, or there is no such host. Asked for with `--external` only.
    LinkBroken = "link-broken",
    /// A link to elsewhere that could not be looked at: no connection, no answer in time, or a server that lets no program in.
    LinkUnreached = "link-unreached",

    // configuration, themes, the command line
    /// There is no `hub.toml`.
    NoHub = "no-hub",
    /// A value of `hub.toml` that makes no sense together with another.
    BadConfig = "bad-config",
    /// A theme that does not exist.
    UnknownTheme = "unknown-theme",
    /// A theme made for another version of the template context.
    ThemeContext = "theme-context",
    /// A template that cannot be read.
    TemplateSyntax = "template-syntax",
    /// A template that asks for something its page does not have.
    TemplateField = "template-field",
    /// A style sheet with a brace or comment that nothing closes, or one that names a file which is not there.
    BadSheet = "bad-sheet",
}
