import { SEND_PER_SECOND } from "../../protocol/limits.ts";

/** How many times as fast as by default users may send in this deployment. They may do everything else as much faster. */
export const paceOf = (env: Env): number =>
  Math.max(1, (Number(env.SEND_RATE_PER_SECOND) || SEND_PER_SECOND) / SEND_PER_SECOND);
