import { Show } from "solid-js";
import type { Member } from "../../protocol/room.ts";
import { Icon } from "../elements/icon.tsx";
import { useParlor, usePerson } from "../parlor-context.ts";
import { PersonLine } from "../rooms/people-list.tsx";
import { navigate, roomPath } from "../route.ts";

const roles = { owner: "Owner", admin: "Admin", member: "" };

/** A member, their role, and a way to talk to them alone. */
export function MemberRow(props: {
  readonly member: Member;
  readonly isMe: boolean;
  readonly withBio: boolean;
}) {
  const parlor = useParlor();
  const person = usePerson(() => props.member.user_id);
  const talk = async (): Promise<void> => {
    const result = await parlor.openDm(props.member.user_id);
    if (result.ok) navigate(roomPath(result.value.room_id));
  };
  return (
    <li>
      <Show when={person()} fallback={<div class="person" />}>
        {(known) => (
          <>
            <div class="person">
              <PersonLine
                person={known()}
                end={
                  <>
                    <span class="role">{props.isMe ? "You" : roles[props.member.role]}</span>
                    <Show when={!props.isMe && !props.withBio}>
                      <button
                        type="button"
                        class="icon-button"
                        aria-label={`Message ${known().name}`}
                        title="Message"
                        onClick={() => void talk()}
                      >
                        <Icon name="group" />
                      </button>
                    </Show>
                  </>
                }
              />
            </div>
            <Show when={props.withBio && known().bio}>
              <p class="bio">{known().bio}</p>
            </Show>
          </>
        )}
      </Show>
    </li>
  );
}
