import { isShownInline } from "../../protocol/file.ts";
import { harmlessName } from "../../protocol/harmless-name.ts";
import { UNKNOWN_TYPE } from "../../protocol/media/sniff.ts";
import type { ByteRange } from "./files-r2.ts";

/** How a file is handed out: nothing of it may ever run, and only what is known to be harmless is shown. */

/** A file as its room knows it. */
export interface Handed {
  readonly name: string;
  readonly type: string;
  readonly size: number;
}

/**
 * The part of a file that `Range` asks for (RFC 9110 §14.2): one range, or the whole for anything that is no range of
 * bytes or several of them. `none` if the file has no such bytes.
 */
export function rangeOf(header: string | undefined, size: number): ByteRange | "whole" | "none" {
  const asked = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "");
  const [, first = "", last = ""] = asked ?? [];
  if (!asked || (first === "" && last === "")) return "whole";
  if (first === "") {
    const length = Math.min(Number(last), size);
    return length === 0 ? "none" : { offset: size - length, length };
  }
  const offset = Number(first);
  const end = last === "" ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== "" && Number(last) < offset) return "whole";
  return offset >= size ? "none" : { offset, length: end - offset + 1 };
}

/** The headers of every answer that brings bytes of a file, or says that they have not changed. */
export function headersOf({ name, type }: Handed, etag: string, isSaved: boolean): Record<string, string> {
  const isShown = isShownInline(type) && !isSaved;
  return {
    "Content-Type": isShownInline(type) ? type : UNKNOWN_TYPE,
    "Content-Disposition": disposition(isShown ? "inline" : "attachment", name),
    // If it were opened as a page all the same, it could do nothing and would be nobody's.
    "Content-Security-Policy":
      "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    // Only for whoever was let in, and for so long as an access token is good.
    "Cache-Control": "private, max-age=900",
    Vary: "Cookie, Authorization",
    "Accept-Ranges": "bytes",
    ETag: etag,
  };
}

/** RFC 6266: a name in ASCII for old programs, and the real one in UTF-8. */
function disposition(how: "inline" | "attachment", name: string): string {
  const harmless = harmlessName(name);
  const ascii = harmless.replace(/[^\x20-\x7e]|["\\%]/g, "_");
  const encoded = encodeURIComponent(harmless).replace(
    /['()*]/g,
    (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${how}; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}

/** Whether `If-None-Match` names this version of the file (RFC 9110 §13.1.2). */
export const isKnown = (header: string | undefined, etag: string): boolean =>
  (header ?? "").split(",").some((each) => ["*", etag].includes(each.trim().replace(/^W\//, "")));
