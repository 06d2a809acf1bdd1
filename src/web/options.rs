//! Objects whose fields JavaScript sets, each stated once: what the fields are called, which of them may be left out, and what TypeScript is told.

/// Declares such an object: a type around the [`Input`](super::input::Input) that holds it, with a function for each field that looks it up, and
/// `FIELDS`, the names of all. The types of the fields are for TypeScript; what is no such thing is refused where
/// it is read.
macro_rules! options {
    (
        $(#[$doc:meta])*
        $vis:vis struct $Name:ident {
            $($(#[$field_doc:meta])* $kind:ident $field:ident = $name:literal: $Type:ty,)*
        }
    ) => {
        $(#[$doc])*
        $vis struct $Name(pub $crate::web::input::Input);

        impl $Name {
            /// What its fields are called.
            #[allow(dead_code, reason = "some objects may have other fields, too")]
            pub const FIELDS: &'static [&'static str] = &[$($name),*];

            $(options!(@look $kind $(#[$field_doc])* $field $name);)*
        }

        #[cfg(test)]
        impl schemars::JsonSchema for $Name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($Name).into()
            }

            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                #[allow(unused_imports)]
                use $crate::web::declarations::ts;

                $(#[$doc])*
                #[derive(schemars::JsonSchema)]
                #[expect(dead_code, reason = "it only describes")]
                struct Described {
                    $(
                        $(#[$field_doc])*
                        #[schemars(rename = $name)]
                        $field: options!(@described $kind $Type),
                    )*
                }
                Described::json_schema(generator)
            }
        }
    };
    (@look required $(#[$doc:meta])* $field:ident $name:literal) => {
        $(#[$doc])*
        pub fn $field(&self) -> $crate::web::input::Input {
            self.0.field($name)
        }
    };
    (@look optional $(#[$doc:meta])* $field:ident $name:literal) => {
        $(#[$doc])*
        pub fn $field(&self) -> Option<$crate::web::input::Input> {
            self.0.given($name)
        }
    };
    (@described required $Type:ty) => { $Type };
    (@described optional $Type:ty) => { ts::Optional<$Type> };
}

pub(in crate::web) use options;
