import { beforeEach, expect, test } from "vitest";
import { DraftKeeper } from "../../src/web/composer/draft-keeper.ts";
import type { Draft, KeptDraft } from "../../src/web/composer/drafts.ts";

let now: number;
let timers: { at: number; run: () => void }[];
let log: string[];
let kept: KeptDraft | undefined;
let stored: KeptDraft | undefined;
let answer: (isWritten: boolean) => void;

beforeEach(() => {
  now = 1_000_000;
  timers = [];
  log = [];
  kept = stored = undefined;
});

function keeper(found?: KeptDraft, inInbox?: KeptDraft): DraftKeeper {
  kept = stored = found;
  return new DraftKeeper(
    {
      now: () => now,
      after: (ms, run) => {
        const timer = { at: now + ms, run };
        timers.push(timer);
        return () => {
          timers = timers.filter((each) => each !== timer);
        };
      },
      write: (draft: Draft) => {
        log.push(`write ${draft.text}`);
        return new Promise((resolve) => {
          answer = resolve;
        });
      },
      keep: (draft) => {
        kept = draft;
      },
      store: () => {
        stored = kept;
      },
      drop: () => {
        kept = stored = undefined;
      },
      show: ({ text }) => void log.push(`show ${text}`),
    },
    found,
    inInbox,
  );
}

function pass(ms: number): void {
  const end = now + ms;
  for (;;) {
    const next = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
    if (next === undefined) break;
    timers = timers.filter((each) => each !== next);
    now = next.at;
    next.run();
  }
  now = end;
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

test("what is typed is kept at once, and written when typing pauses", async () => {
  const draft = keeper();
  for (const text of ["h", "he", "hey"]) {
    draft.type({ text });
    pass(200);
  }
  expect(kept).toMatchObject({ text: "hey" });
  expect(log).toEqual([]);
  pass(400);
  expect(stored).toMatchObject({ text: "hey" });
  pass(1_000);
  expect(log).toEqual(["write hey"]);
  answer(true);
  await settled();
  expect(stored).toBeUndefined();
});

test("who types on without a pause has it written every ten seconds", () => {
  const draft = keeper();
  for (let typed = 0; typed < 30; typed++) {
    draft.type({ text: `text ${typed}` });
    pass(1_000);
  }
  expect(log).toEqual(["write text 9", "write text 19", "write text 29"]);
});

test("the copy on the device goes only when the inbox has just this", async () => {
  const draft = keeper();
  draft.type({ text: "one" });
  draft.leave();
  expect(stored).toMatchObject({ text: "one" });
  draft.type({ text: "one two" });
  answer(true);
  await settled();
  expect(kept).toMatchObject({ text: "one two" });
  draft.leave();
  answer(false);
  await settled();
  expect(stored).toMatchObject({ text: "one two" });
});

test("another device's text is shown, but not over what is being typed", () => {
  const draft = keeper();
  draft.hear({ text: "from the phone", at: now });
  expect(log).toEqual(["show from the phone"]);
  draft.type({ text: "from the phone, and more" });
  draft.hear({ text: "something else", at: now + 1 });
  pass(1_500);
  expect(log).toEqual(["show from the phone", "write from the phone, and more"]);
});

test("what was heard while typing is shown when that has ended, if nothing newer was written here", () => {
  const draft = keeper();
  draft.type({ text: "here" });
  pass(2_000);
  draft.hear({ text: "here", at: now });
  draft.hear({ text: "there", at: now });
  expect(log).toEqual(["write here"]);
  pass(8_000);
  expect(log).toEqual(["write here", "show there"]);
});

test("of two from before, the one typed last counts", () => {
  expect(keeper({ text: "here", at: 5 }, { text: "there", at: 6 }).draft.text).toBe("there");
  expect(kept).toBeUndefined();
  const ours = keeper({ text: "here", at: 6 }, { text: "there", at: 5 });
  expect(ours.draft.text).toBe("here");
  ours.hear({ text: "there", at: 5 });
  ours.write();
  expect(log).toEqual(["write here"]);
});

test("a copy that is older than what the inbox turns out to have gives way", () => {
  const draft = keeper({ text: "old", at: 5 });
  expect(draft.draft.text).toBe("old");
  draft.hear({ text: "new", at: 6 });
  draft.write();
  expect(log).toEqual(["show new"]);
  expect(kept).toBeUndefined();
});

test("nothing is left of what was said", () => {
  const draft = keeper();
  draft.type({ text: "said" });
  draft.end();
  pass(20_000);
  expect(draft.draft.text).toBe("");
  expect(kept).toBeUndefined();
  expect(log).toEqual([]);
});
