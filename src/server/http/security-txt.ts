import type { Http } from "./answers.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
/** Days until whoever keeps a copy should look again: RFC 9116 §2.5.5 asks for less than a year. */
const VALID_DAYS = 180;

/** Where to report a vulnerability (RFC 9116). */
export function securityTxt(http: Http): string {
  const { origin, hostname } = new URL(http.req.url);
  const given = http.env.SECURITY_CONTACT.split(",").map((contact) => contact.trim());
  const contacts = given.filter((contact) => /^(?:mailto|https|tel):\S+$/.test(contact));
  if (contacts.length === 0) contacts.push(`mailto:security@${hostname}`);
  const expires = new Date(Math.ceil(Date.now() / DAY_MS + VALID_DAYS) * DAY_MS);
  return [
    ...contacts.map((contact) => `Contact: ${contact}`),
    `Expires: ${expires.toISOString()}`,
    `Canonical: ${origin}/.well-known/security.txt`,
    "Preferred-Languages: en",
    "",
  ].join("\n");
}
