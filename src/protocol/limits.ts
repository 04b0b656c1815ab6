/**
 * Every number the product promises or enforces, with its unit and where it comes from.
 * Both ends read it here, so what is documented and what is enforced cannot differ.
 */

/** The version this code speaks. It increases when a frame changes in a way that older code would misread. */
export const PROTOCOL_VERSION = 1;
/** The oldest client version the server still answers. Older clients are told to update, and their sockets close. */
export const MIN_PROTOCOL_VERSION = 1;

// ---- messages ---------------------------------------------------------------------------------

/** Characters (Unicode code points) in one message. */
export const TEXT_MAX_CHARACTERS = 8_000;
/** Bytes of UTF-8 in one message. A code point has at most four, so the limit above implies this one. */
export const TEXT_MAX_BYTES = 32 * 1024;
/** People one message may mention by id. */
export const MENTIONS_MAX = 50;
/** Options of a poll, and characters of one. */
export const POLL_OPTIONS_MAX = 10;
export const POLL_OPTION_MAX = 100;
/** Characters (Unicode code points) of one emoji. Today's longest (a family, a kiss) have about 10. */
export const EMOJI_MAX = 40;
/** Different emoji under one message. */
export const REACTION_KINDS_MAX = 20;
/** People named with a reaction or thread in the log; the whole list is a request of its own. */
export const REACTION_USERS_SHOWN = 10;
export const THREAD_USERS_SHOWN = 5;
/** Messages pinned in one room. */
export const PINS_MAX = 100;
/** Milliseconds after sending in which a message may be edited by its sender. Configurable. */
export const EDIT_WINDOW_MS = 24 * 60 * 60 * 1000;
/** The oldest client_id that is accepted, in days by its own timestamp. Bounds the dedupe table. */
export const CLIENT_ID_MAX_AGE_DAYS = 30;
/** Milliseconds a client's clock may run ahead of the server's before its client_id is refused. */
export const CLIENT_ID_MAX_AHEAD_MS = 24 * 60 * 60 * 1000;

// ---- files ------------------------------------------------------------------------------------

/** Bytes of one file, and of all files that one user keeps. Configurable. */
export const FILE_MAX_BYTES = 100 * 1024 * 1024;
export const FILES_QUOTA_BYTES = 5 * 1024 * 1024 * 1024;
/** Files of one user that are being uploaded, or are uploaded and in no message yet. */
export const UPLOADS_MAX = 100;
/** Files in one message. */
export const FILES_MAX = 20;
/** Bytes of UTF-8 in the name of a file: what file systems take (POSIX NAME_MAX on Linux, APFS, NTFS). */
export const FILE_NAME_MAX_BYTES = 255;
/** Characters of a media type (RFC 6838 §4.2 allows 127 on each side of the slash). */
export const FILE_TYPE_MAX = 127;
/** Characters of the description of a picture, and of its thumbhash in base64. */
export const ALT_TEXT_MAX = 500;
export const THUMBHASH_MAX = 64;
/** The longest side of a picture in pixels: a JPEG cannot have more. */
export const PICTURE_SIDE_MAX = 65_535;
/** Pixels of a picture that browsers are asked to draw: above a phone's 200 megapixels. Others are only saved. */
export const PICTURE_PIXELS_MAX = 210_000_000;
/** Characters a client may call an upload by. */
export const UPLOAD_KEY_MIN = 8;
export const UPLOAD_KEY_MAX = 64;
/** Bytes of one part of an upload. R2 takes parts of 5 MiB to 5 GiB, all of one size but the last; one is held in memory. */
export const UPLOAD_PART_BYTES = 8 * 1024 * 1024;
/** Milliseconds after which an upload that nobody goes on with ends, and a file that is in no message is deleted. */
export const UPLOAD_EXPIRES_MS = 24 * 60 * 60 * 1000;
/** Partial uploads in one concatenation. */
export const CONCAT_MAX = 64;
/** Bytes and reads of a file in which its metadata is looked for. */
export const METADATA_MAX_BYTES = 4 * 1024 * 1024;
export const METADATA_READS_MAX = 256;

// ---- frames -----------------------------------------------------------------------------------

/**
 * UTF-16 units in one frame from a client. The longest legal message is 32,000 bytes, and JSON may
 * spell each byte as `\u0001`: six units. Rounded up to leave room for the other fields.
 */
export const FRAME_MAX_CHARACTERS = 256 * 1024;
/** Frames a socket may send at once and per second beyond that; above it the socket is closed. */
export const FRAMES_BURST = 300;
export const FRAMES_PER_SECOND = 50;
/** UTF-16 units that count as one frame: a longer frame counts as several, since it costs as much to read. */
export const FRAME_COUNTED_UNITS = 4 * 1024;
/** How many times what one socket may send all sockets of a user to one object may send together. */
export const FRAMES_PER_USER_TIMES = 4;
/** Malformed frames a socket may send before it is closed. */
export const BAD_FRAMES_MAX = 50;

// ---- sending ----------------------------------------------------------------------------------

/** Messages one user may send to one room at once, and per second after that. Configurable. */
export const SEND_BURST = 20;
export const SEND_PER_SECOND = 2;
/** The same for actions (edits, reactions, moderation …), counted apart: reacting a lot does not stop messages. */
export const ACTION_BURST = 40;
export const ACTION_PER_SECOND = 4;
/** Messages a room holds for its next commit; beyond it a send is refused with `room_busy`. */
export const PENDING_MAX = 10_000;
/** Least milliseconds between two commits of a busy room: the window in which sends are gathered. */
export const COMMIT_WINDOW_MS = 2;

// ---- resume and history -----------------------------------------------------------------------

/** Messages or changes a client may be behind and still resume. Beyond that it reloads. */
export const RESUME_MAX = 500;
/** Messages or changes in one frame of a resume. */
export const RESUME_PAGE = 100;
/** Messages in the latest page that comes with a reload. */
export const RELOAD_PAGE = 50;
/** Messages in one page of history over HTTP: by default, and at most. */
export const HISTORY_PAGE = 50;
export const HISTORY_PAGE_MAX = 200;
/** UTF-16 units of text after which a page or frame is cut short (it always holds at least one message). */
export const PAGE_MAX_UNITS = 512 * 1024;
/** UTF-16 units of messages and changes a client may have missed and still be caught up; with more it is told to reload. */
export const RESUME_MAX_UNITS = 8 * PAGE_MAX_UNITS;

// ---- what one user may cost --------------------------------------------------------------------

/**
 * UTF-16 units sent to a socket after which the server asks its client to say that it has read them. Each answer wakes
 * the object, so this is as seldom as the next bounds allow.
 */
export const BACKLOG_ASK_UNITS = 512 * 1024;
/** UTF-16 units a socket may be behind in reading before it is closed. Larger than the longest answer to `hello`. */
export const BACKLOG_MAX_UNITS = 8 * 1024 * 1024;
/** The same for all sockets of one user to one object together. */
export const BACKLOG_USER_MAX_UNITS = 16 * 1024 * 1024;
/** UTF-16 units a socket may be behind when it says `hello` again. */
export const BACKLOG_HELLO_UNITS = 2 * PAGE_MAX_UNITS;
/** UTF-16 units by which the count that sleeps with a socket may be ahead of the truth. */
export const BACKLOG_STEP_UNITS = 32 * 1024;

/**
 * Points a user may spend on reading (requests, `hello`, pages, searches), wherever they read, at once and
 * per second after that. A request costs one; what is dearer costs more.
 */
export const READ_BURST = 2_400;
export const READ_PER_SECOND = 40;
/** UTF-16 units of an answer that cost one more point. */
export const READ_POINT_UNITS = 16 * 1024;
/** Points of a search, which reads many rows to find a few, and of a `hello` beside its answer. */
export const SEARCH_POINTS = 10;
/** Rooms that a search asks for one more point, and what it reads in them (see SEARCH_EFFORT) for another. */
export const SEARCH_ROOMS_PER_POINT = 4;
export const SEARCH_EFFORT_PER_POINT = 50_000;
export const HELLO_POINTS = 4;
/** Points a Worker or a room asks the inbox of a user for at once. */
export const READ_LEASE_POINTS = 80;
/** The part of these points that a user may spend on `hello` in one room, at once and per second. */
export const HELLO_BURST = 240;
export const HELLO_PER_SECOND = 8;
/**
 * Points a user may spend on what makes other objects work (people asked for their presence, people invited,
 * rooms made, joins and leaves), at once and per second after that. One point is about one object called.
 */
export const REACH_BURST = 500;
export const REACH_PER_SECOND = 10;

// ---- search -----------------------------------------------------------------------------------

/** UTF-16 units of what is typed into a search, and words in it. */
export const SEARCH_QUERY_MAX = 500;
export const SEARCH_TERMS_MAX = 20;
/** Hits in one page of a search in a room, by default and at most; and of each room in a search of all. */
export const SEARCH_PAGE = 20;
export const SEARCH_PAGE_MAX = 50;
export const SEARCH_ROOM_HITS = 5;
/** Rooms that one request of a search of all asks. */
export const SEARCH_ROOMS_AT_ONCE = 50;
/** Consecutive messages that are one entry of a room's index, and messages that wait for it before it is written. */
export const SEARCH_BLOCK = 64;
export const SEARCH_WAITING = 1_024;
/**
 * What one request may read in a room, in UTF-16 units of text with 100 for each message: some 25 ms of work. The
 * page then ends, and says how far back it has looked.
 */
export const SEARCH_EFFORT = 1_000_000;
export const SEARCH_MESSAGE_EFFORT = 100;
/** The newest hits from which the best are chosen, before older ones are. */
export const SEARCH_BEST_OF = 200;

// ---- rooms, people, inboxes -------------------------------------------------------------------

/** Members of one room. Configurable. */
export const MEMBERS_MAX = 1_000;
/** Rooms one user may make at once, DMs included, and per minute after that. No person makes more by hand. */
export const ROOMS_BURST = 50;
export const ROOMS_PER_MINUTE = 6;
/** People invited by one request. */
export const INVITE_MAX = 100;
/** Strangers one user may invite or write to at once, and per hour after that. */
export const INVITATIONS_BURST = 100;
export const INVITATIONS_PER_HOUR = 20;
/** Invitations that wait for an answer: of one room, and of one user, who gets no more until some are answered. */
export const ROOM_INVITATIONS_MAX = 1_000;
export const INVITATIONS_MAX = 100;
/** Milliseconds after which a declined request, invitation or first message may be repeated. */
export const DECLINED_WAIT_MS = 7 * 24 * 60 * 60 * 1000;
/** People a room remembers who have left it, and whom it has declined. The oldest are forgotten first. */
export const FORMER_PEOPLE_MAX = 2_000;
/** Rooms of one user, the latest active, in which others are looked for to know whether the two share one. */
export const SHARED_ROOMS_MAX = 1_000;
/** Sockets one room accepts. A Durable Object may hold 32,768 (Cloudflare, Durable Objects limits). */
export const ROOM_SOCKETS_MAX = 10_000;
/** Sockets one user may hold open to one room or to their inbox: devices and tabs. */
export const SOCKETS_PER_USER_MAX = 50;
/** Members up to which a room stores receipts. */
export const RECEIPTS_MEMBERS_MAX = 100;
/** Milliseconds between two rounds of receipts or typing in one room. */
export const EPHEMERAL_INTERVAL_MS = 500;
/** Milliseconds after a `typing` frame until the person counts as no longer typing. */
export const TYPING_EXPIRES_MS = 6_000;
/** Milliseconds between two `typing` frames of a client while its user types. */
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
/** Messages by which the stored fan-out cursor may lag behind the real one (a repeat is harmless). */
export const FANOUT_CURSOR_LAG = 16;
/** Messages by which the stored point up to which a quiet inbox was told may lag behind the real one (a repeat is harmless). */
export const FANOUT_QUIET_LAG = 256;
/** Rooms whose end one device follows at once. More than fit on a screen. */
export const FOLLOWED_MAX = 16;
/** Milliseconds between two `read` frames of a device that follows the end of a room, if nothing else asks for one. */
export const FOLLOWED_READ_MS = 15_000;
/** Milliseconds for which a list of conversations waits for what rooms have not reported. */
export const CATCH_UP_WAIT_MS = 2_000;
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
 * Milliseconds an object waits for another object or service. An answer takes milliseconds, or a second
 * or two if an object has to start in another part of the world first. A call without an answer by then
 * is repeated later. While it waits, the caller stays in memory and is billed.
 */
export const CALL_DEADLINE_MS = 10_000;
/** Calls to other objects that one object makes at once. */
export const CALLS_AT_ONCE = 50;
/** The wait after a first failure, and the longest one, in milliseconds; it doubles with each failure. */
export const OUTBOX_RETRY_MIN_MS = 1_000;
export const OUTBOX_RETRY_MAX_MS = 5 * 60 * 1000;
/** Entries of one outbox. More than a room has members, so only a safeguard. */
export const OUTBOX_MAX = 10_000;

// ---- identity ---------------------------------------------------------------------------------

/** Lifetime of an access token in seconds. */
export const ACCESS_TOKEN_SECONDS = 15 * 60;
/**
 * Milliseconds before the time at which a socket's session must be looked up again in which that may be done
 * already, together with others; and until it is tried again if the database of sessions was down.
 */
export const SESSION_GUARD_AHEAD_MS = 60_000;
export const SESSION_GUARD_RETRY_MS = 5 * 60_000;
/** Milliseconds an inbox remembers a session that ended: twice the life of its last access token, since alarms may be late. */
export const ENDED_SESSION_KEPT_MS = 2 * ACCESS_TOKEN_SECONDS * 1000;
/** Milliseconds for which a Worker relies on a session still being valid before it checks again. */
export const SESSION_CHECK_MS = 30_000;
/** Days after its last use at which a session ends. */
export const SESSION_DAYS = 60;
/** Seconds for which a refresh token still works after it was replaced: two tabs may refresh at once. */
export const REFRESH_GRACE_SECONDS = 30;
/**
 * Sign-ins and registrations, failed or not, that one address may try in a minute: enough for an office that begins its
 * day. Wrong refresh tokens are counted likewise. wrangler.toml sets it; a test compares.
 */
export const AUTH_PER_MINUTE = 60;
/** Wrong passwords for one account from one place before that place must wait, and the first and longest wait, in milliseconds. */
export const GUESSES_FREE = 5;
export const GUESS_DELAY_MIN_MS = 1_000;
export const GUESS_DELAY_MAX_MS = 15 * 60 * 1000;
/** Wrong passwords for one account from all places within this time after which each place has only one before it waits. */
export const UNDER_ATTACK_FAILURES = 50;
export const UNDER_ATTACK_MS = 60 * 60 * 1000;
export const GUESSES_FREE_UNDER_ATTACK = 1;
/** Milliseconds after the last wrong password at which a place starts afresh. */
export const GUESSES_REMEMBERED_MS = 24 * 60 * 60 * 1000;
/** Passkeys of one user. */
export const PASSKEYS_MAX = 20;
/** Characters of a passkey's id: 1,023 bytes in base64url (Web Authentication Level 3, §5.1 `id`). */
export const PASSKEY_ID_MAX = 1_364;
/** Characters of what an authenticator or browser answers; attestations with certificates are the longest. */
export const PASSKEY_FIELD_MAX = 16 * 1024;
/** Milliseconds a challenge is valid for: as long as a page of the sign-in may wait for its user. */
export const CHALLENGE_MS = 10 * 60 * 1000;
/** Milliseconds after a sign-in or a proof in which a user may do what needs one. */
export const PROOF_MS = 10 * 60 * 1000;
/** Recovery codes that a user gets at once, and characters of one. Each has five random bits: 60 together. */
export const RECOVERY_CODES = 10;
export const RECOVERY_CODE_CHARACTERS = 12;
/** Characters somebody may type for a code, with whatever stands between its parts. */
export const RECOVERY_CODE_TYPED_MAX = 64;
/** Hours in which a link to reset a password works. */
export const RESET_HOURS = 24;

// ---- presence ----------------------------------------------------------------------------------

/** Milliseconds after the last heartbeat at which a user is offline. Six heartbeats. */
export const OFFLINE_AFTER_MS = 30_000;
/** People whose presence one inbox subscribes to at once, and milliseconds after which a subscription ends unless renewed. */
export const PRESENCE_SUBSCRIPTIONS_MAX = 200;
export const PRESENCE_LEASE_MS = 10 * 60 * 1000;
/** Messages by which a reader may be ahead of what a room has reported to their inbox, in a busy room for example. */
export const READ_AHEAD_MAX = 50;
/** Runs of deleted messages that an inbox remembers of a room, so that they do not count as unread: the newest. */
export const DELETED_RUNS_MAX = 200;
/** Days for which an inbox remembers when something was last set, and how much of that at most. */
export const LAST_SET_DAYS = 30;
export const LAST_SET_MAX = 4_000;
/** Entries of one kind in an inbox: saved messages, drafts, mentions, blocked people. */
export const ENTRIES_MAX = 2_000;
/** UTF-16 units of all drafts in an inbox together, as they are stored. */
export const DRAFTS_MAX_UNITS = 1024 * 1024;
/** Earlier texts of one message that are kept: what was first sent, and the latest. */
export const REVISIONS_MAX = 100;
/** People banned from one room. All of them are listed together. */
export const BANS_MAX = 4_000;
/** Entries of a room's audit log, beyond which the oldest are deleted. */
export const AUDIT_MAX = 10_000;
/** People in one page of those who reacted to a message. */
export const REACTORS_PAGE = 1_000;

// ---- running a deployment ------------------------------------------------------------------------

/** Users, reports or log entries in one page for those who run the deployment. */
export const ADMIN_PAGE = 50;
/** People whom one sign-up link may let in, days it may last, and links that are open at a time. */
export const SIGN_UP_LINK_USES_MAX = 1_000;
export const SIGN_UP_LINK_DAYS_MAX = 365;
export const SIGN_UP_LINKS_MAX = 100;
/** Channels that new people are put into. */
export const DEFAULT_CHANNELS_MAX = 10;
/** Entries of the deployment's own log, beyond which the oldest are deleted. */
export const ADMIN_LOG_MAX = 10_000;

// ---- what a device keeps -----------------------------------------------------------------------

/** Rooms whose newest messages a device keeps; the least recently opened make room for others. */
export const CACHE_ROOMS_MAX = 100;
/** Newest messages of a room that a device keeps, and UTF-16 units of their text: all rooms stay below 100 MB. */
export const CACHE_MESSAGES_MAX = 200;
export const CACHE_ROOM_UNITS_MAX = 256 * 1024;
/** Profiles a device keeps. Beyond that it drops all but those on screen. */
export const CACHE_PEOPLE_MAX = 5_000;

// ---- liveness ---------------------------------------------------------------------------------

/** Milliseconds between two pings of a client. */
export const PING_INTERVAL_MS = 5_000;
/** Milliseconds without any frame after which a client gives up its connection. */
export const SILENCE_MAX_MS = 12_000;
/** Milliseconds a client waits for the answer to a send before it gives up the connection. */
export const ACK_TIMEOUT_MS = 10_000;
/** First and longest wait, in milliseconds, before a client reconnects (doubling, full jitter). */
export const RECONNECT_MIN_MS = 250;
export const RECONNECT_MAX_MS = 30_000;
/** Milliseconds a long poll waits for news. Below the 30 s at which many proxies cut a request off. */
export const POLL_WAIT_MS = 25_000;

// ---- what a client holds ----------------------------------------------------------------------

/** Messages in one page that a client requests as its reader scrolls or jumps: a few screens. */
export const WINDOW_PAGE = 100;
/** Consecutive messages of a room that a client holds; beyond that it keeps those nearest to the reader's place. */
export const WINDOW_MAX = 2_000;
export const WINDOW_KEEP = 1_500;
/** Newest messages a client keeps while its reader is elsewhere, and messages of each place stored on the device. */
export const TAIL_KEEP = 200;
/** Notices (who joined, what was renamed) that a client holds of a room. */
export const NOTICES_MAX = 1_000;
