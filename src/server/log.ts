/** Where something failed, as far as the log may say it. Ids only: nothing that a person typed. */
export interface Where {
  readonly room_id?: string | undefined;
  readonly user_id?: string | undefined;
  readonly request_id?: string | undefined;
  readonly [detail: string]: string | undefined;
}

/**
 * Logs a failure: what failed, where, and the stack. The exception's message is left out, since it may
 * quote what was being parsed or stored: a text, a token, a key.
 */
export function logError(event: string, where: Where, error: unknown): void {
  const { name, stack } = error instanceof Error ? error : new Error();
  console.error({ event, ...where, name, stack: framesOf(stack) });
}

const framesOf = (stack = ""): string[] =>
  stack
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .map((line) => line.trim());
