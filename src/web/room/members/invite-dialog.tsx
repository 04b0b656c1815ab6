import { createMemo } from "solid-js";
import { laterWords } from "../../language/language.ts";
import { refusalText } from "../../language/refusal-text.ts";
import { PickForm } from "../../people/pick-form.tsx";
import { Dialog } from "../../primitives/dialog.tsx";
import { toast } from "../../primitives/toast.tsx";
import { useParlor } from "../../state/parlor-context.ts";
import { useRoom } from "../open-room.ts";

/** Adds more people to the room. */
export function InviteDialog(props: { readonly onClose: () => void }) {
  const parlor = useParlor();
  const { room_id, name, members } = useRoom();
  const t = () => laterWords().room.invite;
  const already = createMemo(() => new Set(members().members.map(({ user_id }) => user_id)));
  return (
    <Dialog title={t().title(name())} onClose={props.onClose}>
      <PickForm
        label={t().find}
        already={already()}
        submit={t().submit}
        canSubmit={(picked) => picked > 0}
        onSubmit={async (user_ids) => {
          const result = await parlor.call("invite", { room_id, user_ids: [...user_ids] });
          if (!result.ok) return refusalText(result);
          const asked = result.value.invited?.length ?? 0;
          if (asked > 0) toast(t().asked(asked));
          props.onClose();
          return undefined;
        }}
      />
    </Dialog>
  );
}
