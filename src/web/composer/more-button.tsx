import { createSignal, Show, Suspense } from "solid-js";
import type { Content } from "../../protocol/message.ts";
import { words } from "../language/language.ts";
import { lazyView } from "../language/lazy-view.ts";
import buttonStyles from "../primitives/button.module.css";
import { classes } from "../primitives/classes.ts";
import { Icon } from "../primitives/icon.tsx";
import { Menu, MenuItem } from "../primitives/menu.tsx";
import styles from "./composer.module.css";

const PollDialog = lazyView(async () => (await import("./poll-dialog.tsx")).PollDialog);

/** What can be sent besides text. */
export function MoreButton(props: {
  readonly onPoll: (content: Content) => void;
  readonly onFiles: (files: readonly File[]) => void;
}) {
  let pictures!: HTMLInputElement;
  let files!: HTMLInputElement;
  const picker = (ref: (input: HTMLInputElement) => void, accept?: string) => (
    <input
      ref={ref}
      type="file"
      hidden
      multiple
      accept={accept}
      onChange={({ currentTarget }) => {
        props.onFiles([...(currentTarget.files ?? [])]);
        // The same file may be chosen again.
        currentTarget.value = "";
      }}
    />
  );
  const [at, setAt] = createSignal<DOMRect>();
  const [isAsking, setAsking] = createSignal(false);
  return (
    <>
      <button
        type="button"
        class={classes(buttonStyles.iconButton, styles.button)}
        aria-haspopup="dialog"
        aria-expanded={at() !== undefined}
        aria-label={words().composer.more}
        title={words().composer.more}
        onClick={(event) => setAt(event.currentTarget.getBoundingClientRect())}
      >
        <Icon name="new" size={22} />
      </button>
      {picker((input) => {
        pictures = input;
      }, "image/*,video/*")}
      {picker((input) => {
        files = input;
      })}
      <Show when={at()}>
        {(rect) => (
          <Menu label={words().composer.more} at={rect()} onClose={() => setAt(undefined)}>
            {(close) => (
              <>
                <MenuItem
                  icon="picture"
                  label={words().files.attach.pictures}
                  onPick={() => {
                    close();
                    pictures.click();
                  }}
                />
                <MenuItem
                  icon="file"
                  label={words().files.attach.files}
                  onPick={() => {
                    close();
                    files.click();
                  }}
                />
                <MenuItem
                  icon="poll"
                  label={words().composer.poll.new}
                  onPick={() => {
                    close();
                    setAsking(true);
                  }}
                />
              </>
            )}
          </Menu>
        )}
      </Show>
      <Suspense>
        <Show when={isAsking()}>
          <PollDialog onAsk={props.onPoll} onClose={() => setAsking(false)} />
        </Show>
      </Suspense>
    </>
  );
}
