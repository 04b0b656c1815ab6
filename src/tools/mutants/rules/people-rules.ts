import type { RuleMutants } from "./rule-mutants.ts";

/** Who people are, who is in a room, and who is online. */
export const PEOPLE_RULES: RuleMutants = {
  MEMBER1: [
    "src/protocol/policy.ts",
    'leave: { who: "member", kinds: SHARED',
    'leave: { who: "member", kinds: ANY',
  ],
  MEMBER2: [
    "src/server/room/room-state.ts",
    "this.#count + newcomers > this.limits.members_max",
    "this.#count + newcomers >= this.limits.members_max",
  ],
  MEMBER3: [
    "src/server/room/log.ts",
    "after_message_id: this.#tail.message_id",
    "after_message_id: this.#tail.message_id + 1",
  ],
  MEMBER4: [
    "src/server/room/room-writer.ts",
    "this.#ports.sockets.closeUser(change.user_id, closeCodeFor(change.type));",
    ";",
  ],
  MEMBER5: [
    "src/server/room/tables/members.ts",
    "ORDER BY role = 'admin' DESC, joined_at",
    "ORDER BY joined_at",
  ],
  MEMBER6: [
    "src/protocol/policy.ts",
    'rule.who === "stranger" && kinds.includes(room.kind)',
    'rule.who === "stranger"',
  ],
  MEMBER7: ["src/protocol/policy.ts", "RANK[role] > RANK[other]", "RANK[role] >= RANK[other]"],
  MEMBER8: [
    "src/server/room/room.ts",
    'if (wait === 0 || this.state.member(sender)?.role !== "member") return undefined;',
    "if (wait === 0) return undefined;",
  ],
  MEMBER9: ["src/server/room/invite-links.ts", " || link.uses_left === 0", ""],
  MEMBER10: ["src/server/room/membership.ts", 'state.info.settings.join === "open"', "true"],
  MEMBER11: [
    "src/protocol/policy.ts",
    'if (standing.blocked && !rule.blocked) return refuse("blocked");',
    "",
  ],
  MEMBER12: ["src/server/room/room-state.ts", "    this.notifyEveryone(change);\n    for", "    for"],
  MEMBER13: [
    "src/server/room/room-state.ts",
    'if (info.kind === "channel") this.tables.directory.enqueue(info.room_id, null);',
    "",
  ],
  MEMBER14: ["src/server/inbox/inbox.ts", "if (this.knows(room_id)) return accept({});", ""],
  AUDIT1: ["src/server/room/actions.ts", ' && action.type !== "answer_request"', ""],
  PRESENCE1: ["src/server/inbox/presence.ts", "if (wasAway) this.keepHeardAt(now);", ""],
  PRESENCE2: [
    "src/server/inbox/presence.ts",
    "now < heardAt + OFFLINE_AFTER_MS",
    "now <= heardAt + OFFLINE_AFTER_MS",
  ],
  PRESENCE3: ["src/server/inbox/presence.ts", "if (shown === was) return [];", ""],
  PRESENCE4: ["src/server/inbox/presence.ts", " && this.#tables.countSubscribers(now) > 0", ""],
  PRESENCE5: [
    "src/server/inbox/frame-handler.ts",
    "const refusal =\n      retry_after_ms > 0",
    "const refusal =\n      retry_after_ms > 1e9",
  ],
  PRESENCE6: ["src/server/inbox/presence.ts", 'if (!this.#ports.isVisible()) return "hidden";', ""],
  PRESENCE7: ["src/server/inbox/presence.ts", "isSeen ? this.#view(now) : this.#hidden", "this.#view(now)"],
  AUTH1: [
    "src/server/identity/access-token.ts",
    "seconds + ACCESS_TOKEN_SECONDS",
    "seconds + 2 * ACCESS_TOKEN_SECONDS",
  ],
  AUTH2: [
    "src/server/identity/session.ts",
    'if (hash !== session.previous_hash) return isIssued ? "reused" : "wrong";',
    'if (hash !== session.previous_hash) return "reused";',
  ],
  AUTH3: ["src/server/http/guards.ts", "hasCookie ? !isOwnPage(http) : isForeignPage(http)", "false"],
  AUTH4: [
    "src/server/identity/sign-in.ts",
    'if (!account || !isRight.value) return refuse("wrong_credentials");',
    'if (!account) return refuse("not_found");\n  if (!isRight.value) return refuse("wrong_credentials");',
  ],
  AUTH5: [
    "src/server/http/authenticate.ts",
    '(await hasEndedBy(http.env, caller, now)) ? refuse("session_ended") : accept(caller)',
    "accept(caller)",
  ],
  AUTH6: [
    "src/server/identity/sessions-d1.ts",
    '"DELETE FROM sessions WHERE user_id = ? AND session_id = ?"',
    '"DELETE FROM sessions WHERE ? IS NOT NULL AND session_id = ?"',
  ],
  AUTH7: [
    "src/server/identity/own-credentials.ts",
    'if (!isRight.value) return refuse("wrong_credentials");',
    "",
  ],
  AUTH8: ["src/server/http/cookies.ts", 'httpOnly: false, path: "/"', 'path: "/"'],
  AUTH9: ["src/protocol/user.ts", "    z.toLowerCase(),\n", ""],
  AUTH10: [
    "src/server/identity/password-policy.ts",
    'return whole.length > 0 && whole.replaceAll(word, "") === "";',
    "return false;",
  ],
  AUTH11: [
    "src/server/identity/handle-policy.ts",
    "HANDLES.has(bare(letters(handle))) || forms.some(isStaff)",
    "forms.some(isStaff)",
  ],
  AUTH12: [
    "src/server/identity/guess-limit.ts",
    "GUESS_DELAY_MIN_MS * 2 ** (here.failures - free)",
    "GUESS_DELAY_MIN_MS * (here.failures - free + 1)",
  ],
  AUTH13: [
    "src/server/identity/passkeys-d1.ts",
    "other.user_id = ?1 AND other.passkey_id <> ?2",
    "other.user_id = ?1",
  ],
  AUTH14: [
    "src/server/identity/challenges-d1.ts",
    "return (spent?.meta.changes ?? 0) > 0;",
    "return spent !== undefined;",
  ],
  AUTH15: [
    "src/server/identity/proof.ts",
    'now() - session.proved_at < PROOF_MS ? undefined : refuse("proof_needed")',
    "undefined",
  ],
  AUTH16: [
    "src/server/identity/recovery-d1.ts",
    '"DELETE FROM recovery_codes WHERE user_id = ? AND code_hash = ?"',
    '"UPDATE recovery_codes SET made_at = made_at WHERE user_id = ? AND code_hash = ?"',
  ],
};
