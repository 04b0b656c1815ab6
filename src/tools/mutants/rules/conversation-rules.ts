import type { RuleMutants } from "./rule-mutants.ts";

/** What is done with messages, and what an inbox keeps. */
export const CONVERSATION_RULES: RuleMutants = {
  ACTION1: [
    "src/server/room/frame-handler.ts",
    "sockets.send(peer, answerToAction(frame.client_id, done));",
    "",
  ],
  ACTION2: ["src/server/room/message-actions.ts", '"reactions", now, { emoji, on }', '"reactions", now'],
  ACTION3: [
    "src/protocol/policy.ts",
    'if (RANK[standing.role] < RANK[leastRole(rule.who, room)]) return refuse("not_allowed");',
    "",
  ],
  ACTION4: [
    "src/server/room/room.ts",
    'return retry_after_ms > 0 ? refuse("rate_limited", { retry_after_ms }) : undefined;',
    "return undefined;",
  ],
  ACTION5: [
    "src/server/room/message-actions.ts",
    "message.edited_at !== undefined && made_at < Math.min(now, message.edited_at)",
    "false",
  ],
  EDIT1: [
    "src/server/room/message-actions.ts",
    "now - message.time > editWindow(state)",
    "now - message.time >= editWindow(state)",
  ],
  EDIT2: ["src/server/room/message-actions.ts", "message.digest ?? digestOf(message)", "digestOf(message)"],
  DELETE1: [
    "src/server/room/tables/messages.ts",
    "for (const feature of this.#features) feature.erase(message_id);",
    "",
  ],
  REACT1: [
    "src/server/room/message-actions.ts",
    "kinds.length >= REACTION_KINDS_MAX",
    "kinds.length > REACTION_KINDS_MAX",
  ],
  REACT2: ["src/protocol/actions/message-actions.ts", " && graphemesOf(text).length === 1", ""],
  PIN1: ["src/server/room/message-actions.ts", "pins.count() >= PINS_MAX", "pins.count() > PINS_MAX"],
  POLL1: ["src/server/room/message-actions.ts", "chosen.length > 1 && !poll.multiple", "false"],
  THREAD1: ["src/server/room/tables/threads.ts", "sum(replies) AS count", "count(*) AS count"],
  THREAD2: [
    "src/server/room/tables/threads.ts",
    "WHERE true ON CONFLICT DO NOTHING",
    "WHERE true ON CONFLICT DO UPDATE SET following = 1",
  ],
  THREAD3: [
    "src/server/room/tables/threads.ts",
    "message_id > ? ORDER BY message_id",
    "message_id >= ? ORDER BY message_id",
  ],
  MENTION1: [
    "src/server/room/room.ts",
    '(content.mention_room && this.state.denialFor("mention_room", sender, now)) ??',
    "",
  ],
  MENTION2: [
    "src/server/identity/register.ts",
    'if (RESERVED_HANDLES.has(handle)) return refuse("handle_taken", { field: "handle" });',
    "",
  ],
  MENTION3: ["src/protocol/mention-text.ts", "|[_@])@(", ")@("],
  FORWARD1: ["src/server/http/message-routes.ts", "const origin = forward ?? {", "const origin = {"],
  TYPING1: [
    "src/server/room/ephemeral-state.ts",
    "sent(user_id: UserId): void {\n    this.#typing.delete(user_id);",
    "sent(_: UserId): void {",
  ],
  TYPING2: [
    "src/client/room/typing.ts",
    "[...this.#users].filter(([, { until }]) => until > now)",
    "[...this.#users]",
  ],
  RECEIPT1: [
    "src/server/room/ephemeral-state.ts",
    "memberCount > RECEIPTS_MEMBERS_MAX",
    "memberCount >= RECEIPTS_MEMBERS_MAX",
  ],
  RECEIPT2: [
    "src/client/room/receipts.ts",
    "sharesReceipts ? Math.max(this.#read, this.#told.read) : 0",
    "Math.max(this.#read, this.#told.read)",
  ],
  INBOX1: [
    "src/server/room/followers/inbox-fan-out.ts",
    'if (this.#phase !== "quiet") this.#again = true;',
    'if (this.#phase !== "quiet") return;',
  ],
  INBOX2: ["src/server/inbox/conversation.ts", "isLate(update, known)\n", "false\n"],
  INBOX3: [
    "src/server/inbox/conversation.ts",
    "Math.max(known.read, isPossible ? message_id : known.head)",
    "isPossible ? message_id : known.head",
  ],
  INBOX4: ["src/server/inbox/frames.ts", ".sort((a, b) => a.version - b.version)", ""],
  INBOX5: ["src/server/inbox/inbox-object.ts", "if (done.ok) this.#tell(done.value);", ""],
  INBOX6: [
    "src/server/inbox/conversation.ts",
    "Math.min(known.read, message_id - 1)",
    "Math.min(known.read, message_id)",
  ],
  INBOX7: [
    "src/server/inbox/inbox-actions.ts",
    'level: level ?? ("unset" as const),\n    muted_until,',
    'level: level ?? ("unset" as const),',
  ],
  INBOX8: ["src/server/inbox/tables/entries.ts", "AS INTEGER) > ?2", "AS INTEGER) >= ?2"],
  INBOX9: [
    "src/protocol/actions/inbox-actions.ts",
    "read: Math.max(thread.read, message_id)",
    "read: message_id",
  ],
  INBOX10: [
    "src/server/inbox/entries.ts",
    'OF_MEMBERS: readonly EntryKind[] = ["mention", "thread", "draft"]',
    'OF_MEMBERS: readonly EntryKind[] = ["mention", "thread"]',
  ],
  INBOX11: [
    "src/protocol/actions/inbox-actions.ts",
    'if (draft.text === "") store.remove(draftKey(draft));',
    'if (draft.text === "") return undefined;',
  ],
  INBOX12: ["src/server/inbox/entries.ts", "!this.isBlocked(message.sender) && ", ""],
  INBOX13: [
    "src/server/inbox/entries.ts",
    'MAKES_ROOM: ReadonlySet<EntryKind> = new Set(["mention", "thread", "draft"])',
    'MAKES_ROOM: ReadonlySet<EntryKind> = new Set(["mention", "thread"])',
  ],
  INBOX14: [
    "src/server/inbox/frame-handler.ts",
    "isFirst ? catchUp.connected()",
    "!isFirst ? catchUp.connected()",
  ],
  INBOX15: [
    "src/server/inbox/conversation.ts",
    'level === "unset" ? { level: "all", unset: true }',
    'level === "unset" ? { level: "all" }',
  ],
  INBOX16: ["src/server/inbox/followed-rooms.ts", "peers.every((peer)", "peers.some((peer)"],
  INBOX17: ["src/server/inbox/room-reports.ts", "withinHead(readUpTo(next, read))", "withinHead(next)"],
  INBOX18: ["src/server/inbox/conversation.ts", "unread(shown(known)) > 0 ?", "unread(shown(known)) >= 0 ?"],
};
