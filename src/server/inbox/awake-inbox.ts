import type { Code } from "../../protocol/codes.ts";
import { dmRoomId, type RoomId, type UserId } from "../../protocol/ids.ts";
import type { Presence as PresenceView } from "../../protocol/inbox.ts";
import type { InboxDown } from "../../protocol/inbox-frames.ts";
import { deleteOwnSession } from "../identity/sessions-d1.ts";
import { inboxSessionGuard } from "../identity/socket-sessions.ts";
import type { Due, DuePorts } from "../object/alarm.ts";
import { systemClock as clock, systemChance } from "../object/clock.ts";
import { newEpoch } from "../object/epoch.ts";
import type { Follower } from "../object/follower.ts";
import { paceOf } from "../object/pace.ts";
import { callRemote } from "../object/remote-call.ts";
import type { Peer, Sockets } from "../object/sockets.ts";
import { Allowances } from "./allowances.ts";
import { CatchUp } from "./catch-up.ts";
import type { Devices } from "./devices.ts";
import { FollowedRooms } from "./followed-rooms.ts";
import { blockOutbox, blockSync } from "./followers/block-sync.ts";
import { PresencePublisher } from "./followers/presence-publisher.ts";
import { answerDelivery, answerOutbox } from "./followers/request-answers.ts";
import { SessionEnding } from "./followers/session-ending.ts";
import { Inbox } from "./inbox.ts";
import { Presence, type PresenceReport } from "./presence.ts";
import { PresenceSubscriptions } from "./presence-subscriptions.ts";
import { RoomReports } from "./room-reports.ts";
import type { RoomUpdate, UpdateAck } from "./room-update.ts";
import type { InboxTables } from "./tables/inbox-tables.ts";

/** An inbox in use, with everything that works on it. */
export interface AwakeInbox {
  readonly inbox: Inbox;
  readonly allowances: Allowances;
  /** Whoever must hear of what has been committed. */
  readonly followers: readonly Follower[];
  /** Everything the alarm may have to do. */
  readonly dues: readonly Due[];
  readonly presence: PresencePublisher;
  readonly subscriptions: PresenceSubscriptions;
  /** How the user looks to somebody who is in some rooms. */
  presenceOf(asker: UserId, rooms: readonly RoomId[]): PresenceView;
  /** The same, for the inbox of somebody who wants to be told of changes. */
  subscribe(subscriber: UserId, rooms: readonly RoomId[]): PresenceReport;
  readonly sessions: SessionEnding;
  readonly catchUp: CatchUp;
  readonly followed: FollowedRooms;
  readonly reports: RoomReports;
  /** Stores what devices have read while nobody else had to know, and tells all; see `FollowedRooms.take`. */
  storeReads(...which: Parameters<FollowedRooms["take"]>): void;
  /** Takes what a room reports, tells the devices, and says what the inbox wants to hear of next. */
  reported(update: RoomUpdate): UpdateAck;
  /** Somebody reads the list without a device: resolves when it is complete, or after a while. */
  beforeReading(): Promise<void>;
}

/** What an inbox that is awake needs of its object. */
interface InboxPorts {
  /** What is due may have changed: the alarm has to be set. */
  dueChanged(): void;
  /** Tells all devices. */
  tell(frames: readonly InboxDown[]): void;
  /** Closes sockets, and keeps when they were last heard. */
  closeAll(peers: readonly Peer[], code: Code): void;
}

/** Reads an inbox from its tables and connects it with its sockets and with other objects. `name` is used if it is new. */
export function wakeInbox(
  tables: InboxTables,
  sockets: Sockets,
  devices: Devices,
  env: Env,
  name: UserId,
  { dueChanged, tell, closeAll }: InboxPorts,
): AwakeInbox {
  const world = { clock, random: systemChance.random, dueChanged, failed: dueChanged };
  const blockedPeople = blockOutbox(tables.outbox, world);
  const answers = answerOutbox(tables.outbox, world);
  const inbox = new Inbox(tables, name, newEpoch(), blockedPeople, answers);
  const { user_id, people } = inbox;
  const presence = new Presence(tables.presence, {
    user_id,
    heardAt: () => devices.heardAt(),
    isVisible: () => inbox.settings().visible,
    isSeenBy: (other) => people.isSeenBy(other, () => tables.presence.sharesRoom(other)),
  });
  const blocks = blockSync(blockedPeople, {
    ...world,
    isBlocked: (other) => inbox.isBlocked(other),
    tell: (other, on, signal) =>
      callRemote(env.ROOM.getByName(dmRoomId(user_id, other)), "block", [other, on], signal),
  });
  const answered = answerDelivery(answers, {
    ...world,
    tell: (room_id, answer, signal) =>
      callRemote(env.ROOM.getByName(room_id), "takeAnswer", [user_id, answer], signal),
  });
  const publisher = new PresencePublisher(presence, tables.outbox, {
    ...world,
    tell: (other, report, signal) =>
      callRemote(env.INBOX.getByName(other), "presenceChanged", [report], signal),
  });
  const subscriptions = new PresenceSubscriptions(tables.presence, tables.outbox, {
    ...world,
    connected: () => devices.connected(),
    ask: (other, signal) =>
      callRemote(env.INBOX.getByName(other), "subscribePresence", [user_id, people.sharedRooms()], signal),
    show: (shown, socket_ids) => sockets.toSockets(socket_ids, { type: "presence", people: shown }),
  });
  const sessions = new SessionEnding({
    ...world,
    tables,
    rooms: () => inbox.memberRooms(),
    tellRoom: (room_id, session_ids, signal) =>
      callRemote(env.ROOM.getByName(room_id), "closeSessions", [session_ids], signal),
    forget: (session_id) => deleteOwnSession(env.DB, user_id, session_id),
  });
  const allowances = new Allowances(tables.account, paceOf(env));
  const hearing = hearRooms({ world, inbox, tables, sockets, devices, allowances, env, tell });
  const presenceOf = (asker: UserId, rooms: readonly RoomId[]) =>
    publisher.seenBy(
      asker,
      people.isSeenBy(asker, () => people.sharesRoomWith(rooms)),
    );
  const subscribe = (other: UserId, rooms: readonly RoomId[]) =>
    publisher.subscribe(other, people.sharesRoomWith(rooms));
  const followers = [blocks, answered, ...sessions.followers];
  const guard = inboxSessionGuard(sockets, env, closeAll);
  const dues = [...followers, publisher, subscriptions, hearing.catchUp, guard];
  const parts = { inbox, allowances, presence: publisher, subscriptions, sessions, followers, dues };
  return { ...parts, ...hearing, presenceOf, subscribe };
}

/** What hears of the user's rooms: from their reports, and by asking. */
function hearRooms({
  world,
  inbox,
  tables,
  sockets,
  devices,
  allowances,
  env,
  tell,
}: Pick<AwakeInbox, "inbox" | "allowances"> &
  Pick<InboxPorts, "tell"> & {
    readonly world: DuePorts;
    readonly tables: InboxTables;
    readonly sockets: Sockets;
    readonly devices: Devices;
    readonly env: Env;
  }): Pick<AwakeInbox, "followed" | "reports" | "catchUp" | "storeReads" | "reported" | "beforeReading"> {
  const followed = new FollowedRooms(sockets, devices);
  const reports = new RoomReports(inbox, tables.conversations, followed);
  const catchUp = new CatchUp(inbox, reports, tables.outbox, {
    ...world,
    ask: ({ room_id, ...since }, asker, signal) =>
      callRemote(env.ROOM.getByName(room_id), "catchUp", [asker, since], signal),
    apply: (update, timesQuieted) => tell(reports.answer(update, timesQuieted)),
    isShownByAll: (room_id) => followed.isShownByAll(room_id),
    isConnected: () => devices.connected().size > 0,
    mayAsk: (rooms) => allowances.take("reach", rooms, clock.now()) === undefined,
  });
  const storeReads = (...which: Parameters<FollowedRooms["take"]>) => {
    for (const { room_id, message_id } of followed.take(...which)) tell(inbox.read(room_id, message_id));
  };
  const reported = (update: RoomUpdate) => {
    const { frames, ack } = reports.take(update);
    tell(frames);
    void catchUp.reported(update.room_id);
    return ack;
  };
  const beforeReading = () => {
    storeReads();
    return catchUp.beforeReading();
  };
  return { followed, reports, catchUp, storeReads, reported, beforeReading };
}
