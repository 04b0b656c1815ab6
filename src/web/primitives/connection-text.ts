import type { ConnectionState } from "../../client/index.ts";
import { assertNever } from "../../protocol/codes.ts";
import { words } from "../language/language.ts";
import { seconds, sentence } from "../language/refusal-text.ts";

/** What to say about a connection, or nothing while all is well. */
export function connectionWords(connection: ConnectionState, now: number): string | undefined {
  const said = words().elements.connection;
  switch (connection.state) {
    case "connecting":
      return said.connecting;
    case "live":
      return connection.via === "poll" ? said.slow : undefined;
    case "waiting":
      if (connection.offline) return said.offline;
      return said.waiting(seconds(connection.until - now));
    case "closed":
      return connection.code === undefined ? undefined : sentence({ code: connection.code });
    default:
      return assertNever(connection);
  }
}
