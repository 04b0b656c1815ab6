import { createSignal, Show } from "solid-js";
import type { RosterMember } from "../../../client/index.ts";
import { laterWords, words } from "../../language/language.ts";
import { refusalText } from "../../language/refusal-text.ts";
import { now } from "../../language/times.ts";
import peopleStyles from "../../people/people.module.css";
import { PersonLine } from "../../people/people-list.tsx";
import buttonStyles from "../../primitives/button.module.css";
import { classes } from "../../primitives/classes.ts";
import { Icon } from "../../primitives/icon.tsx";
import { toast } from "../../primitives/toast.tsx";
import { useMe, useParlor, usePerson, usePresence } from "../../state/parlor-context.ts";
import { navigate, roomPath } from "../../state/route.ts";
import { useRoom } from "../open-room.ts";
import { memberChoices } from "./member-choices.ts";
import { MemberMenu } from "./member-menu.tsx";
import styles from "./members.module.css";

/** A member with their role, a button that opens a direct message, and a menu for admins. */
export function MemberRow(props: { readonly member: RosterMember }) {
  const parlor = useParlor();
  const me = useMe();
  const { state } = useRoom();
  const t = () => laterWords().room.members;
  const id = () => props.member.user_id;
  const person = usePerson(id);
  const isMe = () => id() === me().user_id;
  const presence = usePresence(() => (isMe() ? undefined : id()));
  const isMuted = () => props.member.muted_until > now();
  const [menuAt, setMenuAt] = createSignal<DOMRect>();
  const choices = () =>
    memberChoices(props.member, {
      me: me().user_id,
      role: state().role,
      archived: state().room?.archived ?? true,
      now: now(),
    });
  const openDm = async (): Promise<void> => {
    const result = await parlor.openDm(id());
    if (result.ok) navigate(roomPath(result.value.room_id));
    else toast(refusalText(result));
  };
  return (
    <div class={classes(peopleStyles.person, styles.member)}>
      <Show when={person()}>
        {(known) => (
          <>
            <PersonLine
              person={known()}
              online={presence()?.online}
              end={
                <>
                  <Show when={isMuted()}>
                    <span class={styles.role} title={t().muted}>
                      <Icon name="quiet" size={16} />
                      <span class="hidden">{t().muted}</span>
                    </span>
                  </Show>
                  <Show when={props.member.role !== "member"}>
                    <span class={classes(styles.role, styles.badge)}>{t().roles[props.member.role]}</span>
                  </Show>
                  <Show when={!isMe()} fallback={<span class={styles.role}>{words().rooms.row.you}</span>}>
                    <button
                      type="button"
                      class={buttonStyles.iconButton}
                      aria-label={t().message(known().name)}
                      title={t().message(known().name)}
                      onClick={() => void openDm()}
                    >
                      <Icon name="group" />
                    </button>
                  </Show>
                  <Show when={choices().length > 0}>
                    <button
                      type="button"
                      class={buttonStyles.iconButton}
                      aria-haspopup="dialog"
                      aria-label={t().actions(known().name)}
                      title={t().actions(known().name)}
                      onClick={(event) => setMenuAt(event.currentTarget.getBoundingClientRect())}
                    >
                      <Icon name="more" />
                    </button>
                  </Show>
                </>
              }
            />
            <Show when={menuAt()}>
              {(at) => (
                <MemberMenu
                  member={props.member}
                  name={known().name}
                  choices={choices()}
                  at={at()}
                  onClose={() => setMenuAt(undefined)}
                />
              )}
            </Show>
          </>
        )}
      </Show>
    </div>
  );
}
