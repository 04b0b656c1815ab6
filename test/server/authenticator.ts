import { createHash, webcrypto } from "node:crypto";
import { isoCBOR } from "@simplewebauthn/server/helpers";
import type {
  NewPasskey,
  PasskeyCreation,
  PasskeyId,
  PasskeyProof,
  PasskeyRequest,
} from "../../src/protocol/passkey.ts";
import { asId } from "../as-id.ts";

/**
 * A browser and its authenticator in software (Web Authentication Level 3, §6): makes passkeys with P-256, and shows
 * them. What a test wants to be wrong, it changes by the last argument.
 */

interface Flags {
  /** The user has touched something, and was recognized. */
  readonly present: boolean;
  readonly verified: boolean;
}

export interface Twist {
  readonly origin?: string;
  readonly rp_id?: string;
  readonly type?: string;
  readonly challenge?: string;
  readonly flags?: Flags;
  readonly counter?: number;
  readonly fmt?: string;
  readonly attStmt?: ReadonlyMap<string, unknown>;
  readonly userHandle?: string | null;
}

const ATTENDED: Flags = { present: true, verified: true };

const sha256 = (bytes: Uint8Array | string): Buffer => createHash("sha256").update(bytes).digest();
const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64url");

export class Authenticator {
  readonly origin: string;
  readonly id: PasskeyId;
  readonly #keys: Promise<webcrypto.CryptoKeyPair>;
  #userHandle = base64url(Buffer.from("nobody"));

  private constructor(origin: string, id: PasskeyId) {
    this.origin = origin;
    this.id = id;
    this.#keys = webcrypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, [
      "sign",
      "verify",
    ]) as Promise<webcrypto.CryptoKeyPair>;
  }

  /** One with a new passkey, made for a page of this origin. */
  static new(origin: string): Authenticator {
    return new Authenticator(origin, asId(base64url(webcrypto.getRandomValues(new Uint8Array(20)))));
  }

  async make(options: PasskeyCreation, twist: Twist = {}): Promise<NewPasskey> {
    this.#userHandle = options.user.id;
    const attested = Buffer.concat([
      Buffer.alloc(16), // no AAGUID
      u16(Buffer.from(this.id, "base64url").length),
      Buffer.from(this.id, "base64url"),
      await this.#coseKey(),
    ]);
    const authData = this.#authData(twist.rp_id ?? options.rp.id, twist, attested);
    const attestation = new Map<string, unknown>([
      ["fmt", twist.fmt ?? "none"],
      ["attStmt", twist.attStmt ?? new Map()],
      ["authData", authData],
    ]);
    return {
      id: this.id,
      response: {
        clientDataJSON: this.#clientData("webauthn.create", options.challenge, twist),
        attestationObject: base64url(isoCBOR.encode(attestation as Parameters<typeof isoCBOR.encode>[0])),
        transports: ["internal"],
      },
    };
  }

  async show(options: PasskeyRequest, twist: Twist = {}): Promise<PasskeyProof> {
    const clientDataJSON = this.#clientData("webauthn.get", options.challenge, twist);
    const authenticatorData = this.#authData(twist.rp_id ?? options.rpId, twist);
    const signed = Buffer.concat([authenticatorData, sha256(Buffer.from(clientDataJSON, "base64url"))]);
    const { privateKey } = await this.#keys;
    const raw = await webcrypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, privateKey, signed);
    return {
      id: this.id,
      response: {
        clientDataJSON,
        authenticatorData: base64url(authenticatorData),
        signature: base64url(der(Buffer.from(raw))),
        userHandle: twist.userHandle === undefined ? this.#userHandle : twist.userHandle,
      },
    };
  }

  #clientData(type: string, challenge: string, twist: Twist): string {
    const data = {
      type: twist.type ?? type,
      challenge: twist.challenge ?? challenge,
      origin: twist.origin ?? this.origin,
      crossOrigin: false,
    };
    return Buffer.from(JSON.stringify(data)).toString("base64url");
  }

  #authData(
    rp_id: string,
    { flags = ATTENDED, counter = 0 }: Twist,
    attested?: Buffer,
  ): Uint8Array<ArrayBuffer> {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    const bits = (flags.present ? 1 : 0) | (flags.verified ? 4 : 0) | (attested ? 64 : 0);
    return new Uint8Array(
      Buffer.concat([sha256(rp_id), Buffer.from([bits]), count, attested ?? Buffer.alloc(0)]),
    );
  }

  async #coseKey(): Promise<Uint8Array> {
    const { x = "", y = "" } = await webcrypto.subtle.exportKey("jwk", (await this.#keys).publicKey);
    const bytes = (text: string) => new Uint8Array(Buffer.from(text, "base64url"));
    const key = new Map<number, number | Uint8Array<ArrayBuffer>>([
      [1, 2], // kty: EC2
      [3, -7], // alg: ES256
      [-1, 1], // crv: P-256
      [-2, bytes(x)],
      [-3, bytes(y)],
    ]);
    return isoCBOR.encode(key);
  }
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

/** An ECDSA signature as authenticators give it: two integers in DER. */
function der(raw: Buffer): Buffer {
  const integer = (bytes: Buffer): Buffer => {
    const start = bytes.findIndex((byte) => byte !== 0);
    const short = bytes.subarray(Math.max(0, start));
    const value = (short[0] ?? 0) >= 128 ? Buffer.concat([Buffer.from([0]), short]) : short;
    return Buffer.concat([Buffer.from([2, value.length]), value]);
  };
  const pair = Buffer.concat([integer(raw.subarray(0, 32)), integer(raw.subarray(32))]);
  return Buffer.concat([Buffer.from([0x30, pair.length]), pair]);
}
