import { accept } from "../../../protocol/codes.ts";
import type { UserId } from "../../../protocol/ids.ts";
import { words } from "../../language/language.ts";
import { ago, exactTime } from "../../language/times.ts";
import { useParlor } from "../../state/parlor-context.ts";
import { useRoom } from "../open-room.ts";
import { BookList, createBook } from "./admin-list.tsx";
import { BookPerson } from "./admin-list-person.tsx";

/** Who asks to come in. */
export function Requests() {
  const parlor = useParlor();
  const { room_id, room, applyAction } = useRoom();
  const said = () => words().room.admin.requests;
  const book = createBook(async () => {
    const result = await parlor.call("requests", { room_id });
    return result.ok ? accept(result.value.requests) : result;
  });
  const answer = async (user_id: UserId, admit: boolean): Promise<void> => {
    await applyAction({ type: "answer_request", user_id, admit });
    book.again();
  };
  return (
    <BookList book={book} label={said().title} none={room()?.join === "request" ? said().none : said().open}>
      {(request) => (
        <BookPerson
          user_id={request.user_id}
          about={() => said().asked(ago(request.at))}
          title={exactTime(request.at)}
        >
          <button type="button" class="button" onClick={() => void answer(request.user_id, false)}>
            {said().decline}
          </button>
          <button type="button" class="button main" onClick={() => void answer(request.user_id, true)}>
            {said().admit}
          </button>
        </BookPerson>
      )}
    </BookList>
  );
}
