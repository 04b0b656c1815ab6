import { createMemo, Index, type JSX, Show, Suspense } from "solid-js";
import { lazyView } from "../language/lazy-view.ts";
import { boxOf, cellOf } from "./album-layout.ts";
import styles from "./attachments.module.css";
import { type DrawnFile, isDrawn } from "./drawn-file.ts";

const Picture = lazyView(async () => (await import("./picture.tsx")).Picture);
const FileRow = lazyView(async () => (await import("./file-row.tsx")).FileRow);

/** The files of a message: pictures as an album, then the others as rows. Their room is kept from the start. */
export function Attachments(props: {
  readonly files: readonly DrawnFile[];
  /** Opens a picture, by its place among the pictures of the message. */
  readonly onOpen: ((picture: number) => void) | undefined;
}) {
  const pictures = createMemo(() => props.files.filter(isDrawn));
  const others = createMemo(() => props.files.filter((file) => !isDrawn(file)));
  const only = () => (pictures().length === 1 ? pictures()[0] : undefined);
  return (
    <>
      <Show when={pictures().length > 0}>
        <div class={styles.album} classList={{ [styles.single ?? ""]: only() !== undefined }}>
          <Index each={pictures()}>
            {(file, index) => (
              <div class={styles.cell} style={styleOf(file(), index, pictures().length)}>
                <Suspense>
                  <Picture
                    file={file()}
                    isCut={only() === undefined}
                    onOpen={props.onOpen && (() => props.onOpen?.(index))}
                  />
                </Suspense>
              </div>
            )}
          </Index>
        </div>
      </Show>
      <Index each={others()}>
        {(file) => (
          <div class={styles.row}>
            <Suspense>
              <FileRow file={file()} />
            </Suspense>
          </div>
        )}
      </Index>
    </>
  );
}

function styleOf(file: DrawnFile, index: number, count: number): JSX.CSSProperties {
  if (count > 1) {
    const { span, ratio } = cellOf(index, count);
    return { "grid-column": `span ${span}`, "aspect-ratio": String(ratio) };
  }
  const { width, height } = boxOf(file);
  return { width: `${width}px`, "aspect-ratio": `${width} / ${height}` };
}
