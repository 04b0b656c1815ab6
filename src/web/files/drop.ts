import styles from "./drop.module.css";

/** Takes files that are dropped on a part of the page, and marks it while they hover over it. Returns how to stop. */
export function takeDrops(place: HTMLElement, take: (files: readonly File[]) => void): () => void {
  place.classList.add(styles.place ?? "");
  const stop = new AbortController();
  const on = { signal: stop.signal };
  const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") ?? false;
  const mark = (isOver: boolean): void => {
    place.toggleAttribute("data-dropping", isOver);
  };
  place.addEventListener(
    "dragover",
    (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      mark(true);
    },
    on,
  );
  place.addEventListener(
    "dragleave",
    (event) => {
      if (event.relatedTarget instanceof Node && place.contains(event.relatedTarget)) return;
      mark(false);
    },
    on,
  );
  // A file that misses would take the place of the app.
  for (const type of ["dragover", "drop"] as const)
    window.addEventListener(type, (event) => hasFiles(event) && event.preventDefault(), on);
  place.addEventListener(
    "drop",
    (event) => {
      mark(false);
      if (!hasFiles(event)) return;
      event.preventDefault();
      take(filesOf(event.dataTransfer));
    },
    on,
  );
  return () => {
    mark(false);
    stop.abort();
  };
}

/** Folders are no files, although browsers list them as if they were. */
const filesOf = (transfer: DataTransfer | null): File[] =>
  [...(transfer?.items ?? [])].flatMap((item) => {
    if (item.kind !== "file" || item.webkitGetAsEntry()?.isDirectory) return [];
    return item.getAsFile() ?? [];
  });
