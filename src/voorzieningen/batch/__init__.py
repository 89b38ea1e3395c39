"""Many households at once: tables in, tables out; needs the extra `batch`."""
