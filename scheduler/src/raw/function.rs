use std::any::TypeId;
use std::marker::PhantomData;
use std::{mem, ptr};

/// Returns a closure once more if it is a pointer to a function; nothing else can be called twice.
pub(crate) fn copied<T, F: FnOnce() -> T>(main: &F) -> Option<F> {
    // SAFETY: the types are the same but for lifetimes, so that `F` is a pointer to a function, which
    // is `Copy` whatever lifetimes it speaks of.
    (id::<F>() == id::<fn() -> T>()).then(|| unsafe { ptr::read(main) })
}

/// Returns what a type has in common with no other, but for lifetimes.
fn id<T>() -> TypeId {
    trait Identified {
        fn id(&self) -> TypeId
        where
            Self: 'static;
    }
    impl<T> Identified for PhantomData<T> {
        fn id(&self) -> TypeId
        where
            Self: 'static,
        {
            TypeId::of::<T>()
        }
    }
    let marker = PhantomData::<T>;
    // SAFETY: only the bound of a trait object changes, whose value is empty. The method that asks for
    // 'static uses no value of `T`, and there is one id for all lifetimes.
    unsafe { mem::transmute::<&dyn Identified, &(dyn Identified + 'static)>(&marker) }.id()
}

#[cfg(test)]
mod tests {
    use super::copied;

    #[test]
    fn a_function_is_copied_whatever_lifetimes_it_speaks_of() {
        fn check<'a>(text: &'a str, main: fn() -> Option<&'a str>) {
            assert_eq!(copied(&main).map(|again| again()), Some(None), "{text}");
        }
        check(&String::from("short"), || None);
    }

    #[test]
    fn no_other_closure_is_copied() {
        let owned = String::from("once");
        assert!(copied(&move || owned).is_none());
        assert!(
            copied(&|| 1).is_none(),
            "it could hold what is no value and yet there once"
        );
        let boxed: Box<dyn FnOnce() -> u8> = Box::new(|| 1);
        assert!(copied(&boxed).is_none());
        let takes_none: fn() -> fn() -> u8 = || || 1;
        assert!(copied(&takes_none).is_some());
    }
}
