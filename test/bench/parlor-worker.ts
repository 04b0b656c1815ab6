import { CHAIN_START, chainAfter, digestOf } from "../../src/server/room/chain.ts";
import { RoomSql } from "../../src/server/room/room-sql.ts";
import { durableSql } from "../../src/server/sql.ts";
import parlor, { RoomObject as Room } from "../../src/server/worker.ts";

/** Parlor's own Worker and objects, with two doors that only a bench may have: filling a room, and counting its rows. */

export { InboxObject } from "../../src/server/worker.ts";

export class RoomObject extends Room {
  /** Writes messages into the log by the room's own SQL, without telling anybody. The object has to wake anew after that. */
  seed(sender: string, count: number, text: string): void {
    const sql = new RoomSql(durableSql(this.ctx.storage));
    sql.transaction(() => {
      let { message_id, chain } = sql.messages.last() ?? { message_id: 0, chain: CHAIN_START };
      const [first, time] = [message_id + 1, Date.now()];
      while (message_id < first + count - 1) {
        message_id++;
        const message = { message_id, sender, client_id: seedId(message_id), time, text };
        chain = chainAfter(chain, message, digestOf(message));
        sql.messages.insert(message, chain);
      }
      sql.putFanoutCursor({ message_id, change_id: sql.lastChange() });
    });
  }

  rowsWritten(): number {
    throw new Error("this one does not count");
  }
}

const seedId = (message_id: number): string =>
  `01900000-0000-7000-8000-${message_id.toString(16).padStart(12, "0")}`;

/** Counts what Cloudflare would bill as rows written: by SQL, and one for each alarm set. */
export class CountingRoomObject extends RoomObject {
  readonly #rows: () => number;

  constructor(ctx: DurableObjectState, env: Env) {
    const rows = countRows(ctx.storage); // Before anything of the room's can hold on to `exec`.
    super(ctx, env);
    this.#rows = rows;
  }

  override rowsWritten(): number {
    return this.#rows();
  }
}

function countRows(storage: DurableObjectStorage): () => number {
  let rows = 0;
  let open: { rowsWritten: number }[] = [];
  const settle = (): number => {
    for (const cursor of open) rows += cursor.rowsWritten;
    open = [];
    return rows;
  };
  const { sql } = storage;
  const exec = sql.exec.bind(sql) as (...all: unknown[]) => { rowsWritten: number };
  const counted = (...all: unknown[]) => {
    // A cursor knows what it wrote only once it has been read to its end, which it has before the next statement.
    settle();
    const cursor = exec(...all);
    open.push(cursor);
    return cursor;
  };
  Object.defineProperty(sql, "exec", { value: counted });
  const setAlarm = storage.setAlarm.bind(storage);
  Object.defineProperty(storage, "setAlarm", {
    value: (...all: Parameters<typeof setAlarm>) => {
      rows++;
      return setAlarm(...all);
    },
  });
  return settle;
}

interface BenchEnv extends Env {
  ROOM: DurableObjectNamespace<RoomObject>;
}

export default {
  async fetch(request, env, ctx): Promise<Response> {
    const { pathname, searchParams: query } = new URL(request.url);
    const room = () => env.ROOM.getByName(query.get("room") ?? "");
    if (pathname === "/bench/rows") return Response.json(await room().rowsWritten());
    if (pathname !== "/bench/seed") return parlor.fetch(request, env, ctx);
    await room().seed(query.get("sender") ?? "", Number(query.get("count")), query.get("text") ?? "");
    return Response.json({});
  },
} satisfies ExportedHandler<BenchEnv>;
