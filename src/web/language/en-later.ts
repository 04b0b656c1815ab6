import { composer } from "./en/later/composer.ts";
import { emoji } from "./en/later/emoji.ts";
import { files } from "./en/later/files.ts";
import { message } from "./en/later/message.ts";
import { room } from "./en/later/room.ts";
import { rooms } from "./en/later/rooms.ts";
import { search } from "./en/later/search.ts";
import { settings } from "./en/later/settings.ts";
import { shell } from "./en/later/shell.ts";

/** What only views say that are loaded when they are first shown. It is loaded with the first of them. */
export const enLater = { composer, emoji, files, message, room, rooms, search, settings, shell };

export type LaterWords = typeof enLater;
