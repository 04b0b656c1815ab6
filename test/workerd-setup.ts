import { env } from "cloudflare:workers";

declare global {
  namespace Cloudflare {
    interface Env {
      TEST_SCHEMA: string[];
    }
  }
}

// All files run in one Worker, one after the other. Objects are apart by their names; D1 is emptied for each file.
const { results } = await env.DB.prepare(
  "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_cf_%'",
).all<{ name: string }>();
await env.DB.batch([
  ...results.map(({ name }) => env.DB.prepare(`DROP TABLE ${name}`)),
  ...env.TEST_SCHEMA.map((statement) => env.DB.prepare(statement)),
]);
