import { type Finding, lineOf, type Source } from "./sources.ts";

interface Entry {
  readonly say: string;
  /** Names, or parts of names at word borders: "act" is in `applyAct`, `act-queue.ts` and `ACTS`, not in `actor`. */
  readonly not: readonly string[];
  /** Only in these files. Default: everywhere. */
  readonly files?: RegExp;
}

/** One name for one thing, and one that people who work on chats know. */
const VOCABULARY: readonly Entry[] = [
  { say: "action", not: ["act", "acts", "deed", "deeds"] },
  { say: "apply (an action)", not: ["perform", "doing"], files: /^src\// },
  { say: "coalescing key", not: ["act-slot", "slot", "slots"], files: /^src\/client\// },
  { say: "mention", not: ["calling", "called", "calls-on", "call-on"], files: /^src\// },
  { say: "optimistic, withPending", not: ["foresight", "foreseen"] },
  { say: "message range, InboxSnapshot", not: ["stretch", "shelf"] },
  { say: "transport, dependencies", not: ["client-parts", "doors"], files: /^src\/client\// },
  {
    say: "metadata, MentionResolver, HistoryLoader",
    not: ["facts", "room-calls", "room-pages"],
  },
  {
    say: "browser environment, TabPlatform",
    not: ["surroundings", "ground"],
    files: /^src\/client\//,
  },
  { say: "admission, invite link", not: ["door", "doors"], files: /^src\/server\// },
  { say: "denialFor, checkRateLimit", not: ["forbid", "refuse-haste", "haste"] },
  {
    say: "InboxDigest, EphemeralState, DirectorySync",
    not: ["news", "ephemera", "listing"],
    files: /^src\/server\//,
  },
  {
    say: "outbox entry: enqueue, pending, acknowledge",
    not: ["debt", "debts", "owe", "owed", "settle"],
    files: /^src\/server\//,
  },
  { say: "subscription: subscribe, publish, retry", not: ["watching", "untold", "retell"] },
  { say: "addFounders, deleteRoom", not: ["dissolve"] },
  {
    say: "closeCodeFor, UpdateAck, field",
    not: ["gone-as", "taken", "facet"],
    files: /^src\/(server|protocol)\//,
  },
  { say: "StoredMessage, MessageRow, MessageBubble", not: ["said"] },
  {
    say: "receipt summary, notice text, blocked placeholder",
    not: ["reach", "tellings", "veil"],
    files: /^src\/web\//,
  },
  { say: "message actions", not: ["talk"], files: /^src\/web\// },
  {
    say: "roving focus, shortcuts, composer target",
    not: ["walk", "letters", "aim"],
    files: /^src\/web\//,
  },
  {
    say: "admin list, confirm inline, switcher results",
    not: ["book", "sure", "goals"],
    files: /^src\/web\//,
  },
  { say: "long press, sign-in", not: ["hold", "entrance"], files: /^src\/web\// },
  {
    say: "invariant monitor, ephemeral, killable server",
    not: ["witness", "passing", "victim", "victims"],
    files: /^test\//,
  },
];

/** Names with one of these words in another sense, or that are not ours to choose. */
const ALLOWED = /^(toHaveBeenCalled|.*_taken$)/;

/** Tables and columns of released versions keep the names they had. */
const OLD_TABLES = /\/migrations(\.test)?\.ts$|^test\/server\/object\/left-behind\.ts$/;

/** Finds words for which the vocabulary has a better one: in names of files and in code, not in comments and texts. */
export function checkVocabulary(sources: readonly Source[], entries = VOCABULARY): Finding[] {
  const found: Finding[] = [];
  for (const { path, text } of sources) {
    if (path === "src/tools/check/vocabulary.ts" || path.endsWith(".css") || OLD_TABLES.test(path)) continue;
    const here = entries.filter(({ files }) => files?.test(path) ?? true);
    if (here.length === 0) continue;
    const folders = path.split("/").map((name) => ({ name: name.replace(/\..*$/, ""), index: 0 }));
    const names = [...folders, ...namesIn(text)];
    for (const { say, not } of here) {
      const pattern = new RegExp(`(^|-)(${not.join("|")})(-|$)`);
      const hit = names.find(({ name }) => !ALLOWED.test(name) && pattern.test(kebab(name)));
      if (hit)
        found.push({
          rule: `Say ${say}, not ${not.join(", ")}`,
          place: `${path}:${lineOf(text, hit.index)}`,
          what: hit.name,
        });
    }
  }
  return found;
}

/** The identifiers outside comments and texts. */
function namesIn(source: string): { readonly name: string; readonly index: number }[] {
  const blank = (match: string): string => match.replaceAll(/[^\n]/g, " ");
  const code = source.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g, blank);
  return [...code.matchAll(/[A-Za-z_$][\w$]*/g)].map(({ 0: name, index }) => ({ name, index }));
}

/** `applyAct`, `APPLY_ACT` and `apply-act` are the same words. */
const kebab = (name: string): string =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1-$2")
    .replaceAll("_", "-")
    .toLowerCase();
