import { accept, codeOfClose, isCode, type Result, refuse } from "../../protocol/codes.ts";
import { PROTOCOL_VERSION } from "../../protocol/limits.ts";
import type { Access } from "../identity/access-token.ts";
import { type TakesSockets, upgrade } from "./upgrade.ts";

/**
 * The long poll, for clients that cannot hold a WebSocket: this Worker holds one for them, for as
 * long as one request lives. Objects know nothing of it and hibernate as they do under any socket.
 */

/** Milliseconds within which an object must bring a poll up to date. */
const CATCH_UP_MS = 10_000;

interface AnyFrame {
  readonly type: string;
  readonly mode?: string;
}

/**
 * What a socket would have sent from `position` on. Answers at once where the position is behind,
 * else with the first news within `wait_ms`, else with just the `welcome` and `current` frames.
 */
export async function poll<Frame extends AnyFrame>(
  object: TakesSockets,
  caller: Access,
  position: object | undefined,
  wait_ms: number,
): Promise<Result<{ frames: Frame[] }>> {
  const response = await upgrade(object, caller);
  if (!response.webSocket) throw new Error("the object took no socket");
  const frames = await collect<Frame>(
    response.webSocket,
    { type: "hello", protocol: PROTOCOL_VERSION, position },
    wait_ms,
  );
  return frames.ok ? accept({ frames: frames.value }) : frames;
}

function collect<Frame extends AnyFrame>(
  socket: WebSocket,
  hello: object,
  wait_ms: number,
): Promise<Result<Frame[]>> {
  const frames: Frame[] = [];
  let isCurrent = false;
  return new Promise((resolve) => {
    const finish = (result: Result<Frame[]>): void => {
      clearTimeout(timer);
      socket.close(1000);
      resolve(result);
    };
    let timer = setTimeout(() => finish(refuse("unavailable")), CATCH_UP_MS);

    socket.addEventListener("message", ({ data }) => {
      const frame = JSON.parse(String(data)) as Frame;
      frames.push(frame);
      if (isCurrent) return finish(accept(frames));
      if (frame.type !== "current") return;
      if (frames.some(isMore)) return finish(accept(frames));
      isCurrent = true;
      clearTimeout(timer);
      timer = setTimeout(() => finish(accept(frames)), wait_ms);
    });
    socket.addEventListener("close", ({ code, reason }) => {
      finish(refuse(isCode(reason) ? reason : (codeOfClose(code) ?? "unavailable")));
    });
    socket.accept();
    socket.send(JSON.stringify(hello));
  });
}

/** Whether a frame says more than every answer to `hello` does. Receipts do not: they come each time. */
const isMore = ({ type, mode }: AnyFrame): boolean =>
  type === "welcome" ? mode === "reload" : type !== "current" && type !== "receipts";
