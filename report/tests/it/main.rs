//! What pages and plots are, for histories of which all is known.

mod run;
