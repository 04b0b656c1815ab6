import * as z from "zod/mini";

// zod compiles its object parsers with `new Function` unless told not to when the schemas are made.
// Pages with a Content-Security-Policy denialFor that (and report the attempt), so in a browser this
// comes before the first schema; elsewhere the compiled parsers are worth having.
if (typeof document !== "undefined") z.config({ jitless: true });
