//! HTML pages: templates and their values. No database, no HTTP.
