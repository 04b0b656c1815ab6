import { type JSX, Show } from "solid-js";
import type { UserId } from "../../protocol/ids.ts";
import { words } from "../language/language.ts";
import { ago, exactTime } from "../language/times.ts";
import { plainText } from "../markdown/notation.ts";
import { PersonAvatar } from "../primitives/avatar.tsx";
import { classes } from "../primitives/classes.ts";
import { observe, useMe, useParlor, usePerson } from "../state/parlor-context.ts";
import styles from "./excerpt.module.css";

/** A message shown outside its room, as a link to it. */
export function Excerpt(props: {
  readonly href: string;
  readonly sender: UserId;
  /** Unix milliseconds. */
  readonly time: number;
  readonly text: string;
  /** The name of its room, unless that is obvious. */
  readonly where?: string | undefined;
  /** What is shown of the text, if not its beginning. */
  readonly children?: JSX.Element;
  readonly fresh?: boolean;
  readonly end?: JSX.Element;
}) {
  const me = useMe();
  const blocked = observe(useParlor().blocked);
  const sender = usePerson(() => props.sender);
  const name = () => (props.sender === me().user_id ? words().rooms.row.you : (sender()?.name ?? "…"));
  return (
    <li class={classes(styles.excerpt, props.fresh && styles.fresh)}>
      <a href={props.href}>
        <PersonAvatar person={sender()} size="s" class={styles.avatar} />
        <span class={styles.head}>
          <bdi class={classes(styles.name, "cut")}>{name()}</bdi>
          <Show when={props.where}>
            <bdi class="soft cut">{props.where}</bdi>
          </Show>
          <time class="soft" dateTime={new Date(props.time).toISOString()} title={exactTime(props.time)}>
            {ago(props.time)}
          </time>
        </span>
        <span class={styles.text} dir="auto">
          <Show when={!blocked().has(props.sender)} fallback={<i>{words().message.fromBlocked}</i>}>
            {props.children ?? plainText(props.text)}
          </Show>
        </span>
      </a>
      {props.end}
    </li>
  );
}
