import * as z from "zod/mini";
import { UserId } from "../ids.ts";
import { Role, RoomSettingsChange } from "../room.ts";
import { SHARED } from "../rule.ts";
import { roomAction } from "./definition.ts";

/** What owners and admins do with the room and its members. The audit log records all of it. */

const member = { user_id: UserId };

export const moderationActions = {
  update_room: roomAction({
    schema: z.object({ type: z.literal("update_room"), settings: RoomSettingsChange }),
    summary: "Changes the room's settings; only owners archive and unarchive a room",
    rules: {
      update_room: { who: "admin", kinds: SHARED },
      archive: { who: "owner", kinds: SHARED, archived: true },
    },
    refusals: [],
    audited: "always",
  }),

  set_role: roomAction({
    schema: z.object({ type: z.literal("set_role"), ...member, role: Role }),
    summary: "Makes a member an owner, an admin or a plain member (owners)",
    rules: { set_role: { who: "owner", kinds: SHARED } },
    refusals: ["not_found"],
    audited: "always",
  }),

  remove: roomAction({
    schema: z.object({ type: z.literal("remove"), ...member }),
    summary: "Removes a member of lower role; they can come back",
    rules: { remove: { who: "admin", kinds: SHARED } },
    refusals: [],
    audited: "always",
  }),

  ban: roomAction({
    schema: z.object({ type: z.literal("ban"), ...member, on: z.boolean() }),
    summary: "Removes a person and keeps them out, or lifts the ban",
    rules: { ban: { who: "admin", kinds: SHARED } },
    refusals: ["too_many"],
    audited: "always",
  }),

  mute: roomAction({
    /** `until`: Unix milliseconds until which the member cannot post; 0 unmutes. */
    schema: z.object({ type: z.literal("mute"), ...member, until: z.int().check(z.minimum(0)) }),
    summary: "Mutes a member of lower role until a time, or unmutes them",
    rules: { mute: { who: "admin", kinds: SHARED } },
    refusals: ["not_found"],
    audited: "always",
  }),

  answer_request: roomAction({
    schema: z.object({ type: z.literal("answer_request"), ...member, admit: z.boolean() }),
    summary: "Admits or declines somebody who asked to join",
    rules: { answer_request: { who: "admin", kinds: ["channel"] } },
    refusals: ["room_full"],
    audited: "always",
  }),
} as const;
