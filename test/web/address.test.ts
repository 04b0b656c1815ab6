import fc from "fast-check";
import { expect, test } from "vitest";
import { honestHost, hrefOf } from "../../src/web/markdown/address.ts";
import { parseMessage } from "../../src/web/markdown/parse.ts";
import type { Inline } from "../../src/web/markdown/tree.ts";
import { anyText } from "./any-text.ts";

const linksOf = (inline: Inline): string[] => (inline.kind === "link" ? [inline.href] : []);
const links = (text: string): string[] =>
  parseMessage(text).flatMap((block) => (block.kind === "text" ? block.children.flatMap(linksOf) : []));

test("addresses become links, without the punctuation of their sentence", () => {
  expect(links("see https://example.org/a_(b)?c=d#e, or (https://example.org/x).")).toEqual([
    "https://example.org/a_(b)?c=d#e",
    "https://example.org/x",
  ]);
  expect(links("www.example.org and mailto:a@example.org!")).toEqual([
    "https://www.example.org/",
    "mailto:a@example.org",
  ]);
  expect(links("HTTP://EXAMPLE.org")).toEqual(["http://example.org/"]);
});

test.each([
  ["请看https://example.com/abc，谢谢", "https://example.com/abc"],
  ["参照「https://example.com/x」を見て", "https://example.com/x"],
  ["看 https://example.com/abc。下一句", "https://example.com/abc"],
  ["https://example.com/（注释）后面", "https://example.com/"],
  ["《https://example.com/a》【https://example.com/b】", "https://example.com/a https://example.com/b"],
  ["見てhttps://example.com/x？y！はい", "https://example.com/x"],
  ["https://example.com을 보세요", "https://example.com/"],
  ["ดูwww.example.comนะ", "https://www.example.com/"],
  ["https://example.com/a——说明……", "https://example.com/a"],
  ["راجع https://example.com/a، شكرا؟", "https://example.com/a"],
  ["देखो https://example.com/a।", "https://example.com/a"],
  ["https://ja.wikipedia.org/wiki/佐々木", "https://ja.wikipedia.org/wiki/%E4%BD%90%E3%80%85%E6%9C%A8"],
  ["https://日本語.jp/道", "https://xn--wgv71a119e.jp/%E9%81%93"],
  ["[図](https://example.com/a（b）)", "https://example.com/a%EF%BC%88b%EF%BC%89"],
])("in %j the address is %s", (text, href) => {
  expect(links(text).join(" ")).toBe(href);
});

test("only harmless addresses become links", () => {
  const harmful = [
    "javascript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "file:///etc/passwd",
    "xhttps://a.b",
    "a@www.b.c",
    "https://",
    "mailto:",
  ];
  for (const text of harmful) expect(links(text), text).toEqual([]);
  fc.assert(
    fc.property(anyText(), (rest) => {
      const href = hrefOf(rest);
      if (href !== undefined) expect(href).toMatch(/^(https?|mailto):/);
    }),
  );
});

test("an address ends where writing would turn around", () => {
  expect(links("https://a.b/\u202Egpj.exe")).toEqual(["https://a.b/"]);
  expect(links("[a](https://a.b/\u2066x)")).toEqual(["https://a.b/"]);
});

test.each([
  ["bank.example", "https://evil.example/", "evil.example"],
  ["Go to https://bank.example", "https://evil.example/", "evil.example"],
  ["https://bank.example@evil.example/", "https://bank.example@evil.example/", "evil.example"],
  ["https://\u0430pple.com", "https://\u0430pple.com", "xn--pple-43d.com"],
  ["https://p\u0251ypal.com", "https://p\u0251ypal.com", "xn--pypal-0jc.com"],
  ["me@bank.example", "mailto:me@evil.example", "me@evil.example"],
])("%s, leading to %s, says so", (words, href, host) => {
  expect(honestHost(words, href)).toBe(host);
});

test.each([
  ["the documentation", "https://a.b/"],
  ["https://A.b:8080/c.d", "https://a.b:8080/c.d"],
  ["http://localhost:80/a.b", "http://localhost:80/a.b"],
  ["www.a.org", "https://www.a.org/"],
  ["https://müller.de/x", "https://müller.de/x"],
  ["https://пример.рф", "https://пример.рф"],
  ["https://日本語.jp", "https://日本語.jp"],
  ["a@b.c", "mailto:a@b.c"],
])("%s, leading to %s, needs no more words", (words, href) => {
  expect(honestHost(words, href)).toBeUndefined();
});
