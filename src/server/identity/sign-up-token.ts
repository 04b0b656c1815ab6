import { createHash } from "node:crypto";

/** What is stored of the token of a sign-up link. It has 256 random bits, so a fast hash is enough. */
export const hashSignUpToken = (token: string): string =>
  createHash("sha256").update(`parlor sign-up\0${token}`).digest("base64url");
