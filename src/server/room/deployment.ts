import {
  ACTION_BURST,
  ACTION_PER_SECOND,
  EDIT_WINDOW_MS,
  FRAMES_BURST,
  FRAMES_PER_SECOND,
  MEMBERS_MAX,
  SEND_BURST,
  SEND_PER_SECOND,
} from "../../protocol/limits.ts";
import type { Rate } from "../object/rate-limit.ts";
import type { RoomLimits } from "./room-state.ts";

/** What a deployment may set. Each number defaults to the one in `limits.ts`. */
export const limitsOf = (env: Env): RoomLimits => ({
  members_max: Number(env.MEMBERS_MAX) || MEMBERS_MAX,
  edit_window_ms: Number(env.EDIT_WINDOW_MS) || EDIT_WINDOW_MS,
});

/** If users may send faster than by default, they may act as fast too. */
export function ratesOf(env: Env): Record<"sends" | "actions" | "frames", Rate> {
  const burst = Number(env.SEND_BURST) || SEND_BURST;
  const per_second = Number(env.SEND_RATE_PER_SECOND) || SEND_PER_SECOND;
  const atLeast = (least: Rate, times: number): Rate => ({
    burst: Math.max(least.burst, times * burst),
    per_second: Math.max(least.per_second, times * per_second),
  });
  return {
    sends: { burst, per_second },
    actions: atLeast({ burst: ACTION_BURST, per_second: ACTION_PER_SECOND }, 1),
    frames: atLeast({ burst: FRAMES_BURST, per_second: FRAMES_PER_SECOND }, 2),
  };
}
