import type { Action } from "../../protocol/actions.ts";
import type { ClientId, MessageId } from "../../protocol/ids.ts";
import type { Message } from "../../protocol/message.ts";
import type { RoomDown } from "../../protocol/room-frames.ts";
import type { PendingAction } from "../sending/action-queue.ts";
import type { OutgoingMessage } from "../sending/outbox.ts";
import type { LogMessage } from "./patch.ts";
import type { SendingEffect } from "./room-sending.ts";

/** What comes in: the socket's frames, and the answers to a message and to an action over plain HTTP. */
export type RoomIn =
  | RoomDown
  | { readonly type: "accepted"; readonly message: Message }
  | { readonly type: "carried_out"; readonly client_id: ClientId };

export type Events = Extract<RoomDown, { type: "events" }>;

/** What is to be done about what came in. */
export type RoomEffect =
  | SendingEffect
  /** Caught up: what is here equals the room's log as of now. A reload may have left something out. */
  | { readonly type: "current"; readonly isReload: boolean }
  /** Read the page after a message: whether the log there is still the one that was seen before. */
  | { readonly type: "compareHistory"; readonly message_id: MessageId }
  /** Connect even if the connection was closed for good: the room may let the user in again. */
  | { readonly type: "reopen" }
  /** The server says what time it is: `checkIds` is due. */
  | { readonly type: "time"; readonly server_time: number }
  /** The server takes this client for another user. */
  | { readonly type: "stranger" }
  /** This client must not go on. */
  | { readonly type: "end"; readonly code: "protocol_too_old" }
  /** Run the incoming stage, and give what it returns to `opened`. */
  | { readonly type: "open"; readonly events: Events }
  /** The same for messages that could not be opened before; see `reopened`. */
  | { readonly type: "openAgain"; readonly messages: readonly LogMessage[] }
  /** Keep on the device that the user has read so far, until the room knows. */
  | { readonly type: "storeReceipt"; readonly read: MessageId }
  | { readonly type: "deleteReceipt" };

/** What is on the device on its way to the room, and which of it this tab has to send. */
export interface FoundOnDevice {
  readonly messages: readonly OutgoingMessage[];
  readonly actions: readonly PendingAction<Action>[];
  readonly isOurs: (item: { readonly tab?: string }) => boolean;
}

/** Which stages the app has put before and behind the wire. */
export interface HasStages {
  readonly outgoing?: boolean;
  readonly incoming?: boolean;
}
