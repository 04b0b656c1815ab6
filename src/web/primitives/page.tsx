import type { JSX } from "solid-js";
import { words } from "../language/language.ts";
import { toRooms } from "../state/route.ts";
import buttonStyles from "./button.module.css";
import { classes } from "./classes.ts";
import { Icon } from "./icon.tsx";
import styles from "./page.module.css";
import { onSwipeBack } from "./swipe-back.ts";

/** A page beside the list of rooms that is not a room. */
export function Page(props: {
  /** Of its heading, unique in the document. */
  readonly titleId: string;
  readonly title: string;
  readonly children: JSX.Element;
}) {
  return (
    <section
      class={styles.page}
      aria-labelledby={props.titleId}
      ref={(element) => onSwipeBack(element, toRooms)}
    >
      <PageHeader>
        <h1 id={props.titleId}>{props.title}</h1>
      </PageHeader>
      {props.children}
    </section>
  );
}

/** The top of a page or of a room. On a phone it begins with the way back to the list of rooms. */
export function PageHeader(props: { readonly children: JSX.Element }) {
  return (
    <header class={styles.header}>
      <button
        type="button"
        class={classes(buttonStyles.iconButton, styles.toRooms)}
        aria-label={words().room.header.toRooms}
        onClick={toRooms}
      >
        <Icon name="back" size={24} />
      </button>
      {props.children}
    </header>
  );
}
