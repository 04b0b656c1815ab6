import { sha256 as hash } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

/**
 * SHA-256 of the UTF-8 of a text, in lower-case hex. The browser's own is asynchronous and missing on pages
 * without https, and what a frame does to a room is decided at once.
 */
export const sha256 = (text: string): string => bytesToHex(hash(utf8ToBytes(text)));
