/**
 * Calls to other objects that can be called off. An RPC call cannot: as long as the other object does
 * not answer, the caller stays in memory and is billed, whether or not anybody still waits for the
 * answer, and disposing of the call's promise changes nothing (seen in workerd of 2026-10-23). A
 * `fetch` ends with its signal. So an object calls another by a `fetch` that names a method.
 */

/** Calls a method of another object. Rejects if that throws, or once the signal is aborted. Nothing is answered as null. */
export async function callRemote<Answer>(
  object: Pick<Fetcher, "fetch">,
  method: string,
  args: readonly unknown[],
  signal: AbortSignal,
): Promise<Answer> {
  const body = JSON.stringify(args);
  const response = await object.fetch(`https://object/${method}`, { method: "POST", body, signal });
  return response.json();
}

/** Whether a request is such a call. The Worker's requests, which are for sockets, are not. */
export const isRemoteCall = (request: Request): boolean => request.method === "POST";

/** Answers such a call, if it names one of the given methods of an object. */
export async function answerRemoteCall<Name extends string>(
  request: Request,
  object: Readonly<Record<Name, (...args: never[]) => unknown>>,
  methods: readonly Name[],
): Promise<Response> {
  const path = new URL(request.url).pathname.slice(1);
  const method = methods.find((name) => name === path);
  if (!method) return new Response(null, { status: 404 });
  const args = await request.json<never[]>();
  return Response.json((await object[method](...args)) ?? null);
}
