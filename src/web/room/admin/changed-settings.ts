import type { Room, RoomSettings } from "../../../protocol/room.ts";

const FORM = [
  "name",
  "topic",
  "description",
  "permissions",
  "slow_mode_seconds",
  "edit_window_seconds",
  "join",
] as const;

/** The settings that a form has changed; undefined if there are none. */
export function changedSettings(before: Room, form: RoomSettings): Partial<RoomSettings> | undefined {
  const trimmed = {
    ...form,
    name: form.name.trim(),
    topic: form.topic.trim(),
    description: form.description.trim(),
  };
  const changed = FORM.filter((field) => JSON.stringify(trimmed[field]) !== JSON.stringify(before[field]));
  if (changed.length === 0) return undefined;
  return Object.fromEntries(changed.map((field) => [field, trimmed[field]]));
}
