import type { RuleMutants } from "./rule-mutants.ts";

/** Finding messages. */
export const SEARCH_RULES: RuleMutants = {
  SEARCH1: [
    "src/server/room/search.ts",
    "for (let block = last; block > indexedTo && block >= first; block--) yield block;",
    "",
  ],
  SEARCH2: ["src/protocol/search/match.ts", "isGlued(tokens, next) ? next : tokens.length", "next"],
  SEARCH3: [
    "src/protocol/search/search-query.ts",
    "into[not ? 1 : 0]?.push(user_id);",
    "into[0]?.push(user_id);",
  ],
  SEARCH4: [
    "src/server/room/tables/messages.ts",
    "if (isMention !== mentionsAnyone(before)) this.mentions.set(message_id, isMention);\n    this.#indexAnew(message_id);",
    "if (isMention !== mentionsAnyone(before)) this.mentions.set(message_id, isMention);",
  ],
  SEARCH5: [
    "src/server/http/search-routes.ts",
    ".filter((user_id) => !from.includes(user_id))",
    ".filter((user_id) => from.includes(user_id))",
  ],
  SEARCH6: ["src/server/room/search.ts", "|| this.#effort <= 0", ""],
  SEARCH7: ["src/server/http/search-routes.ts", "rest: all.slice(SEARCH_ROOMS_AT_ONCE),", "rest: [],"],
};
