import type { Draft, KeptDraft } from "./drafts.ts";

/**
 * Milliseconds without typing after which a draft goes to the inbox, and the longest it waits while the user
 * types on.
 */
const WRITE_MS = 1_500;
const WRITE_MAX_MS = 10_000;
/** Milliseconds between two copies on the device: as much as a crash can lose. */
const STORE_MS = 500;
/** Milliseconds after the last key during which nothing from another device replaces what is being typed. */
const TYPING_MS = 5_000;

/** The dependencies of a draft keeper. Times are Unix milliseconds. */
export interface DraftDeps {
  readonly now: () => number;
  /** Calls `run` once after this many milliseconds. Returns a function that cancels the call. */
  readonly after: (ms: number, run: () => void) => () => void;
  /**
   * Writes the draft to the inbox, which all devices share. Resolves, however late, to whether the inbox has
   * it.
   */
  readonly write: (draft: Draft) => Promise<boolean>;
  /** The copy of this device: keep it in memory, store it for good, or drop it. */
  readonly keep: (draft: KeptDraft) => void;
  readonly store: () => void;
  readonly drop: () => void;
  /** Shows a draft that was typed on another device. */
  readonly show: (draft: Draft) => void;
}

const NOTHING: Draft = { text: "" };
const isSame = (a: Draft, b: Draft): boolean => a.text === b.text && a.reply_to === b.reply_to;

/**
 * One draft, shared between this device and the inbox. What is typed is on the device at once, and in the
 * inbox when typing pauses. A draft from another device is shown unless the user is typing here right now. Of
 * two drafts, the one typed last wins.
 */
export class DraftKeeper {
  readonly #deps: DraftDeps;
  #draft: Draft;
  /** When it was last typed here; 0 if never. */
  #typedAt = 0;
  /** Since when it differs from what the inbox was given. */
  #dirtySince: number | undefined;
  /** The inbox's last draft, and when it was typed. */
  #inInbox: KeptDraft | undefined;
  #stopWriting = (): void => {};
  #stopStoring: (() => void) | undefined;
  #stopWaiting = (): void => {};

  /**
   * `kept` is the draft this device kept from earlier; `inInbox` is the inbox's draft as far as it is known.
   */
  constructor(deps: DraftDeps, kept: KeptDraft | undefined, inInbox: KeptDraft | undefined) {
    this.#deps = deps;
    this.#inInbox = inInbox;
    const isOurs = kept !== undefined && kept.at >= (inInbox?.at ?? 0);
    this.#draft = (isOurs ? kept : inInbox) ?? NOTHING;
    if (isOurs && !isSame(kept, inInbox ?? NOTHING)) {
      this.#typedAt = kept.at;
      this.#dirtySince = deps.now();
    } else if (kept !== undefined) deps.drop();
  }

  get draft(): Draft {
    return this.#draft;
  }

  /** The user typed. */
  type(draft: Draft): void {
    if (isSame(draft, this.#draft)) return;
    const now = this.#deps.now();
    this.#draft = draft;
    this.#typedAt = now;
    this.#dirtySince ??= now;
    this.#deps.keep({ ...draft, at: now });
    this.#stopStoring ??= this.#deps.after(STORE_MS, () => this.#store());
    this.#stopWriting();
    const wait = Math.min(WRITE_MS, Math.max(0, this.#dirtySince + WRITE_MAX_MS - now));
    this.#stopWriting = this.#deps.after(wait, () => this.write());
  }

  /** The message was sent. Whoever sends it clears the inbox's draft. */
  end(): void {
    this.#settle();
    this.#draft = NOTHING;
    this.#inInbox = undefined;
    this.#deps.drop();
  }

  /** The inbox's draft as it is now, whoever wrote it; undefined if there is none. */
  hear(inInbox: KeptDraft | undefined): void {
    this.#inInbox = inInbox;
    this.#stopWaiting();
    const heard = inInbox ?? NOTHING;
    if (isSame(heard, this.#draft)) return;
    const { now, after, show, drop } = this.#deps;
    // A draft found on the device: it is either newer than the inbox's or dropped in favour of it.
    if (this.#dirtySince !== undefined && (this.#typedAt >= (inInbox?.at ?? 0) || this.#isTyping)) return;
    if (this.#isTyping) {
      this.#stopWaiting = after(this.#typedAt + TYPING_MS - now(), () => this.hear(this.#inInbox));
      return;
    }
    this.#settle();
    drop();
    this.#draft = heard;
    show(heard);
  }

  /** Writes the draft to the inbox now, unless the inbox already has it. */
  write(): void {
    const { write, drop } = this.#deps;
    if (this.#dirtySince === undefined) return;
    this.#store();
    this.#settle();
    const written = this.#draft;
    const isKnown = isSame(written, this.#inInbox ?? NOTHING);
    void (isKnown ? Promise.resolve(true) : write(written)).then((isWritten) => {
      // From here on the inbox keeps it, even through a crash.
      if (isWritten && this.#draft === written && this.#dirtySince === undefined) drop();
    });
  }

  /** The page or the view is closing. */
  leave(): void {
    this.write();
    this.#stopWaiting();
  }

  get #isTyping(): boolean {
    return this.#deps.now() - this.#typedAt < TYPING_MS;
  }

  #store(): void {
    this.#stopStoring?.();
    this.#stopStoring = undefined;
    this.#deps.store();
  }

  #settle(): void {
    this.#stopWriting();
    this.#stopStoring?.();
    this.#stopStoring = undefined;
    this.#dirtySince = undefined;
  }
}
