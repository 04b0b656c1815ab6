import { accept, type Result, refuse } from "../../protocol/codes.ts";
import { dmRoomId, ID_BYTES, newRoomId, type UserId } from "../../protocol/ids.ts";
import { MEMBERS_PAGE } from "../../protocol/limits.ts";
import type { Room } from "../../protocol/room.ts";
import { listChannel, searchChannels, unlistChannel } from "../directory/channels-d1.ts";
import { findPeopleByHandle, searchPeople, unknownPeople } from "../directory/people-d1.ts";
import { admittedBy, mayWriteTo } from "./consent.ts";
import type { Mount } from "./mount.ts";
import { listed, readRoom, roomOf } from "./room-stub.ts";

/**
 * Rooms. What users may do in one is decided by its object, which alone knows its members. Here is only
 * what lies outside of it: whether people exist, and finding channels.
 */
export function roomRoutes(mount: Mount): void {
  mount("openDm", async ({ caller, body, env }) => {
    const { user_id } = caller;
    if (body.user_id === user_id)
      return refuse("bad_request", { detail: "A conversation takes two people." });
    if ((await unknownPeople(env.DB, [body.user_id])).length > 0) return refuse("not_found");
    const isAsked = await mayWriteTo(env, user_id, body.user_id);
    if (!isAsked.ok) return isAsked;
    const asked = isAsked.value ? [body.user_id] : [];
    const room_id = dmRoomId(user_id, body.user_id);
    const allowed = await env.INBOX.getByName(user_id).makeRoom(room_id, asked.length);
    if (!allowed.ok) return allowed;
    return roomOf(env, room_id).create({
      room_id,
      name: "",
      topic: "",
      owner: user_id,
      members: [body.user_id],
      asked,
    });
  });

  mount("createRoom", async ({ caller, body, env }) => {
    const { kind, name, topic } = body;
    const members = others(body.members, caller.user_id);
    const unknown = await refuseUnknown(env, members);
    if (unknown) return unknown;
    const room_id = newRoomId(kind, crypto.getRandomValues(new Uint8Array(ID_BYTES)));
    const { known, strangers } = await admittedBy(env, caller.user_id, members);
    const allowed = await env.INBOX.getByName(caller.user_id).makeRoom(room_id, strangers.length);
    if (!allowed.ok) return allowed;
    const people = { owner: caller.user_id, members: known, asked: strangers };
    const create = (): Promise<Result<Room>> =>
      roomOf(env, room_id).create({ room_id, name, topic, ...people });
    return kind === "channel"
      ? createListed(env, { room_id, name, topic, created_at: Date.now() }, create)
      : create();
  });

  mount("channels", async ({ query, env }) => accept({ channels: await searchChannels(env.DB, query.q) }));

  mount("room", ({ params, caller, env }) => readRoom(env, params.room_id, "describe", caller.user_id));
  mount("deleteRoom", ({ params, caller, env }) => roomOf(env, params.room_id).delete(caller.user_id));
  mount("applyAction", ({ params, body, caller, env }) =>
    roomOf(env, params.room_id).applyAction(caller.user_id, body.action, body.age_ms),
  );
  memberRoutes(mount);
}

function memberRoutes(mount: Mount): void {
  mount("members", async ({ params, query, caller, env }) => {
    const { room_id } = params;
    if (query.q === undefined)
      return listed("members", readRoom(env, room_id, "members", caller.user_id, query.after));
    // Names are in D1, and only the room knows its members.
    const people = await searchPeople(env.DB, query.q, MEMBERS_PAGE);
    const ids = people.map(({ user_id }) => user_id);
    return listed("members", readRoom(env, room_id, "membersAmong", caller.user_id, ids));
  });

  mount("membersByHandle", async ({ params, query, caller, env }) => {
    const people = await findPeopleByHandle(env.DB, query.handles);
    const ids = people.map(({ user_id }) => user_id);
    const among = await readRoom(env, params.room_id, "membersAmong", caller.user_id, ids);
    if (!among.ok) return among;
    const members = new Set(among.value.map(({ user_id }) => user_id));
    return accept({ people: people.filter(({ user_id }) => members.has(user_id)) });
  });

  mount("invite", async ({ params, caller, body, env }) => {
    const unknown = await refuseUnknown(env, body.user_ids);
    if (unknown) return unknown;
    const room = roomOf(env, params.room_id);
    // The room first: who may not invite wakes nobody's inbox.
    const outside = await readRoom(env, params.room_id, "outsiders", caller.user_id, [
      ...new Set(body.user_ids),
    ]);
    if (!outside.ok) return outside;
    const { known, strangers, unwilling } = await admittedBy(env, caller.user_id, outside.value);
    if (strangers.length > 0) {
      const allowed = await env.INBOX.getByName(caller.user_id).askStrangers(strangers.length);
      if (!allowed.ok) return allowed;
    }
    const invited = await room.invite(caller.user_id, [...known, ...strangers], [...strangers]);
    if (!invited.ok) return invited;
    const asked = [...invited.value, ...unwilling];
    return accept(asked.length > 0 ? { invited: asked } : {});
  });
  mount("join", ({ params, caller, env }) => roomOf(env, params.room_id).join(caller.user_id));
  mount("leave", ({ params, caller, env }) => roomOf(env, params.room_id).leave(caller.user_id));
}

const others = (user_ids: readonly UserId[], oneself: UserId): UserId[] =>
  [...new Set(user_ids)].filter((user_id) => user_id !== oneself);

async function refuseUnknown(env: Env, user_ids: readonly UserId[]) {
  const unknown = await unknownPeople(env.DB, user_ids);
  return unknown.length > 0
    ? refuse("not_found", { detail: `Nobody has the id ${unknown.join(", ")}.` })
    : undefined;
}

/**
 * Lists a channel before it exists: if D1 is down nothing has been made, and trying again makes no
 * second channel. A listing without a channel, left by a crash just here, only fails to be joined.
 */
async function createListed(
  env: Env,
  channel: Parameters<typeof listChannel>[1],
  create: () => Promise<Result<Room>>,
): Promise<Result<Room>> {
  await listChannel(env.DB, channel);
  const created = await create();
  if (!created.ok) await unlistChannel(env.DB, channel.room_id);
  return created;
}
