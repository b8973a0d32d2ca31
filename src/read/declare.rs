//! How fields and choices are declared: [`fields!`](crate::fields) and [`choices!`](crate::choices).
//!
//! A declaration becomes a type, the reader of it, and what the reference, the schema and the templates of `new` need to know.

/// The key of a field: the name of the Rust field, without the `r#` that keywords need.
pub const fn key(name: &'static str) -> &'static str {
    match name.as_bytes() {
        [b'r', b'#', rest @ ..] => match std::str::from_utf8(rest) {
            Ok(rest) => rest,
            Err(_) => name,
        },
        _ => name,
    }
}

/// Declares the fields of a table.
///
/// Each field is `need` (must be there), `may` (an `Option`) or `many` (a list or flag that defaults to empty or `false`), and its
/// documentation is its doc comment. `with one of ["a", "b"]` behind the noun says that the table needs at least one of these; whoever
/// reads it reports that. `with name: Type` takes in the fields of another declaration. `beside name: Type =
/// "documentation"` is a value that no table says: it is the type's default until the kind fills it in.
#[macro_export]
macro_rules! fields {
    (
        $(#[doc = $about:literal])+
        pub struct $Name:ident as $noun:literal $(with one of [$($any:literal),+])? {
            $($(#[doc = $doc:literal])+ $how:ident $field:ident: $Type:ty = $example:literal;)+
            $(with $shared:ident: $Shared:ty;)?
            $(beside $beside:ident: $Beside:ty = $beside_doc:literal;)?
        }
    ) => {
        $(#[doc = $about])+
        #[derive(Clone, Debug)]
        pub struct $Name {
            $($(#[doc = $doc])+ pub $field: $crate::fields!(@type $how $Type),)+
            $(
                /// The fields that every kind has.
                pub $shared: $Shared,
            )?
            $(#[doc = $beside_doc] pub $beside: $Beside,)?
        }

        impl $crate::read::fields::Fields for $Name {
            const NOUN: &'static str = $noun;

            fn declared() -> Vec<$crate::read::fields::Field> {
                #[allow(unused_mut, reason = "only declarations with shared fields grow")]
                let mut all = vec![$($crate::read::fields::Field {
                    name: const { $crate::read::declare::key(stringify!($field)) },
                    of: $noun,
                    required: $crate::fields!(@required $how),
                    doc: concat!($($doc, "\n"),+).trim_ascii(),
                    example: $example,
                    shape: <$Type as $crate::read::fields::FieldValue>::shape,
                },)+];
                $(all.extend(<$Shared as $crate::read::fields::Fields>::declared());)?
                all
            }

            fn read_fields(
                table: &$crate::read::node::Table,
                reader: &mut $crate::read::fields::Reader,
            ) -> Option<Self> {
                $(let $field = $crate::fields!(@read $how $Type, table, reader, stringify!($field), $noun, $example);)+
                $(let $shared = <$Shared as $crate::read::fields::Fields>::read_fields(table, reader);)?
                Some(Self {
                    $($field: $crate::fields!(@value $how $field, table, reader),)+
                    $($shared: $shared?,)?
                    $($beside: <$Beside as Default>::default(),)?
                })
            }
        }

        impl $crate::read::fields::FieldValue for $Name {
            fn shape() -> $crate::read::shape::Shape {
                $crate::read::shape::Shape::Table {
                    noun: $noun,
                    fields: <$Name as $crate::read::fields::Fields>::declared,
                    any_of: &[$($($any),+)?],
                }
            }

            fn read(
                node: &$crate::read::node::Node,
                reader: &mut $crate::read::fields::Reader,
            ) -> Option<Self> {
                match &node.value {
                    $crate::read::node::Value::Table(table) => {
                        <Self as $crate::read::fields::Fields>::read_table(table, reader)
                    }
                    _ => {
                        let shape = <Self as $crate::read::fields::FieldValue>::shape();
                        reader.no_table(node, &shape, &<Self as $crate::read::fields::Fields>::declared());
                        None
                    }
                }
            }
        }
    };
    (@type need $Type:ty) => { $Type };
    (@type may $Type:ty) => { Option<$Type> };
    (@type many $Type:ty) => { $Type };
    (@required need) => { true };
    (@required may) => { false };
    (@required many) => { false };
    (@read need $Type:ty, $table:ident, $reader:ident, $name:expr, $noun:literal, $example:literal) => {
        $reader.need::<$Type>($table, const { $crate::read::declare::key($name) }, $noun, $example)
    };
    (@read may $Type:ty, $table:ident, $reader:ident, $name:expr, $noun:literal, $example:literal) => {
        $reader.may::<$Type>($table, const { $crate::read::declare::key($name) })
    };
    (@read many $Type:ty, $table:ident, $reader:ident, $name:expr, $noun:literal, $example:literal) => {
        $reader.may::<$Type>($table, const { $crate::read::declare::key($name) }).unwrap_or_default()
    };
    (@value need $field:ident, $table:ident, $reader:ident) => {
        match $field {
            Some(value) => value,
            None => $reader.stand_in($table)?,
        }
    };
    (@value may $field:ident, $table:ident, $reader:ident) => { $field };
    (@value many $field:ident, $table:ident, $reader:ident) => { $field };
}

/// Declares a value that is one of a few words.
#[macro_export]
macro_rules! choices {
    (
        $(#[doc = $about:literal])+
        pub enum $Name:ident {
            $($(#[doc = $doc:literal])+ $Variant:ident = $word:literal,)+
        }
    ) => {
        $(#[doc = $about])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $Name {
            $($(#[doc = $doc])+ $Variant,)+
        }

        impl $Name {
            /// Every choice with its word and its meaning.
            pub const CHOICES: &'static [(&'static str, &'static str)] =
                &[$(($word, concat!($($doc),+).trim_ascii()),)+];

            /// The word in the file.
            pub fn word(self) -> &'static str {
                match self { $(Self::$Variant => $word,)+ }
            }

            /// The choice a word stands for.
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$Variant),)+ _ => None }
            }
        }

        impl serde::Serialize for $Name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.word())
            }
        }

        impl $crate::read::fields::FieldValue for $Name {
            fn shape() -> $crate::read::shape::Shape {
                $crate::read::shape::Shape::Choice(Self::CHOICES)
            }

            fn read(
                node: &$crate::read::node::Node,
                reader: &mut $crate::read::fields::Reader,
            ) -> Option<Self> {
                $crate::read::values::choice(node, reader, Self::CHOICES, Self::from_word)
            }
        }
    };
}
