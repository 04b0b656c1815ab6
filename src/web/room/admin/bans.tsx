import { accept } from "../../../protocol/codes.ts";
import type { UserId } from "../../../protocol/ids.ts";
import { laterWords } from "../../language/language.ts";
import { exactTime } from "../../language/times.ts";
import buttonStyles from "../../primitives/button.module.css";
import { useParlor } from "../../state/parlor-context.ts";
import { useRoom } from "../open-room.ts";
import { AdminListView, createAdminList } from "./admin-list.tsx";
import { AdminListPerson } from "./admin-list-person.tsx";

/** The users who are banned from the room. */
export function Bans() {
  const parlor = useParlor();
  const { room_id, applyAction } = useRoom();
  const t = () => laterWords().room.admin.bans;
  const list = createAdminList(async () => {
    const result = await parlor.call("bans", { room_id });
    return result.ok ? accept(result.value.bans) : result;
  });
  const unban = async (user_id: UserId): Promise<void> => {
    await applyAction({ type: "ban", user_id, on: false });
    list.refetch();
  };
  return (
    <AdminListView list={list} label={t().title} none={t().none}>
      {(ban) => (
        <AdminListPerson user_id={ban.user_id} by={ban.by} about={t().by} title={exactTime(ban.at)}>
          <button type="button" class={buttonStyles.button} onClick={() => void unban(ban.user_id)}>
            {t().unban}
          </button>
        </AdminListPerson>
      )}
    </AdminListView>
  );
}
