import type { ClientId } from "../../protocol/ids.ts";
import type { UserStorage } from "../storage/user-storage.ts";
import { blobKey, type NewFile } from "./outgoing-file.ts";

/** The bytes of files that are on their way. They stay on the device until their message has arrived or was given up. */
export class FileStore {
  readonly #storage: UserStorage;

  constructor(storage: UserStorage) {
    this.#storage = storage;
  }

  async put(batch: ClientId, files: readonly NewFile[]): Promise<void> {
    for (const [index, { blob, thumbnail }] of files.entries()) {
      await this.#storage.putBlob(blobKey(batch, index), blob);
      if (thumbnail) await this.#storage.putBlob(blobKey(batch, index, true), thumbnail);
    }
  }

  get(batch: ClientId, index: number, isThumbnail: boolean): Promise<Blob | undefined> {
    return this.#storage.getBlob(blobKey(batch, index, isThumbnail));
  }

  delete(batch: ClientId): Promise<void> {
    return this.#storage.deleteBlobs(`${batch}.`);
  }
}
