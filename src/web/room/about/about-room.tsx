import { createResource, createSignal, Show, Suspense } from "solid-js";
import { laterWords, words } from "../../language/language.ts";
import { lazyView } from "../../language/lazy-view.ts";
import { refusalText } from "../../language/refusal-text.ts";
import { RoomAvatar } from "../../primitives/avatar.tsx";
import { classes } from "../../primitives/classes.ts";
import { ConfirmInline } from "../../primitives/confirm-inline.tsx";
import { copy } from "../../primitives/copy.ts";
import { Wrong } from "../../primitives/field.tsx";
import { Icon } from "../../primitives/icon.tsx";
import { useParlor } from "../../state/parlor-context.ts";
import { navigate, roomPath } from "../../state/route.ts";
import { useRoom } from "../open-room.ts";
import panelStyles from "../panel.module.css";
import { ProofLine } from "../proof-note.tsx";
import styles from "./about.module.css";
import { PanelLink } from "./panel-link.tsx";

const InviteDialog = lazyView(async () => (await import("../members/invite-dialog.tsx")).InviteDialog);

/** A group or channel, and the admin panels for those who may use them. */
export function AboutRoom() {
  const { room_id, kind, name, room, rights } = useRoom();
  const t = () => laterWords().room.about;
  const [inviting, setInviting] = createSignal(false);
  return (
    <>
      <div class={styles.about}>
        <RoomAvatar room_id={room_id} kind={kind} name={name()} size="l" />
        <h3>
          <bdi>{name()}</bdi>
        </h3>
        <p class="soft">{kind === "channel" ? t().channel : t().group}</p>
        <Show when={room()?.archived}>
          <p class={styles.mark}>{t().archived}</p>
        </Show>
        <Show when={room()?.topic}>
          <p class={styles.text} dir="auto">
            {room()?.topic}
          </p>
        </Show>
        <Show when={room()?.description}>
          <p class={classes(styles.text, "soft")} dir="auto">
            {room()?.description}
          </p>
        </Show>
      </div>
      <ul class={panelStyles.links}>
        <PanelLink
          panel="members"
          icon="people"
          label={laterWords().room.members.title}
          count={room()?.member_count}
        />
        <PanelLink panel="search" icon="search" label={words().search.inRoom} />
        <PanelLink panel="pins" icon="pin" label={laterWords().room.pins.title} />
        <Show when={rights().invite}>
          <li>
            <button type="button" onClick={() => setInviting(true)}>
              <Icon name="invite" /> <span>{laterWords().room.members.invite}</span>
            </button>
          </li>
        </Show>
        <Show when={kind === "channel"}>
          <li>
            <button type="button" onClick={() => void copy(location.origin + roomPath(room_id))}>
              <Icon name="copy" /> <span>{t().copyLink}</span>
            </button>
          </li>
        </Show>
      </ul>
      <Show when={rights().isAdmin}>
        <AdminLinks />
      </Show>
      <Leave />
      <ProofLine />
      <Suspense>
        <Show when={inviting()}>
          <InviteDialog onClose={() => setInviting(false)} />
        </Show>
      </Suspense>
    </>
  );
}

function AdminLinks() {
  const parlor = useParlor();
  const { room_id, kind, room } = useRoom();
  const t = () => laterWords().room.admin;
  const asks = () => kind === "channel" && room()?.join === "request";
  // With an initial value, even an undefined one, the panel does not suspend.
  const [requests] = createResource(asks, () => parlor.call("requests", { room_id }), {
    initialValue: undefined,
  });
  const waiting = () => {
    const result = requests.latest;
    return result?.ok ? result.value.requests.length : undefined;
  };
  return (
    <>
      <h3 class={panelStyles.linksTitle}>{t().title}</h3>
      <ul class={panelStyles.links}>
        <PanelLink panel="settings" icon="settings" label={t().settings.title} />
        <PanelLink panel="links" icon="link" label={t().links.title} />
        <Show when={kind === "channel"}>
          <PanelLink panel="requests" icon="door" label={t().requests.title} count={waiting()} />
        </Show>
        <PanelLink panel="bans" icon="ban" label={t().bans.title} />
        <PanelLink panel="reports" icon="flag" label={t().reports.title} />
        <PanelLink panel="audit" icon="log" label={t().audit.title} />
      </ul>
    </>
  );
}

function Leave() {
  const parlor = useParlor();
  const { room_id, kind, name } = useRoom();
  const t = () => laterWords().room.leave;
  const [leaving, setLeaving] = createSignal(false);
  const [failed, setFailed] = createSignal<string>();
  const leave = async (): Promise<void> => {
    const result = await parlor.leave(room_id);
    if (result.ok) navigate("/", "replace");
    else setFailed(refusalText(result));
  };
  return (
    <>
      <Wrong text={failed()} />
      <Show
        when={leaving()}
        fallback={
          <ul class={panelStyles.links}>
            <li>
              <button type="button" class={panelStyles.danger} onClick={() => setLeaving(true)}>
                <Icon name="leave" /> <span>{t().leave}</span>
              </button>
            </li>
          </ul>
        }
      >
        <ConfirmInline
          question={kind === "group" ? t().confirmGroup(name()) : t().confirmChannel(name())}
          cancel={t().cancel}
          confirm={t().leave}
          onCancel={() => setLeaving(false)}
          onConfirm={() => void leave()}
        />
      </Show>
    </>
  );
}
