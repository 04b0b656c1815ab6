import { words } from "../language/language.ts";
import buttonStyles from "../primitives/button.module.css";
import { classes } from "../primitives/classes.ts";
import { Icon } from "../primitives/icon.tsx";
import { onSwipeBack } from "../primitives/swipe-back.ts";
import roomHeaderStyles from "../room/room-header.module.css";
import { SearchView } from "../search/search-view.tsx";
import { toRooms } from "../state/route.ts";
import styles from "./lists/lists.module.css";

/** Searches the messages of all rooms. */
export function SearchPage() {
  return (
    <section
      class={styles.page}
      aria-labelledby="search-title"
      ref={(element) => onSwipeBack(element, toRooms)}
    >
      <header class={roomHeaderStyles.header}>
        <button
          type="button"
          class={classes(buttonStyles.iconButton, roomHeaderStyles.toRooms)}
          aria-label={words().room.header.toRooms}
          onClick={toRooms}
        >
          <Icon name="back" size={24} />
        </button>
        <h1 id="search-title">{words().search.title}</h1>
      </header>
      <SearchView />
    </section>
  );
}
