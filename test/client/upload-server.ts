import { type Code, codes } from "../../src/protocol/codes.ts";
import type { FileId } from "../../src/protocol/ids.ts";
import { asId } from "../as-id.ts";

type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** One upload, as the server has it. */
class Upload {
  readonly file_id: FileId;
  readonly length: number;
  received = 0;
  readonly #parts: Blob[] = [];

  constructor(number: number, length: number) {
    this.file_id = asId(`f_${String(number).padStart(20, "0")}`);
    this.length = length;
  }

  add(part: Blob): void {
    this.#parts.push(part);
    this.received += part.size;
  }

  text(): Promise<string> {
    return new Blob(this.#parts).text();
  }
}

/** Takes uploads as the server does, in memory, and holds, cuts or refuses them on demand. Everything else goes on. */
export class UploadServer {
  /** While set, no request about uploads is answered. */
  isHeld = false;
  refuses: Code | undefined;
  /** Bytes in all after which every line is cut. */
  failsAfter: number | undefined;
  bytesTaken = 0;
  mostAtOnce = 0;
  readonly #byKey = new Map<string, Upload>();
  readonly #rest: Fetch;
  #held: (() => void)[] = [];
  #atOnce = 0;

  constructor(rest: Fetch) {
    this.#rest = rest;
  }

  get all(): Upload[] {
    return [...this.#byKey.values()];
  }

  get only(): Upload {
    const [only] = this.all;
    if (!only) throw new Error("nothing was uploaded");
    return only;
  }

  release(): void {
    for (const go of this.#held.splice(0)) go();
  }

  readonly fetch = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const { pathname } = new URL(String(input));
    const read = /\/files\/(\w+)$/.exec(pathname)?.[1];
    if (read !== undefined) return this.#read(read);
    if (!pathname.startsWith("/api/uploads")) return this.#rest(input, init);
    this.#atOnce++;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#atOnce);
    try {
      await Promise.resolve();
      if (this.isHeld) await this.#hold(init.signal);
      return this.#answer(pathname, init);
    } finally {
      this.#atOnce--;
    }
  };

  async #read(file_id: string): Promise<Response> {
    const upload = this.all.find((each) => each.file_id === file_id);
    if (upload) return new Response(await upload.text());
    return Response.json({ error: { code: "not_found", message: "" } }, { status: 404 });
  }

  #hold(signal: AbortSignal | null | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#held.push(resolve);
      signal?.addEventListener("abort", () => reject(new Error("aborted")));
    });
  }

  #answer(path: string, { method, headers: given, body }: RequestInit): Response {
    const headers = new Headers(given);
    if (this.refuses)
      return Response.json(
        { error: { code: this.refuses, message: "no", request_id: "" } },
        { status: codes[this.refuses].status },
      );
    const upload =
      method === "POST" ? this.#create(headers) : this.all.find(({ file_id }) => path.endsWith(file_id));
    if (!upload) return Response.json({ error: { code: "not_found", message: "" } }, { status: 404 });
    if (method === "DELETE") return new Response(null, { status: 204 });
    const offset = method === "POST" ? 0 : Number(headers.get("Upload-Offset"));
    if (body instanceof Blob && offset === upload.received) this.#take(upload, body);
    const answer = { "Upload-Offset": String(upload.received), Location: `/api/uploads/${upload.file_id}` };
    return new Response(null, { status: method === "POST" ? 201 : 204, headers: answer });
  }

  #create(headers: Headers): Upload {
    const metadata = headers.get("Upload-Metadata") ?? "";
    const key = /client_id (\S+)/.exec(metadata)?.[1] ?? "";
    const known =
      this.#byKey.get(key) ?? new Upload(this.#byKey.size + 1, Number(headers.get("Upload-Length")));
    this.#byKey.set(key, known);
    return known;
  }

  #take(upload: Upload, body: Blob): void {
    const left = (this.failsAfter ?? Number.POSITIVE_INFINITY) - this.bytesTaken;
    const part = body.size > left ? body.slice(0, Math.max(0, left)) : body;
    upload.add(part);
    this.bytesTaken += part.size;
    if (part.size < body.size) throw new TypeError("fetch failed");
  }
}
