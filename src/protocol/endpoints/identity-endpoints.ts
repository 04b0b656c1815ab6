import * as z from "zod/mini";
import { SessionId, UserId } from "../ids.ts";
import { Presence } from "../inbox.ts";
import { FIND_PAGE, NAME_MAX, PEOPLE_LOOKUP_MAX } from "../limits.ts";
import { NewPasskey } from "../passkey.ts";
import { Bio, Color, DisplayName, Handle, Password, User } from "../user.ts";
import { commaList, Empty, endpoint, someOf } from "./endpoint.ts";

/** How the tokens of a new session travel: in HttpOnly cookies for browsers, in the body for other clients. */
export const Delivery = z._default(z.enum(["cookie", "body"]), "body");

export const Tokens = z.object({
  access_token: z.string(),
  refresh_token: z.string(),
  /** Lifetime of the access token in seconds. */
  expires_in: z.int(),
});
export type Tokens = z.infer<typeof Tokens>;

/** A new session. `tokens` only if the client asked for them in the body. */
export const Session = z.object({ user: User, expires_in: z.int(), tokens: z.optional(Tokens) });
export type Session = z.infer<typeof Session>;

/** One of a person's own sessions: a device that is signed in. */
export const OwnSession = z.object({
  session_id: SessionId,
  /** Whether it is the session that made the request. */
  current: z.boolean(),
  /** The browser or program, and its operating system; empty if unknown. */
  client: z.string(),
  system: z.string(),
  /** Unix milliseconds. */
  created_at: z.int(),
  /** Unix milliseconds, exact to the lifetime of an access token. */
  last_used_at: z.int(),
});
export type OwnSession = z.infer<typeof OwnSession>;

const idList = commaList(UserId, PEOPLE_LOOKUP_MAX);

/** Who may create an account: everybody, who has a sign-up link, or nobody. */
export const SignUp = z.enum(["open", "invitation", "closed"]);
export type SignUp = z.infer<typeof SignUp>;

/** The token of a sign-up link; left out without one. */
export const Invitation = z.optional(z.string().check(z.maxLength(200)));

/** The refusals of somebody who may not sign up. */
export const SIGN_UP_REFUSALS = ["sign_up_closed", "invitation_needed", "invitation_invalid"] as const;

/** Accounts and people. */
export const identityEndpoints = {
  register: endpoint({
    method: "POST",
    path: "/api/auth/register",
    summary: "Create an account with a password, a passkey or both, and sign in",
    auth: "none",
    body: z
      .object({
        handle: Handle,
        password: z.optional(Password),
        passkey: z.optional(NewPasskey),
        name: z.optional(DisplayName),
        invitation: Invitation,
        deliver: Delivery,
      })
      .check(someOf("password", "passkey")),
    response: Session,
    refusals: [
      "handle_taken",
      "handle_misleading",
      "weak_password",
      "passkey_refused",
      "rate_limited",
      ...SIGN_UP_REFUSALS,
    ],
  }),
  deployment: endpoint({
    method: "GET",
    path: "/api/auth/deployment",
    summary: "What this deployment is called, and who may create an account",
    auth: "none",
    response: z.object({ name: z.string(), sign_up: SignUp }),
    refusals: ["rate_limited"],
  }),
  signIn: endpoint({
    method: "POST",
    path: "/api/auth/sign-in",
    summary: "Sign in with handle and password",
    auth: "none",
    body: z.object({ handle: Handle, password: Password, deliver: Delivery }),
    response: Session,
    refusals: ["wrong_credentials", "suspended", "rate_limited"],
  }),
  refresh: endpoint({
    method: "POST",
    path: "/api/auth/refresh",
    summary: "Exchange a refresh token (body or cookie) for new tokens; the old one stops working",
    auth: "none",
    body: z.object({ refresh_token: z.optional(z.string()) }),
    response: Session,
    refusals: ["session_ended", "rate_limited"],
  }),
  signOut: endpoint({
    method: "POST",
    path: "/api/auth/sign-out",
    summary: "End this session and close its sockets",
    auth: "user",
    body: Empty,
    response: Empty,
    refusals: [],
  }),
  me: endpoint({
    method: "GET",
    path: "/api/me",
    summary: "The signed-in person",
    auth: "user",
    response: User,
    refusals: [],
  }),
  editMe: endpoint({
    method: "PATCH",
    path: "/api/me",
    summary: "Change your own profile",
    auth: "user",
    body: z.strictObject({ name: z.optional(DisplayName), bio: z.optional(Bio), color: z.optional(Color) }),
    response: User,
    refusals: [],
  }),
  sessions: endpoint({
    method: "GET",
    path: "/api/me/sessions",
    summary: "Your own sessions, the most recently used first: the devices that are signed in",
    auth: "user",
    response: z.object({ sessions: z.array(OwnSession) }),
    refusals: [],
  }),
  endSession: endpoint({
    method: "DELETE",
    path: "/api/me/sessions/:session_id",
    summary: "Sign out one of your own devices, and close its sockets",
    auth: "user",
    params: z.object({ session_id: SessionId }),
    response: Empty,
    refusals: ["not_found"],
  }),
  endOtherSessions: endpoint({
    method: "DELETE",
    path: "/api/me/sessions",
    summary: "Sign out all of your devices except the one that asks",
    auth: "user",
    response: z.object({ ended: z.int() }),
    refusals: [],
  }),
  people: endpoint({
    method: "GET",
    path: "/api/people",
    summary: `Find people by the start of their handle or name (at most ${FIND_PAGE})`,
    auth: "user",
    query: z.object({ q: z.string().check(z.trim(), z.minLength(1), z.maxLength(NAME_MAX)) }),
    response: z.object({ people: z.array(User) }),
    refusals: [],
  }),
  peopleById: endpoint({
    method: "GET",
    path: "/api/people/by-id",
    summary: `Look people up by id (comma-separated, at most ${PEOPLE_LOOKUP_MAX}); unknown ids are left out`,
    auth: "user",
    query: z.object({ ids: idList }),
    response: z.object({ people: z.array(User) }),
    refusals: [],
  }),
  person: endpoint({
    method: "GET",
    path: "/api/people/:user_id",
    summary: "One person's profile",
    auth: "user",
    params: z.object({ user_id: UserId }),
    response: User,
    refusals: ["not_found"],
  }),
  presence: endpoint({
    method: "GET",
    path: "/api/people/:user_id/presence",
    summary: "Whether somebody is online, or when they last were",
    auth: "user",
    params: z.object({ user_id: UserId }),
    response: Presence,
    refusals: ["not_found"],
  }),
} as const;
