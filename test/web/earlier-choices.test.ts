import { readFileSync } from "node:fs";
import { beforeEach, expect, test, vi } from "vitest";
import { keptDraft } from "../../src/web/composer/drafts.ts";
import { recentEmoji, skinTone } from "../../src/web/emoji/preferences.ts";
import { storedChoice } from "../../src/web/state/stored-choice.ts";
import { expected, idOf } from "../server/object/left-behind.ts";

/** What the app kept in a browser under 0.1.0, beside the SDK; see test/fixtures/v0.1.0. */
const { localStorage: kept } = JSON.parse(
  readFileSync(new URL("../fixtures/v0.1.0/device.json", import.meta.url), "utf8"),
) as { readonly localStorage: Readonly<Record<string, string>> };

beforeEach(() => {
  vi.stubGlobal("localStorage", { getItem: (key: string) => kept[key] ?? null });
  return () => vi.unstubAllGlobals();
});

test("drafts that version 0.1.0 had not given to the inbox are there", () => {
  const place = { me: idOf("mira"), room_id: expected.rooms["room-group"].room_id };
  expect(keptDraft(place)).toMatchObject({
    text: "I could bring the *big* pot, if somebody brings",
    reply_to: 6,
  });
  expect(keptDraft({ ...place, thread: 6 })).toMatchObject({ text: "Whole beans it is" });
});

test("choices of version 0.1.0 still count", () => {
  expect(recentEmoji()).toEqual(["☕", "🌅", "👍"]);
  expect(skinTone()).toBe(4);
  expect(storedChoice("parlor.theme", ["system", "light", "dark"], "system").value()).toBe("dark");
  expect(storedChoice("parlor.language", ["system", "en", "de"], "system").value()).toBe("de");
});
