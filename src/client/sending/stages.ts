import type { Action } from "../../protocol/actions.ts";
import { accept, type Code, type Result, refuse } from "../../protocol/codes.ts";
import type { ClientId, RoomId } from "../../protocol/ids.ts";
import type { Content, Message, MessagePatch } from "../../protocol/message.ts";
import type { Change } from "../../protocol/room.ts";
import type { OutgoingMessage } from "./outbox.ts";

/** A value, at once or later. What comes at once costs no wait. */
export type Soon<T> = T | Promise<T>;

/** What is about to leave. Repeats have the same `client_id`. */
interface Departure {
  readonly room_id: RoomId;
  readonly client_id: ClientId;
}

/**
 * Stands before the wire: seals a message, or waits for an upload, before it leaves. It may take its time.
 * Nothing that was typed later leaves before, so it must come to an end.
 *
 * It runs when an item's turn to be sent has come. Its result is stored on the device beside the original,
 * so that every repeat sends the same, also after a reload and from another tab. If the page is closed
 * while it runs, it runs again the next time. A refusal by it counts like one by the server: if the code
 * asks for a retry, it runs again later; with any other code the message shows as failed, and an action no
 * longer shows. An exception counts as `internal`, which is retried.
 */
export interface OutgoingStage {
  message(content: Content, departure: Departure): Soon<Result<Content>>;
  /** `edit` is the one that carries a text. */
  action(action: Action, departure: Departure): Soon<Result<Action>>;
}

/**
 * Stands behind the wire: opens messages, this user's own included, before they enter the log. It is called
 * in the order in which they arrive, and nothing that arrives later overtakes a message that takes its
 * time. The same message comes again after a reconnect, in a page of history and in a thread, so an app
 * that deletes keys after use has to remember what it opened. The device caches what was opened.
 *
 * A message that cannot be opened keeps its place in the log, sealed and marked `unreadable` with the code,
 * because its key may still arrive. It is tried again when the room is next opened, when it has caught up
 * after a reconnect, and when a subscriber is called; its text may then be that of an edit. Previews of
 * conversations and the inbox's entries, drafts among them, pass through no stage.
 */
export interface IncomingStage {
  message(message: Message, room_id: RoomId): Soon<Result<Message>>;
  /** The new text of an edited message. */
  patch(patch: MessagePatch, room_id: RoomId): Soon<Result<MessagePatch>>;
  /** Calls when more may be opened than before, because a key has come. Returns how to stop. */
  subscribe?(listener: () => void): () => void;
}

/** What an app puts on both sides of the wire. Without a stage, everything passes as it is. */
export interface Stages {
  readonly outgoing?: OutgoingStage;
  readonly incoming?: IncomingStage;
}

/** Passes on a value, at once or when it is there. */
export function whenThere<T>(value: Soon<T>, then: (value: T) => void): void {
  if (value instanceof Promise) void value.then(then);
  else then(value);
}

/** What a stage returns. If it throws, that is a bug in it. */
function attempt<T>(run: () => Soon<Result<T>>): Soon<Result<T>> {
  const broken = () => refuse("internal", { detail: "A stage of the app has failed." });
  try {
    const running = run();
    return running instanceof Promise ? running.catch(broken) : running;
  } catch {
    return broken();
  }
}

/** Uploads the files of a message, and returns its content with them. Never rejects. */
interface Uploads {
  content(message: OutgoingMessage): Promise<Result<Content>>;
}

/** Prepares what leaves for one room. Without a stage it returns what it is given. */
export class Preparer {
  readonly #stage: OutgoingStage | undefined;
  readonly #uploads: Uploads;
  readonly #room_id: RoomId;

  constructor(stage: OutgoingStage | undefined, uploads: Uploads, room_id: RoomId) {
    this.#stage = stage;
    this.#uploads = uploads;
    this.#room_id = room_id;
  }

  /** First its files are uploaded; then the app's stage gets the content that names them. */
  message(message: OutgoingMessage): Soon<Result<Content>> {
    const { client_id, content, attachments } = message;
    const seal = (content: Content) =>
      attempt(() => this.#stage?.message(content, { room_id: this.#room_id, client_id }) ?? accept(content));
    if (!attachments) return seal(content);
    return this.#uploads.content(message).then((whole) => (whole.ok ? seal(whole.value) : whole));
  }

  action({ client_id, action }: { client_id: ClientId; action: Action }): Soon<Result<Action>> {
    const room_id = this.#room_id;
    return attempt(() => this.#stage?.action(action, { room_id, client_id }) ?? accept(action));
  }
}

/** Something that came over the wire; `unreadable` says why the incoming stage could not open it. */
export type Received<T> = T & { readonly unreadable?: Code };

/** Opens what comes into one room. Without a stage it returns what it is given. */
export class Opener {
  readonly #stage: IncomingStage | undefined;
  readonly #room_id: RoomId;

  constructor(stage: IncomingStage | undefined, room_id: RoomId) {
    this.#stage = stage;
    this.#room_id = room_id;
  }

  messages(messages: readonly Received<Message>[]): Soon<readonly Received<Message>[]> {
    const stage = this.#stage;
    if (!stage) return messages;
    return all(
      messages.map(({ unreadable: _, ...message }) =>
        message.deleted_at === undefined
          ? opened<Message>(message, () => stage.message(message, this.#room_id))
          : message,
      ),
    );
  }

  /** A frame of events. */
  events<E extends { readonly messages: readonly Message[]; readonly changes: readonly Change[] }>(
    events: E,
  ): Soon<E> {
    const { messages, changes } = events;
    return after(both(this.messages(messages), this.#changes(changes)), ([messages, changes]) => ({
      ...events,
      messages: [...messages],
      changes: [...changes],
    }));
  }

  #changes(changes: readonly Change[]): Soon<readonly Change[]> {
    const stage = this.#stage;
    if (!stage) return changes;
    return all(
      changes.map((change) => {
        if (change.type !== "message_changed" || !change.patch.text) return change;
        const patch = opened(change.patch, () => stage.patch(change.patch, this.#room_id));
        return after(patch, (patch) => ({ ...change, patch }));
      }),
    );
  }
}

/** What was opened; or what could not be, as it came and marked. */
function opened<T>(sealed: T, run: () => Soon<Result<T>>): Soon<Received<T>> {
  return after(
    attempt(run),
    (result): Received<T> =>
      result.ok ? (result.value as Received<T>) : { ...sealed, unreadable: result.code },
  );
}

const after = <A, B>(value: Soon<A>, then: (value: A) => B): Soon<B> =>
  value instanceof Promise ? value.then(then) : then(value);

const both = <A, B>(one: Soon<A>, other: Soon<B>): Soon<[A, B]> =>
  one instanceof Promise || other instanceof Promise ? Promise.all([one, other]) : [one, other];

const all = <T>(values: readonly Soon<T>[]): Soon<readonly T[]> =>
  values.some((value) => value instanceof Promise) ? Promise.all(values) : (values as readonly T[]);

/** Frames in the order in which they came, while some of them are being opened. Pure. */
export class Arrivals<F> {
  #waiting: { frame: F; isOpen: boolean }[] = [];

  get isWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** Takes a frame in. Returns it unless it has to wait, to be opened itself or behind another. */
  push(frame: F, isOpen: boolean): F[] {
    if (isOpen && !this.isWaiting) return [frame];
    this.#waiting.push({ frame, isOpen });
    return [];
  }

  /** A frame has been opened and become another one. Returns all that may be taken in now, in order. */
  opened(frame: F, open: F): F[] {
    const waiting = this.#waiting.find((each) => each.frame === frame);
    if (waiting) Object.assign(waiting, { frame: open, isOpen: true });
    const end = this.#waiting.findIndex(({ isOpen }) => !isOpen);
    const ready = this.#waiting.splice(0, end < 0 ? this.#waiting.length : end);
    return ready.map((each) => each.frame);
  }

  /** The connection is gone. What was not taken in will come again. */
  clear(): void {
    this.#waiting = [];
  }
}
