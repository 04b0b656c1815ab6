import { CHAIN_START } from "../../src/protocol/chain.ts";
import type { ClientId, UserId } from "../../src/protocol/ids.ts";
import type { RoomUpdate } from "../../src/server/inbox/room-update.ts";
import { durableSql } from "../../src/server/object/sql.ts";
import { chainAfter, digestOf } from "../../src/server/room/chain.ts";
import { RoomTables } from "../../src/server/room/tables/room-tables.ts";
import parlor, { InboxObject, RoomObject as Room, UploadObject } from "../../src/server/worker.ts";
import { asId } from "../as-id.ts";
import { countCalls, countRows, countWith, inboxTally, roomTally, talliesOf } from "./counting.ts";
import type { Inboxes, NewBenchRoom } from "./doors.ts";

/** Parlor's own Worker and objects, with doors that only a bench may have: filling a room, and counting what is billed. */

export { InboxObject, UploadObject };

export class RoomObject extends Room {
  /** Writes messages into the log by the room's own SQL, without telling anybody. The object has to wake anew after that. */
  seed(sender: UserId, count: number, text: string): void {
    const tables = new RoomTables(durableSql(this.ctx.storage));
    tables.transaction(() => {
      let { message_id, chain } = tables.log.last() ?? { message_id: 0, chain: CHAIN_START };
      const [first, time] = [message_id + 1, Date.now()];
      while (message_id < first + count - 1) {
        message_id++;
        const message = { message_id, sender, client_id: seedId(message_id), time, text };
        chain = chainAfter(chain, message, digestOf(message));
        tables.messages.insert(message, chain);
      }
      tables.fanOut.putCursor({ message_id, change_id: tables.changes.last() });
    });
  }

  /** Puts members into the room by its own SQL; only those who are there already are told. The object has to wake anew after that. */
  admit(user_ids: readonly UserId[]): void {
    const tables = new RoomTables(durableSql(this.ctx.storage));
    tables.transaction(() => {
      const change_id = tables.changes.last() - 1;
      for (const { user_id } of tables.members.all())
        tables.inboxes.enqueue(user_id, { message_id: 0, change_id });
      for (const user_id of user_ids)
        tables.members.put({ user_id, role: "member", joined_at: Date.now(), read_from: 0, muted_until: 0 });
    });
  }

  inboxes(): Inboxes {
    const { inboxes, fanOut } = new RoomTables(durableSql(this.ctx.storage));
    return { owed: inboxes.pending().length, leases: fanOut.leases().length };
  }
}

const seedId = (message_id: number): ClientId =>
  asId(`01900000-0000-7000-8000-${message_id.toString(16).padStart(12, "0")}`);

export class CountingRoomObject extends RoomObject {
  constructor(ctx: DurableObjectState, env: Env) {
    countRows(ctx.storage, roomTally(ctx.id.name)); // Before anything of the room's can hold on to `exec`.
    super(ctx, env);
  }
}
countCalls(CountingRoomObject, Room, roomTally);

export class CountingInboxObject extends InboxObject {
  constructor(ctx: DurableObjectState, env: Env) {
    countRows(ctx.storage, inboxTally(ctx.id.name));
    super(ctx, env);
  }
}
countCalls(CountingInboxObject, InboxObject, inboxTally, (name, [update]) => {
  if (name !== "roomChanged") return;
  const { room_id, head } = update as RoomUpdate;
  const tallies = talliesOf(room_id);
  tallies.told = Math.max(tallies.told, head);
});

interface BenchEnv extends Env {
  ROOM: DurableObjectNamespace<RoomObject>;
}

export default {
  async fetch(request, env, ctx): Promise<Response> {
    const { pathname, searchParams: query } = new URL(request.url);
    const room = env.ROOM.getByName(query.get("room") ?? "");
    switch (pathname) {
      case "/bench/tally":
        return Response.json(talliesOf(query.get("room") ?? ""));
      case "/bench/inboxes":
        return Response.json(await room.inboxes());
      case "/bench/room":
        return Response.json(await makeRoom(env, await request.json<NewBenchRoom>()));
      case "/bench/admit":
        await room.admit(await request.json<UserId[]>());
        return Response.json({});
      case "/bench/seed":
        await room.seed(asId(query.get("sender") ?? ""), Number(query.get("count")), query.get("text") ?? "");
        return Response.json({});
      default:
        return parlor.fetch(request, env, ctx);
    }
  },
} satisfies ExportedHandler<BenchEnv>;

async function makeRoom(env: BenchEnv, { room_id, members }: NewBenchRoom): Promise<object> {
  countWith(room_id, members);
  const [owner = asId<UserId>("")] = members;
  return env.ROOM.getByName(room_id).create({ room_id, name: "Bench", topic: "", owner, members });
}
