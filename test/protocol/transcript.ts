/**
 * The transcript of PROTOCOL.md: a session that a test runs against the real server. Blocks are fenced as
 * `parlor`; a step begins with who it is about and a sign, and may go on in indented lines.
 *
 *     Ada → POST /api/auth/register {"handle":"ada", …}    a request
 *     Ada ← 200 {"user":{ … }}                             its answer
 *     Ada/inbox → {"type":"hello","protocol":1}            a frame to the server
 *     Ada/inbox ← {"type":"welcome", … }                   the next frame from it
 *     Ada/inbox ⇄ /api/inbox/socket                        opens a socket
 *     Ada/inbox ✕ 4410 session_ended                       it is closed; by the client if no code is given
 */
export interface Step {
  readonly who: string;
  readonly sign: "→" | "←" | "⇄" | "✕";
  readonly text: string;
}

export function stepsOf(document: string): Step[] {
  const blocks = [...document.matchAll(/^```parlor\n([\s\S]*?)^```$/gm)].map(([, block = ""]) => block);
  return blocks.flatMap((block) =>
    block
      .split(/\n(?=\S)/)
      .filter((lines) => lines.trim() !== "")
      .map((lines) => {
        const text = lines.replaceAll(/\n\s+/g, " ").trim();
        const [, who, sign, rest] = /^(\S+) ([→←⇄✕]) ?(.*)$/.exec(text) ?? [];
        if (who === undefined) throw new Error(`not a step: ${text}`);
        return { who, sign: sign as Step["sign"], text: rest ?? "" };
      }),
  );
}

/** What has another value in each run, and always the same in one: ids, epochs, tokens. */
const NAMES = /\b[ugs]_[0-9a-z]{20}\b|\b[0-9a-z]{20}\b|[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f-]{21}|[\w.]+…/g;
/** What is as good as any other of its kind: times, told by their size, and the colours of people. */
const isAny = (value: unknown): boolean =>
  typeof value === "number" ? value > 1_700_000_000_000 : /^#[0-9a-f]{6}$/.test(String(value));

/** Which name of the document stands for which of this run. */
export class Names {
  readonly #known = new Map<string, string>();

  /** A text of the document with this run's names; `make` gives one to a name that is new. */
  translate(text: string, make: (name: string) => string | undefined = () => undefined): string {
    return text.replaceAll(NAMES, (name) => {
      const known = this.#known.get(name) ?? make(name);
      if (known !== undefined) this.#known.set(name, known);
      return known ?? name;
    });
  }

  /** The same value with the names and times of the document, where it is what the document expects. */
  recognise(actual: unknown, expected: unknown): unknown {
    if (typeof actual === typeof expected && isAny(actual) && isAny(expected)) return expected;
    if (typeof actual === "string" && typeof expected === "string") return this.#learn(actual, expected);
    if (Array.isArray(actual))
      return actual.map((item, index) =>
        this.recognise(item, Array.isArray(expected) ? expected[index] : null),
      );
    if (typeof actual !== "object" || actual === null) return actual;
    const fields = (expected ?? {}) as Record<string, unknown>;
    return Object.fromEntries(
      Object.entries(actual).map(([key, value]) => [key, this.recognise(value, fields[key])]),
    );
  }

  #learn(actual: string, expected: string): string {
    if (this.translate(expected) === actual) return expected;
    const isName = expected.replaceAll(NAMES, "") === "";
    if (!isName || this.#known.has(expected) || [...this.#known.values()].includes(actual)) return actual;
    this.#known.set(expected, actual);
    return expected;
  }
}
