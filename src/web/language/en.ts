import { composer } from "./en/composer.ts";
import { emoji } from "./en/emoji.ts";
import { files } from "./en/files.ts";
import { markdown } from "./en/markdown.ts";
import { message } from "./en/message.ts";
import { notifications } from "./en/notifications.ts";
import { primitives } from "./en/primitives.ts";
import { refusals } from "./en/refusals.ts";
import { room } from "./en/room.ts";
import { rooms } from "./en/rooms.ts";
import { search } from "./en/search.ts";
import { shell } from "./en/shell.ts";
import { signIn } from "./en/sign-in.ts";
import { timeline } from "./en/timeline.ts";
import { times } from "./en/times.ts";

/** English, which defines the keys for every other language. There is one part for each folder of the app. */
export const en = {
  composer,
  emoji,
  files,
  markdown,
  message,
  notifications,
  primitives,
  refusals,
  room,
  rooms,
  search,
  shell,
  signIn,
  timeline,
  times,
};

export type Words = typeof en;
