import type { Channel } from "../../protocol/endpoints.ts";
import type { RoomId } from "../../protocol/ids.ts";
import { FIND_PAGE } from "../../protocol/limits.ts";
import { findByWord, wordStarts } from "./word-index.ts";

/** The directory of public channels. It only finds them; their rooms know the rest. */

const COLUMNS = "room_id, name, topic, created_at";

/** Lists a channel, or updates its entry. */
export async function listChannel(db: D1Database, channel: Channel): Promise<void> {
  const { room_id, name, topic, created_at } = channel;
  await db.batch([
    db.prepare("DELETE FROM channel_words WHERE room_id = ?").bind(room_id),
    db
      .prepare(`INSERT OR REPLACE INTO channels (${COLUMNS}) VALUES (?, ?, ?, ?)`)
      .bind(room_id, name, topic, created_at),
    db
      .prepare("INSERT INTO channel_words (word, room_id) SELECT value, ?2 FROM json_each(?1)")
      .bind(JSON.stringify(wordStarts(name)), room_id),
  ]);
}

export async function unlistChannel(db: D1Database, room_id: RoomId): Promise<void> {
  await db.prepare("DELETE FROM channels WHERE room_id = ?").bind(room_id).run();
}

/** Channels by the start of a word in their name; the newest ones if nothing was typed. */
export async function searchChannels(db: D1Database, typed: string): Promise<Channel[]> {
  if (typed.trim() === "") return newestChannels(db);
  const found = await findByWord<RoomId, Channel & { word: string }>(
    typed,
    FIND_PAGE,
    ({ room_id }) => room_id,
    async ({ word, id, to, rows }) => {
      const statement = db.prepare(
        `SELECT word, ${COLUMNS} FROM channel_words JOIN channels USING (room_id)
         WHERE (word, room_id) > (?1, ?2) AND word < ?3 ORDER BY word, room_id LIMIT ?4`,
      );
      return (await statement.bind(word, id, to, rows).all<Channel & { word: string }>()).results;
    },
  );
  return found.map(({ word: _, ...channel }) => channel);
}

async function newestChannels(db: D1Database): Promise<Channel[]> {
  const newest = `SELECT ${COLUMNS} FROM channels ORDER BY created_at DESC LIMIT ${FIND_PAGE}`;
  return (await db.prepare(newest).all<Channel>()).results;
}
