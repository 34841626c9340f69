/// Panics: what nobody should come to was come to.
///
/// # Safety
///
/// It is safe here; [`std::hint::unreachable_unchecked`], for which it stands, is not.
#[track_caller]
pub unsafe fn unreachable_unchecked() -> ! {
    unreachable!("unreachable_unchecked was come to")
}
