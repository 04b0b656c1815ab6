import type { CDPSession, Page } from "playwright-core";

/** Processors that share their caches and clocks with other work are that much slower, in the run least disturbed. */
export const SHARED = 1.5;

/** The processor's time for one page's thread; what the clock shows depends on what else the machine does. */
export class Work {
  readonly #devtools: CDPSession;

  private constructor(devtools: CDPSession) {
    this.#devtools = devtools;
  }

  static async of(page: Page): Promise<Work> {
    const devtools = await page.context().newCDPSession(page);
    await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
    return new Work(devtools);
  }

  /** Milliseconds since the page began: script, style, layout, paint. */
  async ms(): Promise<number> {
    const { metrics } = await this.#devtools.send("Performance.getMetrics");
    return 1_000 * (metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.POSITIVE_INFINITY);
  }

  async end(): Promise<void> {
    await this.#devtools.detach();
  }
}

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.POSITIVE_INFINITY;
