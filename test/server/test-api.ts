import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, vi } from "vitest";
import { type Code, codes, type ErrorBody } from "../../src/protocol/codes.ts";
import { type EndpointName, endpoints, type Output, type Session } from "../../src/protocol/endpoints.ts";
import type { UserId } from "../../src/protocol/ids.ts";
import type { User } from "../../src/protocol/user.ts";
import { openApi } from "../../src/server/docs/openapi.ts";
import worker from "../../src/server/worker.ts";

/** The Worker as its clients see it, over https unless a test says otherwise. */
export const ORIGIN = "https://parlor.test";
export const PASSWORD = "a long and quiet sentence";

/** Sends one request through the whole Worker, and waits also for what it does after its answer. */
export async function serve(request: Request, vars: Partial<Env> = {}): Promise<Response> {
  const context = createExecutionContext();
  const response = await worker.fetch(request, { ...env, AUTH_RATE_LIMIT: "off", ...vars }, context);
  await waitOnExecutionContext(context);
  expectInContract(request, response);
  return response;
}

const { paths } = openApi();
const patterns = Object.entries(paths).map(([path, operations]) => ({
  pattern: new RegExp(`^${path.replaceAll(/[.]/g, "\\.").replaceAll(/\{\w+\}/g, "[^/]+")}$`),
  operations,
}));

/** Whatever is answered, its status is one that the API's description names. */
function expectInContract({ method, url }: Request, { status }: Response): void {
  const { pathname } = new URL(url);
  const found = patterns.filter(({ pattern }) => pattern.test(pathname));
  if (method === "OPTIONS") return;
  // By another method, an address is described by those it has.
  const described = found.flatMap(
    ({ operations }) => operations[method.toLowerCase()] ?? Object.values(operations),
  );
  if (described.length === 0) return;
  const statuses = described.flatMap(({ responses }) => Object.keys(responses));
  expect(statuses, `${method} ${pathname}`).toContain(String(status));
}

export interface Sent {
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  readonly vars?: Partial<Env>;
}

/** One request with a JSON body. */
export function send(
  method: string,
  path: string,
  { headers = {}, body, vars }: Sent = {},
): Promise<Response> {
  const json = body === undefined ? {} : { body: JSON.stringify(body) };
  const type: Record<string, string> = body === undefined ? {} : { "Content-Type": "application/json" };
  return serve(new Request(ORIGIN + path, { method, headers: { ...type, ...headers }, ...json }), vars);
}

/** Expects a refusal, in the one shape all refusals have. */
export async function expectRefusal(response: Response, code: Code): Promise<ErrorBody["error"]> {
  const body = (await response.json()) as ErrorBody;
  expect(body).toEqual({
    error: expect.objectContaining({ code, message: expect.stringContaining(codes[code].text) }),
  });
  expect(response.status).toBe(codes[code].status);
  expect(body.error.request_id).toBe(response.headers.get("X-Request-Id"));
  expect(body.error.request_id).toMatch(/^[0-9a-f-]{36}$/);
  return body.error;
}

/** Waits for what comes by itself, within a second or so: rooms report to inboxes and to the directory. */
export const soon = <T>(check: () => T | Promise<T>): Promise<T> => vi.waitFor(check, { timeout: 15_000 });

let handles = 0;

/** Somebody signed in by bearer token. */
export class Person {
  readonly user: User;
  readonly access_token: string;
  readonly refresh_token: string;

  constructor({ user, tokens }: Session) {
    if (!tokens) throw new Error("no tokens");
    this.user = user;
    this.access_token = tokens.access_token;
    this.refresh_token = tokens.refresh_token;
  }

  /** Makes an account. */
  static async register(name?: string, handle = `person${++handles}`): Promise<Person> {
    const body = { handle, password: PASSWORD, ...(name === undefined ? {} : { name }) };
    return new Person(await (await send("POST", "/api/auth/register", { body })).json<Session>());
  }

  get id(): UserId {
    return this.user.user_id;
  }

  get bearer(): { Authorization: string } {
    return { Authorization: `Bearer ${this.access_token}` };
  }

  send(method: string, path: string, sent: Sent = {}): Promise<Response> {
    return send(method, path, { ...sent, headers: { ...this.bearer, ...sent.headers } });
  }

  /** Calls an endpoint that is expected to succeed; its answer must be what the table promises. */
  async call<N extends EndpointName>(name: N, path: string, body?: unknown): Promise<Output<N>> {
    const response = await this.send(endpoints[name].method, path, { body });
    const answer = await response.json();
    expect(answer).toEqual(endpoints[name].response.parse(answer));
    expect(response.status).toBe(200);
    return answer as Output<N>;
  }
}

let browsers = 0;

/** Registers as a browser does; the answer sets its cookies. */
export const registerByCookie = (): Promise<Response> =>
  send("POST", "/api/auth/register", {
    body: { handle: `browser${++browsers}`, password: PASSWORD, deliver: "cookie" },
  });

/** The cookies an answer sets, by name, with their attributes. */
export function cookiesOf(response: Response): Map<string, { value: string; attributes: string[] }> {
  const pairs = response.headers.getSetCookie().map((line) => {
    const [pair = "", ...attributes] = line.split("; ");
    const equals = pair.indexOf("=");
    return [pair.slice(0, equals), { value: pair.slice(equals + 1), attributes: attributes.sort() }] as const;
  });
  return new Map(pairs);
}

/** The Cookie header a browser would send back. */
export const cookieHeader = (response: Response): string =>
  [...cookiesOf(response)].map(([name, { value }]) => `${name}=${value}`).join("; ");
