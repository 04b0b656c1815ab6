import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import * as limits from "../../src/protocol/limits.ts";
import { PING, PONG } from "../../src/protocol/room-frames.ts";

/** The numbers PROTOCOL.md promises are those the code keeps to. */

const protocol = readFileSync("PROTOCOL.md", "utf8");
const rules = new Map(
  [...protocol.matchAll(/^- \*\*([A-Z]+\d+)\*\* ((?:.|\n(?= {2}))*)/gm)].map(([, rule = "", text = ""]) => [
    rule,
    text.replaceAll(/\s+/g, " "),
  ]),
);

const number = (value: number): string => value.toLocaleString("en-US");
const seconds = (ms: number): string => `${ms / 1_000} s`;
const HOUR_MS = 60 * 60 * 1_000;

const promised: Record<string, readonly string[]> = {
  CONNECT5: [
    `\`${PING}\``,
    `every ${seconds(limits.PING_INTERVAL_MS)}`,
    `\`${PONG}\``,
    `for ${seconds(limits.SILENCE_MAX_MS)}`,
  ],
  CONNECT6: [`latest ${limits.ACCESS_TOKEN_SECONDS / 60} minutes later`],
  CONNECT9: [
    `${limits.SOCKETS_PER_USER_MAX} sockets open to a room and ${limits.SOCKETS_PER_USER_MAX} to the inbox`,
    `a room takes ${number(limits.ROOM_SOCKETS_MAX)}`,
  ],
  CONNECT10: [`at most ${limits.RECONNECT_MIN_MS} ms`, `up to ${seconds(limits.RECONNECT_MAX_MS)}`],
  CONNECT12: [
    `sent ${number(limits.BACKLOG_ASK_UNITS)} UTF-16 units`,
    `is ${number(limits.BACKLOG_MAX_UNITS)} units behind`,
    `or ${number(limits.BACKLOG_USER_MAX_UNITS)} together`,
    `more than ${number(limits.BACKLOG_HELLO_UNITS)} units unread`,
  ],
  CONNECT13: [
    `each ${number(limits.READ_POINT_UNITS)} UTF-16 units`,
    `a search ${limits.SEARCH_POINTS}, a \`hello\` ${limits.HELLO_POINTS}`,
    `${number(limits.READ_BURST)} points at once, then ${limits.READ_PER_SECOND} a second`,
    `${limits.HELLO_BURST} points may go into`,
    `then ${limits.HELLO_PER_SECOND} a second`,
    `${limits.REACH_BURST} at once, then ${limits.REACH_PER_SECOND} a second`,
  ],
  SEND5: [`more than ${number(limits.TEXT_MAX_CHARACTERS)} characters`],
  SEND6: [`older than ${limits.CLIENT_ID_MAX_AGE_DAYS} days`],
  SEND8: [`${limits.SEND_BURST} messages to a room at once, then ${limits.SEND_PER_SECOND} a second`],
  RESUME2: [
    `more than ${limits.RESUME_MAX} messages or changes behind`,
    `more than ${number(limits.RESUME_MAX_UNITS)} UTF-16 units`,
  ],
  RESUME5: [`has ${limits.HISTORY_PAGE} messages, or \`limit\`, which is ${limits.HISTORY_PAGE_MAX} at most`],
  RESUME6: [`\`wait_ms\` (${number(limits.POLL_WAIT_MS)} unless given`],
  RESUME9: [`exceed ${number(limits.PAGE_MAX_UNITS)} UTF-16 units`],
  RESUME10: [`the latest ${limits.RELOAD_PAGE} messages`, `the last ${limits.RESUME_PAGE} changes`],
  RESUME11: [
    `at most ${limits.RESUME_PAGE} messages or changes`,
    `exceed ${number(limits.PAGE_MAX_UNITS)} UTF-16 units`,
  ],
  ACTION4: [`${limits.ACTION_BURST} actions in a room at once, then ${limits.ACTION_PER_SECOND} a second`],
  ACTION5: [`within ${seconds(limits.ACK_TIMEOUT_MS)} of the last one sent`],
  EDIT1: [`for ${limits.EDIT_WINDOW_MS / HOUR_MS} hours`, `the latest ${limits.REVISIONS_MAX - 1}`],
  REACT1: [
    `takes ${limits.REACTION_KINDS_MAX} different ones`,
    "the first ten people",
    `pages of ${number(limits.REACTORS_PAGE)}`,
  ],
  REACT2: [`at most ${limits.EMOJI_MAX} characters`],
  PIN1: [`at most ${limits.PINS_MAX}`],
  POLL1: [`2 to ${limits.POLL_OPTIONS_MAX} options`],
  SEARCH7: [
    `the most recently active first: ${limits.SEARCH_ROOMS_AT_ONCE} with each request`,
    `up to ${limits.SEARCH_ROOM_HITS} hits of each`,
    `every ${limits.SEARCH_ROOMS_PER_POINT} rooms`,
    `every ${number(limits.SEARCH_EFFORT_PER_POINT)} UTF-16 units`,
    `each message counts ${limits.SEARCH_MESSAGE_EFFORT} more`,
  ],
  TYPING1: [`ends ${seconds(limits.TYPING_EXPIRES_MS)} after`],
  TYPING2: [`every ${seconds(limits.TYPING_REPEAT_MS)}`, `${seconds(limits.TYPING_EXPIRES_MS)} are over`],
  RECEIPT1: [`up to ${limits.RECEIPTS_MEMBERS_MAX} members`],
  MEMBER2: [`A room of ${number(limits.MEMBERS_MAX)} members`],
  MEMBER14: [`${limits.ROOMS_BURST} rooms at once, DMs included, then ${limits.ROOMS_PER_MINUTE} a minute`],
  CONSENT6: [`For ${limits.DECLINED_WAIT_MS / (24 * HOUR_MS)} days whoever`, "after 7 days too"],
  CONSENT7: [
    `ask ${limits.INVITATIONS_BURST} strangers at once`,
    `then ${limits.INVITATIONS_PER_HOUR} an hour`,
    `a room ${number(limits.ROOM_INVITATIONS_MAX)} invitations may wait`,
    `for whom ${limits.INVITATIONS_MAX} requests wait`,
  ],
  INBOX1: [`more than ${limits.INBOX_FANOUT_MAX} members`],
  INBOX3: [`the newest ${limits.DELETED_RUNS_MAX} runs`],
  INBOX4: [`at most ${limits.INBOX_PAGE}`, `exceed ${number(limits.PAGE_MAX_UNITS)} UTF-16 units`],
  INBOX13: [
    `keeps ${number(limits.ENTRIES_MAX)} entries of a kind`,
    `exceed ${number(limits.DRAFTS_MAX_UNITS)} characters`,
  ],
  MEMBER7: [`at most ${number(limits.BANS_MAX)} bans`],
  AUDIT1: [`latest ${number(limits.AUDIT_MAX)} entries`],
  INBOX14: [`more than ${limits.INBOX_FANOUT_MAX} members`],
  INBOX16: [`${limits.FOLLOWED_MAX} at most`, `silent for ${seconds(limits.OFFLINE_AFTER_MS)}`],
  INBOX17: [`every ${seconds(limits.FOLLOWED_READ_MS)}`],
  PRESENCE1: [`within ${seconds(limits.OFFLINE_AFTER_MS)}`],
  PRESENCE2: [`offline ${seconds(limits.OFFLINE_AFTER_MS)} after`],
  PRESENCE3: [`within these ${seconds(limits.OFFLINE_AFTER_MS)}`],
  FILE1: [`at most ${limits.FILE_NAME_MAX_BYTES} bytes`],
  FILE2: [`${limits.UPLOAD_KEY_MIN} to ${limits.UPLOAD_KEY_MAX} letters`],
  FILE3: [
    `at most ${number(limits.FILE_MAX_BYTES)} bytes`,
    `together ${number(limits.FILES_QUOTA_BYTES)}`,
    `${limits.UPLOADS_MAX} of them may be uploads`,
  ],
  FILE4: [`${limits.FILES_MAX} at most`],
  FILE6: [`more than ${number(limits.PICTURE_PIXELS_MAX)} pixels`],
  FILE8: [
    `for ${limits.UPLOAD_EXPIRES_MS / HOUR_MS} hours`,
    `${limits.UPLOAD_EXPIRES_MS / HOUR_MS} hours after`,
  ],
  PRESENCE5: [
    `${limits.PRESENCE_SUBSCRIPTIONS_MAX} at most`,
    `a lease of ${limits.PRESENCE_LEASE_MS / 60_000} minutes`,
  ],
  PRESENCE7: [`every ${limits.PRESENCE_LEASE_MS / 60_000} minutes`],
  INPUT1: [`more than ${limits.BAD_FRAMES_MAX} such frames`],
  INPUT2: [
    `more than ${number(limits.FRAME_MAX_CHARACTERS)} characters`,
    `${limits.FRAMES_BURST} at once and ${limits.FRAMES_PER_SECOND} a second`,
  ],
  AUTH1: [`valid for ${limits.ACCESS_TOKEN_SECONDS / 60} minutes`],
  AUTH2: [`Within ${limits.REFRESH_GRACE_SECONDS} s`],
  AUTH5: [`within ${seconds(limits.SESSION_CHECK_MS)}`],
  AUTH9: [`${limits.HANDLE_MIN} to ${limits.HANDLE_MAX} characters`],
  AUTH12: [
    `After ${limits.GUESSES_FREE} wrong passwords`,
    `wait ${seconds(limits.GUESS_DELAY_MIN_MS)}`,
    `up to ${limits.GUESS_DELAY_MAX_MS / 60_000} minutes`,
    `After ${limits.UNDER_ATTACK_FAILURES} within an hour`,
    `From the ${limits.AUTH_PER_MINUTE}th wrong refresh token in a minute on`,
  ],
  AUTH14: [`good for ${limits.CHALLENGE_MS / 60_000} minutes`],
  AUTH15: [`within the last ${limits.PROOF_MS / 60_000} minutes`],
  AUTH16: [`within ${limits.RESET_HOURS} hours`],
  ADMIN9: [`latest ${number(limits.ADMIN_LOG_MAX)} entries`],
};

it.each(Object.entries(promised))("%s promises what the code keeps to", (rule, fragments) => {
  for (const fragment of fragments) expect(rules.get(rule)).toContain(fragment);
});

it("no rule with a number of two digits or more is left out", () => {
  const others = [...rules].filter(([rule]) => !(rule in promised));
  const numbers = others.flatMap(([rule, text]) => {
    // Codes of HTTP and names of standards are no promises.
    const prose = text.replaceAll(/\b(?:4\d\d `\w+`|SHA-256|UTF-\d+|UAX #29|UTS #39|[A-Z]+\d+)/g, "");
    return (prose.match(/\b\d[\d,]+\b/g) ?? []).map((found) => `${rule}: ${found}`);
  });
  // Of a chain's beginning.
  expect(numbers).toEqual(["PROOF1: 64"]);
});
