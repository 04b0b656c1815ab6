import { createSignal, Match, Switch } from "solid-js";
import { laterWords } from "../language/language.ts";
import { refusalText } from "../language/refusal-text.ts";
import buttonStyles from "../primitives/button.module.css";
import { classes } from "../primitives/classes.ts";
import emptyStateStyles from "../primitives/empty-state.module.css";
import { Wrong } from "../primitives/field.tsx";
import { useParlor } from "../state/parlor-context.ts";
import { useRoom } from "./open-room.ts";

type Situation = "deleted" | "banned" | "requested" | "channel" | "closed" | "removed" | "left";

/** Situations in which the user can join the channel. */
const joinable: ReadonlySet<Situation> = new Set(["channel", "removed", "left"]);

/** Replaces the messages for somebody who is not (or no longer) a member, and says why. */
export function NotAMember() {
  const parlor = useParlor();
  const { room_id, kind, state } = useRoom();
  const t = () => laterWords().room.notAMember;
  const [failed, setFailed] = createSignal<string>();
  const [requested, setRequested] = createSignal(false);
  const code = () => {
    const { connection } = state();
    return connection.state === "closed" ? connection.code : undefined;
  };
  const situation = (): Situation => {
    if (code() === "room_deleted") return "deleted";
    if (code() === "banned" || state().removal === "banned") return "banned";
    if (requested()) return "requested";
    if (state().removal !== undefined) return "removed";
    if (state().room !== undefined) return "left";
    return kind === "channel" ? "channel" : "closed";
  };
  const join = async (): Promise<void> => {
    const result = await parlor.join(room_id);
    if (!result.ok) setFailed(refusalText(result));
    else setRequested(result.value.state === "requested");
  };
  return (
    <div class={emptyStateStyles.emptyState} role="status">
      <h2>{t()[situation()].title}</h2>
      <p class="soft">{t()[situation()].text}</p>
      <Wrong text={failed()} />
      <Switch
        fallback={
          <a class={buttonStyles.button} href="/">
            {t().back}
          </a>
        }
      >
        <Match when={kind === "channel" && joinable.has(situation())}>
          <button
            type="button"
            class={classes(buttonStyles.button, buttonStyles.main)}
            onClick={() => void join()}
          >
            {t().join}
          </button>
        </Match>
      </Switch>
    </div>
  );
}
