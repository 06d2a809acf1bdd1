//! Objects whose fields JavaScript sets, each stated once: what the fields are called, which of them may be left out, and what TypeScript is told.

/// Declares such an object: a type around the [`Input`](super::input::Input) that holds it, with a function for each field that looks it up, and
/// `FIELDS`, the names of all. Those after `with scripting` are known in the whole module alone. The types of the fields are for TypeScript; what is
/// no such thing is refused where it is read.
macro_rules! options {
    (
        $(#[$doc:meta])*
        $vis:vis struct $Name:ident {
            $($(#[$field_doc:meta])* $kind:ident $field:ident = $name:literal: $Type:ty,)*
        }
        $(with scripting {
            $($(#[$own_doc:meta])* $own_field:ident = $own_name:literal: $OwnType:ty,)*
        })?
    ) => {
        $(#[$doc])*
        $vis struct $Name(pub $crate::web::input::Input);

        impl $Name {
            /// What its fields are called.
            #[allow(dead_code, reason = "some objects may have other fields, too")]
            pub const FIELDS: &'static [&'static str] = if cfg!(feature = "scripting") {
                &[$($name,)* $($($own_name,)*)?]
            } else {
                &[$($name,)*]
            };

            $(options!(@look $kind $(#[$field_doc])* $field $name);)*

            $($(
                $(#[$own_doc])*
                pub fn $own_field(&self) -> Option<$crate::web::input::Input> {
                    if cfg!(feature = "scripting") {
                        self.0.given($own_name)
                    } else {
                        None
                    }
                }
            )*)?
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
                    $($(
                        $(#[$own_doc])*
                        #[schemars(rename = $own_name)]
                        $own_field: ts::Optional<$OwnType>,
                    )*)?
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
