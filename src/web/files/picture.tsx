import { createEffect, createSignal, on, onCleanup, Show } from "solid-js";
import { thumbHashToDataURL } from "thumbhash";
import { words } from "../language/language.ts";
import { classes } from "../primitives/classes.ts";
import { Icon } from "../primitives/icon.tsx";
import { useParlor } from "../state/parlor-context.ts";
import styles from "./attachments.module.css";
import type { DrawnFile } from "./drawn-file.ts";
import { shownName } from "./file-text.ts";
import { createFileUrl } from "./file-url.ts";
import { Progress } from "./progress.tsx";

/** A picture in a message: blurred at first, then the thumbnail. What moves stands still for whoever wants that. */
export function Picture(props: {
  readonly file: DrawnFile;
  /** Whether it fills its cell, even if some of it is cut off. */
  readonly isCut: boolean;
  readonly onOpen: (() => void) | undefined;
}) {
  const { url, hasFailed } = createFileUrl(useParlor(), () => props.file.source, { small: true });
  const [shown, setShown] = createSignal<string>();
  const [isBroken, setBroken] = createSignal(false);
  // The next one is decoded before it takes the place of the one that is shown.
  createEffect(
    on(url, (next) => {
      if (next === undefined) return;
      const image = new Image();
      let isCurrent = true;
      onCleanup(() => {
        isCurrent = false;
      });
      image.src = next;
      const show = (): void => {
        if (!isCurrent) return;
        setBroken(false);
        setShown(stillIfWanted(image, props.file.type) ?? next);
      };
      image.decode().then(show, () => isCurrent && setBroken(true));
    }),
  );
  const blur = () => blurOf(props.file.thumbhash);
  const name = () => props.file.alt ?? shownName(props.file.name);
  const isMissing = () => shown() === undefined && (hasFailed() || isBroken());
  return (
    <button
      type="button"
      class={classes(styles.picture, props.isCut && styles.cut)}
      disabled={props.onOpen === undefined || isMissing()}
      aria-label={words().files.open(name())}
      onClick={() => props.onOpen?.()}
    >
      <Show when={blur()}>{(source) => <img class={styles.blur} src={source()} alt="" />}</Show>
      <Show when={shown()}>{(source) => <img src={source()} alt={name()} draggable={false} />}</Show>
      <Show when={isMissing()}>
        <span class={styles.missing}>
          <Icon name="picture" />
          {words().files.notThere}
        </span>
      </Show>
      <Progress part={props.file.progress} />
    </button>
  );
}

/** The first picture of an animation, if its reader wants nothing to move. */
function stillIfWanted(image: HTMLImageElement, type: string): string | undefined {
  const moves = type === "image/gif" || type === "image/webp";
  if (!moves || !matchMedia("(prefers-reduced-motion: reduce)").matches) return undefined;
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth;
  canvas.height = image.naturalHeight;
  canvas.getContext("2d")?.drawImage(image, 0, 0);
  return canvas.toDataURL();
}

function blurOf(thumbhash: string | undefined): string | undefined {
  if (thumbhash === undefined) return undefined;
  try {
    return thumbHashToDataURL(Uint8Array.from(atob(thumbhash), (each) => each.charCodeAt(0)));
  } catch {
    return undefined;
  }
}
