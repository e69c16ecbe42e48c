//! Which of the traits that let a secret out a type implements: for the tests of three crates.

/// Whether a type implements a trait: a constant of the type itself, which is there only then,
/// hides the one of the trait.
macro_rules! implements {
    ($type:ty: $($trait:tt)+) => {{
        #[allow(dead_code, reason = "hidden for types that implement the trait")]
        trait Otherwise {
            const FOUND: bool = false;
        }
        struct Asked<T: ?Sized>(std::marker::PhantomData<T>);
        impl<T: ?Sized> Otherwise for Asked<T> {}
        #[allow(dead_code, reason = "there only for types that implement the trait")]
        impl<T: ?Sized + $($trait)+> Asked<T> {
            const FOUND: bool = true;
        }
        <Asked<$type>>::FOUND
    }};
}

/// Of each type, which of the four traits it implements.
macro_rules! misuse {
    ($($type:ty),* $(,)?) => {
        [$((
            stringify!($type),
            [
                implements!($type: Clone),
                implements!($type: PartialEq),
                implements!($type: std::fmt::Display),
                implements!($type: std::hash::Hash),
            ],
        )),*]
    };
}

#[test]
fn the_question_is_answered() {
    assert_eq!(
        misuse![u8, Vec<f32>],
        [("u8", [true; 4]), ("Vec<f32>", [true, true, false, false])]
    );
}
