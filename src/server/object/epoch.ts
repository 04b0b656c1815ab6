import { ID_BYTES, idFromBytes } from "../../protocol/ids.ts";

/** An epoch that no client knows: whoever stands in another one has to load anew. */
export const newEpoch = (): string => idFromBytes(crypto.getRandomValues(new Uint8Array(ID_BYTES)));
