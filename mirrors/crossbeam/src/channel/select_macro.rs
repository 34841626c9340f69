/// Waits until one of several operations on channels is possible, does it, and goes on with what belongs
/// to it.
///
/// `recv(receiver) -> result => …` and `send(sender, message) -> result => …` are operations, `default`
/// is for when none is possible, and `default(timeout)` for when none is for so long. Of several that are
/// possible any is chosen; [`select_biased!`](crate::select_biased) chooses the first. As crossbeam's.
///
/// # Examples
///
/// ```
/// use lockstep_crossbeam::channel::{bounded, unbounded};
/// use lockstep_crossbeam::select;
///
/// let (sender, full) = bounded(1);
/// let (_other, empty) = unbounded::<u32>();
/// sender.send(1).unwrap();
/// let got = select! {
///     recv(full) -> number => number.unwrap(),
///     recv(empty) -> number => number.unwrap() + 100,
///     send(sender, 2) -> sent => {
///         sent.unwrap();
///         0
///     }
/// };
/// assert_eq!(got, 1);
/// let nothing = select! {
///     recv(empty) -> _ => false,
///     default => true,
/// };
/// assert!(nothing);
/// ```
#[macro_export]
macro_rules! select {
    ($($arms:tt)*) => {
        $crate::__select!(@read new [] [] $($arms)*)
    };
}

/// As [`select!`](crate::select), but of several operations that are possible the first is chosen.
#[macro_export]
macro_rules! select_biased {
    ($($arms:tt)*) => {
        $crate::__select!(@read new_biased [] [] $($arms)*)
    };
}

/// Reads the arms one by one, binds the ends of channels, and matches what was chosen.
#[doc(hidden)]
#[macro_export]
macro_rules! __select {
    (@read $new:ident $arms:tt $default:tt
        recv($end:expr $(,)?) -> $result:pat => $body:block, $($rest:tt)*) => {
        $crate::__select!(@add $new $arms $default { recv $end, (), $result, $body } $($rest)*)
    };
    (@read $new:ident $arms:tt $default:tt
        recv($end:expr $(,)?) -> $result:pat => $body:block $($rest:tt)*) => {
        $crate::__select!(@add $new $arms $default { recv $end, (), $result, $body } $($rest)*)
    };
    (@read $new:ident $arms:tt $default:tt
        recv($end:expr $(,)?) -> $result:pat => $body:expr, $($rest:tt)*) => {
        $crate::__select!(@add $new $arms $default { recv $end, (), $result, $body } $($rest)*)
    };
    (@read $new:ident $arms:tt $default:tt
        recv($end:expr $(,)?) -> $result:pat => $body:expr) => {
        $crate::__select!(@add $new $arms $default { recv $end, (), $result, $body })
    };
    (@read $new:ident $arms:tt $default:tt
        send($end:expr, $message:expr $(,)?) -> $result:pat => $body:block, $($rest:tt)*) => {
        $crate::__select!(@add $new $arms $default { send $end, $message, $result, $body } $($rest)*)
    };
    (@read $new:ident $arms:tt $default:tt
        send($end:expr, $message:expr $(,)?) -> $result:pat => $body:block $($rest:tt)*) => {
        $crate::__select!(@add $new $arms $default { send $end, $message, $result, $body } $($rest)*)
    };
    (@read $new:ident $arms:tt $default:tt
        send($end:expr, $message:expr $(,)?) -> $result:pat => $body:expr, $($rest:tt)*) => {
        $crate::__select!(@add $new $arms $default { send $end, $message, $result, $body } $($rest)*)
    };
    (@read $new:ident $arms:tt $default:tt
        send($end:expr, $message:expr $(,)?) -> $result:pat => $body:expr) => {
        $crate::__select!(@add $new $arms $default { send $end, $message, $result, $body })
    };
    (@read $new:ident $arms:tt []
        default $(($($timeout:expr)?))? => $body:block, $($rest:tt)*) => {
        $crate::__select!(@read $new $arms [[$($($timeout)?)?] $body] $($rest)*)
    };
    (@read $new:ident $arms:tt []
        default $(($($timeout:expr)?))? => $body:block $($rest:tt)*) => {
        $crate::__select!(@read $new $arms [[$($($timeout)?)?] $body] $($rest)*)
    };
    (@read $new:ident $arms:tt []
        default $(($($timeout:expr)?))? => $body:expr, $($rest:tt)*) => {
        $crate::__select!(@read $new $arms [[$($($timeout)?)?] $body] $($rest)*)
    };
    (@read $new:ident $arms:tt []
        default $(($($timeout:expr)?))? => $body:expr) => {
        $crate::__select!(@read $new $arms [[$($($timeout)?)?] $body])
    };
    (@read $new:ident [$($arms:tt)*] $default:tt) => {{
        let mut select = $crate::channel::Select::$new();
        $crate::__select!(@bind select [] $default $($arms)*)
    }};

    (@add $new:ident [$($arms:tt)*] $default:tt $arm:tt $($rest:tt)*) => {
        $crate::__select!(@read $new [$($arms)* $arm] $default $($rest)*)
    };

    (@bind $select:ident [$($bound:tt)*] $default:tt
        { $do:ident $end:expr, $message:expr, $result:pat, $body:expr } $($arms:tt)*) => {
        match &$end {
            end => {
                let index = $select.$do(end);
                $crate::__select!(
                    @bind $select [$($bound)* { $do end index, $message, $result, $body }]
                    $default $($arms)*
                )
            }
        }
    };
    (@bind $select:ident $bound:tt []) => {{
        let chosen = $select.select();
        $crate::__select!(@go chosen $bound)
    }};
    (@bind $select:ident $bound:tt [[] $body:expr]) => {
        match $select.try_select() {
            ::core::result::Result::Ok(chosen) => $crate::__select!(@go chosen $bound),
            ::core::result::Result::Err(_) => $body,
        }
    };
    (@bind $select:ident $bound:tt [[$timeout:expr] $body:expr]) => {
        match $select.select_timeout($timeout) {
            ::core::result::Result::Ok(chosen) => $crate::__select!(@go chosen $bound),
            ::core::result::Result::Err(_) => $body,
        }
    };

    (@go $chosen:ident [{ recv $end:ident $index:ident, $message:expr, $result:pat, $body:expr } $($rest:tt)*]) => {
        if $chosen.index() == $index {
            match $chosen.recv($end) {
                $result => $body,
            }
        } else {
            $crate::__select!(@go $chosen [$($rest)*])
        }
    };
    (@go $chosen:ident [{ send $end:ident $index:ident, $message:expr, $result:pat, $body:expr } $($rest:tt)*]) => {
        if $chosen.index() == $index {
            match $chosen.send($end, $message) {
                $result => $body,
            }
        } else {
            $crate::__select!(@go $chosen [$($rest)*])
        }
    };
    (@go $chosen:ident []) => {{
        ::core::mem::forget($chosen);
        ::core::unreachable!("one of the operations was chosen")
    }};
}
