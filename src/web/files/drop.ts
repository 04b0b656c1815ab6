import styles from "./drop.module.css";

/** Takes files that are dropped on a part of the page, and marks it while they hover over it, until the signal. */
export function takeDrops(
  place: HTMLElement,
  take: (files: readonly File[]) => void,
  signal: AbortSignal,
): void {
  if (signal.aborted) return;
  place.classList.add(styles.place ?? "");
  const on = { signal };
  const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") ?? false;
  const mark = (isOver: boolean): void => {
    place.toggleAttribute("data-dropping", isOver);
  };
  signal.addEventListener("abort", () => mark(false));
  // A file that misses would take the place of the app.
  for (const type of ["dragover", "drop"] as const)
    window.addEventListener(type, (event) => hasFiles(event) && event.preventDefault(), on);
  place.addEventListener("dragover", (event) => hasFiles(event) && mark(true), on);
  place.addEventListener(
    "dragleave",
    (event) => {
      const isInside = event.relatedTarget instanceof Node && place.contains(event.relatedTarget);
      if (!isInside) mark(false);
    },
    on,
  );
  place.addEventListener(
    "drop",
    (event) => {
      mark(false);
      if (hasFiles(event)) take(filesOf(event.dataTransfer));
    },
    on,
  );
}

/** Folders are no files, although browsers list them as if they were. */
const filesOf = (transfer: DataTransfer | null): File[] =>
  [...(transfer?.items ?? [])].flatMap((item) => {
    if (item.kind !== "file" || item.webkitGetAsEntry()?.isDirectory) return [];
    return item.getAsFile() ?? [];
  });
