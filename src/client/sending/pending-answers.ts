import { type Refusal, type Result, refuse } from "../../protocol/codes.ts";
import type { ClientId } from "../../protocol/ids.ts";

/** The callers on this page who wait for the answers to their actions. Actions of an earlier page have none. */
export class PendingAnswers {
  readonly #waiting = new Map<ClientId, (result: Result<null>) => void>();

  wait(client_id: ClientId): Promise<Result<null>> {
    return new Promise((resolve) => this.#waiting.set(client_id, resolve));
  }

  give(client_id: ClientId, result: Result<null>): void {
    this.#waiting.get(client_id)?.(result);
    this.#waiting.delete(client_id);
  }

  /** This page will get no more answers. */
  close(refusal: Refusal = refuse("unavailable")): void {
    for (const client_id of [...this.#waiting.keys()]) this.give(client_id, refusal);
  }
}
