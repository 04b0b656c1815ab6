import { env } from "cloudflare:workers";

declare global {
  namespace Cloudflare {
    interface Env {
      TEST_SCHEMA: string[];
    }
  }
}

// Storage is new for each test file, and so is D1.
await env.DB.batch(env.TEST_SCHEMA.map((statement) => env.DB.prepare(statement)));
