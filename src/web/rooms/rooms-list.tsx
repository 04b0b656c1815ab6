import { createMemo, createSelector, For } from "solid-js";
import type { RoomId } from "../../protocol/ids.ts";
import type { Conversation } from "../../protocol/inbox.ts";
import { words } from "../language/language.ts";
import { now } from "../language/times.ts";
import { Icon } from "../primitives/icon.tsx";
import { keyed } from "../state/keyed.ts";
import { route } from "../state/route.ts";
import { closedSections, toggleSection } from "./closed-sections.ts";
import { RoomRow } from "./room-row.tsx";
import styles from "./rooms-list.module.css";
import { type Section, sectionsOf, staysShown } from "./sections.ts";

/** Rooms under their headings; arrow keys go from one to the next. `whole` shows closed sections too. */
export function RoomsList(props: {
  readonly conversations: readonly Conversation[];
  readonly whole: boolean;
  readonly ref: (list: HTMLElement) => void;
}) {
  const here = createMemo(() => {
    const there = route();
    return there.page === "room" ? there.room_id : undefined;
  });
  const isHere = createSelector<RoomId | undefined, RoomId>(here);
  const { keys, item } = keyed(
    () => sectionsOf(props.conversations, now()),
    ({ name }) => name,
  );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are a way from link to link, which are there without them
    <div class={styles.list} data-room-list="" ref={props.ref} onKeyDown={step}>
      <For each={keys()}>
        {(key) => <SectionView section={item(key)()} whole={props.whole} isHere={isHere} />}
      </For>
    </div>
  );
}

function SectionView(props: {
  readonly section: Section;
  readonly whole: boolean;
  readonly isHere: (room_id: RoomId) => boolean;
}) {
  const name = () => props.section.name;
  const isOpen = () => props.whole || !closedSections().has(name());
  const shown = createMemo(() =>
    isOpen()
      ? props.section.conversations
      : props.section.conversations.filter((each) => staysShown(each, props.isHere(each.room_id))),
  );
  const { keys, item } = keyed(shown, ({ room_id }) => room_id);
  const title = () => words().rooms.sections[name()];
  return (
    <section aria-label={title()}>
      <h2>
        <button
          type="button"
          class={styles.sectionTitle}
          aria-expanded={isOpen()}
          onClick={() => toggleSection(name())}
        >
          {title()} <Icon name="chevron" size={12} />
        </button>
      </h2>
      <ul>
        <For each={keys()}>
          {(key) => {
            const conversation = item(key);
            return <RoomRow conversation={conversation()} isHere={props.isHere(key)} />;
          }}
        </For>
      </ul>
    </section>
  );
}

const STEPS: Readonly<Record<string, (now: number, last: number) => number>> = {
  ArrowDown: (at, last) => Math.min(last, at + 1),
  ArrowUp: (at) => Math.max(0, at - 1),
  Home: () => 0,
  End: (_, last) => last,
};

function step(event: KeyboardEvent & { readonly currentTarget: HTMLElement }): void {
  const next = STEPS[event.key];
  if (next === undefined || event.altKey || event.metaKey || event.ctrlKey) return;
  const links = [...event.currentTarget.querySelectorAll("a")];
  const at = links.indexOf(document.activeElement as HTMLAnchorElement);
  if (at < 0 && event.key !== "ArrowDown") return;
  links[next(at, links.length - 1)]?.focus();
  event.preventDefault();
}
