import { describe, expect, it } from "vitest";
import { bytesSource } from "../../src/protocol/media/bytes.ts";
import { readExif } from "../../src/protocol/media/exif.ts";
import { inspect, pictureSize } from "../../src/protocol/media/inspect.ts";
import { sniffType } from "../../src/protocol/media/sniff.ts";
import { edits } from "../../src/protocol/media/strip.ts";
import { bytesOf, heic, join, jpeg, mp4, png, tiff, webp } from "../media/pictures.ts";

/** A file after its edits. */
async function stripped(bytes: Uint8Array): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const { offset, length, by } of await edits(bytesSource(bytes))) {
    expect(offset).toBeGreaterThanOrEqual(at);
    parts.push(bytes.subarray(at, offset), by);
    at = offset + length;
  }
  return join(...parts, bytes.subarray(at));
}

const looked = (bytes: Uint8Array) => inspect(bytesSource(bytes));
const text = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

const places = {
  jpeg: jpeg({ location: true }),
  "jpeg, little-endian": jpeg({ location: true, littleEndian: true }),
  "jpeg, in XMP": jpeg({ xmp: "<x exif:GPSLatitude='52,31.0N'/>" }),
  "jpeg, in a second picture": jpeg({ after: jpeg({ location: true }) }),
  png: png({ location: true }),
  "png, in a text": png({ text: "XML:com.adobe.xmp\0\0\0\0\0<x exif:GPSLatitude='1'/>" }),
  webp: webp({ location: true }),
  mp4: mp4({ location: true }),
  mov: mp4({ location: true, brand: "qt  " }),
  heic: heic({ location: true }),
};

describe("where a picture was taken", () => {
  it.each(Object.entries(places))("is found in %s, and gone once it is stripped", async (_, bytes) => {
    expect((await looked(bytes)).hasLocation).toBe(true);
    const clean = await stripped(bytes);
    expect((await looked(clean)).hasLocation).toBe(false);
    expect((await looked(clean)).type).toBe((await looked(bytes)).type);
  });

  it.each(Object.entries({ jpeg: jpeg(), png: png(), webp: webp(), mp4: mp4(), heic: heic({}) }))(
    "is not made up in %s",
    async (_, bytes) => {
      expect((await looked(bytes)).hasLocation).toBe(false);
    },
  );
});

describe("a picture that is stripped", () => {
  it("says nothing of who and what made it", async () => {
    for (const bytes of [jpeg({ location: true }), png({ text: "Author\0Ada" }), webp(), mp4()]) {
      const clean = text(await stripped(bytes));
      for (const word of ["Camera!", "caption", "a comment", "Author", "Ada's phone", "xmpmeta"])
        expect(clean).not.toContain(word);
    }
  });

  it("keeps what it is drawn with", async () => {
    const clean = text(await stripped(jpeg()));
    expect(clean).toContain("ICC_PROFILE");
    expect(clean).toContain("JFIF");
    expect(text(await stripped(png()))).toContain("pHYs");
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])("is turned as before, if that is %i", async (orientation) => {
    const clean = await stripped(jpeg({ orientation, location: true }));
    const at = text(clean).indexOf("Exif\0\0");
    expect(at < 0 ? 1 : readExif(clean.subarray(at + 6))?.orientation).toBe(orientation);
  });

  it("has as many bytes as a WebP says, and a video as many as before", async () => {
    const clean = await stripped(webp({ location: true }));
    expect(new DataView(clean.buffer).getUint32(4, true)).toBe(clean.length - 8);
    expect(clean[20]).toBe(0); // neither EXIF nor XMP
    expect((await stripped(mp4({ location: true }))).length).toBe(mp4({ location: true }).length);
  });

  it("is left alone if its form is not known", async () => {
    const zip = bytesOf("PK\x03\x04 something");
    expect(await stripped(zip)).toEqual(zip);
  });
});

describe("a file that lies", () => {
  it("has the type of its bytes", () => {
    expect(sniffType(bytesOf("<svg xmlns='…'>"))).toBe("text/plain");
    expect(sniffType(bytesOf("<!doctype html>"))).toBe("text/plain");
    expect(sniffType(bytesOf("GIF89a/*<script>*/"))).toBe("image/gif");
    expect(sniffType(bytesOf("MZ\x90\0\x03"))).toBe("application/octet-stream");
    expect(sniffType(new Uint8Array())).toBe("application/octet-stream");
  });

  it("is not drawn if it says that it has more pixels than anything can hold", async () => {
    for (const side of [{ width: 65_000, height: 65_000 }])
      for (const bomb of [png(side), jpeg(side), heic(side)])
        expect((await looked(bomb)).type).toBe("application/octet-stream");
  });

  it("is read to its end and no further, wherever it is cut", async () => {
    for (const whole of Object.values(places))
      for (let length = 0; length < whole.length; length += 7) {
        const cut = whole.slice(0, length);
        await looked(cut);
        await stripped(cut);
      }
  });

  it("with numbers that point anywhere does no harm", async () => {
    for (const [name, whole] of Object.entries(places))
      for (let at = 0; at < whole.length; at += 5) {
        const broken = whole.slice();
        broken.fill(0xff, at, at + 4);
        await looked(broken).catch((error: unknown) => {
          throw new Error(`${name} at ${at}`, { cause: error });
        });
        await edits(bytesSource(broken));
      }
    expect(readExif(tiff({ location: true }).fill(0xff, 8, 12))).toBeDefined();
  });
});

it("the size of a picture is what it says", async () => {
  const side = { width: 123, height: 45 };
  for (const [type, bytes] of [
    ["image/jpeg", jpeg(side)],
    ["image/png", png(side)],
    ["image/webp", webp(side)],
    ["image/heic", heic(side)],
  ] as const)
    expect(await pictureSize(bytesSource(bytes), type)).toEqual(side);
});
