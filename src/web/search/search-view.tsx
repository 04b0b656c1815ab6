import {
  type Accessor,
  createMemo,
  createResource,
  createSignal,
  For,
  onCleanup,
  Show,
  untrack,
} from "solid-js";
import type { SearchHandle, SearchState } from "../../client/index.ts";
import type { SearchOrder } from "../../protocol/endpoints/search-endpoints.ts";
import type { RoomId } from "../../protocol/ids.ts";
import type { User } from "../../protocol/user.ts";
import { laterWords } from "../language/language.ts";
import { refusalText } from "../language/refusal-text.ts";
import { fullDate } from "../language/times.ts";
import buttonStyles from "../primitives/button.module.css";
import noteStyles from "../primitives/note.module.css";
import { keyed } from "../state/keyed.ts";
import { observe, useMe, useParlor } from "../state/parlor-context.ts";
import { Chips } from "./chips.tsx";
import { RoomHits } from "./room-hits.tsx";
import styles from "./search.module.css";
import { SearchField } from "./search-field.tsx";
import { asTyped, keepTyped, typedBefore } from "./typed.ts";

const ORDERS: readonly SearchOrder[] = ["newest", "best"];

/** A search of one room or of all: what is typed, and what was found. */
export function SearchView(props: {
  /** The only room that is searched, and who is in it. */
  readonly room_id?: RoomId;
  readonly members?: Accessor<readonly User[]>;
}) {
  const room_id = untrack(() => props.room_id);
  const parlor = useParlor();
  const [search] = createResource(() => parlor.openSearch(room_id));
  return (
    <Show when={search()}>
      {(handle) => <Opened room_id={room_id} members={props.members} handle={handle()} />}
    </Show>
  );
}

function Opened(props: {
  readonly room_id: RoomId | undefined;
  readonly members: Accessor<readonly User[]> | undefined;
  readonly handle: SearchHandle;
}) {
  const { room_id, members, handle } = untrack(() => ({ ...props }));
  const me = useMe();
  const t = () => laterWords().search;
  const where = `${me().user_id} ${room_id ?? ""}`;
  const [typed, setTyped] = createSignal(typedBefore(where));
  const state = observe(handle.state);
  const recent = observe(handle.recent);
  onCleanup(() => handle.close());

  const find = (next: string, order?: SearchOrder): void => {
    setTyped(next);
    keepTyped(where, next);
    handle.find(asTyped(next), order);
  };
  find(typed());

  let field: HTMLInputElement | undefined;
  let results!: HTMLDivElement;
  const hits = (): HTMLAnchorElement[] => [...results.querySelectorAll<HTMLAnchorElement>("li > a")];
  /** Arrows go from hit to hit, and above the first one into the field. */
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (by === 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    const all = hits();
    const here = all.indexOf(document.activeElement as HTMLAnchorElement);
    event.preventDefault();
    if (here + by < 0) field?.focus();
    else all[Math.min(here + by, all.length - 1)]?.focus();
  };
  const rooms = keyed(
    () => state().rooms,
    (room) => room.room_id,
  );

  return (
    <div class={styles.view}>
      <div class={styles.top}>
        <SearchField
          room_id={room_id}
          members={members}
          typed={typed()}
          recent={recent()}
          onTyped={find}
          onForget={() => handle.forget()}
          onDown={() => hits()[0]?.focus()}
          ref={(element) => {
            field = element;
            queueMicrotask(() => element.focus({ preventScroll: true }));
          }}
        />
        <Chips
          typed={typed()}
          onTyped={(next) => {
            find(next);
            field?.focus();
          }}
        />
        <Show when={state().rooms.length > 0}>
          <fieldset class={styles.orders} aria-label={t().order.title}>
            <For each={ORDERS}>
              {(order) => (
                <button
                  type="button"
                  class={buttonStyles.button}
                  aria-pressed={state().order === order}
                  onClick={() => find(typed(), order)}
                >
                  {t().order[order]}
                </button>
              )}
            </For>
          </fieldset>
        </Show>
        <Summary state={state()} typed={typed()} />
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the links in it */}
      <div ref={results} class={styles.results} onKeyDown={onKeyDown} onClick={() => handle.remember()}>
        <For each={rooms.keys()}>
          {(key) => (
            <RoomHits
              found={rooms.item(key)()}
              terms={state().terms}
              only={room_id !== undefined}
              onMore={() => void handle.more(key)}
            />
          )}
        </For>
        <Show when={state().isMore}>
          <button type="button" class={buttonStyles.button} onClick={() => void handle.more()}>
            {t().moreRooms}
          </button>
        </Show>
      </div>
    </div>
  );
}

/** In words: how much was found, and what was not looked at. */
function Summary(props: { readonly state: SearchState; readonly typed: string }) {
  const t = () => laterWords().search;
  const count = createMemo(() => props.state.rooms.reduce((sum, { messages }) => sum + messages.length, 0));
  const isMore = () => props.state.isMore || props.state.rooms.some((room) => room.isMore);
  const lookedBackTo = createMemo(() => {
    const times = props.state.rooms.flatMap((room) =>
      room.messages.length === 0 ? (room.lookedBackTo ?? []) : [],
    );
    return times.length > 0 ? Math.max(...times) : undefined;
  });
  const text = (): string => {
    const { state, typed } = props;
    if (typed.trim() === "") return t().hint;
    const { refusal } = state;
    if (refusal?.code === "bad_request" || refusal?.code === "not_found") return t().notUnderstood;
    if (refusal?.code === "unavailable") return t().onDevice;
    if (refusal) return refusalText(refusal);
    if (state.isLooking && count() === 0) return t().looking;
    if (count() === 0) return isMore() ? "" : t().none;
    return isMore() ? t().foundMany(count()) : t().found(count());
  };
  return (
    <div class={noteStyles.note} role="status">
      <p>{text()}</p>
      <Show when={lookedBackTo()}>{(time) => <p>{t().lookedBackTo(fullDate(time()))}</p>}</Show>
      <Show when={props.state.unavailable.length > 0}>
        <p>{t().unavailable(props.state.unavailable.length)}</p>
      </Show>
    </div>
  );
}
