import { accept } from "../../../protocol/codes.ts";
import type { UserId } from "../../../protocol/ids.ts";
import { laterWords } from "../../language/language.ts";
import { ago, exactTime } from "../../language/times.ts";
import buttonStyles from "../../primitives/button.module.css";
import { classes } from "../../primitives/classes.ts";
import { useParlor } from "../../state/parlor-context.ts";
import { useRoom } from "../open-room.ts";
import { AdminListView, createAdminList } from "./admin-list.tsx";
import { AdminListPerson } from "./admin-list-person.tsx";

/** Requests to join. */
export function Requests() {
  const parlor = useParlor();
  const { room_id, room, applyAction } = useRoom();
  const t = () => laterWords().room.admin.requests;
  const list = createAdminList(async () => {
    const result = await parlor.call("requests", { room_id });
    return result.ok ? accept(result.value.requests) : result;
  });
  const answer = async (user_id: UserId, admit: boolean): Promise<void> => {
    await applyAction({ type: "answer_request", user_id, admit });
    list.refetch();
  };
  return (
    <AdminListView list={list} label={t().title} none={room()?.join === "request" ? t().none : t().open}>
      {(request) => (
        <AdminListPerson
          user_id={request.user_id}
          about={() => t().requested(ago(request.at))}
          title={exactTime(request.at)}
        >
          <button
            type="button"
            class={buttonStyles.button}
            onClick={() => void answer(request.user_id, false)}
          >
            {t().decline}
          </button>
          <button
            type="button"
            class={classes(buttonStyles.button, buttonStyles.main)}
            onClick={() => void answer(request.user_id, true)}
          >
            {t().admit}
          </button>
        </AdminListPerson>
      )}
    </AdminListView>
  );
}
