import type { Draft, KeptDraft } from "./drafts.ts";

/** Milliseconds of silence after which a draft goes to the inbox, and the longest it waits while one types on. */
const WRITE_MS = 1_500;
const WRITE_MAX_MS = 10_000;
/** Milliseconds between two copies on the device: what a crash can cost. */
const STORE_MS = 500;
/** Milliseconds after the last key in which nothing from elsewhere replaces what is being typed. */
const TYPING_MS = 5_000;

/** What a draft is kept with. Times are Unix milliseconds. */
export interface DraftPorts {
  readonly now: () => number;
  /** Calls once after this many milliseconds, unless stopped. Returns how to stop. */
  readonly after: (ms: number, run: () => void) => () => void;
  /** Writes it to the inbox, which all devices share. Resolves, however late, with whether it has it. */
  readonly write: (draft: Draft) => Promise<boolean>;
  /** Keeps the copy of this device: in memory, for good, or no more. */
  readonly keep: (draft: KeptDraft) => void;
  readonly store: () => void;
  readonly drop: () => void;
  /** Somebody has typed on another device: this is to be shown instead. */
  readonly show: (draft: Draft) => void;
}

const NOTHING: Draft = { text: "" };
const isSame = (a: Draft, b: Draft): boolean => a.text === b.text && a.reply_to === b.reply_to;

/**
 * One draft between this device and the inbox. What is typed is on the device at once and in the inbox
 * when typing pauses; what comes from another device is shown unless one is typing here right now. Of
 * two, the one that was typed in last counts.
 */
export class DraftKeeper {
  readonly #ports: DraftPorts;
  #draft: Draft;
  /** When it was last typed in here; 0 for never. */
  #typedAt = 0;
  /** Typed in and not yet given to the inbox, since when. */
  #dirtySince: number | undefined;
  /** What the inbox had last, and when it was typed. */
  #inInbox: KeptDraft | undefined;
  #stopWriting = (): void => {};
  #stopStoring: (() => void) | undefined;
  #stopWaiting = (): void => {};

  /** `kept` is what this device had kept of an earlier time, `inInbox` what the inbox is known to have. */
  constructor(ports: DraftPorts, kept: KeptDraft | undefined, inInbox: KeptDraft | undefined) {
    this.#ports = ports;
    this.#inInbox = inInbox;
    const isOurs = kept !== undefined && kept.at >= (inInbox?.at ?? 0);
    this.#draft = (isOurs ? kept : inInbox) ?? NOTHING;
    if (isOurs && !isSame(kept, inInbox ?? NOTHING)) {
      this.#typedAt = kept.at;
      this.#dirtySince = ports.now();
    } else if (kept !== undefined) ports.drop();
  }

  get draft(): Draft {
    return this.#draft;
  }

  /** Somebody types. */
  type(draft: Draft): void {
    if (isSame(draft, this.#draft)) return;
    const now = this.#ports.now();
    this.#draft = draft;
    this.#typedAt = now;
    this.#dirtySince ??= now;
    this.#ports.keep({ ...draft, at: now });
    this.#stopStoring ??= this.#ports.after(STORE_MS, () => this.#store());
    this.#stopWriting();
    const wait = Math.min(WRITE_MS, Math.max(0, this.#dirtySince + WRITE_MAX_MS - now));
    this.#stopWriting = this.#ports.after(wait, () => this.write());
  }

  /** It was said; whoever says it ends the inbox's draft. */
  end(): void {
    this.#settle();
    this.#draft = NOTHING;
    this.#inInbox = undefined;
    this.#ports.drop();
  }

  /** What the inbox has now, by whomever; `undefined` for none. */
  hear(inInbox: KeptDraft | undefined): void {
    this.#inInbox = inInbox;
    this.#stopWaiting();
    const heard = inInbox ?? NOTHING;
    if (isSame(heard, this.#draft)) return;
    const { now, after, show, drop } = this.#ports;
    // One that was found on the device: newer than the inbox's, or given up for it.
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

  /** Gives it to the inbox now, where that does not have it. */
  write(): void {
    const { write, drop } = this.#ports;
    if (this.#dirtySince === undefined) return;
    this.#store();
    this.#settle();
    const written = this.#draft;
    const isKnown = isSame(written, this.#inInbox ?? NOTHING);
    void (isKnown ? Promise.resolve(true) : write(written)).then((isWritten) => {
      // From here on the inbox keeps it, also through a crash.
      if (isWritten && this.#draft === written && this.#dirtySince === undefined) drop();
    });
  }

  /** The page or the view goes away. */
  leave(): void {
    this.write();
    this.#stopWaiting();
  }

  get #isTyping(): boolean {
    return this.#ports.now() - this.#typedAt < TYPING_MS;
  }

  #store(): void {
    this.#stopStoring?.();
    this.#stopStoring = undefined;
    this.#ports.store();
  }

  #settle(): void {
    this.#stopWriting();
    this.#stopStoring?.();
    this.#stopStoring = undefined;
    this.#dirtySince = undefined;
  }
}
