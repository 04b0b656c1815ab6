import * as z from "zod/mini";
import { InboxAction } from "../../protocol/actions.ts";
import { ClientId, type MessageId, RoomId } from "../../protocol/ids.ts";
import type { Conversation, InboxPosition, KeyedEntry } from "../../protocol/inbox.ts";
import type { PendingAction } from "../sending/action-queue.ts";
import { INBOX, type UserStorage } from "../storage/user-storage.ts";

/** What is cached of the inbox. */
export interface SavedInbox {
  readonly position: InboxPosition;
  readonly conversations: readonly Conversation[];
  readonly entries: readonly KeyedEntry[];
}

/** A read cursor on its way to the inbox. */
export interface StoredRead {
  readonly room_id: RoomId;
  readonly message_id: MessageId;
}

const StoredAction = z.object({
  client_id: ClientId,
  created_at: z.number(),
  made_after: z.optional(z.number()),
  tab: z.optional(z.string()),
  action: InboxAction,
});
const StoredRead = z.object({ room_id: RoomId, message_id: z.int() });

/** What the device stores of this user's inbox. */
export class InboxStore {
  readonly #storage: UserStorage;

  constructor(storage: UserStorage) {
    this.#storage = storage;
  }

  async actions(): Promise<PendingAction<InboxAction>[]> {
    return (await this.#storage.pending(StoredAction, INBOX)) as PendingAction<InboxAction>[];
  }

  putAction(pending: PendingAction<InboxAction>): Promise<void> {
    return this.#storage.putPending(INBOX, pending);
  }

  deleteAction(client_id: ClientId): Promise<void> {
    return this.#storage.deletePending(INBOX, client_id);
  }

  reads(): Promise<StoredRead[]> {
    return this.#storage.reads(StoredRead);
  }

  putRead(read: StoredRead): Promise<void> {
    return this.#storage.putRead(read.room_id, read);
  }

  deleteRead(room_id: RoomId): Promise<void> {
    return this.#storage.deleteRead(room_id);
  }

  inbox(): Promise<SavedInbox | undefined> {
    return this.#storage.cached<SavedInbox>("inbox");
  }

  putInbox(inbox: SavedInbox): Promise<void> {
    return this.#storage.putCached("inbox", inbox);
  }
}
