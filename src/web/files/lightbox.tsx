import { createEffect, createSignal, on, onMount, Show } from "solid-js";
import { Portal } from "solid-js/web";
import type { MessageId } from "../../protocol/ids.ts";
import { laterWords, words } from "../language/language.ts";
import { useParlor } from "../state/parlor-context.ts";
import type { Viewed } from "./drawn-file.ts";
import { FileIcon, type FileIconName } from "./file-icons.tsx";
import { saveFrom } from "./file-row.tsx";
import { shownName } from "./file-text.ts";
import { createFileUrl } from "./file-url.ts";
import styles from "./lightbox.module.css";
import { createZoom } from "./zoom.ts";

/** Pictures one at a time, as large as the screen: by keys, by wheel and by touch. */
export function Lightbox(props: {
  readonly pictures: readonly Viewed[];
  readonly message_id: MessageId;
  /** Its place among the pictures of its message. */
  readonly picture: number;
  readonly onJump: (message_id: MessageId) => void;
  readonly onClose: () => void;
}) {
  const t = () => laterWords().files.lightbox;
  const parlor = useParlor();
  let dialog!: HTMLDialogElement;
  let stage!: HTMLDivElement;
  const first = props.pictures.findIndex(({ message }) => message.message_id === props.message_id);
  const [index, setIndex] = createSignal(Math.max(0, first) + props.picture);
  const viewed = () => props.pictures[Math.min(index(), props.pictures.length - 1)];
  const go = (step: number): void => {
    const next = index() + step;
    if (next >= 0 && next < props.pictures.length) setIndex(next);
  };
  const zoom = createZoom(() => stage, { onSwipe: go, onDismiss: () => dialog.close() });
  createEffect(on(index, () => zoom.reset(), { defer: true }));
  // What was deleted while somebody looks at it is gone.
  createEffect(() => props.pictures.length === 0 && props.onClose());
  onMount(() => queueMicrotask(() => dialog.isConnected && dialog.showModal()));

  const onKeyDown = (event: KeyboardEvent): void => {
    const isRtl = document.documentElement.dir === "rtl";
    const keys: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => go(isRtl ? 1 : -1),
      ArrowRight: () => go(isRtl ? -1 : 1),
      "+": () => zoom.by(1.5),
      "=": () => zoom.by(1.5),
      "-": () => zoom.by(1 / 1.5),
      "0": () => zoom.reset(),
    };
    const run = keys[event.key];
    if (!run || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    run();
  };
  const save = async (): Promise<void> => {
    const file = viewed()?.file;
    if (file?.source.kind !== "sent") return;
    saveFrom(await parlor.files.address(file.source.room_id, file.source.file_id, true), file.name);
  };

  return (
    <Portal>
      <dialog
        ref={dialog}
        class={styles.lightbox}
        aria-label={t().label}
        onClose={() => props.onClose()}
        onKeyDown={onKeyDown}
      >
        <div ref={stage} class={styles.stage} {...zoom.handlers}>
          <Show when={viewed()} keyed>
            {(shown) => <Large viewed={shown} transform={zoom.transform()} isMoving={zoom.isMoving()} />}
          </Show>
        </div>
        <header class={styles.top}>
          <p class="cut">
            <bdi>{shownName(viewed()?.file.name ?? "")}</bdi>
            <Show when={props.pictures.length > 1}>
              <span>{t().place(index() + 1, props.pictures.length)}</span>
            </Show>
          </p>
          <Tool icon="zoomOut" label={t().zoomOut} onPick={() => zoom.by(1 / 1.5)} />
          <Tool icon="zoomIn" label={t().zoomIn} onPick={() => zoom.by(1.5)} />
          <Tool icon="download" label={t().download} onPick={() => void save()} />
          <Tool
            icon="jump"
            label={t().jump}
            onPick={() => {
              const message_id = viewed()?.message.message_id;
              if (message_id !== undefined) props.onJump(message_id);
            }}
          />
          <Tool icon="close" label={words().primitives.close} onPick={() => dialog.close()} />
        </header>
        <Show when={index() > 0}>
          <Tool class={styles.previous} icon="back" label={t().previous} onPick={() => go(-1)} />
        </Show>
        <Show when={index() < props.pictures.length - 1}>
          <Tool class={styles.next} icon="next" label={t().next} onPick={() => go(1)} />
        </Show>
        <Show when={viewed()?.file.alt}>{(alt) => <p class={styles.alt}>{alt()}</p>}</Show>
      </dialog>
    </Portal>
  );
}

function Large(props: { readonly viewed: Viewed; readonly transform: string; readonly isMoving: boolean }) {
  const { url, hasFailed } = createFileUrl(useParlor(), () => props.viewed.file.source);
  const [isBroken, setBroken] = createSignal(false);
  const name = () => props.viewed.file.alt ?? shownName(props.viewed.file.name);
  return (
    <Show
      when={!hasFailed() && !isBroken()}
      fallback={<p class={styles.missing}>{words().files.notThere}</p>}
    >
      <Show when={url()}>
        {(source) => (
          <img
            src={source()}
            alt={name()}
            draggable={false}
            width={props.viewed.file.width}
            height={props.viewed.file.height}
            style={{ transform: props.transform }}
            data-moving={props.isMoving}
            onError={() => setBroken(true)}
          />
        )}
      </Show>
    </Show>
  );
}

function Tool(props: {
  readonly icon: FileIconName;
  readonly label: string;
  readonly class?: string | undefined;
  readonly onPick: () => void;
}) {
  return (
    <button
      type="button"
      class={props.class ?? styles.tool}
      aria-label={props.label}
      title={props.label}
      onClick={() => props.onPick()}
    >
      <FileIcon name={props.icon} />
    </button>
  );
}
