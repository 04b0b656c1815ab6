import { CHAIN_START } from "../../src/protocol/chain.ts";
import type { ClientId, UserId } from "../../src/protocol/ids.ts";
import { durableSql } from "../../src/server/object/sql.ts";
import { chainAfter, digestOf } from "../../src/server/room/chain.ts";
import { RoomTables } from "../../src/server/room/tables/room-tables.ts";
import parlor, { RoomObject as Room } from "../../src/server/worker.ts";
import { asId } from "../as-id.ts";

/** Parlor's own Worker and objects, with a door that only a test may have: it fills a room at once. */

export { InboxObject, UploadObject } from "../../src/server/worker.ts";

/** Milliseconds between two messages: some 200 a day. */
const STEP_MS = 7 * 60_000;
const WORDS = "lamp table window harbour slow bread tomorrow under quiet letter orange station".split(" ");

/** From one word to several lines, so that no two neighbours are of one height. */
const lineOf = (message_id: number): string =>
  `No. ${message_id}: ${Array.from({ length: 1 + ((message_id * 37) % 61) }, (_, index) => WORDS[(message_id + index * index) % WORDS.length]).join(" ")}`;

export class RoomObject extends Room {
  /** Writes messages into the log by the room's own SQL, without telling anybody. The object has to wake anew after that. */
  seed(sender: UserId, count: number): void {
    const tables = new RoomTables(durableSql(this.ctx.storage));
    const now = Date.now();
    tables.transaction(() => {
      let { message_id, chain } = tables.log.last() ?? { message_id: 0, chain: CHAIN_START };
      const last = message_id + count;
      while (message_id < last) {
        message_id++;
        const client_id = asId<ClientId>(
          `01900000-0000-7000-8000-${message_id.toString(16).padStart(12, "0")}`,
        );
        const time = now - (100_000 - message_id) * STEP_MS;
        const message = { message_id, sender, client_id, time, text: lineOf(message_id) };
        chain = chainAfter(chain, message, digestOf(message));
        tables.messages.insert(message, chain);
      }
      tables.fanOut.putCursor({ message_id, change_id: tables.changes.last() });
    });
  }
}

interface VastEnv extends Env {
  ROOM: DurableObjectNamespace<RoomObject>;
}

export default {
  async fetch(request, env, ctx): Promise<Response> {
    const { pathname, searchParams: query } = new URL(request.url);
    if (pathname !== "/bench/seed") return parlor.fetch(request, env, ctx);
    await env.ROOM.getByName(query.get("room") ?? "").seed(
      asId(query.get("sender") ?? ""),
      Number(query.get("count")),
    );
    return Response.json({});
  },
} satisfies ExportedHandler<VastEnv>;
