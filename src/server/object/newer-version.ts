import type { Code } from "../../protocol/codes.ts";

/**
 * An object's tables have a version that this code does not know, because a deploy was rolled back.
 * Every call to the object is refused, and nothing is written. This is an exception because any call
 * may meet it, whatever its usual answer. `code` survives calls between objects.
 */
export class NewerVersionError extends Error {
  override readonly name = "NewerVersionError";
  readonly code: Code = "newer_version";

  constructor() {
    super("the tables of this object are of a newer version");
  }
}

/** The code that answers an exception: `internal` for a bug. */
export const codeOfError = (error: unknown): Code =>
  error instanceof Error && (error as Partial<NewerVersionError>).code === "newer_version"
    ? "newer_version"
    : "internal";
