import { type Accessor, createEffect, createSignal, on, onCleanup } from "solid-js";
import type { Parlor } from "../../client/index.ts";
import type { FileSource } from "./drawn-file.ts";

/** An address for what a file shows, of the server or of the device, for as long as its owner is on the screen. */
export function createFileUrl(
  parlor: Parlor,
  source: Accessor<FileSource>,
  { small = false } = {},
): { readonly url: Accessor<string | undefined>; readonly hasFailed: Accessor<boolean> } {
  const [url, setUrl] = createSignal<string>();
  const [hasFailed, setFailed] = createSignal(false);
  let made: string | undefined;
  const release = (): void => {
    if (made !== undefined) URL.revokeObjectURL(made);
    made = undefined;
  };
  onCleanup(release);
  createEffect(
    on(
      () => keyOf(source(), small),
      () => {
        let isCurrent = true;
        onCleanup(() => {
          isCurrent = false;
        });
        void addressOf(parlor, source(), small).then((found) => {
          if (!isCurrent) {
            if (found?.startsWith("blob:")) URL.revokeObjectURL(found);
            return;
          }
          const before = made;
          made = found?.startsWith("blob:") ? found : undefined;
          setUrl(found);
          setFailed(found === undefined);
          // What is shown may still be the one before, until the next is decoded.
          if (before !== undefined) setTimeout(() => URL.revokeObjectURL(before), RELEASE_MS);
        });
      },
    ),
  );
  return { url, hasFailed };
}

const RELEASE_MS = 10_000;

/** Sources that mean the same bytes. */
const keyOf = (source: FileSource, small: boolean): string =>
  source.kind === "sent"
    ? `${source.room_id} ${(small && source.thumbnail) || source.file_id}`
    : `${source.batch} ${source.index}`;

async function addressOf(parlor: Parlor, source: FileSource, small: boolean): Promise<string | undefined> {
  if (source.kind === "sent")
    return parlor.files.address(source.room_id, (small && source.thumbnail) || source.file_id);
  const blob = await parlor.files.pending(source.batch, source.index, small && source.hasThumbnail);
  return blob && URL.createObjectURL(blob);
}
