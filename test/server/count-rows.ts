import { runInDurableObject } from "cloudflare:test";
import type { InboxObject, RoomObject } from "../../src/server/worker.ts";

/** Rows an object has written since counting began, as they are billed: by SQL, and one for each alarm set. */
export interface Count {
  rows: number;
}

/** Begins to count. An object that is evicted is counted no more. */
export async function countRows(stub: DurableObjectStub<RoomObject | InboxObject>): Promise<Count> {
  const count: Count = { rows: 0 };
  await runInDurableObject(stub, (_, { storage }) => {
    const { sql } = storage;
    const exec = sql.exec.bind(sql);
    const counted: typeof exec = (...all) => {
      const cursor = exec(...all);
      const before = cursor.rowsWritten;
      count.rows += before;
      // A statement that returns rows has written all it will only once they have been read.
      const toArray = cursor.toArray.bind(cursor);
      cursor.toArray = () => {
        const rows = toArray();
        count.rows += cursor.rowsWritten - before;
        return rows;
      };
      return cursor as never;
    };
    Object.defineProperty(sql, "exec", { value: counted, configurable: true });
    const setAlarm = storage.setAlarm.bind(storage);
    const countedAlarm: typeof setAlarm = (...all) => {
      count.rows++;
      return setAlarm(...all);
    };
    Object.defineProperty(storage, "setAlarm", { value: countedAlarm, configurable: true });
  });
  return count;
}
