import { createSignal, onCleanup, onMount } from "solid-js";
import { callAdmin } from "../../client/admin.ts";
import type { Parlor } from "../../client/index.ts";
import type { StaffRole } from "../../protocol/deployment.ts";

/** The user's own role in running the deployment, and how many reports wait for somebody who has one. */
interface Standing {
  readonly role: StaffRole | null;
  readonly open_reports: number;
}

const [standing, setStanding] = createSignal<Standing>();

/** Undefined until the server has said it. */
export { standing };

/** Milliseconds after which somebody who has a role looks for reports again. */
const AGAIN_MS = 5 * 60_000;

export async function refreshStanding(parlor: Parlor): Promise<void> {
  const answer = await callAdmin(parlor, "standing", {});
  if (answer.ok) setStanding(answer.value);
}

/** Keeps the standing for as long as its owner is shown. */
export function keepStanding(parlor: Parlor): void {
  onMount(() => {
    void refreshStanding(parlor);
    const timer = setInterval(() => {
      if (standing()?.role && document.visibilityState === "visible") void refreshStanding(parlor);
    }, AGAIN_MS);
    onCleanup(() => {
      clearInterval(timer);
      setStanding(undefined);
    });
  });
}
