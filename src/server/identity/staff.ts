import type { StaffRole } from "../../protocol/deployment.ts";
import type { UserId } from "../../protocol/ids.ts";
import type { Access } from "./access-token.ts";

/** Those who run the deployment. An owner may do all that an admin may. */

/** One of them who asks for something. */
export interface Staff extends Access {
  readonly role: StaffRole;
}

const RANK: Readonly<Record<StaffRole, number>> = { owner: 2, admin: 1 };

export const isAtLeast = (role: StaffRole, least: StaffRole): boolean => RANK[role] >= RANK[least];

/** Whether somebody of them may do something to an account: an owner to all but their own, an admin to those without a role. */
export const outranks = (
  by: Pick<Staff, "user_id" | "role">,
  user_id: UserId,
  role: StaffRole | undefined,
): boolean => by.user_id !== user_id && (by.role === "owner" || role === undefined);
