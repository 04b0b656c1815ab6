import { Action, definitionOf } from "../protocol/actions.ts";
import { type Refusal, type Result, refuse } from "../protocol/codes.ts";
import type { ClientId, RoomId } from "../protocol/ids.ts";
import { refuseText } from "../protocol/message.ts";
import type { Doing } from "./act-queue.ts";
import { Answers } from "./answers.ts";
import type { ClientParts } from "./client-parts.ts";
import { callableHandles } from "./room-calls.ts";
import type { RoomEffect, RoomLog } from "./room-log.ts";

/** The actions of one room: keeps them on the device, and gives those who wait the answers. */
export class RoomActions {
  readonly #parts: ClientParts;
  readonly #room_id: RoomId;
  readonly #log: RoomLog;
  readonly #go: (effects: readonly RoomEffect[]) => void;
  readonly #answers = new Answers();

  constructor(
    parts: ClientParts,
    room_id: RoomId,
    log: RoomLog,
    go: (effects: readonly RoomEffect[]) => void,
  ) {
    this.#parts = parts;
    this.#room_id = room_id;
    this.#log = log;
    this.#go = go;
  }

  /** Resolves with the room's answer, however late that is. */
  perform(action: Action, called: readonly string[] = []): Promise<Result<null>> {
    const handles = action.type === "edit" ? callableHandles(called) : [];
    const refusal = this.#whyNot(action);
    if (refusal) return Promise.resolve(refusal);
    const { clock, newClientId, store } = this.#parts;
    const doing: Doing<Action> = {
      client_id: newClientId(),
      action,
      ...(handles.length > 0 && { handles }),
      created_at: clock.now(),
    };
    const answer = this.#answers.wait(doing.client_id);
    const isDurable = definitionOf(action).durable ?? false;
    this.#go(
      this.#log.actions.add(doing, !isDurable).map((settled) => ({ type: "actionSettled", ...settled })),
    );
    if (isDurable)
      void store.putAction(this.#room_id, doing).then(() => {
        this.#log.actions.kept(doing.client_id);
        this.#go([]);
      });
    return answer;
  }

  /** Takes up the actions found on the device; see `ActionQueue`. */
  adopt(
    found: readonly Doing<Action>[],
    isOurs: (doing: Doing<Action>) => boolean,
    mayGo: boolean,
  ): RoomEffect[] {
    return this.#log.actions
      .adopt(found, isOurs, mayGo)
      .map((settled) => ({ type: "actionSettled", ...settled }));
  }

  settled(client_id: ClientId, result: Result<null>): void {
    void this.#parts.store.deleteAction(this.#room_id, client_id);
    this.#answers.give(client_id, result);
  }

  close(): void {
    this.#answers.close();
  }

  /** What is certain to be refused is not even shown. */
  #whyNot(action: Action): Refusal | undefined {
    if (!Action.safeParse(action).success) return refuse("bad_request");
    if (this.#log.facts.removed) return refuse("not_a_member");
    if (!definitionOf(action).durable && !this.#log.isCurrent) return refuse("unavailable");
    return action.type === "edit" ? refuseText(action.text) : undefined;
  }
}
