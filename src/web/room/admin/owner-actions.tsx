import { createSignal, Match, Show, Suspense, Switch } from "solid-js";
import type { Room } from "../../../protocol/room.ts";
import { laterWords } from "../../language/language.ts";
import { lazyView } from "../../language/lazy-view.ts";
import { ConfirmInline } from "../../primitives/confirm-inline.tsx";
import { Icon } from "../../primitives/icon.tsx";
import { toastRefusal } from "../../primitives/toast.tsx";
import { useParlor } from "../../state/parlor-context.ts";
import { navigate } from "../../state/route.ts";
import { useRoom } from "../open-room.ts";
import panelStyles from "../panel.module.css";

const HandOver = lazyView(async () => (await import("./hand-over.tsx")).HandOver);

/** What only an owner can do: hand the room over, archive it, delete it. */
export function OwnerActions(props: { readonly room: Room }) {
  const parlor = useParlor();
  const { room_id, name, applyAction } = useRoom();
  const t = () => laterWords().room.admin.ownerActions;
  const [step, setStep] = createSignal<"hand_over" | "archive" | "delete">();
  const cancel = () => setStep(undefined);
  const archive = (archived: boolean): void => {
    cancel();
    void applyAction({ type: "update_room", settings: { archived } });
  };
  const deleteRoom = async (): Promise<void> => {
    if (await toastRefusal(parlor.call("deleteRoom", { room_id }))) navigate("/", "replace");
  };
  return (
    <>
      <h3 class={panelStyles.linksTitle}>{t().title}</h3>
      <Switch
        fallback={
          <ul class={panelStyles.links}>
            <Show
              when={!props.room.archived}
              fallback={
                <li>
                  <button type="button" onClick={() => archive(false)}>
                    <Icon name="archive" /> <span>{t().unarchive}</span>
                  </button>
                </li>
              }
            >
              <li>
                <button type="button" onClick={() => setStep("hand_over")}>
                  <Icon name="crown" /> <span>{t().handOver}</span>
                </button>
              </li>
              <li>
                <button type="button" onClick={() => setStep("archive")}>
                  <Icon name="archive" /> <span>{t().archive}</span>
                </button>
              </li>
            </Show>
            <li>
              <button type="button" class={panelStyles.danger} onClick={() => setStep("delete")}>
                <Icon name="delete" /> <span>{t().delete}</span>
              </button>
            </li>
          </ul>
        }
      >
        <Match when={step() === "archive"}>
          <ConfirmInline
            question={t().confirmArchive(name())}
            cancel={t().cancel}
            confirm={t().archive}
            onCancel={cancel}
            onConfirm={() => archive(true)}
          />
        </Match>
        <Match when={step() === "delete"}>
          <ConfirmInline
            question={t().confirmDelete(name())}
            cancel={t().cancel}
            confirm={t().delete}
            onCancel={cancel}
            onConfirm={() => void deleteRoom()}
          />
        </Match>
        <Match when={step() === "hand_over"}>
          <Suspense>
            <HandOver onClose={cancel} />
          </Suspense>
        </Match>
      </Switch>
    </>
  );
}
