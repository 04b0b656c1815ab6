import { composer } from "./de/later/composer.ts";
import { emoji } from "./de/later/emoji.ts";
import { files } from "./de/later/files.ts";
import { message } from "./de/later/message.ts";
import { room } from "./de/later/room.ts";
import { rooms } from "./de/later/rooms.ts";
import { search } from "./de/later/search.ts";
import { settings } from "./de/later/settings.ts";
import { shell } from "./de/later/shell.ts";
import type { LaterWords } from "./en-later.ts";

export const deLater: LaterWords = { composer, emoji, files, message, room, rooms, search, settings, shell };
