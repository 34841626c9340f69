use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Expr, Ident, MetaNameValue, Path, Token, ext::IdentExt};

/// What stands in the brackets of the attribute.
#[derive(Default)]
pub(crate) struct Options {
    /// Calls of the runner's methods, in the order in which they were written.
    pub(crate) calls: Vec<(Ident, Expr)>,
    /// Where the facade is.
    pub(crate) facade: Option<Path>,
}

/// The runner's methods that can be options.
const NAMES: [&str; 12] = [
    "strategy",
    "iterations",
    "seed",
    "steps_max",
    "timeout_ms",
    "stack_bytes",
    "threads",
    "forbid_leaks",
    "early_timers",
    "check_determinism",
    "corpus",
    "suite",
];

/// Names that another system has for options of ours.
const OTHER_NAMES: [(&str, &str); 2] = [("max_steps", "steps_max"), ("iter_timeout", "timeout_ms")];

/// What stands in the brackets of tokio's attribute: its own options, which change nothing, and ours.
pub(crate) struct TokioOptions(pub(crate) Options);

/// Options of tokio's attribute: time is always paused, and how many threads there are makes no difference.
const TOKIOS: [&str; 4] = [
    "flavor",
    "worker_threads",
    "start_paused",
    "unhandled_panic",
];

impl Parse for TokioOptions {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut ours = TokenStream::new();
        for option in Punctuated::<MetaNameValue, Token![,]>::parse_terminated(input)? {
            let is_tokios = TOKIOS.iter().any(|name| option.path.is_ident(name));
            if !is_tokios {
                ours.extend(quote!(#option,));
            }
        }
        syn::parse2(ours).map(Self)
    }
}

enum Named {
    Call(Ident, Expr),
    Facade(Path),
}

impl Parse for Options {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut options = Self::default();
        for option in Punctuated::<Named, Token![,]>::parse_terminated(input)? {
            match option {
                Named::Facade(path) => options.facade = Some(path),
                Named::Call(name, value) => {
                    if options.calls.iter().any(|(other, _)| *other == name) {
                        let message = format!("`{name}` is given twice");
                        return Err(syn::Error::new(name.span(), message));
                    }
                    options.calls.push((name, value));
                }
            }
        }
        Ok(options)
    }
}

impl Parse for Named {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name = input.call(Ident::parse_any)?;
        if name != "crate" {
            check(&name)?;
        }
        input.parse::<Token![=]>()?;
        if name == "crate" {
            Ok(Named::Facade(input.call(Path::parse_mod_style)?))
        } else {
            Ok(Named::Call(name, input.parse()?))
        }
    }
}

fn check(name: &Ident) -> syn::Result<()> {
    if NAMES.iter().any(|known| name == known) {
        return Ok(());
    }
    let other = OTHER_NAMES.iter().find(|(other, _)| name == other);
    let message = match other {
        Some((_, ours)) => format!("there is no option `{name}`; it is called `{ours}` here"),
        None => format!(
            "there is no option `{name}`; there are {}",
            NAMES.join(", ")
        ),
    };
    Err(syn::Error::new(name.span(), message))
}
