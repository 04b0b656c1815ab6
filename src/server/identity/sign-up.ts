import { accept, type Result, refuse } from "../../protocol/codes.ts";
import type { SignUpLink } from "../../protocol/deployment.ts";
import { newLinkId, type RoomId, type UserId } from "../../protocol/ids.ts";
import { withDeadline } from "../object/deadline.ts";
import { type DeploymentSettings, insertSignUpLink, isSignUpLink, readDeployment } from "./deployment-d1.ts";
import type { IdentityDeps } from "./deps.ts";
import { hashSignUpToken } from "./sign-up-token.ts";
import type { Staff } from "./staff.ts";

/** Who may create an account: that is a setting of the deployment, and links let people in where it says so. */

/** Somebody who may sign up. */
export interface Entry {
  readonly deployment: DeploymentSettings;
  /** The digest of the link that lets them in, if they need one. */
  readonly link_hash?: string;
}

export async function mayEnter(
  { env, now }: Pick<IdentityDeps, "env" | "now">,
  invitation: string | undefined,
): Promise<Result<Entry>> {
  const deployment = await readDeployment(env.DB);
  if (deployment.sign_up === "closed") return refuse("sign_up_closed");
  // A link is not used up by somebody who needs none.
  if (deployment.sign_up === "open") return accept({ deployment });
  if (invitation === undefined) return refuse("invitation_needed", { field: "invitation" });
  const link_hash = hashSignUpToken(invitation);
  const isGood = await isSignUpLink(env.DB, link_hash, now());
  return isGood ? accept({ deployment, link_hash }) : refuse("invitation_invalid", { field: "invitation" });
}

export async function makeSignUpLink(
  { env, now, randomBytes }: IdentityDeps,
  by: Staff,
  { uses, expires_in_seconds }: { readonly uses: number; readonly expires_in_seconds: number | null },
): Promise<Result<{ link: SignUpLink; token: string }>> {
  const token = Buffer.from(randomBytes(32)).toString("base64url");
  const created_at = now();
  const link = {
    link_id: newLinkId(randomBytes(20)),
    by: by.user_id,
    created_at,
    expires_at: expires_in_seconds === null ? null : created_at + expires_in_seconds * 1_000,
    uses_left: uses,
  };
  const isAdded = await insertSignUpLink(env.DB, hashSignUpToken(token), link, by.user_id);
  return isAdded ? accept({ link, token }) : refuse("too_many");
}

/** Puts a new user into channels. A channel that cannot be reached, or does not let them in, keeps nobody from signing up. */
export async function joinChannels(env: Env, user_id: UserId, room_ids: readonly RoomId[]): Promise<void> {
  await Promise.all(
    room_ids.map((room_id) =>
      withDeadline(async () => void (await env.ROOM.getByName(room_id).join(user_id))).catch(() => undefined),
    ),
  );
}
