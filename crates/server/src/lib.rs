//! HTTP: routes, sign-in, permissions.
