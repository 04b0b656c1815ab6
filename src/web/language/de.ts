import { composer } from "./de/composer.ts";
import { emoji } from "./de/emoji.ts";
import { files } from "./de/files.ts";
import { markdown } from "./de/markdown.ts";
import { message } from "./de/message.ts";
import { notifications } from "./de/notifications.ts";
import { primitives } from "./de/primitives.ts";
import { refusals } from "./de/refusals.ts";
import { room } from "./de/room.ts";
import { rooms } from "./de/rooms.ts";
import { search } from "./de/search.ts";
import { shell } from "./de/shell.ts";
import { signIn } from "./de/sign-in.ts";
import { timeline } from "./de/timeline.ts";
import { times } from "./de/times.ts";
import type { Words } from "./en.ts";

export const de: Words = {
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
