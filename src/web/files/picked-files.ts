import { createSignal } from "solid-js";
import type { NewFile } from "../../client/index.ts";
import { FILE_MAX_BYTES, FILES_MAX } from "../../protocol/limits.ts";
import { words } from "../language/language.ts";
import { sizeText } from "./file-text.ts";
import type { Prepared } from "./prepare.ts";

/** A file that was chosen and is not sent yet. */
export interface PickedFile {
  readonly id: number;
  readonly file: File;
  /** What it shows, in words. */
  readonly alt: string;
  readonly asOriginal: boolean;
  /** Settles once it is ready; it is begun anew if the original is wanted, or no longer. */
  readonly prepared: Promise<Prepared>;
}

let lastId = 0;

/** The files of each place where something is written: they stay while the user looks elsewhere. */
const places = new Map<string, PickedFiles>();

export function pickedFilesOf(place: string): PickedFiles {
  const known = places.get(place) ?? new PickedFiles();
  places.set(place, known);
  return known;
}

/** The files that will go with the next message of one place. */
export class PickedFiles {
  readonly #signal = createSignal<readonly PickedFile[]>([]);
  readonly #problem = createSignal<string>();

  get all(): readonly PickedFile[] {
    return this.#signal[0]();
  }

  /** Why some files were not added. */
  get problem(): string | undefined {
    return this.#problem[0]();
  }

  add(files: readonly File[]): void {
    const t = words().files.tray;
    this.#problem[1](undefined);
    const fitting = files.filter((file) => {
      if (file.size <= FILE_MAX_BYTES) return true;
      this.#problem[1](t.tooLarge(file.name, sizeText(FILE_MAX_BYTES)));
      return false;
    });
    const free = FILES_MAX - this.all.length;
    if (fitting.length > free) this.#problem[1](t.tooMany(FILES_MAX));
    const picked = fitting.slice(0, free).map((file): PickedFile => {
      return { id: ++lastId, file, alt: "", asOriginal: false, prepared: prepared(file, false) };
    });
    this.#signal[1]((before) => [...before, ...picked]);
  }

  remove(id: number): void {
    this.#problem[1](undefined);
    this.#signal[1]((before) => before.filter((each) => each.id !== id));
  }

  describe(id: number, alt: string): void {
    this.#change(id, (before) => ({ ...before, alt }));
  }

  /** Whether a picture is sent as it is, larger, and without what it says of its maker. */
  wantOriginal(id: number, asOriginal: boolean): void {
    this.#change(id, (before) => ({ ...before, asOriginal, prepared: prepared(before.file, asOriginal) }));
  }

  /** Takes the files away to be sent, once all are ready. */
  async take(): Promise<readonly NewFile[]> {
    const taken = this.all;
    this.#signal[1]([]);
    this.#problem[1](undefined);
    return Promise.all(
      taken.map(async ({ alt, prepared }): Promise<NewFile> => {
        const ready = await prepared;
        const described = alt.trim();
        return {
          ...ready,
          ...(described !== "" && { alt: described }),
        };
      }),
    );
  }

  #change(id: number, change: (before: PickedFile) => PickedFile): void {
    this.#signal[1]((before) => before.map((each) => (each.id === id ? change(each) : each)));
  }
}

/** If it cannot be made ready, it is sent as it is; the server decides whether it takes it. */
async function prepared(file: File, asOriginal: boolean): Promise<Prepared> {
  try {
    const { prepare } = await import("./prepare.ts");
    return await prepare(file, asOriginal);
  } catch {
    return { blob: file, name: file.name.replaceAll("\0", "").toWellFormed() || "file" };
  }
}
