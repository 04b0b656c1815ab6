import type { RoomId, RoomKind } from "../../../protocol/ids.ts";
import type { RoomSettings } from "../../../protocol/room.ts";
import type { Sql } from "../../object/sql.ts";

/** The settings and dates of a room. */
export interface RoomInfo {
  readonly room_id: RoomId;
  readonly kind: RoomKind;
  /** Unix milliseconds. */
  readonly created_at: number;
  readonly epoch: string;
  readonly settings: RoomSettings;
  /** Unix milliseconds. From then on the room has no members; the rest goes when everyone has been told. */
  readonly deleted_at: number | null;
}

/** The room's own row. */
export class RoomInfoTable {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  put(room: RoomInfo): void {
    this.#sql.exec(
      `INSERT OR REPLACE INTO room (one, room_id, kind, created_at, epoch, settings, deleted_at)
       VALUES (1, ?, ?, ?, ?, ?, ?)`,
      room.room_id,
      room.kind,
      room.created_at,
      room.epoch,
      JSON.stringify(room.settings),
      room.deleted_at,
    );
  }

  get(): RoomInfo | undefined {
    const [row] = this.#sql.exec<Omit<RoomInfo, "settings"> & { settings: string }>(
      "SELECT room_id, kind, created_at, epoch, settings, deleted_at FROM room",
    );
    return row && { ...row, settings: JSON.parse(row.settings) as RoomSettings };
  }
}
