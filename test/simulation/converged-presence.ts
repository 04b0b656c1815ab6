import type { Stored } from "./action-history.ts";
import type { Device } from "./device.ts";
import { Violation } from "./invariant-monitor.ts";

/** Who is shown as there is there; and of who is not, or does not want it known, that is shown. */
export function checkPresence(devices: readonly Device[], { inboxes }: Stored): void {
  for (const { name, user_id, parlor, watched } of devices.filter(({ isOn }) => isOn)) {
    const connection = parlor.connection.get();
    // Presence passes: where only polling works it is not known.
    const isHeard = connection.state === "live" && connection.via === "socket";
    for (const other of watched.keys()) {
      if (other === user_id) continue;
      const shown = parlor.presence(other).get();
      const inbox = inboxes.get(other);
      const isHidden = inbox?.isVisible === false || inbox?.hasBlocked(user_id) === true;
      const isThere = devices.some((device) => device.user_id === other && device.isOn);
      const expected = isHeard ? !isHidden && isThere : undefined;
      if (shown?.online !== expected)
        throw new Violation(
          isHidden ? "PRESENCE6" : "PRESENCE2",
          `${name} shows ${other} ${JSON.stringify(shown)}, is ${expected}`,
        );
      if (isHidden && shown?.last_active_at !== undefined)
        throw new Violation("PRESENCE6", `${name} shows when ${other} was last there`);
    }
  }
}
