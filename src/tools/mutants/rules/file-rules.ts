import type { RuleMutants } from "./rule-mutants.ts";

/** Uploading, sending, reading and collecting files. */
export const FILE_RULES: RuleMutants = {
  FILE1: [
    "src/server/files/upload.ts",
    'if (offset !== upload.received) return refuse("upload_offset");',
    "",
  ],
  FILE2: ["src/server/http/upload-routes.ts", "if (key === undefined) return", "if (key !== key + 0) return"],
  FILE3: ["src/server/files/files-d1.ts", "WHERE owner = ?3) + ?5 <= ?8", "WHERE owner = ?3) <= ?8 + ?5"],
  FILE4: ["src/server/room/sent-files.ts", "known?.owner === sender && ", ""],
  FILE5: [
    "src/server/room/room-reader.ts",
    'this.#ask("read", user_id, now, () => readableFile(this.#state, user_id, file_id));',
    "accept(readableFile(this.#state, user_id, file_id));",
  ],
  FILE6: ["src/server/files/download.ts", "isShownInline(type) ? type : UNKNOWN_TYPE", "type"],
  FILE7: ["src/server/files/upload.ts", 'hasLocation ? refuse("file_has_location") : ', ""],
  FILE8: ["src/server/room/message-actions.ts", "  collectFiles(state.tables, message_id);\n", ""],
};
