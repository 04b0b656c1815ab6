import { Match, Show, Switch } from "solid-js";
import { words } from "../language/language.ts";
import { exactTime, timeOfDay } from "../language/times.ts";
import { classes } from "../primitives/classes.ts";
import { Icon } from "../primitives/icon.tsx";
import { type MessageRow, sentOf } from "./message-row.ts";
import styles from "./metadata.module.css";
import type { ReceiptSummary } from "./receipt-summary.ts";

/** The small print at the end of a message: its marks, its time, and who has received it. */
export function Metadata(props: {
  readonly row: MessageRow;
  readonly receiptSummary: ReceiptSummary;
  readonly isSaved: boolean;
  /** Where the time does not stand elsewhere. */
  readonly withTime: boolean;
}) {
  const message = () => sentOf(props.row);
  const isHidden = () =>
    !(props.withTime && props.row.timed) && !isMarked() && props.row.delivery.state !== "pending";
  const isMarked = () => message()?.edited_at !== undefined || message()?.pinned || props.isSaved;
  return (
    <span class={classes(styles.metadata, isHidden() && "hidden")}>
      <Show when={message()?.pinned}>
        <Mark icon="pin" label={words().message.marks.pinned} />
      </Show>
      <Show when={props.isSaved}>
        <Mark icon="star" label={words().message.marks.saved} />
      </Show>
      <Show when={message()?.edited_at}>
        {(time) => <span title={exactTime(time())}>{words().message.marks.edited}</span>}
      </Show>
      <Show when={props.withTime}>
        <Time of={props.row.time} />
      </Show>
      <Show when={props.row.isOwn && message()?.deleted_at === undefined}>
        <Tick row={props.row} receiptSummary={props.receiptSummary} />
      </Show>
    </span>
  );
}

/** The time of day; the rest as one points at it. */
export function Time(props: { readonly of: number; readonly class?: string | undefined }) {
  return (
    <time class={props.class} dateTime={new Date(props.of).toISOString()} title={exactTime(props.of)}>
      {timeOfDay(props.of)}
    </time>
  );
}

function Tick(props: { readonly row: MessageRow; readonly receiptSummary: ReceiptSummary }) {
  const id = () => sentOf(props.row)?.message_id;
  const reached = (how: keyof ReceiptSummary) =>
    (id() ?? Number.POSITIVE_INFINITY) <= props.receiptSummary[how];
  return (
    <Switch>
      <Match when={reached("read")}>
        <Mark icon="checks" label={words().message.marks.read} isRead />
      </Match>
      <Match when={reached("delivered")}>
        <Mark icon="checks" label={words().message.marks.delivered} />
      </Match>
      <Match when={id()}>
        <Mark icon="check" label={words().message.marks.sent} />
      </Match>
      <Match when={props.row.delivery.state === "pending"}>
        <Mark icon="clock" label={words().message.marks.sending} />
      </Match>
    </Switch>
  );
}

function Mark(props: {
  readonly icon: "pin" | "star" | "check" | "checks" | "clock";
  readonly label: string;
  readonly isRead?: boolean;
}) {
  return (
    <span class={classes(styles.mark, props.isRead && styles.read)} role="img" aria-label={props.label}>
      <Icon name={props.icon} size={props.icon === "checks" ? 16 : 14} />
    </span>
  );
}
