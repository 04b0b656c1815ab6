import * as z from "zod/mini";
import en from "zod/v4/locales/en.js";
import { accept, type Result, refuse } from "../../protocol/codes.ts";
import type { Endpoint } from "../../protocol/endpoints.ts";
import { fieldOf } from "../object/field.ts";
import type { Http } from "./answers.ts";

// The runtime forbids code made from strings, so zod must not try; and `zod/mini` has no error texts of its own.
z.config({ ...en(), jitless: true });

interface Input {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/** Reads a request and checks it against the schemas of its endpoint. Fields they do not name are dropped; parameters are refused. */
export async function readInput(endpoint: Endpoint, http: Http): Promise<Result<Input>> {
  const params = checkTexts(endpoint.params, http.req.param());
  if (!params.ok) return params;
  const query = checkQuery(endpoint.query, http.req.queries());
  if (!query.ok) return query;
  const body = endpoint.body ? await readBody(endpoint.body, http) : accept({});
  if (!body.ok) return body;
  return accept({ params: params.value, query: query.value, body: body.value });
}

/**
 * A parameter that is misspelled, or given twice, is no parameter: what was asked for would not be what is answered.
 */
function checkQuery(
  schema: z.ZodMiniObject | undefined,
  given: Readonly<Record<string, readonly string[]>>,
): Result<unknown> {
  for (const [field, values] of Object.entries(given)) {
    if (!Object.hasOwn(schema?.shape ?? {}, field))
      return refuse("bad_request", { detail: "There is no such parameter here.", field });
    if (values.length > 1) return refuse("bad_request", { detail: `${field}: Given more than once.`, field });
  }
  const first = Object.entries(given).map(([field, [value]]) => [field, value]);
  return checkTexts(schema, Object.fromEntries(first));
}

/** In an address everything is text. A number is digits there, and nothing else that JavaScript takes for one. */
function checkTexts(
  schema: z.ZodMiniObject | undefined,
  given: Readonly<Record<string, string>>,
): Result<unknown> {
  const checked = check(schema, given);
  if (!checked.ok) return checked;
  for (const [field, value] of Object.entries(checked.value as object))
    if (typeof value === "number" && !/^\d+$/.test(given[field] ?? "0"))
      return refuse("bad_request", { detail: `${field}: Digits only.`, field });
  return checked;
}

/** No body at all counts as `{}`, so that an action without arguments can be asked for with a bare POST. */
async function readBody(schema: z.ZodMiniObject, http: Http): Promise<Result<unknown>> {
  const bytes = await http.req.arrayBuffer();
  if (bytes.byteLength === 0) return check(schema, {});
  if (!isJson(http.req.header("Content-Type")))
    return refuse("bad_request", { detail: "Send the body as application/json." });
  const json = parseJson(bytes);
  return json.ok ? check(schema, json.value) : json;
}

const isJson = (type: string | undefined): boolean => /^application\/json\s*(?:;|$)/i.test(type ?? "");

/** `__proto__` is refused rather than dropped: whoever sends it means harm, or has a bug they should know of. */
function parseJson(bytes: ArrayBuffer): Result<unknown> {
  let poisoned = false;
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
    const value: unknown = JSON.parse(text, (key, inner: unknown) => {
      if (key === "__proto__") poisoned = true;
      return inner;
    });
    return poisoned ? refuse("bad_request", { detail: "A key must not be named __proto__." }) : accept(value);
  } catch {
    return refuse("bad_request", { detail: "The body is not JSON in UTF-8." });
  }
}

function check(schema: z.ZodMiniType | undefined, value: unknown): Result<unknown> {
  if (!schema) return accept({});
  const parsed = z.safeParse(schema, value);
  if (parsed.success) return accept(parsed.data);
  const { issues } = parsed.error;
  const field = fieldOf(issues[0]);
  return refuse("bad_request", {
    detail: issues.slice(0, 3).map(sentence).join(" "),
    ...(field && { field }),
  });
}

/** Names the field and what it should be. Never quotes the value, which may be a password. */
const sentence = (issue: z.core.$ZodIssue): string =>
  issue.code === "unrecognized_keys"
    ? "There is no such setting."
    : `${fieldOf(issue) || "The body"}: ${issue.message}.`;
