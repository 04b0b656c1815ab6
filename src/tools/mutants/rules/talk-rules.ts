import type { RuleMutants } from "./rule-mutants.ts";

/** Connecting, sending, receiving and resuming, and bad input. */
export const TALK_RULES: RuleMutants = {
  CONNECT1: ["src/server/http/socket-routes.ts", "!offeredSubprotocols(http).includes(SUBPROTOCOL)", "false"],
  CONNECT2: [
    "src/server/http/authenticate.ts",
    "bearerToken(http) ?? bearerSubprotocol(http)",
    "bearerSubprotocol(http) ?? bearerToken(http)",
  ],
  CONNECT3: [
    "src/server/http/socket-routes.ts",
    'caller.code === "forbidden_origin" ? answer(http, caller) : refuseSocket(caller.code)',
    "answer(http, caller)",
  ],
  CONNECT4: [
    "src/server/room/frame-handler.ts",
    'if (frame.type !== "hello" && peer.state !== "live") return sockets.close(peer.ws, "hello_first");',
    "",
  ],
  CONNECT5: [
    "src/server/object/sockets.ts",
    "if (ping.success) return this.#answerPing(peer, ping.data.ack, now);",
    "",
  ],
  CONNECT6: [
    "src/server/identity/end-access.ts",
    "env.INBOX.getByName(user_id).closeSessions(session_ids)",
    "env.INBOX.getByName(user_id).closeSessions([])",
  ],
  CONNECT7: [
    "src/server/room/frame-handler.ts",
    "return this.#greet(peer, frame.position, now);",
    'return peer.state === "live" ? undefined : this.#greet(peer, frame.position, now);',
  ],
  CONNECT8: [
    "src/server/room/frame-handler.ts",
    "frame.protocol < MIN_PROTOCOL_VERSION",
    "frame.protocol !== MIN_PROTOCOL_VERSION",
  ],
  CONNECT9: ["src/server/object/sockets.ts", "own >= SOCKETS_PER_USER_MAX", "own > SOCKETS_PER_USER_MAX"],
  CONNECT10: [
    "src/client/transport/connection.ts",
    "RECONNECT_MIN_MS * 2 ** this.#attempt",
    "RECONNECT_MIN_MS * this.#attempt",
  ],
  CONNECT11: [
    "src/protocol/codes.ts",
    'isCode(code) ? table[code].recovery : "retry"',
    'isCode(code) ? table[code].recovery : "stop"',
  ],
  CONNECT12: ["src/server/object/backlog.ts", "this.#units > BACKLOG_MAX_UNITS || ", ""],
  CONNECT13: ["src/server/inbox/allowances.ts", "if (!refusal) this.spend(kind, points, now);", ""],
  SEND1: [
    "src/server/room/frames.ts",
    '{ type: "reject", client_id, ...failureOf(outcome) };',
    '{ type: "reject", ...failureOf(outcome) };',
  ],
  SEND2: ["src/server/room/log.ts", 'if (sent?.sender !== sender) return refuse("client_id_taken");', ""],
  SEND3: [
    "src/server/room/tables/log.ts",
    "if (written === 0) return false;",
    "if (written >= 0) return written > 0;",
  ],
  SEND4: ["src/server/room/log.ts", "time: Math.max(time, now)", "time: now"],
  SEND5: [
    "src/protocol/message.ts",
    "if (isBlank(text) && !mayBeEmpty) return",
    'if (isBlank(text) && text === "" && !mayBeEmpty) return',
  ],
  SEND6: ["src/server/room/room.ts", "age < -CLIENT_ID_MAX_AHEAD_MS", "false"],
  SEND7: ["src/server/room/log.ts", '["reply_to", "thread"] as const', '["reply_to"] as const'],
  SEND8: ["src/server/room/room.ts", "retry_after_ms > 0 && !this.#isKnown(submission)", "false"],
  SEND9: ["src/protocol/policy.ts", 'if (!standing.role && !isOpen) return refuse("not_a_member");', ""],
  SEND10: [
    "src/server/room/room-object.ts",
    "post(user_id: UserId, { client_id, ...content }: NewMessage): Promise<Result<Message>> {",
    'post(user_id: UserId, { client_id: given, ...content }: NewMessage): Promise<Result<Message>> {\n    const client_id = given.replace(/.$/, (last) => (last === "0" ? "1" : "0")) as typeof given;',
  ],
  SEND11: ["src/client/sending/queue.ts", "    this.#window = 1;\n", ""],
  RESUME1: [
    "src/server/room/room-reader.ts",
    "tables.messages.after(position.message_id, messagesBehind, reader)",
    "tables.messages.after(position.message_id + 1, messagesBehind, reader)",
  ],
  RESUME2: ["src/server/room/room-reader.ts", "position.epoch === head.epoch && ", ""],
  RESUME3: ["src/client/room/log-tail.ts", 'if (message.message_id > next) return "gap";', ""],
  RESUME4: [
    "src/server/object/sockets.ts",
    'toAll(frame: object): void {\n    this.#broadcast(frame, ({ state }) => state === "live");',
    "toAll(frame: object): void {\n    const [first] = this.#peers.keys();\n    this.#broadcast(frame, ({ ws }) => ws === first);",
  ],
  RESUME5: ["src/server/room/history.ts", "around - Math.floor(limit / 2)", "around - Math.ceil(limit / 2)"],
  RESUME6: [
    "src/server/http/poll.ts",
    'type === "welcome" ? mode === "reload" : type',
    'type !== "welcome" && type',
  ],
  RESUME7: ["src/server/room/changes.ts", "if (last.get(message_id) !== change.change_id) return [];", ""],
  RESUME8: ["src/client/room/timeline.ts", "patchedAll(known, reading.changes, this.#self)", "known"],
  RESUME9: ["src/server/room/history.ts", "index > 0 && total > units", "false"],
  RESUME10: ["src/server/room/room-reader.ts", 'change.type !== "message_changed" && ', ""],
  RESUME11: [
    "src/server/room/room-reader.ts",
    "pagesOf(messages, RESUME_PAGE)",
    "pagesOf(messages, 2 * RESUME_PAGE)",
  ],
  PROOF1: ["src/server/room/log.ts", "digestOf(message))", "digestOf({ ...message, forward: undefined }))"],
  PROOF2: ["src/server/room/history.ts", "tables.log.chain(start - 1)", "tables.log.chain(start)"],
  PROOF3: [
    "src/client/proof/room-proof.ts",
    "if (known === undefined || known === value) return true;",
    "return true;",
  ],
  INPUT1: ["src/server/object/sockets.ts", "field ? { field } : {}", "{}"],
  INPUT2: [
    "src/server/object/sockets.ts",
    'if (data.length > FRAME_MAX_CHARACTERS) return this.close(peer.ws, "frame_too_long");',
    "",
  ],
  INPUT3: [
    "src/server/object/sockets.ts",
    'if (bad > BAD_FRAMES_MAX) return this.close(peer.ws, "bad_frame");',
    'if (bad > BAD_FRAMES_MAX) return this.closeAll("bad_frame") as undefined;',
  ],
  INPUT4: ["src/server/http/answers.ts", "    ...(field !== undefined && { field }),\n", ""],
  INPUT5: ["src/protocol/user.ts", "oneLine, visible);", "oneLine);"],
  INPUT6: [
    "src/protocol/room-frames.ts",
    "export const Send = z.object(",
    "export const Send = z.strictObject(",
  ],
};
