import type { ConnectionState } from "../../client/index.ts";
import { assertNever } from "../../protocol/codes.ts";
import { seconds, sentence } from "../words.ts";

/** What to say about a connection, or nothing while all is well. */
export function connectionWords(connection: ConnectionState, now: number): string | undefined {
  switch (connection.state) {
    case "connecting":
      return "Connecting …";
    case "live":
      return connection.via === "poll" ? "Connected the slow way: messages may take a moment." : undefined;
    case "waiting":
      if (connection.offline) return "You are offline. What you write is sent when you are back.";
      return `No connection. Trying again in ${seconds(connection.until - now)}.`;
    case "closed":
      return connection.code === undefined ? undefined : sentence({ code: connection.code });
    default:
      return assertNever(connection);
  }
}
