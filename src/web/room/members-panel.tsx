import { createMemo, createSignal, For, Show } from "solid-js";
import type { RoomId, RoomKind } from "../../protocol/ids.ts";
import type { Member, Role } from "../../protocol/room.ts";
import { Wrong } from "../elements/field.tsx";
import { Icon } from "../elements/icon.tsx";
import { observe, useMe, useParlor } from "../parlor-context.ts";
import { goBack, navigate, roomPath } from "../route.ts";
import { count, sentence } from "../words.ts";
import { InviteDialog } from "./invite-dialog.tsx";
import { MemberRow } from "./member-row.tsx";
import "./members.css";

const rank: Record<Role, number> = { owner: 0, admin: 1, member: 2 };

/** Who is in the room, bringing in more, and the way out. */
export function MembersPanel(props: {
  readonly room_id: RoomId;
  readonly kind: RoomKind;
  readonly name: string;
  readonly role: Role | undefined;
  readonly members: readonly Member[];
}) {
  const parlor = useParlor();
  const me = useMe();
  const conversations = observe(parlor.conversations);
  const [inviting, setInviting] = createSignal(false);
  const [leaving, setLeaving] = createSignal(false);
  const [failed, setFailed] = createSignal<string>();
  const sorted = createMemo(() =>
    [...props.members].sort((a, b) => rank[a.role] - rank[b.role] || a.joined_at - b.joined_at),
  );
  const isDm = () => props.kind === "dm";

  const leave = async (): Promise<void> => {
    const result = await parlor.leave(props.room_id);
    if (result.ok) navigate("/", "replace");
    else setFailed(sentence(result));
  };

  return (
    <aside class="panel" aria-label={isDm() ? "About this person" : "Members"}>
      <header>
        <h2>{isDm() ? "In this room" : count(props.members.length, "member", "members")}</h2>
        <button
          type="button"
          class="icon-button"
          aria-label="Close the panel"
          onClick={() => goBack(roomPath(props.room_id))}
        >
          <Icon name="close" />
        </button>
      </header>
      <div class="panel-body">
        <Show when={!isDm()}>
          <button type="button" class="button invite" onClick={() => setInviting(true)}>
            <Icon name="invite" /> Bring people in
          </button>
        </Show>
        <ul class="members" aria-label="Members">
          <For each={sorted()}>
            {(member) => (
              <MemberRow member={member} isMe={member.user_id === me().user_id} withBio={isDm()} />
            )}
          </For>
        </ul>
        <Wrong text={failed()} />
        <Show when={!isDm()}>
          <Show
            when={leaving()}
            fallback={
              <button type="button" class="button danger" onClick={() => setLeaving(true)}>
                <Icon name="leave" size={18} /> Leave
              </button>
            }
          >
            <div class="sure">
              <p>
                Leave {props.name}?{" "}
                {props.kind === "group"
                  ? "You will need an invitation to come back."
                  : "You can join again at any time."}
              </p>
              <button type="button" class="button" onClick={() => setLeaving(false)}>
                Stay
              </button>
              <button type="button" class="button danger" onClick={() => void leave()}>
                Leave
              </button>
            </div>
          </Show>
        </Show>
      </div>
      <Show when={inviting()}>
        <InviteDialog
          room_id={props.room_id}
          name={props.name}
          members={props.members}
          conversations={conversations()}
          onClose={() => setInviting(false)}
        />
      </Show>
    </aside>
  );
}
