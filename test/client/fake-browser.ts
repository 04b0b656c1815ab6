import type { Channel, LockHolder, TabPlatform } from "../../src/client/index.ts";

interface Waiting {
  readonly tab: FakeTab;
  readonly holder: LockHolder;
}

/** The locks and channels of one browser, in memory. */
export class FakeBrowser {
  /** Who holds each lock, and who waits for it. */
  readonly #locks = new Map<string, Waiting[]>();
  readonly #channels = new Set<{
    readonly name: string;
    readonly tab: FakeTab;
    heard: (message: unknown) => void;
  }>();
  /** Whether locks work here at all. */
  hasLocks = true;

  tab(): FakeTab {
    return new FakeTab(this);
  }

  channel(tab: FakeTab, name: string, heard: (message: unknown) => void): Channel {
    const own = { name, tab, heard };
    this.#channels.add(own);
    return {
      tell: (message) => {
        if (!tab.isGone && this.#channels.has(own)) queueMicrotask(() => this.#tell(own.name, tab, message));
      },
      close: () => void this.#channels.delete(own),
    };
  }

  #tell(name: string, from: FakeTab, message: unknown): void {
    for (const { name: of, tab, heard } of [...this.#channels])
      if (of === name && tab !== from) tab.run(() => heard(structuredClone(message)));
  }

  hold(tab: FakeTab, name: string, holder: LockHolder, how: "wait" | "steal"): () => void {
    const own = { tab, holder };
    const line = this.#locks.get(name) ?? [];
    this.#locks.set(name, line);
    if (!this.hasLocks) queueMicrotask(() => tab.run(() => holder.lost()));
    else if (how === "steal") {
      const [robbed] = line.splice(0, 1, own);
      queueMicrotask(() => tab.run(() => holder.held()));
      if (robbed) queueMicrotask(() => robbed.tab.run(() => robbed.holder.lost()));
    } else if (line.push(own) === 1) queueMicrotask(() => line[0] === own && tab.run(() => holder.held()));
    return () => this.#release(name, own);
  }

  get held(): ReadonlySet<string> {
    return new Set([...this.#locks].flatMap(([name, line]) => (line.length > 0 ? [name] : [])));
  }

  /** A tab is gone without a word. */
  remove(gone: FakeTab): void {
    for (const channel of this.#channels) if (channel.tab === gone) this.#channels.delete(channel);
    for (const [name, line] of this.#locks)
      for (const each of [...line]) if (each.tab === gone) this.#release(name, each);
  }

  #release(name: string, own: Waiting): void {
    const line = this.#locks.get(name) ?? [];
    const at = line.indexOf(own);
    if (at < 0) return;
    line.splice(at, 1);
    const [next] = line;
    if (at === 0 && next) queueMicrotask(() => line[0] === next && next.tab.run(() => next.holder.held()));
  }
}

/** One tab of a browser, which may hang or be gone. */
export class FakeTab implements TabPlatform {
  readonly #browser: FakeBrowser;
  #held: (() => void)[] | undefined;
  #away: (() => void)[] = [];
  isGone = false;

  constructor(browser: FakeBrowser) {
    this.#browser = browser;
  }

  channel(name: string, heard: (message: unknown) => void): Channel {
    return this.#browser.channel(this, name, heard);
  }

  hold(name: string, holder: LockHolder, how: "wait" | "steal"): () => void {
    return this.#browser.hold(this, name, holder, how);
  }

  async held(): Promise<ReadonlySet<string>> {
    return this.#browser.held;
  }

  onAway(away: () => void, back: () => void): () => void {
    this.#away = [away, back];
    return () => {};
  }

  putAway(): void {
    this.#away[0]?.();
  }

  takeOut(): void {
    this.#away[1]?.();
  }

  /** Something happens in this tab; later, while it hangs. */
  run(what: () => void): void {
    if (this.isGone) return;
    if (this.#held) this.#held.push(what);
    else what();
  }

  hang(): void {
    this.#held = [];
  }

  goOn(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const what of held) what();
  }

  crash(): void {
    this.isGone = true;
    this.#browser.remove(this);
  }
}
