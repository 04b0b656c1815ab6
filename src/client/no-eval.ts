import * as z from "zod/mini";

// zod compiles its object parsers with `new Function` unless it is configured not to before the schemas are made.
// A Content-Security-Policy forbids that (and reports the attempt), so in a browser this runs before the
// first schema is made; elsewhere the compiled parsers are worth having.
if (typeof document !== "undefined") z.config({ jitless: true });
