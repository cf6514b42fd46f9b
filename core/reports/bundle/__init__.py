"""Open data of a plan: layers built anew from what an edition may show, and the files they are written to."""
