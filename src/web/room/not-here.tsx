import { createSignal, Show } from "solid-js";
import type { RoomId, RoomKind } from "../../protocol/ids.ts";
import { Wrong } from "../elements/field.tsx";
import { useParlor } from "../parlor-context.ts";
import { sentence } from "../words.ts";

/** Instead of the messages, for somebody who is no member (or no longer). */
export function NotHere(props: {
  readonly room_id: RoomId;
  readonly kind: RoomKind;
  readonly wasIn: boolean;
}) {
  const parlor = useParlor();
  const [failed, setFailed] = createSignal<string>();
  const join = async (): Promise<void> => {
    const result = await parlor.join(props.room_id);
    if (!result.ok) setFailed(sentence(result));
  };
  return (
    <div class="welcome">
      <h2>{props.kind === "channel" ? "You are not in this channel" : "This room is not open to you"}</h2>
      <p class="soft">
        {props.kind === "channel"
          ? "It is public: join to read and write."
          : "It may not exist, or you are no longer one of its members. Someone in it can bring you in."}
      </p>
      <Wrong text={failed()} />
      <Show
        when={props.kind === "channel"}
        fallback={
          <a class="button" href="/">
            Back to your rooms
          </a>
        }
      >
        <button type="button" class="button main" onClick={() => void join()}>
          Join the channel
        </button>
      </Show>
    </div>
  );
}
