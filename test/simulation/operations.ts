import { ephemeralOperations } from "./ephemeral-operations.ts";
import { inboxOperations } from "./inbox-operations.ts";
import { messageOperations } from "./message-operations.ts";
import { peopleOperations } from "./people-operations.ts";
import type { Operation } from "./scene.ts";
import { talkOperations } from "./talk-operations.ts";

/** Everything that people do in a simulation. */
const operations = {
  ...talkOperations,
  ...messageOperations,
  ...peopleOperations,
  ...inboxOperations,
  ...ephemeralOperations,
} as const satisfies Record<string, Operation>;

export const OPERATION_NAMES = Object.keys(operations);

const weighted: readonly Operation[] = Object.values(operations);
const TOTAL = weighted.reduce((sum, { weight }) => sum + weight, 0);

/** An operation by chance; `dice` in [0, 1). */
export function operationBy(dice: number): Operation {
  let left = dice * TOTAL;
  const found = weighted.find(({ weight }) => {
    left -= weight;
    return left < 0;
  });
  if (!found) throw new Error("the dice is not in [0, 1)");
  return found;
}
