//! The macro that declares a table of kernels: one private function pointer and one safe method
//! for each kernel.

/// Declares a `Kernels` struct whose fields are kernels and whose methods call them.
macro_rules! kernels {
    ($(#[$meta:meta])* pub struct $name:ident {
        $($(#[$doc:meta])* fn $kernel:ident($($arg:ident: $ty:ty),* $(,)?) $(-> $ret:ty)?;)*
    }) => {
        $(#[$meta])*
        #[derive(Debug)]
        pub struct $name {
            $(pub(crate) $kernel: unsafe fn($($ty),*) $(-> $ret)?,)*
        }

        impl $name {
            $(
                $(#[$doc])*
                #[inline]
                pub fn $kernel(&self, $($arg: $ty),*) $(-> $ret)? {
                    // SAFETY: a table leaves this crate only inside a `Backend`, and a `Backend`
                    // only after `Backend::runs_here` found every CPU feature its kernels need.
                    unsafe { (self.$kernel)($($arg),*) }
                }
            )*
        }
    };
}
