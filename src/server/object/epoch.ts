import { ID_BYTES, idFromBytes } from "../../protocol/ids.ts";

/** A new epoch: clients with a position in another one have to reload. */
export const newEpoch = (): string => idFromBytes(crypto.getRandomValues(new Uint8Array(ID_BYTES)));
