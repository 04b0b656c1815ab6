import * as z from "zod/mini";
import type { Actor, EntryStore, InboxActionDefinition, RoomActionDefinition } from "./actions/definition.ts";
import { inboxActions } from "./actions/inbox-actions.ts";
import { messageActions } from "./actions/message-actions.ts";
import { moderationActions } from "./actions/moderation-actions.ts";
import { type Code, type Refusal, refuse } from "./codes.ts";
import type { Conversation } from "./inbox.ts";
import type { Message } from "./message.ts";
import type { Rule } from "./rule.ts";

/** All actions by type, and what is derived from their definitions; see `actions/definition.ts`. */

// ---- in a room ----------------------------------------------------------------------------------

export const roomActions = { ...messageActions, ...moderationActions } as const;

export type ActionType = keyof typeof roomActions;
export type ActionOf<T extends ActionType> = z.infer<(typeof roomActions)[T]["schema"]>;
export type Action = { [T in ActionType]: ActionOf<T> }[ActionType];
export const Action = unionOf<Action>(roomActions);

type RulesOf<T extends ActionType> = (typeof roomActions)[T]["rules"];
/** The operations that actions amount to, for the policy. */
export type ActionOperation = { [T in ActionType]: keyof RulesOf<T> }[ActionType];
export const actionRules = Object.assign(
  {},
  ...Object.values(roomActions).map(({ rules }) => rules),
) as Readonly<Record<ActionOperation, Rule>>;

/** The definition of an action, without the details of its type. */
export const definitionOf = ({ type }: { readonly type: ActionType }): RoomActionDefinition =>
  roomActions[type];

/** Names what an action sets, if a later action on the same may replace it. */
export const coalescingKeyOf = (action: Action): string | undefined =>
  definitionOf(action).coalescingKey?.(action);

/** The parts of a message that an action will have changed; none if it does not show on the message. */
export const optimisticChange = (message: Message, action: Action, actor: Actor): Partial<Message> =>
  definitionOf(action).optimistic?.(message, action, actor) ?? {};

// ---- in one's inbox -----------------------------------------------------------------------------

export type InboxActionType = keyof typeof inboxActions;
export type InboxActionOf<T extends InboxActionType> = z.infer<(typeof inboxActions)[T]["schema"]>;
export type InboxAction = { [T in InboxActionType]: InboxActionOf<T> }[InboxActionType];
export const InboxAction = unionOf<InboxAction>(inboxActions);

const inboxDefinitionOf = ({ type }: InboxAction): InboxActionDefinition => inboxActions[type];

export const inboxCoalescingKeyOf = (action: InboxAction): string =>
  inboxDefinitionOf(action).coalescingKey(action);

/** What an action sets; see `sets` in its definition. */
export const namesSetBy = (action: InboxAction): readonly string[] =>
  inboxDefinitionOf(action).sets?.(action) ?? [];

/** Applies an action to entries. Done again, it changes nothing. `at` in Unix milliseconds. */
export function applyToEntries(store: EntryStore, action: InboxAction, at: number): Refusal | undefined {
  const code = inboxDefinitionOf(action).entries?.(store, action, at);
  return code && refuse(code);
}

/** A conversation as it looks once an action has been carried out. */
export function applyToConversation(conversation: Conversation, action: InboxAction): Conversation {
  if (!("room_id" in action) || action.room_id !== conversation.room_id) return conversation;
  return inboxDefinitionOf(action).conversation?.(conversation, action) ?? conversation;
}

// ---- both ---------------------------------------------------------------------------------------

/** Every code with which the actions of a table can be refused, each once. */
export const refusalsOf = (
  table: Readonly<Record<string, { readonly refusals: readonly Code[] }>>,
): Code[] => [...new Set(Object.values(table).flatMap(({ refusals }) => refusals))];

/** One schema of all shapes in a table. The parser looks at `type` first. */
function unionOf<A>(
  table: Readonly<Record<string, { readonly schema: z.ZodMiniType<{ readonly type: string }> }>>,
): z.ZodMiniType<A, A> {
  const shapes = Object.values(table).map(({ schema }) => schema) as unknown as [
    z.ZodMiniObject,
    z.ZodMiniObject,
  ];
  return z.discriminatedUnion("type", shapes) as unknown as z.ZodMiniType<A, A>;
}
