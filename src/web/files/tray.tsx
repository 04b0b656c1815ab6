import { createResource, createSignal, createUniqueId, For, onCleanup, Show } from "solid-js";
import { ALT_TEXT_MAX } from "../../protocol/limits.ts";
import { laterWords } from "../language/language.ts";
import buttonStyles from "../primitives/button.module.css";
import { classes } from "../primitives/classes.ts";
import dialogStyles from "../primitives/dialog.module.css";
import { Dialog } from "../primitives/dialog.tsx";
import fieldStyles from "../primitives/field.module.css";
import { Icon } from "../primitives/icon.tsx";
import { Switch } from "../primitives/switch.tsx";
import { FileIcon } from "./file-icons.tsx";
import { fileIcon, shownName, sizeText } from "./file-text.ts";
import type { PickedFile, PickedFiles } from "./picked-files.ts";
import styles from "./tray.module.css";

/** The files that go with the next message, above the field. */
export function Tray(props: { readonly picked: PickedFiles }) {
  const [open, setOpen] = createSignal<number>();
  const opened = () => props.picked.all.find(({ id }) => id === open());
  return (
    <>
      <ul class={styles.tray} aria-label={laterWords().files.tray.label}>
        <For each={props.picked.all}>
          {(each) => (
            <li class={styles.item}>
              <Card each={each} onOpen={() => setOpen(each.id)} />
              <button
                type="button"
                class={styles.remove}
                aria-label={laterWords().files.tray.remove(shownName(each.file.name))}
                onClick={() => props.picked.remove(each.id)}
              >
                <Icon name="close" size={14} />
              </button>
            </li>
          )}
        </For>
      </ul>
      <Show when={opened()}>
        {(each) => <Details each={each()} picked={props.picked} onClose={() => setOpen(undefined)} />}
      </Show>
    </>
  );
}

const isPicture = ({ file }: PickedFile): boolean => file.type.startsWith("image/");

function Card(props: { readonly each: PickedFile; readonly onOpen: () => void }) {
  const [ready] = createResource(
    () => props.each.prepared,
    (prepared) => prepared,
  );
  const url = isPicture(props.each) ? URL.createObjectURL(props.each.file) : undefined;
  onCleanup(() => url !== undefined && URL.revokeObjectURL(url));
  const [isShown, setShown] = createSignal(url !== undefined);
  const name = () => shownName(props.each.file.name);
  return (
    <Show
      when={isShown() && url}
      fallback={
        <span class={styles.file}>
          <FileIcon name={fileIcon(props.each.file)} size={22} />
          <span class="cut">
            <bdi>{name()}</bdi>
          </span>
          <small>{sizeText(props.each.file.size)}</small>
        </span>
      }
    >
      {(source) => (
        <button
          type="button"
          class={styles.picture}
          aria-label={laterWords().files.tray.edit(name())}
          aria-busy={ready.loading}
          onClick={() => props.onOpen()}
        >
          <img src={source()} alt="" onError={() => setShown(false)} />
          <span class={styles.alt} data-described={props.each.alt !== ""}>
            {props.each.alt === "" ? laterWords().files.tray.noAlt : laterWords().files.tray.alt}
          </span>
        </button>
      )}
    </Show>
  );
}

/** What can be said of one picture, and whether its original is sent. */
function Details(props: {
  readonly each: PickedFile;
  readonly picked: PickedFiles;
  readonly onClose: () => void;
}) {
  const t = () => laterWords().files.tray;
  const { id } = props.each;
  const field = createUniqueId();
  const [alt, setAlt] = createSignal(props.each.alt);
  const close = (): void => {
    props.picked.describe(id, alt());
    props.onClose();
  };
  return (
    <Dialog title={shownName(props.each.file.name)} onClose={close}>
      <div class={dialogStyles.body}>
        <div class={fieldStyles.field}>
          <label for={field}>{t().description}</label>
          <textarea
            id={field}
            class={fieldStyles.input}
            maxLength={ALT_TEXT_MAX}
            aria-describedby={`${field}-about`}
            value={alt()}
            ref={(area) => setTimeout(() => area.focus())}
            onInput={(event) => setAlt(event.currentTarget.value)}
          />
          <p class={fieldStyles.hint} id={`${field}-about`}>
            {t().descriptionHint}
          </p>
        </div>
        <Switch
          label={t().original}
          hint={t().originalHint}
          on={props.each.asOriginal}
          onChange={(on) => props.picked.wantOriginal(id, on)}
        />
      </div>
      <div class={dialogStyles.footer}>
        <button type="button" class={classes(buttonStyles.button, buttonStyles.main)} onClick={close}>
          {t().done}
        </button>
      </div>
    </Dialog>
  );
}
