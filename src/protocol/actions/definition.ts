import * as z from "zod/mini";
import type { Code } from "../codes.ts";
import type { UserId } from "../ids.ts";
import type { Conversation, Entry, EntryKind } from "../inbox.ts";
import type { Message } from "../message.ts";
import type { Rule } from "../rule.ts";

/**
 * An action is whatever a person does other than send a message. It sets a state ("this reaction is on"),
 * so doing it twice has the same result as doing it once, and a client that gets no answer repeats it.
 *
 * Each action is defined once, here in `actions/`: its shape, who may do it, how it can be refused, which
 * earlier action it replaces while both wait, and how it shows before the server has answered. The policy,
 * the API, the reference and the SDK's queue are derived from the definitions. What remains is the server's
 * part, which writes it down: `server/room/actions.ts` and `server/inbox/actions.ts` do not compile while
 * one is missing.
 */

type Schema = z.ZodMiniType<{ readonly type: string }>;

/** Who sees the effect, and when it began (Unix milliseconds by the device's clock). */
export interface Actor {
  readonly self: UserId;
  readonly at: number;
}

export interface RoomActionDefinition<S extends Schema = Schema, Rules = Readonly<Record<string, Rule>>> {
  readonly schema: S;
  /** One sentence for the reference. */
  readonly summary: string;
  /** The operations it may amount to, and who may do each. A client offers the action by the first. */
  readonly rules: Rules;
  /** Refusals besides those that any action may get. */
  readonly refusals: readonly Code[];
  /** Whether the device keeps it until the room answers. Otherwise it needs a connection and a person who waits. */
  readonly durable?: true;
  /** Whether the audit log records it: always, or only if it concerns what somebody else wrote. */
  readonly audited?: "always" | "others";
  /** Of two waiting actions with the same key, the later replaces the earlier. */
  coalescingKey?(action: z.output<S>): string;
  /** The parts of the message that look different once the room has carried it out. */
  optimistic?(message: Message, action: z.output<S>, actor: Actor): Partial<Message>;
}

/** Keeps the exact types of a definition. */
export const roomAction = <S extends Schema, const Rules extends Readonly<Record<string, Rule>>>(
  definition: RoomActionDefinition<S, Rules>,
): RoomActionDefinition<S, Rules> => definition;

/**
 * Milliseconds since an action was made, where that is not just now: on a device without a connection, or in an
 * attempt that got no answer. So an action that was made earlier undoes none that was made later, and no clock has
 * to be right for that.
 */
export const AgeMs = z.optional(z.int().check(z.minimum(0)));

/** An inbox's entries by key, as the server stores them or as a device shows them. */
export interface EntryStore {
  /** Whose inbox it is, where that matters: on the server. */
  readonly owner?: UserId;
  get(key: string): Entry | undefined;
  put(entry: Entry): void;
  remove(key: string): void;
  /** Whether no more of a kind can be kept. */
  isFull(kind: EntryKind): boolean;
}

export interface InboxActionDefinition<S extends Schema = Schema> {
  readonly schema: S;
  readonly summary: string;
  readonly refusals: readonly Code[];
  coalescingKey(action: z.output<S>): string;
  /** What it sets, each by a name, if an action that was made earlier must not undo it. */
  sets?(action: z.output<S>): readonly string[];
  /** Changes entries: on the server, and on the device until the server has answered. Returns why it is refused. */
  entries?(store: EntryStore, action: z.output<S>, at: number): Code | undefined;
  /** How a conversation looks once the server has carried it out. */
  conversation?(conversation: Conversation, action: z.output<S>): Conversation;
}

export const inboxAction = <S extends Schema>(
  definition: InboxActionDefinition<S>,
): InboxActionDefinition<S> => definition;
