import type { Checksum } from "./part-writer.ts";

/** The algorithms of tus' checksum extension, as the runtime's DigestStream names them. */
const ALGORITHMS = { sha1: "SHA-1", sha256: "SHA-256", md5: "MD5" } as const;

export const CHECKSUM_ALGORITHMS = Object.keys(ALGORITHMS).join(",");

/** The runtime's own extension of Web Crypto: hashes a stream as it passes. */
interface WorkersCrypto {
  readonly DigestStream: typeof DigestStream;
}

/** What the digest of a body must be, in base64. */
export interface ExpectedDigest {
  readonly algorithm: keyof typeof ALGORITHMS;
  readonly base64: string;
}

/** Reads `Upload-Checksum`; undefined if its algorithm is not known. */
export function expectedDigest(header: string): ExpectedDigest | undefined {
  const [algorithm = "", base64 = ""] = header.trim().split(/ +/);
  return Object.hasOwn(ALGORITHMS, algorithm)
    ? { algorithm: algorithm as ExpectedDigest["algorithm"], base64 }
    : undefined;
}

export function digestChecksum({ algorithm, base64 }: ExpectedDigest): Checksum {
  const { DigestStream } = crypto as unknown as WorkersCrypto;
  const digest = new DigestStream(ALGORITHMS[algorithm]);
  const writer = digest.getWriter();
  return {
    write: (bytes) => writer.write(bytes),
    async isRight() {
      await writer.close();
      const bytes = new Uint8Array(await digest.digest);
      return btoa(String.fromCharCode(...bytes)) === base64;
    },
  };
}
