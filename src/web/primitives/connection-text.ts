import type { ConnectionState } from "../../client/index.ts";
import { assertNever } from "../../protocol/codes.ts";
import { words } from "../language/language.ts";
import { refusalText, seconds } from "../language/refusal-text.ts";

/** What to say about a connection; undefined while all is well. */
export function connectionText(connection: ConnectionState, now: number): string | undefined {
  const t = words().primitives.connection;
  switch (connection.state) {
    case "connecting":
      return t.connecting;
    case "live":
      return connection.via === "poll" ? t.slow : undefined;
    case "waiting":
      if (connection.offline) return t.offline;
      return t.waiting(seconds(connection.until - now));
    case "closed":
      return connection.code === undefined ? undefined : refusalText({ code: connection.code });
    default:
      return assertNever(connection);
  }
}
