import { createSignal, lazy, Match, Show, Suspense, Switch } from "solid-js";
import type { Room } from "../../../protocol/room.ts";
import { words } from "../../language/language.ts";
import { Sure } from "../../primitives/confirm-inline.tsx";
import { Icon } from "../../primitives/icon.tsx";
import { tellRefusal } from "../../primitives/toast.tsx";
import { useParlor } from "../../state/parlor-context.ts";
import { navigate } from "../../state/route.ts";
import { useRoom } from "../open-room.ts";

const HandOver = lazy(async () => ({ default: (await import("./hand-over.tsx")).HandOver }));

/** What only an owner does: hand the room over, put it to rest, delete it. */
export function Ending(props: { readonly room: Room }) {
  const parlor = useParlor();
  const { room_id, name, applyAction } = useRoom();
  const said = () => words().room.admin.ending;
  const [step, setStep] = createSignal<"hand_over" | "archive" | "delete">();
  const stay = () => setStep(undefined);
  const archive = (archived: boolean): void => {
    stay();
    void applyAction({ type: "update_room", settings: { archived } });
  };
  const end = async (): Promise<void> => {
    if (await tellRefusal(parlor.call("deleteRoom", { room_id }))) navigate("/", "replace");
  };
  return (
    <>
      <h3 class="ways-title">{said().title}</h3>
      <Switch
        fallback={
          <ul class="ways-to">
            <Show
              when={!props.room.archived}
              fallback={
                <li>
                  <button type="button" onClick={() => archive(false)}>
                    <Icon name="archive" /> <span>{said().unarchive}</span>
                  </button>
                </li>
              }
            >
              <li>
                <button type="button" onClick={() => setStep("hand_over")}>
                  <Icon name="crown" /> <span>{said().handOver}</span>
                </button>
              </li>
              <li>
                <button type="button" onClick={() => setStep("archive")}>
                  <Icon name="archive" /> <span>{said().archive}</span>
                </button>
              </li>
            </Show>
            <li>
              <button type="button" class="danger" onClick={() => setStep("delete")}>
                <Icon name="delete" /> <span>{said().delete}</span>
              </button>
            </li>
          </ul>
        }
      >
        <Match when={step() === "archive"}>
          <Sure
            question={said().sureArchive(name())}
            stay={said().keep}
            go={said().archive}
            onStay={stay}
            onGo={() => archive(true)}
          />
        </Match>
        <Match when={step() === "delete"}>
          <Sure
            question={said().sureDelete(name())}
            stay={said().keep}
            go={said().delete}
            onStay={stay}
            onGo={() => void end()}
          />
        </Match>
        <Match when={step() === "hand_over"}>
          <Suspense>
            <HandOver onClose={stay} />
          </Suspense>
        </Match>
      </Switch>
    </>
  );
}
