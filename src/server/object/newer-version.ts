import type { Code } from "../../protocol/codes.ts";

/**
 * An object's tables are of a version that this code does not know, because a deploy was rolled back.
 * Whatever is asked of the object is refused, and nothing is written. It is an exception, since any
 * call may meet it, whatever it answers otherwise; `code` survives calls between objects.
 */
export class NewerVersionError extends Error {
  override readonly name = "NewerVersionError";
  readonly code: Code = "newer_version";

  constructor() {
    super("the tables of this object are of a newer version");
  }
}

/** The code to refuse something with that threw: `internal` for a bug. */
export const codeOfError = (error: unknown): Code =>
  error instanceof Error && (error as Partial<NewerVersionError>).code === "newer_version"
    ? "newer_version"
    : "internal";
