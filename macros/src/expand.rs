use proc_macro2::TokenStream;
use quote::quote;
use syn::{Expr, Ident, ItemFn, LitBool, Path, ReturnType, parse_quote};

use crate::options::{Options, TokioOptions};

/// Writes the test that runs the function under many schedules.
pub(crate) fn expand(options: TokenStream, item: TokenStream) -> syn::Result<TokenStream> {
    let options: Options = syn::parse2(options)?;
    let function: ItemFn = syn::parse2(item)?;
    let facade = options.facade.clone();
    let facade = facade.unwrap_or_else(|| parse_quote!(::lockstep));
    write(&options, &facade, &function)
}

/// As [`expand`], where the facade is a part of the mirror of tokio.
pub(crate) fn expand_tokio(options: TokenStream, item: TokenStream) -> syn::Result<TokenStream> {
    let options: TokioOptions = syn::parse2(options)?;
    let function: ItemFn = syn::parse2(item)?;
    let mirror = options.0.facade.clone();
    let mirror = mirror.unwrap_or_else(|| parse_quote!(::tokio));
    write(&options.0, &parse_quote!(#mirror::__lockstep), &function)
}

fn write(options: &Options, facade: &Path, function: &ItemFn) -> syn::Result<TokenStream> {
    check(function)?;
    let calls: Vec<TokenStream> = (options.calls.iter())
        .map(|(name, value)| call(facade, name, value))
        .collect::<syn::Result<_>>()?;
    let (attributes, visibility, name) = (&function.attrs, &function.vis, &function.sig.ident);
    let (test, body) = (name.to_string(), body(facade, function));
    Ok(quote! {
        #(#attributes)*
        #[::core::prelude::v1::test]
        #visibility fn #name() {
            let statistics = #facade::scheduler::Runner::from_environment()
                .unwrap_or_else(|error| ::core::panic!("{error}"))
                .suite(::core::module_path!())
                .test(#test)
                .show_progress()
                #(#calls)*
                .run(|| #body);
            ::std::println!("{statistics}");
        }
    })
}

/// Writes the call of the runner's method that an option stands for.
fn call(facade: &Path, name: &Ident, value: &Expr) -> syn::Result<TokenStream> {
    Ok(match name.to_string().as_str() {
        "seed" => quote!(.seed(#facade::seed::Seed::from(#value))),
        "threads" => quote! {
            .threads(::core::num::NonZero::new(#value).expect("a search needs a thread"))
        },
        "forbid_leaks" | "early_timers" | "check_determinism" => {
            let wanted: LitBool = syn::parse2(quote!(#value))?;
            if wanted.value {
                quote!(.#name())
            } else {
                quote!()
            }
        }
        _ => quote!(.#name(#value)),
    })
}

/// Returns the body; what it returns, as std's tests do, is an error or nothing.
///
/// That of an async function is blocked on.
fn body(facade: &Path, function: &ItemFn) -> TokenStream {
    let block = &function.block;
    let is_async = function.sig.asyncness.is_some();
    match &function.sig.output {
        ReturnType::Default if is_async => quote!({
            #facade::future::block_on(async #block);
        }),
        ReturnType::Default => quote!(#block),
        ReturnType::Type(_, returned) => {
            let result = if is_async {
                quote!(#facade::future::block_on(main()))
            } else {
                quote!(main())
            };
            let asyncness = &function.sig.asyncness;
            quote! {{
                let main = #asyncness || -> #returned { #block };
                let _ = ::core::result::Result::expect(#result, "the test returned an error");
            }}
        }
    }
}

fn check(function: &ItemFn) -> syn::Result<()> {
    let signature = &function.sig;
    let fault = if let Some(input) = signature.inputs.first() {
        let span = syn::spanned::Spanned::span(input);
        Some((span, "a test has no arguments"))
    } else {
        let generic = signature.generics.params.first();
        generic.map(|generic| {
            (
                syn::spanned::Spanned::span(generic),
                "a test is not generic",
            )
        })
    };
    fault.map_or(Ok(()), |(span, message)| {
        Err(syn::Error::new(span, message))
    })
}

#[cfg(test)]
#[expect(
    clippy::needless_raw_string_hashes,
    reason = "they are written by the tool"
)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(options: TokenStream, item: TokenStream, expected: &Expect) {
        let written = match expand(options, item) {
            Ok(tokens) => prettyplease::unparse(&syn::parse2(tokens).unwrap()),
            Err(error) => error.to_string(),
        };
        expected.assert_eq(&written);
    }

    #[test]
    fn a_test_becomes_the_body_of_a_runner() {
        check(
            quote!(strategy = "pos", iterations = 1000, seed = 1),
            quote! {
                /// Nothing is lost.
                #[ignore]
                fn counts() {
                    assert_eq!(1, 1);
                }
            },
            &expect![[r#"
                /// Nothing is lost.
                #[ignore]
                #[::core::prelude::v1::test]
                fn counts() {
                    let statistics = ::lockstep::scheduler::Runner::from_environment()
                        .unwrap_or_else(|error| ::core::panic!("{error}"))
                        .suite(::core::module_path!())
                        .test("counts")
                        .show_progress()
                        .strategy("pos")
                        .iterations(1000)
                        .seed(::lockstep::seed::Seed::from(1))
                        .run(|| {
                            assert_eq!(1, 1);
                        });
                    ::std::println!("{statistics}");
                }
            "#]],
        );
    }

    #[test]
    fn a_test_may_return_an_error() {
        check(
            quote!(crate = other::name, threads = 2, forbid_leaks = true),
            quote!(
                fn reads() -> Result<(), String> {
                    Ok(())
                }
            ),
            &expect![[r##"
                #[::core::prelude::v1::test]
                fn reads() {
                    let statistics = other::name::scheduler::Runner::from_environment()
                        .unwrap_or_else(|error| ::core::panic!("{error}"))
                        .suite(::core::module_path!())
                        .test("reads")
                        .show_progress()
                        .threads(::core::num::NonZero::new(2).expect("a search needs a thread"))
                        .forbid_leaks()
                        .run(|| {
                            let main = || -> Result<(), String> { { Ok(()) } };
                            let _ = ::core::result::Result::expect(main(), "the test returned an error");
                        });
                    ::std::println!("{statistics}");
                }
            "##]],
        );
    }

    #[test]
    fn an_async_test_is_blocked_on() {
        check(
            quote!(),
            quote!(
                async fn sleeps() {
                    sleep().await;
                }
            ),
            &expect![[r##"
                #[::core::prelude::v1::test]
                fn sleeps() {
                    let statistics = ::lockstep::scheduler::Runner::from_environment()
                        .unwrap_or_else(|error| ::core::panic!("{error}"))
                        .suite(::core::module_path!())
                        .test("sleeps")
                        .show_progress()
                        .run(|| {
                            ::lockstep::future::block_on(async {
                                sleep().await;
                            });
                        });
                    ::std::println!("{statistics}");
                }
            "##]],
        );
        check(
            quote!(),
            quote!(
                async fn reads() -> Result<(), String> {
                    read().await
                }
            ),
            &expect![[r##"
                #[::core::prelude::v1::test]
                fn reads() {
                    let statistics = ::lockstep::scheduler::Runner::from_environment()
                        .unwrap_or_else(|error| ::core::panic!("{error}"))
                        .suite(::core::module_path!())
                        .test("reads")
                        .show_progress()
                        .run(|| {
                            let main = async || -> Result<(), String> { { read().await } };
                            let _ = ::core::result::Result::expect(
                                ::lockstep::future::block_on(main()),
                                "the test returned an error",
                            );
                        });
                    ::std::println!("{statistics}");
                }
            "##]],
        );
    }

    #[test]
    fn a_test_of_tokio_keeps_its_options() {
        let options = quote!(flavor = "multi_thread", worker_threads = 2, iterations = 10);
        let item = quote!(
            async fn sleeps() {}
        );
        let written = expand_tokio(options, item).unwrap();
        let written = prettyplease::unparse(&syn::parse2(written).unwrap());
        expect![[r##"
            #[::core::prelude::v1::test]
            fn sleeps() {
                let statistics = ::tokio::__lockstep::scheduler::Runner::from_environment()
                    .unwrap_or_else(|error| ::core::panic!("{error}"))
                    .suite(::core::module_path!())
                    .test("sleeps")
                    .show_progress()
                    .iterations(10)
                    .run(|| {
                        ::tokio::__lockstep::future::block_on(async {});
                    });
                ::std::println!("{statistics}");
            }
        "##]]
        .assert_eq(&written);
        let error = expand_tokio(
            quote!(speed = 1),
            quote!(
                fn f() {}
            ),
        )
        .unwrap_err();
        expect!["there is no option `speed`; there are strategy, iterations, seed, steps_max, timeout_ms, stack_bytes, threads, forbid_leaks, early_timers, check_determinism, corpus, suite"].assert_eq(&error.to_string());
    }

    #[test]
    fn what_is_no_option_is_told_with_what_is() {
        check(
            quote!(speed = 1),
            quote!(
                fn f() {}
            ),
            &expect![
                "there is no option `speed`; there are strategy, iterations, seed, steps_max, timeout_ms, stack_bytes, threads, forbid_leaks, early_timers, check_determinism, corpus, suite"
            ],
        );
        check(
            quote!(max_steps = 1),
            quote!(
                fn f() {}
            ),
            &expect!["there is no option `max_steps`; it is called `steps_max` here"],
        );
        check(
            quote!(seed = 1, seed = 2),
            quote!(
                fn f() {}
            ),
            &expect!["`seed` is given twice"],
        );
    }

    #[test]
    fn what_is_no_test_is_refused() {
        check(
            quote!(),
            quote!(
                fn f(x: u32) {}
            ),
            &expect!["a test has no arguments"],
        );
        check(
            quote!(),
            quote!(
                fn f<T>() {}
            ),
            &expect!["a test is not generic"],
        );
    }
}
