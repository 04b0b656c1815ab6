import { createMemo, createSignal, For, Show } from "solid-js";
import type { Conversation } from "../../protocol/inbox.ts";
import { PersonAvatar } from "../elements/avatar.tsx";
import { ConnectionNote } from "../elements/connection-note.tsx";
import { Icon } from "../elements/icon.tsx";
import { Logo } from "../elements/logo.tsx";
import { keyed } from "../keyed.ts";
import { observe, useMe, useParlor } from "../parlor-context.ts";
import { SettingsDialog } from "../settings/settings-dialog.tsx";
import { createFilter } from "./filter.ts";
import { NewDialog } from "./new-dialog.tsx";
import { RoomRow } from "./room-row.tsx";
import "./rooms.css";

/** All of one's rooms, most recent first, and the way to new ones. */
export function RoomsPane(props: { readonly conversations: readonly Conversation[] }) {
  const me = useMe();
  const connection = observe(useParlor().connection);
  const [typed, setTyped] = createSignal("");
  const [open, setOpen] = createSignal<"new" | "settings">();
  const shown = createFilter(() => props.conversations, typed);
  const { keys, item } = keyed(shown, (conversation) => conversation.room_id);
  const isEmpty = createMemo(() => props.conversations.length === 0);
  return (
    <nav class="rooms" aria-label="Rooms">
      <header>
        <h1>
          <a href="/" class="wordmark">
            <Logo size={28} /> Parlor
          </a>
        </h1>
        <button type="button" class="button new" onClick={() => setOpen("new")}>
          <Icon name="new" size={18} /> New
        </button>
      </header>
      <Show when={!isEmpty()} fallback={<FirstMinute onNew={() => setOpen("new")} />}>
        <div class="rooms-filter">
          <Icon name="search" size={18} />
          <input
            type="search"
            aria-label="Filter rooms"
            placeholder="Filter rooms"
            autocomplete="off"
            onInput={(event) => setTyped(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key !== "Escape") return;
              event.currentTarget.value = "";
              setTyped("");
            }}
          />
        </div>
        <ul class="rooms-list">
          <For
            each={keys()}
            fallback={<li class="rooms-none">No room of yours is called “{typed().trim()}”.</li>}
          >
            {(key) => {
              const conversation = item(key);
              return <RoomRow conversation={conversation()} />;
            }}
          </For>
        </ul>
      </Show>
      <ConnectionNote connection={connection()} />
      <footer>
        <button
          type="button"
          class="me"
          aria-label={`Profile and settings of ${me().name}`}
          onClick={() => setOpen("settings")}
        >
          <PersonAvatar person={me()} size="s" />
          <span class="cut">{me().name}</span>
          <span class="soft cut">@{me().handle}</span>
        </button>
      </footer>
      <Show when={open() === "new"}>
        <NewDialog conversations={props.conversations} onClose={() => setOpen(undefined)} />
      </Show>
      <Show when={open() === "settings"}>
        <SettingsDialog onClose={() => setOpen(undefined)} />
      </Show>
    </nav>
  );
}

function FirstMinute(props: { readonly onNew: () => void }) {
  return (
    <div class="first-minute">
      <h2>No rooms yet</h2>
      <p>Find somebody by name or handle, start a group, or join a channel that is already talking.</p>
      <button type="button" class="button main" onClick={() => props.onNew()}>
        Start talking
      </button>
    </div>
  );
}
