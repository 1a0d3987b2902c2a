//! The method that both Rust clients get for an ordinary operation.

/// Writes an operation as `request!` does, and beside it a method of [`Client`](crate::Client) and of
/// [`blocking::Client`](crate::blocking::Client) that takes the request and has its documentation.
macro_rules! client_method {
    (
        $operation:literal = $method:ident $path:literal, $auth:ident, $repeat:ident, $patience:ident
            -> $response:ty as $call:ident;

        $(#[doc = $doc:literal])+
        $(#[derive($derive:ident)])?
        pub struct $name:ident $($rest:tt)+
    ) => {
        $crate::request::request! {
            $operation = $method $path, $auth, $repeat, $patience -> $response as $call;

            $(#[doc = $doc])+
            $(#[derive($derive)])?
            pub struct $name $($rest)+
        }

        impl $crate::client::Client {
            $(#[doc = $doc])+
            ///
            /// # Errors
            /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest), naming the field, if something cannot be right
            /// (nothing is sent); else as [`certificate`](crate::Client::certificate).
            pub async fn $call(
                &self,
                request: $name,
            ) -> Result<$crate::answer::Answer<$response>, $crate::error::Error> {
                self.send(&request, &$crate::client::CallOptions::default()).await
            }
        }

        impl $crate::blocking::client::Client {
            $(#[doc = $doc])+
            ///
            /// # Errors
            /// As the method of the same name of [`Client`](crate::Client).
            pub fn $call(
                &self,
                request: $name,
            ) -> Result<$crate::answer::Answer<$response>, $crate::error::Error> {
                self.send(request, $crate::client::CallOptions::default())
            }
        }
    };
}
pub(crate) use client_method;
