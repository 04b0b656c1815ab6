import { Action, coalescingKeyOf, definitionOf } from "../../protocol/actions.ts";
import { type Code, codes, type Refusal, type Result, refuse } from "../../protocol/codes.ts";
import { type ClientId, clientIdTime, type MessageId, type RoomId } from "../../protocol/ids.ts";
import { CLIENT_ID_MAX_AGE_DAYS, CLIENT_ID_MAX_AHEAD_MS } from "../../protocol/limits.ts";
import { Content, type Message, refuseText } from "../../protocol/message.ts";
import type { RoomUp } from "../../protocol/room-frames.ts";
import { ActionQueue, ageOf, type PendingAction, type Settled } from "../sending/action-queue.ts";
import { Outbox, type OutgoingMessage } from "../sending/outbox.ts";
import type { Failure, Reject } from "../sending/queue.ts";
import {
  isResolved,
  MentionResolver,
  type Resolution,
  resolvedAction,
  resolvedContent,
} from "./mention-resolver.ts";

/** What is to be done for what this user sends to a room. */
export type SendingEffect =
  /** Something is missing or too late, or the clock may be wrong: connect again and resume. */
  | { readonly type: "reconnect" }
  | { readonly type: "send"; readonly frame: RoomUp }
  /** Keep it on the device as it is now, and say so with `stored`: until then it is not sent. */
  | { readonly type: "storeMessage"; readonly message: OutgoingMessage }
  | { readonly type: "storeAction"; readonly pending: PendingAction<Action> }
  /** The message has arrived, or was given up: the device need not keep it, nor its files, the `batch`. */
  | { readonly type: "messageSettled"; readonly client_id: ClientId; readonly batch?: ClientId }
  /** The action has its answer: the device need not keep it. */
  | ({ readonly type: "actionSettled" } & Settled)
  /** The answer to an action that is certain to be refused; nothing of it is on the device. */
  | ({ readonly type: "actionRefused" } & Settled)
  /** Run the outgoing stage, and give what it returns to `prepared`. */
  | { readonly type: "prepareMessage"; readonly message: OutgoingMessage }
  | { readonly type: "prepareAction"; readonly pending: PendingAction<Action> }
  /** Ask the room which members have these handles; the answer goes to `mentionsFound`. */
  | { readonly type: "findMentions"; readonly handles: readonly string[] };

const DAY_MS = 24 * 60 * 60 * 1000;

/** The failures after which a message can only be sent as a new one. */
const VOID_CLIENT_IDS: readonly string[] = ["client_id_expired", "client_id_taken"] satisfies Code[];

/**
 * What this user sends to a room: messages and actions, each in its queue, and the rules both share.
 * Pure, like `RoomLog`.
 */
export class RoomSending {
  readonly outbox: Outbox;
  readonly actions: ActionQueue<Action>;
  readonly #mentions = new MentionResolver();
  readonly #room_id: RoomId;
  /** Messages refused for the age of their id, until the server has said the time again. */
  readonly #doubted = new Set<ClientId>();

  constructor(room_id: RoomId, { hasStage = false } = {}) {
    this.#room_id = room_id;
    this.outbox = new Outbox({ hasStage });
    this.actions = new ActionQueue(coalescingKeyOf, { hasStage });
  }

  /** Whether something will still be sent without the user doing anything. */
  get isBusy(): boolean {
    return this.outbox.queue.isBusy || this.actions.queue.isBusy;
  }

  /** The user sends a message. What the server would refuse fails here, before it can hold up those behind it. */
  sendMessage(message: Omit<OutgoingMessage, "room_id">): SendingEffect[] {
    const failure = failureIn(message);
    return this.#addMessage({ ...message, room_id: this.#room_id, ...(failure && { failure }) });
  }

  /** The user sends a failed one again: under its old client_id if that can still succeed, else as a new message. */
  retry(client_id: ClientId, fresh: Pick<OutgoingMessage, "client_id" | "created_at">): SendingEffect[] {
    const before = this.outbox.queue.remove(client_id);
    if (!before) return [];
    const { failure, tab: _, prepared: __, ...again } = before;
    if (!failure || !VOID_CLIENT_IDS.includes(failure.code)) return this.#addMessage(again);
    return [renamed(client_id), ...this.#addMessage({ ...again, ...fresh })];
  }

  /** The user gives up a message. */
  discard(client_id: ClientId): SendingEffect[] {
    const given = this.outbox.queue.remove(client_id);
    return given ? [messageSettled(given)] : [];
  }

  /** The user does something. It shows at once; what is certain to be refused does not. */
  applyAction(
    made: PendingAction<Action>,
    isMember: boolean,
    isCurrent: boolean,
    hasFiles = false,
  ): SendingEffect[] {
    const { client_id, action } = made;
    // Actions that are not durable are for users who wait for their effect.
    const { durable: isDurable = false } = definitionOf(action);
    const refusal = refusalIn(action, isMember, isDurable || isCurrent, hasFiles);
    if (refusal) return [{ type: "actionRefused", client_id, result: refusal }];
    const pending = this.actions.following(made);
    const superseded = this.actions.add(pending, !isDurable).map(actionSettled);
    return isDurable ? [...superseded, { type: "storeAction", pending }] : superseded;
  }

  /** The device has stored a message, or an action, as it is here: it may be sent. */
  stored(item: OutgoingMessage | PendingAction<Action>): SendingEffect[] {
    if ("content" in item) this.outbox.queue.stored(item);
    else this.actions.queue.stored(item);
    return [];
  }

  /** Takes in what is on the device; see `SendQueue`. `inLog` are the messages the log has already. */
  adopt(
    found: {
      readonly messages: readonly OutgoingMessage[];
      readonly actions: readonly PendingAction<Action>[];
    },
    inLog: ReadonlySet<ClientId>,
    isOurs: (item: { readonly tab?: string }) => boolean,
    isFresh: boolean,
  ): SendingEffect[] {
    const { messages, actions } = found;
    this.outbox.queue.adopt(
      messages.filter(({ client_id }) => !inLog.has(client_id)),
      isOurs,
      isFresh,
    );
    const arrived = messages.filter((message) => inLog.has(message.client_id) && isOurs(message));
    return [
      ...arrived.map(messageSettled),
      ...this.actions.adopt(actions, isOurs, isFresh).map(actionSettled),
    ];
  }

  connected(window: number): void {
    this.outbox.queue.connected(window);
    this.actions.queue.connected(window);
  }

  disconnected(): SendingEffect[] {
    this.outbox.disconnected();
    return this.actions.disconnected().map(actionSettled);
  }

  /** The user is not in the room any more: nothing that waits can succeed by waiting. */
  failAll(code: Code): SendingEffect[] {
    const failed = this.outbox.failAll(failureOf(code)).map(storeMessage);
    return [...failed, ...this.actions.failAll(refuse(code)).map(actionSettled)];
  }

  /** What may leave now that the log is current. */
  due(now: number, mayMentionRoom: boolean): SendingEffect[] {
    const { outbox, actions } = this;
    const messages = outbox.queue
      .take(now)
      .map(
        ({ client_id, content, prepared = content }): RoomUp => ({ type: "send", client_id, ...prepared }),
      );
    const pending = actions.queue.take(now).map(
      (each): RoomUp => ({
        type: "action",
        client_id: each.client_id,
        action: each.prepared ?? each.action,
        ...ageOf(each, now),
      }),
    );
    return [
      ...[...messages, ...pending].map((frame): SendingEffect => ({ type: "send", frame })),
      ...outbox.queue
        .takeUnprepared(now)
        .map((message): SendingEffect => ({ type: "prepareMessage", message })),
      ...actions.queue
        .takeUnprepared(now)
        .map((pending): SendingEffect => ({ type: "prepareAction", pending })),
      ...this.#findMentions(now, mayMentionRoom),
    ];
  }

  /** When something that was sent will have gone unanswered for too long. */
  get overdueAt(): number {
    return Math.min(
      ...[this.outbox, this.actions].map(({ queue }) => queue.overdueAt ?? Number.POSITIVE_INFINITY),
    );
  }

  /** When to ask `due` again, if nothing happens before. */
  dueAt(now: number): number {
    const { outbox, actions } = this;
    const held = [outbox.queue.heldUntil, actions.queue.heldUntil];
    const retryAt = this.#unresolved.length > 0 ? this.#mentions.retryAt : undefined;
    const later = [...held, retryAt].flatMap((at) => (at !== undefined && at > now ? at : []));
    return Math.min(...later, Number.POSITIVE_INFINITY);
  }

  /** The outgoing stage has come to an end for a message. */
  messagePrepared(
    before: OutgoingMessage,
    result: Result<Content>,
    now: number,
    random: number,
  ): SendingEffect[] {
    if (this.outbox.queue.get(before.client_id) !== before) return [];
    if (!result.ok) return this.#refuse(before.client_id, result, now, random);
    const message = { ...before, prepared: result.value };
    return this.outbox.queue.replace(before, message) ? [storeMessage(message)] : [];
  }

  /** The outgoing stage has come to an end for an action. */
  actionPrepared(
    before: PendingAction<Action>,
    result: Result<Action>,
    now: number,
    random: number,
  ): SendingEffect[] {
    if (this.actions.queue.get(before.client_id) !== before) return [];
    if (!result.ok) return this.#refuse(before.client_id, result, now, random);
    const pending = { ...before, prepared: result.value };
    return this.actions.queue.replace(before, pending) ? [{ type: "storeAction", pending }] : [];
  }

  /** The room has answered who has the handles it was asked about. */
  mentionsFound(
    answer: Parameters<MentionResolver["answered"]>[0],
    now: number,
    mayMentionRoom: boolean,
  ): SendingEffect[] {
    const resolution = this.#mentions.answered(answer, now);
    return resolution ? this.#resolve(resolution, mayMentionRoom) : [];
  }

  /** The room has one of this user's messages. No effect if another tab waits for it. */
  acknowledge(client_id: ClientId): SendingEffect[] {
    const arrived = this.outbox.acknowledge(client_id);
    return arrived ? [messageSettled(arrived)] : [];
  }

  /** The room has stored a message, which the log has yet to come to. */
  accepted({ client_id, message_id }: Message): void {
    this.outbox.accepted(client_id, message_id);
  }

  /** The log has come to a message. */
  reached(message_id: MessageId): SendingEffect[] {
    return this.outbox.reached(message_id).map(messageSettled);
  }

  /** An action was carried out, and what came of it is here (`isSeen`) or will come. */
  done(client_id: ClientId, isSeen: boolean): SendingEffect[] {
    return this.actions.done(client_id, isSeen).map(actionSettled);
  }

  /**
   * The time is known. A message whose id the server can never have taken, because the clock was wrong by days
   * when it was made, gets a new one, and can be sent. `fresh` makes an id by the server's time.
   */
  checkIds(server_now: number, now: number, fresh: () => ClientId): SendingEffect[] {
    const doubted = new Set(this.#doubted);
    this.#doubted.clear();
    return this.outbox.queue.own.flatMap((message) => {
      const { client_id, created_at } = message;
      if (!wasNeverValid(client_id, server_now - Math.max(0, now - created_at), server_now))
        return doubted.has(client_id) ? this.#fail(client_id, "client_id_expired") : [];
      this.outbox.queue.remove(client_id);
      const { prepared: _, ...again } = message;
      return [...this.#addMessage({ ...again, client_id: fresh() }), renamed(client_id)];
    });
  }

  rejected(reject: Reject, now: number, random: number): SendingEffect[] {
    const { client_id, code } = reject;
    // The clock may have been set since the server said the time: with `welcome` it says it again.
    if (code === "client_id_expired" && this.outbox.queue.isSent(client_id)) {
      this.#doubted.add(client_id);
      return [{ type: "reconnect" }];
    }
    const failed = this.outbox.refuse(reject, now, random);
    return failed ? [storeMessage(failed)] : this.actions.refuse(reject, now, random).map(actionSettled);
  }

  #fail(client_id: ClientId, code: Code): SendingEffect[] {
    const failed = this.outbox.fail(client_id, failureOf(code));
    return failed ? [storeMessage(failed)] : [];
  }

  #addMessage(message: OutgoingMessage): SendingEffect[] {
    this.outbox.queue.add(message, false);
    return [storeMessage(message)];
  }

  get #unresolved(): (OutgoingMessage | PendingAction<Action>)[] {
    return [...this.outbox.queue.unresolved, ...this.actions.queue.unresolved];
  }

  #findMentions(now: number, mayMentionRoom: boolean): SendingEffect[] {
    const handles = this.#mentions.ask(this.#unresolved, now);
    if (handles === undefined) return [];
    if (handles.length > 0) return [{ type: "findMentions", handles }];
    return this.mentionsFound({ ok: true, value: { people: [] } }, now, mayMentionRoom);
  }

  /** Those whose mentions are known now are stored as they will go out, so that each repeat says the same. */
  #resolve(resolution: Resolution, mayMentionRoom: boolean): SendingEffect[] {
    const { outbox, actions } = this;
    const messages = outbox.queue.unresolved
      .filter((each) => isResolved(each, resolution))
      .flatMap((before) => {
        const { handles = [], ...rest } = before;
        const message = {
          ...rest,
          content: resolvedContent(rest.content, handles, resolution, mayMentionRoom),
        };
        return outbox.queue.replace(before, message) ? [storeMessage(message)] : [];
      });
    const edits = actions.queue.unresolved
      .filter((each) => isResolved(each, resolution))
      .flatMap((before) => {
        const { handles = [], ...rest } = before;
        const pending = { ...rest, action: resolvedAction(rest.action, handles, resolution, mayMentionRoom) };
        return actions.queue.replace(before, pending) ? [{ type: "storeAction", pending } as const] : [];
      });
    return [...messages, ...edits];
  }

  /** A refusal by the outgoing stage counts as one by the server. */
  #refuse(client_id: ClientId, refusal: Refusal, now: number, random: number): SendingEffect[] {
    const { code, detail, retry_after_ms } = refusal;
    return this.rejected({ client_id, ...failureOf(code, detail), retry_after_ms }, now, random);
  }
}

/** Whether the server cannot have taken an id at any time since it was made: it was too far ahead, or too old at once. */
const wasNeverValid = (client_id: ClientId, made_at: number, now: number): boolean =>
  clientIdTime(client_id) > now + CLIENT_ID_MAX_AHEAD_MS ||
  clientIdTime(client_id) < made_at - CLIENT_ID_MAX_AGE_DAYS * DAY_MS;

const storeMessage = (message: OutgoingMessage): SendingEffect => ({ type: "storeMessage", message });
const messageSettled = ({ client_id, attachments }: OutgoingMessage): SendingEffect => ({
  type: "messageSettled",
  client_id,
  ...(attachments && { batch: attachments.batch }),
});
/** It goes on under another id, and so do its files. */
const renamed = (client_id: ClientId): SendingEffect => ({ type: "messageSettled", client_id });
const actionSettled = (settled: Settled): SendingEffect => ({ type: "actionSettled", ...settled });

/** A refusal as it is kept with a message that failed for it. */
const failureOf = (code: Code, detail?: string): Failure => ({ code, message: detail ?? codes[code].text });

function failureIn({
  content,
  attachments,
}: Pick<OutgoingMessage, "content" | "attachments">): Failure | undefined {
  const mayBeEmpty = attachments !== undefined || content.files !== undefined;
  const refusal = refuseText(content.text, { mayBeEmpty });
  if (refusal) return failureOf(refusal.code);
  return Content.safeParse(content).success ? undefined : failureOf("bad_request");
}

/** `hasFiles`: the message it is about has files, so that its text may be empty. */
function refusalIn(
  action: Action,
  isMember: boolean,
  mayWait: boolean,
  hasFiles: boolean,
): Refusal | undefined {
  if (!Action.safeParse(action).success) return refuse("bad_request");
  if (!isMember) return refuse("not_a_member");
  if (!mayWait) return refuse("unavailable");
  return action.type === "edit" ? refuseText(action.text, { mayBeEmpty: hasFiles }) : undefined;
}
