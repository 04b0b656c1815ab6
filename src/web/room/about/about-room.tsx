import { createResource, createSignal, lazy, Show, Suspense } from "solid-js";
import { words } from "../../language/language.ts";
import { sentence } from "../../language/refusal-text.ts";
import { RoomAvatar } from "../../primitives/avatar.tsx";
import { Sure } from "../../primitives/confirm-inline.tsx";
import { copy } from "../../primitives/copy.ts";
import { Wrong } from "../../primitives/field.tsx";
import { Icon } from "../../primitives/icon.tsx";
import { useParlor } from "../../state/parlor-context.ts";
import { navigate, roomPath } from "../../state/route.ts";
import { useRoom } from "../open-room.ts";
import { WayTo } from "./panel-link.tsx";

const InviteDialog = lazy(async () => ({
  default: (await import("../members/invite-dialog.tsx")).InviteDialog,
}));

/** A group or channel, and for its owners and admins everything they look after. */
export function AboutRoom() {
  const { room_id, kind, name, room, rights } = useRoom();
  const said = () => words().room.about;
  const [inviting, setInviting] = createSignal(false);
  return (
    <>
      <div class="about">
        <RoomAvatar room_id={room_id} kind={kind} name={name()} size="l" />
        <h3>
          <bdi>{name()}</bdi>
        </h3>
        <p class="soft">{kind === "channel" ? said().channel : said().group}</p>
        <Show when={room()?.archived}>
          <p class="about-mark">{said().archived}</p>
        </Show>
        <Show when={room()?.topic}>
          <p class="about-text" dir="auto">
            {room()?.topic}
          </p>
        </Show>
        <Show when={room()?.description}>
          <p class="about-text soft" dir="auto">
            {room()?.description}
          </p>
        </Show>
      </div>
      <ul class="ways-to">
        <WayTo
          panel="members"
          icon="people"
          label={words().room.members.title}
          count={room()?.member_count}
        />
        <WayTo panel="pins" icon="pin" label={words().room.pins.title} />
        <Show when={rights().invite}>
          <li>
            <button type="button" onClick={() => setInviting(true)}>
              <Icon name="invite" /> <span>{words().room.members.invite}</span>
            </button>
          </li>
        </Show>
        <Show when={kind === "channel"}>
          <li>
            <button type="button" onClick={() => void copy(location.origin + roomPath(room_id))}>
              <Icon name="copy" /> <span>{said().copyLink}</span>
            </button>
          </li>
        </Show>
      </ul>
      <Show when={rights().isAdmin}>
        <AdminWays />
      </Show>
      <Leave />
      <Suspense>
        <Show when={inviting()}>
          <InviteDialog onClose={() => setInviting(false)} />
        </Show>
      </Suspense>
    </>
  );
}

function AdminWays() {
  const parlor = useParlor();
  const { room_id, kind, room } = useRoom();
  const said = () => words().room.admin;
  const asks = () => kind === "channel" && room()?.join === "request";
  // With a value to begin with, even none, the panel does not wait for it.
  const [requests] = createResource(asks, () => parlor.call("requests", { room_id }), {
    initialValue: undefined,
  });
  const waiting = () => {
    const result = requests.latest;
    return result?.ok ? result.value.requests.length : undefined;
  };
  return (
    <>
      <h3 class="ways-title">{said().title}</h3>
      <ul class="ways-to">
        <WayTo panel="settings" icon="settings" label={said().settings.title} />
        <WayTo panel="links" icon="link" label={said().links.title} />
        <Show when={kind === "channel"}>
          <WayTo panel="requests" icon="door" label={said().requests.title} count={waiting()} />
        </Show>
        <WayTo panel="bans" icon="ban" label={said().bans.title} />
        <WayTo panel="reports" icon="flag" label={said().reports.title} />
        <WayTo panel="audit" icon="log" label={said().audit.title} />
      </ul>
    </>
  );
}

function Leave() {
  const parlor = useParlor();
  const { room_id, kind, name } = useRoom();
  const said = () => words().room.leave;
  const [leaving, setLeaving] = createSignal(false);
  const [failed, setFailed] = createSignal<string>();
  const leave = async (): Promise<void> => {
    const result = await parlor.leave(room_id);
    if (result.ok) navigate("/", "replace");
    else setFailed(sentence(result));
  };
  return (
    <>
      <Wrong text={failed()} />
      <Show
        when={leaving()}
        fallback={
          <ul class="ways-to">
            <li>
              <button type="button" class="danger" onClick={() => setLeaving(true)}>
                <Icon name="leave" /> <span>{said().leave}</span>
              </button>
            </li>
          </ul>
        }
      >
        <Sure
          question={kind === "group" ? said().sureGroup(name()) : said().sureChannel(name())}
          stay={said().stay}
          go={said().leave}
          onStay={() => setLeaving(false)}
          onGo={() => void leave()}
        />
      </Show>
    </>
  );
}
