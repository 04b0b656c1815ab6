import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  FRAME_MAX_CHARACTERS,
  MENTIONS_MAX,
  TEXT_MAX_BYTES,
  TEXT_MAX_CHARACTERS,
} from "../../src/protocol/limits.ts";
import { Content, refuseText } from "../../src/protocol/message.ts";
import { RoomSettings } from "../../src/protocol/room.ts";
import { Send } from "../../src/protocol/room-frames.ts";
import { DisplayName } from "../../src/protocol/user.ts";
import { naughtyTexts } from "../naughty-texts.ts";

const bytes = (text: string): number => new TextEncoder().encode(text).length;

describe("SEND5: a text", () => {
  it.each(naughtyTexts.map((text) => [text]))("may be %j", (text) =>
    expect(refuseText(text)).toBeUndefined(),
  );

  it("may be anything whole, with something to see in it", { timeout: 60_000 }, () => {
    const whole = fc.string({ unit: "binary", maxLength: 200 }).filter((text) => !text.includes("\0"));
    fc.assert(fc.property(whole, (text) => refuseText(`a${text}`) === undefined));
  });

  it("may not be half a character or hold a NUL, wherever in it", () => {
    const half = fc.integer({ min: 0xd800, max: 0xdfff }).map((unit) => String.fromCharCode(unit));
    const bad = fc.oneof(half, fc.constant("\0"));
    fc.assert(
      fc.property(fc.string({ maxLength: 50 }), bad, fc.string({ maxLength: 50 }), (before, bad, after) => {
        expect(refuseText(`a${before} ${bad} ${after}`)?.code).toBe("text_malformed");
      }),
    );
  });

  it.each([
    ["nothing", ""],
    ["spaces", " \t\r\n "],
    ["a no-break space", "\u00a0\u2003\ufeff"],
    ["a zero-width space", "\u200b"],
    ["the blank of Braille", "\u2800"],
    ["a filler of Hangul", "\u3164 \u115f\uffa0"],
    ["a mark of direction", "\u200f\u202e"],
    ["a soft hyphen", "\u00ad"],
    ["marks on nothing", "\u0301\ufe0f"],
    ["tags and an empty note head", "\u{e0061}\u{1d159}"],
    ["a control character", "\u0007"],
    ["an empty fence", "```\n```"],
    ["a fence around blanks", "~~~\n \u200b\n~~~"],
    ["a fence that is not closed", "> ```"],
    ["a blank in code", "` `"],
    ["a blank in bold", "**\u200b**"],
    ["a blank in a list", "- \u3164"],
    ["a blank in a quote", "> \u2800"],
  ])("may not be %s", (_, text) => {
    expect(refuseText(text)?.code).toBe("text_empty");
  });

  it.each(["-", "--", "**", ">_<", "~", "`", "``", "> >", "```js\n```", "\u200bx", "e\u0301", "👩‍👩‍👧‍👦"])(
    "may be %j",
    (text) => expect(refuseText(text)).toBeUndefined(),
  );

  it.each([
    ["a letter", "x"],
    ["two bytes", "é"],
    ["three bytes", "語"],
    ["a surrogate pair", "😀"],
  ])("has up to 8,000 characters of %s", (_, character) => {
    expect(refuseText(character.repeat(TEXT_MAX_CHARACTERS))).toBeUndefined();
    expect(refuseText(character.repeat(TEXT_MAX_CHARACTERS + 1))?.code).toBe("text_too_long");
  });

  it("cannot have more bytes than promised if it has no more characters", () => {
    expect(bytes("😀".repeat(TEXT_MAX_CHARACTERS))).toBeLessThanOrEqual(TEXT_MAX_BYTES);
  });

  it("INPUT2: fits into a frame however it is spelled", () => {
    const escaped = TEXT_MAX_CHARACTERS * 2 * "\\ud83d".length; // each half of a pair on its own
    const mentions = Array.from({ length: MENTIONS_MAX }, () => `u_${"0".repeat(20)}`);
    const rest = JSON.stringify({
      type: "send",
      client_id: "0".repeat(36),
      text: "",
      reply_to: Number.MAX_SAFE_INTEGER,
      mentions,
    });
    expect(escaped + rest.length).toBeLessThanOrEqual(FRAME_MAX_CHARACTERS);
  });
});

describe("INPUT6: what a frame may hold besides", () => {
  it("keys of nobody's are dropped", () => {
    const parsed = Content.parse(
      JSON.parse('{"text":"hi","__proto__":{"text":"no"},"constructor":1,"sender":"me"}'),
    );
    expect(Object.keys(parsed)).toEqual(["text"]);
    expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype);
  });

  it("is dropped from a send as well, so no client names its own sender or message_id", () => {
    const frame = {
      type: "send",
      client_id: "01a20ada-4648-7374-8a0a-44a0a0906dcf",
      text: "hi",
      sender: "u_x",
      message_id: 7,
      time: 1,
    };
    expect(Object.keys(Send.parse(frame)).toSorted()).toEqual(["client_id", "text", "type"]);
  });
});

describe("INPUT5: the name of a person or room", () => {
  const both = { person: DisplayName, room: RoomSettings.shape.name };

  it.each([
    "\u200b",
    "\u3164",
    "\u115f\u1160",
    "\uffa0",
    "\u2800 \u2800",
    "\u00ad\u034f",
    "\u202e\u202d",
    "\ufe0f",
    "\u0301",
    "\u{e0041}",
    "Bob \u202eTest",
    "\u202aa\u202c",
    "a\u2067b\u2069",
    "a\u2069",
    "a\u2028b",
    " ",
    "",
  ])("is not %j", (name) => {
    for (const [of, schema] of Object.entries(both)) expect(schema.safeParse(name).success, of).toBe(false);
  });

  it.each(["a", "é", "é", "💡", "👩‍👩‍👧‍👦", "李", "עידו", "한글", "ｱ", "·", "1", "\u200ba", "𝔘"])(
    "may be %j",
    (name) => {
      for (const [of, schema] of Object.entries(both)) expect(schema.safeParse(name).success, of).toBe(true);
    },
  );
});
