/**
 * Every number the product promises or enforces, with its unit and where it comes from.
 * Both ends read it here, so a limit is never told in one place and enforced in another.
 */

/** The version this code speaks. It grows when a frame changes in a way older code would misread. */
export const PROTOCOL_VERSION = 1;
/** The oldest client version the server still answers. Older ones are told to update and closed. */
export const MIN_PROTOCOL_VERSION = 1;

// ---- messages ---------------------------------------------------------------------------------

/** Characters (Unicode code points) in one message. */
export const TEXT_MAX_CHARACTERS = 8_000;
/** Bytes of UTF-8 in one message. Four bytes a code point at most, so the limit above implies it. */
export const TEXT_MAX_BYTES = 32 * 1024;
/** People one message may mention by id. */
export const MENTIONS_MAX = 50;
/** Options of a poll, and characters of one. */
export const POLL_OPTIONS_MAX = 10;
export const POLL_OPTION_MAX = 100;
/** Characters (Unicode code points) of one emoji: the longest of today (a family, a kiss) have some 10. */
export const EMOJI_MAX = 40;
/** Different emoji under one message. */
export const REACTION_KINDS_MAX = 20;
/** People named under a reaction or thread in the log; all of them are asked for by themselves. */
export const REACTION_USERS_SHOWN = 10;
export const THREAD_USERS_SHOWN = 5;
/** Messages pinned in one room. */
export const PINS_MAX = 100;
/** Milliseconds after sending in which a message may be edited by its sender. Configurable. */
export const EDIT_WINDOW_MS = 24 * 60 * 60 * 1000;
/** Days a client_id may be old, by its own timestamp, and still be accepted. Bounds the dedupe table. */
export const CLIENT_ID_MAX_AGE_DAYS = 30;
/** Milliseconds a client's clock may run ahead of the server's before its client_id is refused. */
export const CLIENT_ID_MAX_AHEAD_MS = 24 * 60 * 60 * 1000;

// ---- frames -----------------------------------------------------------------------------------

/**
 * UTF-16 units in one frame from a client. The longest legal message is 32,000 bytes, and JSON may
 * spell each byte as `\u0001`: six units. Rounded up to leave room for the other fields.
 */
export const FRAME_MAX_CHARACTERS = 256 * 1024;
/** Frames a socket may send at once and per second beyond that; above it the socket is closed. */
export const FRAMES_BURST = 300;
export const FRAMES_PER_SECOND = 50;
/** Frames that are no valid frame a socket may send before it is closed. */
export const BAD_FRAMES_MAX = 50;

// ---- sending ----------------------------------------------------------------------------------

/** Messages one user may send to one room at once, and per second after that. Configurable. */
export const SEND_BURST = 20;
export const SEND_PER_SECOND = 2;
/** The same for actions (edits, reactions, what admins do …), counted apart: who reacts a lot can still talk. */
export const ACTION_BURST = 40;
export const ACTION_PER_SECOND = 4;
/** Messages a room holds for its next commit; beyond it a send is refused with `room_busy`. */
export const PENDING_MAX = 10_000;
/** Milliseconds between two commits of a busy room at least: the window in which sends are gathered. */
export const COMMIT_WINDOW_MS = 2;

// ---- resume and history -----------------------------------------------------------------------

/** Messages or changes a client may be behind and still be caught up; further, it is told to reload. */
export const RESUME_MAX = 500;
/** Messages or changes in one frame of a resume. */
export const RESUME_PAGE = 100;
/** Messages in the latest page that comes with a reload. */
export const RELOAD_PAGE = 50;
/** Messages in one page of history over HTTP: when not asked for, and at most. */
export const HISTORY_PAGE = 50;
export const HISTORY_PAGE_MAX = 200;
/** UTF-16 units of text after which a page or frame is cut short (it always holds at least one message). */
export const PAGE_MAX_UNITS = 512 * 1024;

// ---- rooms, people, inboxes -------------------------------------------------------------------

/** Members of one room. Configurable. */
export const MEMBERS_MAX = 1_000;
/** Rooms one user may make at once, DMs included, and per minute after that. More than that no hand makes. */
export const ROOMS_BURST = 50;
export const ROOMS_PER_MINUTE = 6;
/** People invited by one request. */
export const INVITE_MAX = 100;
/** Sockets one room accepts. A Durable Object may hold 32,768 (Cloudflare, Durable Objects limits). */
export const ROOM_SOCKETS_MAX = 10_000;
/** Sockets one user may hold open to one room or to their inbox: devices and tabs. */
export const SOCKETS_PER_USER_MAX = 50;
/** Members up to which a room keeps who has received and read what. */
export const RECEIPTS_MEMBERS_MAX = 100;
/** Milliseconds between two rounds of receipts or typing in one room. */
export const EPHEMERAL_INTERVAL_MS = 500;
/** Milliseconds after which a person who is not heard typing again no longer is. */
export const TYPING_EXPIRES_MS = 6_000;
/** Milliseconds between two `typing` frames of a client that goes on typing. */
export const TYPING_REPEAT_MS = 4_000;
/** Invite links of one room, and join requests waiting in it. */
export const LINKS_MAX = 50;
export const REQUESTS_MAX = 1_000;
export const SLOW_MODE_MAX_SECONDS = 6 * 60 * 60;
export const DESCRIPTION_MAX = 2_000;
/** Characters of the reason given with a report. */
export const REASON_MAX = 500;
/** Members in one page of the member list. */
export const MEMBERS_PAGE = 100;
/** Members up to which a room writes every new head to each member's inbox. */
export const INBOX_FANOUT_MAX = 64;
/** Milliseconds between two fan-out rounds of a busy room. */
export const FANOUT_INTERVAL_MS = 1_000;
/** The longest such pause, for rooms with many inboxes to tell. */
export const FANOUT_INTERVAL_MAX_MS = 60_000;
/** Messages by which the stored fan-out cursor may lag behind the truth (a repeat is harmless). */
export const FANOUT_CURSOR_LAG = 16;
/** Conversations in one frame or page of an inbox. */
export const INBOX_PAGE = 100;
/** Characters of the last message shown in the list of conversations. */
export const PREVIEW_CHARACTERS = 140;
export const HANDLE_MIN = 3;
export const HANDLE_MAX = 32;
export const NAME_MAX = 64;
export const BIO_MAX = 500;
export const TOPIC_MAX = 250;
export const PASSWORD_MIN = 8;
/** Longer passwords gain nothing and cost hashing time. */
export const PASSWORD_MAX = 256;
/** People or channels in one page of a search. */
export const FIND_PAGE = 20;
/** People looked up by id in one request. */
export const PEOPLE_LOOKUP_MAX = 100;

// ---- calls between objects --------------------------------------------------------------------

/**
 * Milliseconds an object waits for another object or service. An answer takes milliseconds, that of an
 * object which has to be started in another part of the world a second or two; whoever has not
 * answered by then is called again later. Until then the caller stays in memory and is billed.
 */
export const CALL_DEADLINE_MS = 10_000;
/** Calls to other objects one object has under way at once. */
export const CALLS_AT_ONCE = 50;
/** The wait after a first failure, and the longest one, in milliseconds; it doubles with each failure. */
export const OUTBOX_RETRY_MIN_MS = 1_000;
export const OUTBOX_RETRY_MAX_MS = 5 * 60 * 1000;
/** Targets one part of an object has yet to tell. More than a room has members, so a safeguard. */
export const OUTBOX_MAX = 10_000;

// ---- identity ---------------------------------------------------------------------------------

/** Seconds an access token lives. */
export const ACCESS_TOKEN_SECONDS = 15 * 60;
/** Milliseconds for which a Worker believes that a session still stands before it asks again. */
export const SESSION_CHECK_MS = 30_000;
/** Days a session lives without being used. */
export const SESSION_DAYS = 60;
/** Seconds in which the refresh token just rotated away still works: two tabs may refresh at once. */
export const REFRESH_GRACE_SECONDS = 30;
/** Sign-ins and registrations, failed or not, one address may try in a minute. wrangler.toml sets it; a test compares. */
export const AUTH_PER_MINUTE = 20;

// ---- presence ----------------------------------------------------------------------------------

/** Milliseconds after the last heartbeat at which a user is offline. Six heartbeats. */
export const OFFLINE_AFTER_MS = 30_000;
/** People whose presence one inbox subscribes to at once, and milliseconds a subscription lasts unless renewed. */
export const PRESENCE_SUBSCRIPTIONS_MAX = 200;
export const PRESENCE_LEASE_MS = 10 * 60 * 1000;
/** Messages by which a reader may be ahead of what a room has reported to their inbox, in a busy room for example. */
export const READ_AHEAD_MAX = 50;
/** Runs of deleted messages that an inbox remembers of a room, so that they do not count as unread: the newest. */
export const DELETED_RUNS_MAX = 200;
/** Days for which an inbox remembers when something was last set, and how much of that at most. */
export const LAST_SET_DAYS = 30;
export const LAST_SET_MAX = 4_000;
/** Things of one kind an inbox keeps: saved messages, drafts, mentions, blocked people. */
export const ENTRIES_MAX = 2_000;

// ---- what a device keeps -----------------------------------------------------------------------

/** Rooms whose newest messages a device keeps; those not opened for longest make room for others. */
export const CACHE_ROOMS_MAX = 100;
/** Newest messages of a room that a device keeps, and UTF-16 units of their text: all rooms stay below 100 MB. */
export const CACHE_MESSAGES_MAX = 200;
export const CACHE_ROOM_UNITS_MAX = 256 * 1024;
/** People a device keeps. With more it forgets all but those it shows. */
export const CACHE_PEOPLE_MAX = 5_000;

// ---- liveness ---------------------------------------------------------------------------------

/** Milliseconds between two pings of a client. */
export const PING_INTERVAL_MS = 5_000;
/** Milliseconds without any frame after which a client gives its connection up. */
export const SILENCE_MAX_MS = 12_000;
/** Milliseconds a client waits for its send to be answered before it distrusts the connection. */
export const ACK_TIMEOUT_MS = 10_000;
/** First and longest wait, in milliseconds, before a client connects again (doubling, full jitter). */
export const RECONNECT_MIN_MS = 250;
export const RECONNECT_MAX_MS = 30_000;
/** Milliseconds a long poll waits for news. Below the 30 s at which many proxies cut a request off. */
export const POLL_WAIT_MS = 25_000;

// ---- what a client holds ----------------------------------------------------------------------

/** Messages in one page a client asks for as its reader moves or jumps: a few screens. */
export const WINDOW_PAGE = 100;
/** Messages in a row a client holds of a room; beyond them it keeps those nearest to where its reader looks. */
export const WINDOW_MAX = 2_000;
export const WINDOW_KEEP = 1_500;
/** Newest messages a client holds on to while its reader looks elsewhere, and of each place on the device. */
export const TAIL_KEEP = 200;
/** Notices (who came, what was renamed) a client holds of a room. */
export const NOTICES_MAX = 1_000;
