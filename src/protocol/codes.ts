/**
 * One table of everything that can be refused: the text people see, the HTTP status, the code with
 * which a socket is closed, if it is, and what a client does next. A code is stable: its spelling
 * is API. Close codes are in 4000–4999, the range RFC 6455 §7.4.2 leaves to applications.
 */

/** What a client does about a refusal. */
export type Recovery =
  /** Try the same again, after `retry_after_ms` if given, else with back-off. */
  | "retry"
  /** Drop the cached log and load it again. */
  | "reload"
  /** Get a new access token, or sign in, then try again. */
  | "sign_in"
  /** Do not try the same again: a person or programmer has to change something. */
  | "stop";

interface Entry {
  readonly recovery: Recovery;
  readonly status: number;
  readonly close?: number;
  readonly text: string;
}

const table = {
  bad_request: { recovery: "stop", status: 400, text: "The request is malformed." },
  bad_frame: { recovery: "stop", status: 400, close: 4400, text: "The frame is malformed." },
  binary_frame: { recovery: "stop", status: 400, close: 4403, text: "Only text frames are accepted." },
  frame_too_long: { recovery: "stop", status: 413, close: 4413, text: "The frame is too long." },
  too_many_frames: {
    recovery: "retry",
    status: 429,
    close: 4429,
    text: "Too many frames were sent too quickly.",
  },
  silent: {
    recovery: "retry",
    status: 408,
    close: 4408,
    text: "This connection was silent for too long.",
  },
  slow_reader: {
    recovery: "retry",
    status: 503,
    close: 4430,
    text: "This connection fell too far behind in reading.",
  },
  too_many_sockets: { recovery: "retry", status: 429, close: 4409, text: "Too many connections are open." },
  hello_first: { recovery: "stop", status: 400, close: 4401, text: "The first frame must be hello." },
  protocol_too_old: {
    recovery: "stop",
    status: 426,
    close: 4426,
    text: "This app is too old for the server. Please update it.",
  },
  method_not_allowed: { recovery: "stop", status: 405, text: "This address does not take that method." },
  upgrade_required: { recovery: "stop", status: 426, text: "This address takes WebSocket connections only." },
  forbidden_origin: { recovery: "stop", status: 403, text: "Requests from that web site are not accepted." },

  text_empty: { recovery: "stop", status: 400, text: "A message needs some text." },
  text_too_long: { recovery: "stop", status: 413, text: "The message is too long." },
  text_malformed: {
    recovery: "stop",
    status: 400,
    text: "The text contains characters that cannot be stored (a NUL or half a surrogate pair).",
  },
  file_unknown: {
    recovery: "stop",
    status: 404,
    text: "A file of this message is not there, or not there any more. Please attach it again.",
  },
  file_too_large: { recovery: "stop", status: 413, text: "The file is too large." },
  files_full: {
    recovery: "stop",
    status: 413,
    text: "Your files take up all the room you have here. Delete some of them first.",
  },
  uploads_open: {
    recovery: "retry",
    status: 429,
    text: "Too many files are being uploaded at once.",
  },
  file_has_location: {
    recovery: "stop",
    status: 422,
    text: "The file says where it was made. Remove that, or send the picture not as an original.",
  },
  upload_offset: { recovery: "stop", status: 409, text: "The upload goes on at another place than that." },
  checksum_mismatch: { recovery: "stop", status: 460, text: "What arrived is not what was sent." },
  tus_version: { recovery: "stop", status: 412, text: "Uploads speak tus 1.0.0." },
  content_type: { recovery: "stop", status: 415, text: "The body has another type than this address takes." },
  range_unsatisfiable: { recovery: "stop", status: 416, text: "The file has no such bytes." },
  client_id_expired: {
    recovery: "stop",
    status: 409,
    text: "This message waited too long to be sent. Please send it again as a new one.",
  },
  client_id_taken: { recovery: "stop", status: 409, text: "This client_id has been used by somebody else." },
  reply_unknown: { recovery: "stop", status: 400, text: "The message replied to does not exist." },
  message_unknown: { recovery: "stop", status: 404, text: "That message does not exist any more." },
  edit_too_late: { recovery: "stop", status: 409, text: "It is too late to edit this message." },
  not_a_poll: { recovery: "stop", status: 400, text: "That message has no such poll option." },
  too_many: { recovery: "stop", status: 409, text: "The limit has been reached." },
  muted: { recovery: "stop", status: 403, text: "You are muted in this room." },
  slow_mode: {
    recovery: "retry",
    status: 429,
    text: "This room is in slow mode. Please wait before the next message.",
  },
  archived: { recovery: "stop", status: 403, text: "This room is archived." },
  banned: { recovery: "stop", status: 403, close: 4407, text: "You are banned from this room." },
  person_banned: {
    recovery: "stop",
    status: 409,
    text: "Somebody you want to invite is banned from this room. Unban them first.",
  },
  blocked: { recovery: "stop", status: 403, text: "You cannot write to this person." },
  declined: {
    recovery: "stop",
    status: 409,
    text: "Your request was declined. You can ask again a week after that.",
  },
  link_invalid: { recovery: "stop", status: 404, text: "This invite link has expired or has been used up." },
  rate_limited: {
    recovery: "retry",
    status: 429,
    close: 4431,
    text: "That was too fast. Please wait a moment.",
  },
  room_busy: { recovery: "retry", status: 503, text: "The room is very busy. Please try again in a moment." },

  unauthenticated: { recovery: "sign_in", status: 401, close: 4411, text: "Please sign in." },
  session_ended: {
    recovery: "sign_in",
    status: 401,
    close: 4410,
    text: "This session has ended. Please sign in again.",
  },
  wrong_credentials: { recovery: "stop", status: 401, text: "Incorrect handle or password." },
  handle_taken: { recovery: "stop", status: 409, text: "That handle is taken." },
  handle_misleading: {
    recovery: "stop",
    status: 409,
    text: "That handle could be mistaken for somebody else's. Please choose another one.",
  },
  weak_password: {
    recovery: "stop",
    status: 400,
    text: "That password is too easy to guess. Please choose another one.",
  },
  passkey_unknown: {
    recovery: "stop",
    status: 401,
    text: "This passkey belongs to no account here. It may have been removed.",
  },
  passkey_refused: {
    recovery: "stop",
    status: 400,
    text: "The passkey could not be verified. Please try again.",
  },
  suspended: {
    recovery: "stop",
    status: 403,
    text: "This account has been suspended by those who run this server.",
  },
  sign_up_closed: { recovery: "stop", status: 403, text: "Nobody can create an account here at the moment." },
  invitation_needed: {
    recovery: "stop",
    status: 403,
    text: "You need an invitation to create an account here.",
  },
  invitation_invalid: {
    recovery: "stop",
    status: 404,
    text: "This invitation has expired or has been used up.",
  },
  wrong_code: { recovery: "stop", status: 401, text: "Incorrect handle or recovery code." },
  reset_invalid: { recovery: "stop", status: 404, text: "This link has expired or has been used." },
  proof_needed: {
    recovery: "stop",
    status: 403,
    text: "Please show once more that it is you, with your password or a passkey.",
  },
  last_credential: {
    recovery: "stop",
    status: 409,
    text: "This is your only way to sign in. Add another one first.",
  },
  not_a_member: { recovery: "stop", status: 403, close: 4404, text: "You are not a member of this room." },
  removed: { recovery: "stop", status: 403, close: 4406, text: "You were removed from this room." },
  room_deleted: { recovery: "stop", status: 410, close: 4405, text: "This room has been deleted." },
  not_allowed: { recovery: "stop", status: 403, text: "You are not allowed to do that here." },
  not_found: { recovery: "stop", status: 404, text: "There is nothing at this address." },
  room_full: { recovery: "stop", status: 409, text: "The room is full." },

  internal: { recovery: "retry", status: 500, close: 4500, text: "Something went wrong on the server." },
  unavailable: {
    recovery: "retry",
    status: 503,
    close: 4503,
    text: "Part of the service is unavailable. Please try again.",
  },
  newer_version: {
    recovery: "retry",
    status: 503,
    close: 4504,
    text: "The server is older than what it has stored here and cannot open it. Please try again later.",
  },
} as const satisfies Record<string, Entry>;

/** The stable name of a refusal. */
export type Code = keyof typeof table;

/** The table, for documentation and for looking a code up. */
export const codes: Readonly<Record<Code, Entry>> = table;

/** Whether a string from the wire is a code this version knows. */
export const isCode = (value: string): value is Code => Object.hasOwn(table, value);

/** What a client does about a code; one it does not know may be from a newer server: try again. */
export const recoveryFor = (code: string): Recovery => (isCode(code) ? table[code].recovery : "retry");

/** The code for which a socket was closed; undefined if the close was not the application's. */
export const codeOfClose = (close: number): Code | undefined =>
  (Object.keys(table) as Code[]).find((code) => codes[code].close === close);

/** An expected refusal. It is a value, not an exception: exceptions are for bugs. */
export interface Refusal {
  readonly ok: false;
  readonly code: Code;
  /** Milliseconds after which trying again makes sense; only if the code's recovery is `retry`. */
  readonly retry_after_ms?: number;
  /** More detail than the table's sentence, for the person or programmer who has to act. */
  readonly detail?: string;
  /** Path of the field at fault, if it is one: `action.emoji`, `mentions.3`. */
  readonly field?: string;
}

export interface Accepted<T> {
  readonly ok: true;
  readonly value: T;
}

/** What every operation that can be refused returns. */
export type Result<T> = Accepted<T> | Refusal;

/** The answer of an operation that succeeded and returns nothing. */
export type Done = Record<string, never>;

export const accept = <T>(value: T): Accepted<T> => ({ ok: true, value });

export const refuse = (code: Code, more: Omit<Refusal, "ok" | "code"> = {}): Refusal => ({
  ok: false,
  code,
  ...more,
});

/** A refusal as it goes over the wire. */
export const failureOf = ({ code, retry_after_ms, detail, field }: Refusal) => ({
  code,
  message: detail ?? codes[code].text,
  ...(retry_after_ms !== undefined && { retry_after_ms }),
  ...(field !== undefined && { field }),
});

/** The body of every HTTP answer that is not a success. */
export interface ErrorBody {
  readonly error: {
    readonly code: Code;
    readonly message: string;
    readonly request_id: string;
    readonly retry_after_ms?: number;
    readonly field?: string;
  };
}

/** For the end of a switch over a union: does not compile while a case is missing. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
