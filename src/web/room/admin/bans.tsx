import { accept } from "../../../protocol/codes.ts";
import type { UserId } from "../../../protocol/ids.ts";
import { words } from "../../language/language.ts";
import { exactTime } from "../../language/times.ts";
import { useParlor } from "../../state/parlor-context.ts";
import { useRoom } from "../open-room.ts";
import { BookList, createBook } from "./admin-list.tsx";
import { BookPerson } from "./admin-list-person.tsx";

/** Who is kept out of the room, until somebody lets them in again. */
export function Bans() {
  const parlor = useParlor();
  const { room_id, applyAction } = useRoom();
  const said = () => words().room.admin.bans;
  const book = createBook(async () => {
    const result = await parlor.call("bans", { room_id });
    return result.ok ? accept(result.value.bans) : result;
  });
  const unban = async (user_id: UserId): Promise<void> => {
    await applyAction({ type: "ban", user_id, on: false });
    book.again();
  };
  return (
    <BookList book={book} label={said().title} none={said().none}>
      {(ban) => (
        <BookPerson user_id={ban.user_id} by={ban.by} about={said().by} title={exactTime(ban.at)}>
          <button type="button" class="button" onClick={() => void unban(ban.user_id)}>
            {said().unban}
          </button>
        </BookPerson>
      )}
    </BookList>
  );
}
