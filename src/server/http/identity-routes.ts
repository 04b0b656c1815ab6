import { accept, refuse } from "../../protocol/codes.ts";
import { RESERVED_HANDLES } from "../../protocol/user.ts";
import { createAccount, findAccount, setPassword } from "../identity/accounts-d1.ts";
import { deviceOf } from "../identity/device.ts";
import { newUser } from "../identity/new-user.ts";
import { checkPassword, hashPassword, isOutdated } from "../identity/password.ts";
import { addSession, deleteSession } from "../identity/sessions-d1.ts";
import { refuseHaste } from "./auth-limit.ts";
import { clearSessionCookies, refreshCookie } from "./cookies.ts";
import type { Mount } from "./mount.ts";
import { costOf } from "./password-cost.ts";
import { deliver, endAccess, openSession, trade } from "./sessions.ts";

/** Making an account, signing in and out, and trading refresh tokens. */
export function identityRoutes(mount: Mount): void {
  mount("register", async ({ body, env, http }) => {
    const haste = await refuseHaste(http);
    if (haste) return haste;
    if (RESERVED_HANDLES.has(body.handle)) return refuse("handle_taken");
    const user = newUser(body.handle, body.name, randomBytes(), Date.now());
    const { session, refresh_token } = openSession(user.user_id, Date.now());
    const password_hash = await hashPassword(body.password, costOf(http));
    const device = deviceOf(http.req.header("User-Agent"));
    if (!(await createAccount(env.DB, { user, password_hash, session, device })))
      return refuse("handle_taken");
    return accept(await deliver(http, body.deliver, user, session, refresh_token));
  });

  mount("signIn", async ({ body, env, http }) => {
    const haste = await refuseHaste(http);
    if (haste) return haste;
    const cost = costOf(http);
    const account = await findAccount(env.DB, body.handle);
    const right = await checkPassword(body.password, account?.password_hash, cost);
    if (!account || !right) return refuse("wrong_credentials");
    const { user, password_hash } = account;
    if (isOutdated(password_hash, cost)) {
      await setPassword(env.DB, user.user_id, await hashPassword(body.password, cost), Date.now()).run();
    }
    const { session, refresh_token } = openSession(user.user_id, Date.now());
    await addSession(env.DB, { session, device: deviceOf(http.req.header("User-Agent")) });
    return accept(await deliver(http, body.deliver, user, session, refresh_token));
  });

  mount("refresh", async ({ body, http }) => {
    const cookie = refreshCookie(http);
    if (body.refresh_token !== undefined) return trade(http, "body", body.refresh_token);
    if (cookie !== undefined) return trade(http, "cookie", cookie);
    clearSessionCookies(http); // a marker that has outlived its token
    return refuse("session_ended");
  });

  mount("signOut", async ({ caller, env, http }) => {
    await deleteSession(env.DB, caller.session_id);
    clearSessionCookies(http);
    http.executionCtx.waitUntil(endAccess(env, caller.user_id, [caller.session_id]));
    return accept({});
  });
}

const randomBytes = (): Uint8Array => crypto.getRandomValues(new Uint8Array(32));
