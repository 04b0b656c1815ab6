/**
 * Calls to other objects that can be cancelled. An RPC call cannot: as long as the other object does
 * not answer, the caller stays in memory and is billed, whether or not anybody still waits for the
 * answer, and disposing of the call's promise changes nothing (seen in workerd of 2026-10-23). A
 * `fetch` ends with its signal. So every call from object to object is a `fetch` that names a method.
 * The Worker, which ends with its request, uses RPC.
 */

/** Calls a method of another object. Rejects if that throws, or once the signal is aborted. */
export async function callRemote<
  Target extends Rpc.DurableObjectBranded,
  Method extends keyof Target & string,
>(
  object: DurableObjectStub<Target>,
  method: Method,
  args: ArgumentsOf<Target[Method]>,
  signal: AbortSignal,
): Promise<AnswerOf<Target[Method]>> {
  const body = JSON.stringify(args);
  const response = await object.fetch(`https://object/${method}`, { method: "POST", body, signal });
  return response.json();
}

type ArgumentsOf<Method> = Method extends (...args: infer Arguments) => unknown ? Arguments : never;
/** JSON has no `undefined`. */
type AnswerOf<Method> = Method extends (...args: never[]) => infer Answer
  ? Exclude<Awaited<Answer>, undefined> | (undefined extends Awaited<Answer> ? null : never)
  : never;

/** Whether a request is such a call. Socket upgrades, which come from the Worker, are not. */
export const isRemoteCall = (request: Request): boolean => request.method === "POST";

/** Answers such a call if it names one of the given methods of an object. */
export async function answerRemoteCall<Method extends string>(
  request: Request,
  object: { readonly [Name in Method]: (...args: never[]) => unknown },
  methods: readonly Method[],
): Promise<Response> {
  const name = new URL(request.url).pathname.slice(1);
  const method = methods.find((one) => one === name);
  if (!method) return new Response(null, { status: 404 });
  const args = await request.json<never[]>();
  return Response.json((await object[method](...args)) ?? null);
}
