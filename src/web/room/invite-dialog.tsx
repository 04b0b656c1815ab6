import { createMemo, createSignal } from "solid-js";
import type { RoomId } from "../../protocol/ids.ts";
import type { Conversation } from "../../protocol/inbox.ts";
import type { Member } from "../../protocol/room.ts";
import type { User } from "../../protocol/user.ts";
import { Dialog } from "../elements/dialog.tsx";
import { Wrong } from "../elements/field.tsx";
import { useParlor } from "../parlor-context.ts";
import { PickPeople } from "../rooms/pick-people.tsx";
import { count, sentence } from "../words.ts";

export function InviteDialog(props: {
  readonly room_id: RoomId;
  readonly name: string;
  readonly members: readonly Member[];
  readonly conversations: readonly Conversation[];
  readonly onClose: () => void;
}) {
  const parlor = useParlor();
  const [picked, setPicked] = createSignal<readonly User[]>([]);
  const [failed, setFailed] = createSignal<string>();
  const already = createMemo(() => new Set(props.members.map(({ user_id }) => user_id)));
  const fresh = createMemo(() => picked().filter(({ user_id }) => !already().has(user_id)));
  const invite = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (fresh().length === 0) return props.onClose();
    const result = await parlor.call("invite", {
      room_id: props.room_id,
      user_ids: fresh().map(({ user_id }) => user_id),
    });
    if (result.ok) props.onClose();
    else setFailed(sentence(result));
  };
  return (
    <Dialog title={`Bring people into ${props.name}`} onClose={props.onClose}>
      <form class="sheet" noValidate onSubmit={(event) => void invite(event)}>
        <div class="sheet-body">
          <PickPeople
            label="Find people"
            conversations={props.conversations}
            picked={picked()}
            onPicked={setPicked}
          />
        </div>
        <div class="sheet-end">
          <Wrong text={failed()} />
          <button type="submit" class="button main" aria-disabled={fresh().length === 0}>
            {fresh().length === 0 ? "Bring in" : `Bring ${count(fresh().length, "person", "people")} in`}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
