import { createEffect, createMemo, Match, on, Show, Switch } from "solid-js";
import { Virtualizer, type VirtualizerHandle } from "virtua/solid";
import type { RoomHandle, RoomState } from "../../client/index.ts";
import type { MessageId, RoomKind } from "../../protocol/ids.ts";
import { keyed } from "../keyed.ts";
import { useMe } from "../parlor-context.ts";
import { dayLabel } from "../when.ts";
import { JumpToLatest } from "./jump-to-latest.tsx";
import { Notice } from "./notice.tsx";
import { createReading } from "./reading.ts";
import { type Row, rowsOf } from "./rows.ts";
import { Said } from "./said.tsx";
import { createScroll } from "./scroll.ts";
import { StartOfRoom } from "./start-of-room.tsx";
import type { Talk } from "./talk.ts";
import { isTold } from "./tellings.ts";
import "./timeline.css";

interface Props {
  readonly handle: RoomHandle;
  readonly state: RoomState;
  readonly kind: RoomKind;
  readonly name: string;
  readonly readAtOpen: MessageId | undefined;
  readonly talk: Talk;
  /** A message to go to; set anew by each visit of its address. */
  readonly jumpTo?: MessageId | undefined;
}

/** A room's messages. Only the rows near the view exist; more are loaded as the reader goes up. */
export function Timeline(props: Props) {
  const me = useMe();
  const scroll = createScroll(() => {
    if (props.state.hasOlder && !props.state.loadingOlder) void props.handle.loadOlder();
  });
  const reading = createReading({
    readAtOpen: props.readAtOpen,
    head: () => props.state.messages.at(-1)?.message_id ?? 0,
    atEnd: scroll.atEnd,
    seen: () => idAt(rows(), scroll.lowest()),
    onRead: (message_id) => props.handle.markRead(message_id),
  });
  // Each for itself: who types or has read changes the room's state often, and no row.
  const messages = createMemo(() => props.state.messages);
  const changes = createMemo(() => props.state.changes);
  const pending = createMemo(() => props.state.pending);
  const isKnown = createMemo(() => props.state.room !== undefined);
  const rows = createMemo(() => {
    const first = messages()[0];
    return rowsOf({
      messages: messages(),
      // Two people in a room of their own: nobody needs to be told that they came.
      changes: props.kind === "dm" ? [] : changes().filter(isTold),
      pending: pending(),
      fromStart: first === undefined ? isKnown() : first.message_id === 1,
      me: me().user_id,
      newAfter: reading.newAfter(),
    });
  });
  const { keys, item } = keyed(rows, (row) => row.key);
  const view = createMemo((before: View) => ({ keys: keys(), grewAtTop: grewAtTop(before.keys, keys()) }), {
    keys: [],
    grewAtTop: false,
  });

  let list: VirtualizerHandle | undefined;
  let isPlaced = false;
  createEffect(
    on(keys, (now) => {
      const line = now.indexOf("unread");
      if (!isPlaced && line > 0) queueMicrotask(() => scroll.toRow(line));
      isPlaced ||= props.state.messages.length > 0;
      scroll.settle();
    }),
  );
  // Whoever says something wants to see it.
  createEffect(
    on(
      () => props.state.pending.length,
      (now, before = 0) => {
        if (now <= before) return;
        reading.clear();
        scroll.toEnd();
      },
      { defer: true },
    ),
  );

  return (
    <div class="timeline">
      {/* Rows mounted by scrolling up are no news, so announcing is on only at the end. */}
      <section
        ref={(element) => queueMicrotask(() => list && scroll.attach(element, list))}
        class="timeline-scroll"
        role="log"
        aria-label={`Messages in ${props.name}`}
        aria-live={scroll.atEnd() ? "polite" : "off"}
        aria-busy={props.state.loadingOlder}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
      >
        <div class="timeline-gap" />
        <Virtualizer
          ref={(handle) => (list = handle)}
          data={view().keys}
          shift={view().grewAtTop}
          onResize={scroll.settle}
          bufferSize={600}
        >
          {(key) => <RowView row={item(key)} kind={props.kind} name={props.name} talk={props.talk} />}
        </Virtualizer>
      </section>
      <Show when={props.state.loadingOlder}>
        <p class="timeline-loading" role="status">
          Loading earlier messages …
        </p>
      </Show>
      <JumpToLatest
        atEnd={scroll.atEnd()}
        head={props.state.messages.at(-1)?.message_id ?? 0}
        onJump={scroll.toEnd}
      />
    </div>
  );
}

function RowView(props: {
  readonly row: () => Row;
  readonly kind: RoomKind;
  readonly name: string;
  readonly talk: Talk;
}) {
  const as = <K extends Row["kind"]>(kind: K) => {
    const row = props.row();
    return row?.kind === kind ? (row as Extract<Row, { kind: K }>) : undefined;
  };
  return (
    <Switch>
      <Match when={as("said")}>{(row) => <Said row={row()} kind={props.kind} talk={props.talk} />}</Match>
      <Match when={as("day")}>
        {(row) => (
          <h2 class="day">
            <span>{dayLabel(row().time)}</span>
          </h2>
        )}
      </Match>
      <Match when={as("unread")}>
        <h2 class="unread-line">
          <span>New messages</span>
        </h2>
      </Match>
      <Match when={as("notice")}>{(row) => <Notice changes={row().changes} />}</Match>
      <Match when={as("start")}>
        <StartOfRoom kind={props.kind} name={props.name} />
      </Match>
    </Switch>
  );
}

interface View {
  readonly keys: readonly string[];
  readonly grewAtTop: boolean;
}

/**
 * Whether rows came in above: then the view holds on to the rows below. The first row is no witness:
 * the day it names stays on top when an earlier message of that day comes in.
 */
function grewAtTop(before: readonly string[], now: readonly string[]): boolean {
  const witness = before.findIndex((key) => !key.startsWith("day ") && key !== "start");
  return witness >= 0 && now.indexOf(before[witness] ?? "") > witness;
}

/** The newest message at or above a row. */
function idAt(rows: readonly Row[], index: number): MessageId {
  for (let at = Math.min(index, rows.length - 1); at >= 0; at--) {
    const row = rows[at];
    if (row?.kind === "said" && row.delivery.state === "sent") return row.delivery.message.message_id;
  }
  return 0;
}
