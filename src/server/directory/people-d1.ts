import type { UserId } from "../../protocol/ids.ts";
import { FIND_PAGE } from "../../protocol/limits.ts";
import type { User } from "../../protocol/user.ts";
import { findByWord, prefixRange, wordStarts } from "./word-index.ts";

/** People as everybody sees them: the `users` table, and the words by which they are found. */

export const USER_COLUMNS = "user_id, handle, name, bio, color, created_at";

/** Adds a person, unless somebody's handle has the same skeleton. */
export const insertPerson = (db: D1Database, user: User, skeleton: string): D1PreparedStatement =>
  db
    .prepare(
      `INSERT INTO users (${USER_COLUMNS}) SELECT ?, ?, ?, ?, ?, ?
       WHERE NOT EXISTS (SELECT 1 FROM users WHERE skeleton = ?)`,
    )
    .bind(user.user_id, user.handle, user.name, user.bio, user.color, user.created_at, skeleton);

/** Whether somebody has this handle. */
export async function isHandleInUse(db: D1Database, handle: string): Promise<boolean> {
  return (await db.prepare("SELECT 1 FROM users WHERE handle = ?").bind(handle).first()) !== null;
}

/** Makes a person findable by handle and name as they are now. */
export const indexPerson = (
  db: D1Database,
  user: Pick<User, "user_id" | "handle" | "name">,
): D1PreparedStatement[] => [
  db.prepare("DELETE FROM people_words WHERE user_id = ?").bind(user.user_id),
  db
    .prepare("INSERT INTO people_words (word, user_id) SELECT value, ?2 FROM json_each(?1)")
    .bind(JSON.stringify(wordStarts(user.handle, user.name)), user.user_id),
];

export async function findPerson(db: D1Database, user_id: UserId): Promise<User | undefined> {
  return (
    (await db.prepare(`SELECT ${USER_COLUMNS} FROM users WHERE user_id = ?`).bind(user_id).first<User>()) ??
    undefined
  );
}

/** The people with these ids; unknown ids are left out. */
export const findPeople = (db: D1Database, user_ids: readonly UserId[]): Promise<User[]> =>
  peopleBy(db, "user_id", user_ids);

/** The people with these handles; handles that nobody has are left out. */
export const findPeopleByHandle = (db: D1Database, handles: readonly string[]): Promise<User[]> =>
  peopleBy(db, "handle", handles);

async function peopleBy(
  db: D1Database,
  column: "user_id" | "handle",
  values: readonly string[],
): Promise<User[]> {
  if (values.length === 0) return [];
  const { results } = await db
    .prepare(`SELECT ${USER_COLUMNS} FROM users WHERE ${column} IN (SELECT value FROM json_each(?))`)
    .bind(JSON.stringify(values))
    .all<User>();
  return results;
}

/** Those of the ids that belong to nobody. */
export async function unknownPeople(db: D1Database, user_ids: readonly UserId[]): Promise<UserId[]> {
  const known = new Set((await findPeople(db, user_ids)).map((user) => user.user_id));
  return user_ids.filter((user_id) => !known.has(user_id));
}

/** People by the start of their handle, or of a word in their name; exact matches first. */
export async function searchPeople(db: D1Database, typed: string): Promise<User[]> {
  const found = await findByWord<UserId, User & { word: string }>(
    typed,
    FIND_PAGE,
    ({ user_id }) => user_id,
    async ({ word, id, to, rows }) => {
      const statement = db.prepare(
        `SELECT word, ${USER_COLUMNS} FROM people_words JOIN users USING (user_id)
         WHERE (word, user_id) > (?1, ?2) AND word < ?3 ORDER BY word, user_id LIMIT ?4`,
      );
      return (await statement.bind(word, id, to, rows).all<User & { word: string }>()).results;
    },
  );
  return found.map(({ word: _, ...user }) => user);
}

/** Some of the given people, by the start of their handle or of a word in their name; exact matches first. */
export async function searchAmong(
  db: D1Database,
  user_ids: readonly UserId[],
  typed: string,
  limit: number,
): Promise<UserId[]> {
  // From the people to their words, so that no more is read than they have, however many others begin like this.
  const { results } = await db
    .prepare(
      `SELECT user_id FROM json_each(?3) AS given CROSS JOIN people_words ON user_id = given.value
       WHERE word >= ?1 AND word < ?2 GROUP BY user_id ORDER BY min(word), user_id LIMIT ?4`,
    )
    .bind(...prefixRange(typed), JSON.stringify(user_ids), limit)
    .all<{ user_id: UserId }>();
  return results.map(({ user_id }) => user_id);
}

type Edit = { readonly [K in "name" | "bio" | "color"]?: string | undefined };

/** Changes what is given and leaves the rest. Returns undefined if the person does not exist. */
export async function editPerson(db: D1Database, user_id: UserId, edit: Edit): Promise<User | undefined> {
  const user = await db
    .prepare(
      `UPDATE users SET name = coalesce(?2, name), bio = coalesce(?3, bio), color = coalesce(?4, color)
       WHERE user_id = ?1 RETURNING ${USER_COLUMNS}`,
    )
    .bind(user_id, edit.name ?? null, edit.bio ?? null, edit.color ?? null)
    .first<User>();
  if (user && edit.name !== undefined) await db.batch(indexPerson(db, user));
  return user ?? undefined;
}
