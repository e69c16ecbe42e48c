//! Where bytes of the caller are read and written. Nothing else in this crate follows a pointer.

use crate::codes::{FUTAE_FAILED, FUTAE_LENGTH, FUTAE_NULL, FUTAE_OK, Failure};
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    ptr, slice,
};
use zeroize::Zeroizing;

/// Bytes to give to the caller; overwritten when dropped, secret or not.
pub(crate) type Given = Zeroizing<Vec<u8>>;

/// A buffer of the caller to be read.
pub(crate) type Input = (*const u8, usize);

/// A buffer of the caller to be written.
#[derive(Clone, Copy)]
pub(crate) struct Output {
    pub(crate) start: *mut u8,
    pub(crate) length: usize,
}

/// Runs `work` on the inputs and writes what it gives to the outputs, which have to be as long.
/// No panic leaves it. Outputs are written after inputs were read, so that they may overlap.
///
/// # Safety
/// Each pointer that is not null must be valid for its length.
pub(crate) unsafe fn call<const I: usize, const O: usize>(
    inputs: [Input; I],
    outputs: [Output; O],
    work: impl FnOnce([&[u8]; I]) -> Result<[Given; O], Failure>,
) -> i32 {
    let attempt = AssertUnwindSafe(|| {
        inputs.iter().try_for_each(|(start, length)| check(*start, *length))?;
        outputs.iter().try_for_each(|output| check(output.start, output.length))?;
        // SAFETY: checked not to be null or too long; valid by the promise of the caller.
        let given = work(inputs.map(|input| unsafe { bytes(input) }))?;
        let fits = |(given, output): (&Given, &Output)| given.len() == output.length;
        given.iter().zip(&outputs).all(fits).then_some(given).ok_or(Failure(FUTAE_LENGTH))
    });
    let result = catch_unwind(attempt).unwrap_or(Err(Failure(FUTAE_FAILED)));
    for (at, output) in outputs.iter().enumerate() {
        let given = result.as_ref().ok().map(|given| &given[at][..]);
        // SAFETY: valid by the promise of the caller, or null, which is left alone.
        unsafe { write(*output, given) };
    }
    result.map_or_else(|failure| failure.0, |_| FUTAE_OK)
}

/// Null is no buffer but of no bytes; more than `isize::MAX` bytes there are not.
fn check(start: *const u8, length: usize) -> Result<(), Failure> {
    if isize::try_from(length).is_err() {
        return Err(Failure(FUTAE_LENGTH));
    }
    if start.is_null() && length != 0 { Err(Failure(FUTAE_NULL)) } else { Ok(()) }
}

/// # Safety
/// A pointer that is not null must be valid for the length, which is not above `isize::MAX`; null
/// comes with no bytes.
unsafe fn bytes<'a>((start, length): Input) -> &'a [u8] {
    if length == 0 {
        return &[];
    }
    // SAFETY: the promise of this function.
    unsafe { slice::from_raw_parts(start, length) }
}

/// Writes the bytes, which are as many as the output has places, or zeros.
///
/// # Safety
/// A pointer that is not null must be valid for writes of the length.
unsafe fn write(output: Output, given: Option<&[u8]>) {
    if output.start.is_null() || check(output.start, output.length).is_err() {
        return;
    }
    match given {
        // SAFETY: as many bytes as the output has, and ours never overlap the caller's.
        Some(given) => unsafe {
            ptr::copy_nonoverlapping(given.as_ptr(), output.start, output.length);
        },
        // SAFETY: the promise of this function.
        None => unsafe { ptr::write_bytes(output.start, 0, output.length) },
    }
}

/// Overwrites with zeros what the compiler may not leave out.
///
/// # Safety
/// A pointer that is not null must be valid for writes of the length.
pub(crate) unsafe fn wipe(output: Output) -> i32 {
    match check(output.start, output.length) {
        Err(failure) => failure.0,
        Ok(()) if output.length == 0 => FUTAE_OK,
        Ok(()) => {
            // SAFETY: not null, not too long; valid by the promise of this function.
            let bytes = unsafe { slice::from_raw_parts_mut(output.start, output.length) };
            zeroize::Zeroize::zeroize(bytes);
            FUTAE_OK
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output(bytes: &mut [u8]) -> Output {
        Output { start: bytes.as_mut_ptr(), length: bytes.len() }
    }

    fn call_safely<const I: usize, const O: usize>(
        inputs: [&[u8]; I],
        outputs: [&mut [u8]; O],
        work: impl FnOnce([&[u8]; I]) -> Result<[Given; O], Failure>,
    ) -> i32 {
        let inputs = inputs.map(|bytes| (bytes.as_ptr(), bytes.len()));
        // SAFETY: these are slices.
        unsafe { call(inputs, outputs.map(output), work) }
    }

    #[test]
    fn a_panic_stays_inside() {
        let mut out = [7; 3];
        let code = call_safely([b"x"], [&mut out], |_| panic!("inside"));
        assert_eq!((code, out), (FUTAE_FAILED, [0; 3]));
    }

    #[test]
    fn other_lengths_are_refused_and_leave_zeros() {
        let mut out = [7; 3];
        let code = call_safely([b"x"], [&mut out], |_| Ok([vec![1, 2].into()]));
        assert_eq!((code, out), (FUTAE_LENGTH, [0; 3]));
        let code = call_safely([b"x"], [&mut out], |[input]| Ok([input.repeat(3).into()]));
        assert_eq!((code, out), (FUTAE_OK, *b"xxx"));
    }

    #[test]
    fn null_is_refused_unless_empty() {
        let nothing: Input = (ptr::null(), 0);
        let null: Input = (ptr::null(), 1);
        let work = |_: [&[u8]; 1]| Ok([]);
        // SAFETY: null is allowed.
        assert_eq!(unsafe { call([nothing], [], work) }, FUTAE_OK);
        // SAFETY: null is allowed.
        assert_eq!(unsafe { call([null], [], work) }, FUTAE_NULL);
        let huge = Output { start: ptr::dangling_mut(), length: usize::MAX };
        // SAFETY: nothing is written to what cannot be.
        assert_eq!(unsafe { wipe(huge) }, FUTAE_LENGTH);
    }
}
