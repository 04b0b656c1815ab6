import { createMemo, createSignal, Show } from "solid-js";
import type { Member } from "../../../protocol/room.ts";
import type { User } from "../../../protocol/user.ts";
import { laterWords } from "../../language/language.ts";
import { PeopleList } from "../../people/people-list.tsx";
import { createSearch } from "../../people/people-search.ts";
import { ConfirmInline } from "../../primitives/confirm-inline.tsx";
import dialogStyles from "../../primitives/dialog.module.css";
import { Dialog } from "../../primitives/dialog.tsx";
import { Field } from "../../primitives/field.tsx";
import { useMe, useParlor, usePeople } from "../../state/parlor-context.ts";
import { useRoom } from "../open-room.ts";

/** Members shown before anything is typed. */
const SHOWN = 20;

/** Makes somebody else the owner and the user an admin. */
export function HandOver(props: { readonly onClose: () => void }) {
  const parlor = useParlor();
  const me = useMe();
  const { room_id, name, members, applyAction } = useRoom();
  const t = () => laterWords().room.admin.ownerActions;
  const [typed, setTyped] = createSignal("");
  const [chosen, setChosen] = createSignal<User>();
  const others = (all: readonly Pick<Member, "user_id">[]) =>
    all.map(({ user_id }) => user_id).filter((user_id) => user_id !== me().user_id);
  const search = createSearch<User>(typed, async (q) => {
    const result = await parlor.call("members", { room_id, q });
    if (!result.ok) return result;
    const people = await parlor.call("peopleById", { ids: others(result.value.members).join(",") });
    return people.ok ? { ok: true, value: people.value.people } : people;
  });
  const familiar = usePeople(createMemo(() => others(members().members).slice(0, SHOWN)));
  const handOver = async ({ user_id }: User): Promise<void> => {
    props.onClose();
    // The new owner comes first, because a room always has one.
    if (await applyAction({ type: "set_role", user_id, role: "owner" }))
      await applyAction({ type: "set_role", user_id: me().user_id, role: "admin" });
  };
  return (
    <Dialog title={t().handOver} onClose={props.onClose}>
      <div class={dialogStyles.body}>
        <Show
          when={chosen()}
          fallback={
            <>
              <Field
                label={laterWords().room.members.find}
                type="search"
                autocomplete="off"
                placeholder={laterWords().rooms.people.nameOrHandle}
                value={typed()}
                onText={setTyped}
                autofocus
              />
              <PeopleList
                label={laterWords().room.members.title}
                search={search()}
                familiar={familiar()}
                typed={typed()}
                onPick={setChosen}
              />
            </>
          }
        >
          {(person) => (
            <ConfirmInline
              question={t().confirmHandOver(name(), person().name)}
              cancel={t().cancel}
              confirm={t().handOver}
              onCancel={props.onClose}
              onConfirm={() => void handOver(person())}
            />
          )}
        </Show>
      </div>
    </Dialog>
  );
}
