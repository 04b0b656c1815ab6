import type { Locator } from "playwright-core";
import { Work } from "./work.ts";

/** What a reader's scrolling came to. Times in milliseconds. */
export interface Frames {
  readonly count: number;
  readonly median: number;
  /** Share of frames that took longer than 50 ms: those one notices. */
  readonly long: number;
  /** Processor time of the page's main thread for one frame. */
  readonly cpu: number;
}

/** Scrolls by so many pixels in each frame for a while. */
export async function scrollBy(timeline: Locator, pixels: number, ms: number): Promise<Frames> {
  const spent = await Work.of(timeline.page());
  const before = await spent.ms();
  const frames = await inFrames(timeline, pixels, ms);
  const cpu = ((await spent.ms()) - before) / frames.count;
  await spent.end();
  return { ...frames, cpu };
}

function inFrames(timeline: Locator, pixels: number, ms: number): Promise<Omit<Frames, "cpu">> {
  return timeline.evaluate(
    (element, [by = 0, length = 0]) =>
      new Promise<{ count: number; median: number; long: number }>((resolve) => {
        const times: number[] = [];
        const end = performance.now() + length;
        let last = performance.now();
        const frame = (now: number): void => {
          times.push(now - last);
          last = now;
          element.dispatchEvent(new WheelEvent("wheel", { deltaY: by, bubbles: true }));
          element.scrollTop += by;
          if (now < end) return void requestAnimationFrame(frame);
          times.sort((a, b) => a - b);
          resolve({
            count: times.length,
            median: times[times.length >> 1] ?? 0,
            long: times.filter((each) => each > 50).length / times.length,
          });
        };
        requestAnimationFrame(frame);
      }),
    [pixels, ms],
  );
}

/** A message in the middle of the view, and where it stands. */
export function middleOf(timeline: Locator): Promise<{ readonly text: string; readonly top: number }> {
  return timeline.evaluate((element) => {
    const { top, height } = element.getBoundingClientRect();
    const all = [...element.querySelectorAll("article")].map((article) => ({
      text: article.querySelector("[data-message-text]")?.textContent ?? "",
      top: article.getBoundingClientRect().top - top,
    }));
    const found = all.findLast((each) => each.top < height / 2);
    if (found === undefined) throw new Error("nothing is in view");
    return found;
  });
}

/** Where a message stands below the upper edge of the view, once two frames have been drawn. */
export async function topOf(timeline: Locator, text: string): Promise<number> {
  return timeline.evaluate(async (element, wanted) => {
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
    const article = [...element.querySelectorAll("article")].find(
      (each) => each.querySelector("[data-message-text]")?.textContent === wanted,
    );
    if (article === undefined) throw new Error(`not there any more: ${wanted.slice(0, 20)}`);
    return article.getBoundingClientRect().top - element.getBoundingClientRect().top;
  }, text);
}
