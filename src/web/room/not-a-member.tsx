import { createSignal, Match, Switch } from "solid-js";
import { words } from "../language/language.ts";
import { sentence } from "../language/refusal-text.ts";
import { Wrong } from "../primitives/field.tsx";
import { useParlor } from "../state/parlor-context.ts";
import { useRoom } from "./open-room.ts";

type Situation = "deleted" | "banned" | "asked" | "channel" | "closed" | "removed" | "gone";

/** Where a channel's door is open. */
const joinable: ReadonlySet<Situation> = new Set(["channel", "removed", "gone"]);

/** Instead of the messages, for somebody who is no member (or no longer), and why. */
export function NotHere() {
  const parlor = useParlor();
  const { room_id, kind, state } = useRoom();
  const said = () => words().room.notHere;
  const [failed, setFailed] = createSignal<string>();
  const [asked, setAsked] = createSignal(false);
  const code = () => {
    const { connection } = state();
    return connection.state === "closed" ? connection.code : undefined;
  };
  const situation = (): Situation => {
    if (code() === "room_deleted") return "deleted";
    if (code() === "banned" || state().parting === "banned") return "banned";
    if (asked()) return "asked";
    if (state().parting !== undefined) return "removed";
    if (state().room !== undefined) return "gone";
    return kind === "channel" ? "channel" : "closed";
  };
  const join = async (): Promise<void> => {
    const result = await parlor.join(room_id);
    if (!result.ok) setFailed(sentence(result));
    else setAsked(result.value.state === "requested");
  };
  return (
    <div class="welcome" role="status">
      <h2>{said()[situation()].title}</h2>
      <p class="soft">{said()[situation()].text}</p>
      <Wrong text={failed()} />
      <Switch
        fallback={
          <a class="button" href="/">
            {said().back}
          </a>
        }
      >
        <Match when={kind === "channel" && joinable.has(situation())}>
          <button type="button" class="button main" onClick={() => void join()}>
            {said().join}
          </button>
        </Match>
      </Switch>
    </div>
  );
}
