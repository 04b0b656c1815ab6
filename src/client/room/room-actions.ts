import { Action } from "../../protocol/actions.ts";
import { type Refusal, type Result, refuse } from "../../protocol/codes.ts";
import type { ClientId, RoomId } from "../../protocol/ids.ts";
import { refuseText } from "../../protocol/message.ts";
import type { ClientDeps } from "../client-deps.ts";
import type { PendingAction } from "../sending/action-queue.ts";
import { Answers } from "../sending/answers.ts";
import { mentionableHandles } from "./mention-resolver.ts";
import type { RoomEffect, RoomLog } from "./room-log.ts";

/** Actions that are kept on the device and wait for a connection. The others are for people who see what they do. */
const WAITING: ReadonlySet<Action["type"]> = new Set(["edit", "delete", "react", "pin", "vote"]);

/** The actions of one room: keeps them on the device, and gives those who wait the answers. */
export class RoomActions {
  readonly #deps: ClientDeps;
  readonly #room_id: RoomId;
  readonly #log: RoomLog;
  readonly #go: (effects: readonly RoomEffect[]) => void;
  readonly #answers = new Answers();

  constructor(
    parts: ClientDeps,
    room_id: RoomId,
    log: RoomLog,
    go: (effects: readonly RoomEffect[]) => void,
  ) {
    this.#deps = parts;
    this.#room_id = room_id;
    this.#log = log;
    this.#go = go;
  }

  /** Resolves with the room's answer, however late that is. */
  perform(action: Action, called: readonly string[] = []): Promise<Result<null>> {
    const handles = action.type === "edit" ? mentionableHandles(called) : [];
    const refusal = this.#whyNot(action);
    if (refusal) return Promise.resolve(refusal);
    const { clock, newClientId, store } = this.#deps;
    const doing: PendingAction<Action> = {
      client_id: newClientId(),
      action,
      ...(handles.length > 0 && { handles }),
      created_at: clock.now(),
    };
    const answer = this.#answers.wait(doing.client_id);
    const waits = WAITING.has(action.type);
    this.#go(this.#log.actions.add(doing, !waits).map((settled) => ({ type: "actionSettled", ...settled })));
    if (waits)
      void store.putAction(this.#room_id, doing).then(() => {
        this.#log.actions.kept(doing.client_id);
        this.#go([]);
      });
    return answer;
  }

  /** Takes up the actions found on the device; see `ActionQueue`. */
  adopt(
    found: readonly PendingAction<Action>[],
    isOurs: (doing: PendingAction<Action>) => boolean,
    mayGo: boolean,
  ): RoomEffect[] {
    return this.#log.actions
      .adopt(found, isOurs, mayGo)
      .map((settled) => ({ type: "actionSettled", ...settled }));
  }

  settled(client_id: ClientId, result: Result<null>): void {
    void this.#deps.store.deleteAction(this.#room_id, client_id);
    this.#answers.give(client_id, result);
  }

  close(): void {
    this.#answers.close();
  }

  /** What is certain to be refused is not even shown. */
  #whyNot(action: Action): Refusal | undefined {
    if (!Action.safeParse(action).success) return refuse("bad_request");
    if (this.#log.metadata.removed) return refuse("not_a_member");
    if (!WAITING.has(action.type) && !this.#log.isCurrent) return refuse("unavailable");
    return action.type === "edit" ? refuseText(action.text) : undefined;
  }
}
