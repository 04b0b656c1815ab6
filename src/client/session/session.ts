import * as z from "zod/mini";
import { accept, type Result, recoveryFor, refuse } from "../../protocol/codes.ts";
import {
  type Endpoint,
  type EndpointName,
  endpoints,
  type Input,
  type InputOf,
  type Session as NewSession,
  type Output,
  type OutputOf,
  Tokens,
} from "../../protocol/endpoints.ts";
import { User } from "../../protocol/user.ts";
import { pause } from "../clock.ts";
import { Value } from "../observable.ts";
import type { Storage } from "../storage/storage.ts";
import { type ApiDeps, callEndpoint } from "../transport/api.ts";

export type SessionState =
  /** It is not known yet whether a user is signed in. */
  | { readonly status: "loading" }
  | { readonly status: "signed_out" }
  | { readonly status: "signed_in"; readonly user: User };

/** Endpoints that begin a session. */
export type SignInEndpoint = "register" | "signIn" | "signInWithPasskey" | "recover" | "resetPassword";

export interface SessionDeps extends ApiDeps {
  readonly storage: Storage;
  /** Where the tokens travel: in cookies no script sees, or in the body. */
  readonly delivery: "cookie" | "body";
  /** Whether a cookie may sign in a user the device does not know. If not, the server is not asked. */
  readonly mayHaveSession: () => boolean;
  /** Runs one at a time under the same name, across all tabs that share the session. */
  readonly exclusive: <T>(name: string, run: () => Promise<T>) => Promise<T>;
  /** Tells other tabs that another user is signed in here, or nobody. */
  readonly announce: () => void;
}

/** An access token is not used in the last milliseconds before it expires. */
const MARGIN_MS = 30_000;
/** Milliseconds between two attempts to find out whether a cookie signs a user in. */
const LOAD_RETRY_MS = 5_000;
/** The longest `retry_after_ms` after which a request that only reads is repeated without its caller. */
const PATIENCE_MS = 10_000;
const KEY = "session";
/** Stored until the server knows of a sign-out: its cookie, which no script can delete, is still valid. */
const LEAVING = "signing out";

/** What the device knows of the session. In cookie mode the tokens are not in it. */
const Saved = z.object({ user: User, expires_at: z.number(), tokens: z.optional(Tokens) });
type Saved = z.infer<typeof Saved>;

/** Who is signed in, and the tokens that prove it. */
export class Session {
  readonly state = new Value<SessionState>({ status: "loading" });
  readonly #deps: SessionDeps;
  #saved: Saved | undefined;
  #refreshing: Promise<Result<unknown>> | undefined;
  #isClosed = false;

  constructor(deps: SessionDeps) {
    this.#deps = deps;
  }

  /** The access token, unless tokens travel in cookies. */
  get token(): string | undefined {
    return this.#saved?.tokens?.access_token;
  }

  /** Shows at once who was signed in last, even offline; then asks the server whether that still holds. */
  async load(): Promise<void> {
    if (await this.#isLeaving()) return this.#leave();
    const saved = await this.#read();
    if (saved) this.#adopt(saved);
    else if (this.#deps.delivery === "body") return this.#end();
    else if (!this.#deps.mayHaveSession()) return this.state.set({ status: "signed_out" });
    while (!this.#isClosed && this.state.get().status !== "signed_out") {
      // New tokens come with the user too, and they are due if the old ones have expired or are not known.
      const answer = saved && this.#isFresh(saved) ? await this.call("me", {}) : await this.refresh();
      if (answer.ok) return;
      if (this.#saved !== saved) return; // a user has signed in meanwhile
      if (recoveryFor(answer.code) !== "retry") return this.#end();
      if (saved) return; // good enough until a connection says otherwise
      await pause(this.#deps.clock, LOAD_RETRY_MS);
    }
  }

  /** Another tab has signed a user in or out: this one follows. */
  async readDevice(): Promise<void> {
    const saved = await this.#read();
    if (saved) return this.#adopt(saved);
    this.#saved = undefined;
    this.state.set({ status: "signed_out" });
  }

  /** Makes no more attempts. */
  close(): void {
    this.#isClosed = true;
  }

  /** Begins a session in one of the ways there are. */
  async enter<N extends SignInEndpoint>(name: N, input: Omit<Input<N>, "deliver">): Promise<Result<User>> {
    const { delivery, storage, announce } = this.#deps;
    const answer = await callEndpoint<Endpoint>(this.#deps, endpoints[name], {
      ...input,
      deliver: delivery,
    });
    if (!answer.ok) return answer;
    await storage.delete("session", LEAVING);
    const session = answer.value as NewSession;
    await this.#keep(session);
    announce();
    return accept(session.user);
  }

  /** Ends the session here even if the server is out of reach; then it learns of it later. */
  async signOut(): Promise<void> {
    if (this.#deps.delivery === "cookie") await this.#deps.storage.put("session", LEAVING, true);
    const told = await this.call("signOut", {});
    if (told.ok || recoveryFor(told.code) !== "retry") await this.#deps.storage.delete("session", LEAVING);
    await this.#end();
    void this.#leave();
  }

  /** Tells the server of a sign-out it does not know of yet, also one of an earlier page. */
  async #leave(): Promise<void> {
    this.state.set({ status: "signed_out" });
    while (!this.#isClosed && (await this.#isLeaving())) {
      let told: Result<unknown> = await callEndpoint(this.#deps, endpoints.signOut, {});
      // The access token has expired. The new one is not stored: nobody is signed in here.
      if (!told.ok && told.code === "unauthenticated") {
        told = await callEndpoint(this.#deps, endpoints.refresh, {});
        if (told.ok) told = await callEndpoint(this.#deps, endpoints.signOut, {});
      }
      if (told.ok || recoveryFor(told.code) !== "retry") await this.#deps.storage.delete("session", LEAVING);
      else await pause(this.#deps.clock, LOAD_RETRY_MS);
    }
  }

  /** A user who has signed in since, here or in another tab, ends the sign-out. */
  async #isLeaving(): Promise<boolean> {
    const isLeft = (await this.#deps.storage.get("session", LEAVING)) === true;
    return isLeft && this.#saved === undefined;
  }

  /**
   * The server takes this client for another user: another tab has signed one in, and the cookies are
   * theirs. The server's answer decides.
   */
  recheck(): Promise<Result<User>> {
    return this.call("me", {});
  }

  /** Calls an endpoint of the table. */
  call<N extends EndpointName>(name: N, input: Input<N>, signal?: AbortSignal): Promise<Result<Output<N>>> {
    return this.request(endpoints[name], input, signal);
  }

  /** Calls an endpoint. Expired tokens are renewed first, or after the server has refused them. */
  async request<E extends Endpoint>(
    endpoint: E,
    input: InputOf<E>,
    signal?: AbortSignal,
  ): Promise<Result<OutputOf<E>>> {
    const isOwn = [endpoints.me, endpoints.editMe].some((each: Endpoint) => each === endpoint);
    const once = async () => {
      const answer = await callEndpoint(this.#deps, endpoint, input, { token: this.token, signal });
      if (answer.ok && isOwn) await this.#confirm(answer.value as User);
      return answer;
    };
    const isOpen = endpoint.auth === "none";
    if (!isOpen && this.#saved && !this.#isFresh(this.#saved)) {
      const renewed = await this.refresh();
      if (!renewed.ok) return refuse(renewed.code);
    }
    const answer = await this.#patiently(once, endpoint, signal);
    if (answer.ok || recoveryFor(answer.code) !== "sign_in" || isOpen) return answer;
    const refreshed = await this.refresh();
    return refreshed.ok ? once() : refuse(refreshed.code);
  }

  /** Sends a request that is no call of an endpoint, with the same care for tokens. Rejects if the server is out of reach. */
  async send(path: string, init: RequestInit): Promise<Response> {
    const once = () => {
      const headers = new Headers(init.headers);
      if (this.token !== undefined) headers.set("authorization", `Bearer ${this.token}`);
      return this.#deps.fetch(this.#deps.url + path, { ...init, headers });
    };
    if (this.#saved && !this.#isFresh(this.#saved)) await this.refresh();
    const response = await once();
    if (response.status !== 401) return response;
    const refreshed = await this.refresh();
    return refreshed.ok ? once() : response;
  }

  /** Repeats a request that only reads if the server says when. Whether to repeat others, the caller decides. */
  async #patiently<T>(
    once: () => Promise<Result<T>>,
    { method }: Endpoint,
    signal?: AbortSignal,
  ): Promise<Result<T>> {
    const answer = await once();
    const wait = answer.ok ? undefined : answer.retry_after_ms;
    const isWorthIt = method === "GET" && wait !== undefined && wait <= PATIENCE_MS;
    if (!isWorthIt) return answer;
    await pause(this.#deps.clock, wait);
    return signal?.aborted ? answer : once();
  }

  /**
   * Makes sure that a connection is opened as the user of this session, with a token that is valid for a
   * while. Another tab may have refreshed it, or have signed another user in.
   */
  async prepare(): Promise<Result<unknown>> {
    const saved = await this.#read();
    if (saved) this.#adopt(saved);
    if (!this.#saved) return refuse("unauthenticated");
    return this.#isFresh(this.#saved) ? accept({}) : this.refresh();
  }

  /** Trades the refresh token for new tokens: once, however many callers in however many tabs ask at the same time. */
  refresh(): Promise<Result<unknown>> {
    this.#refreshing ??= this.#deps
      .exclusive("parlor refresh", () => this.#trade())
      .catch(() => refuse("unavailable")) // a page that is being unloaded gets no lock
      .finally(() => {
        this.#refreshing = undefined;
      });
    return this.#refreshing;
  }

  async #trade(): Promise<Result<unknown>> {
    const known = this.#saved;
    const saved = await this.#read();
    if (saved && saved.expires_at > (known?.expires_at ?? 0) && this.#isFresh(saved))
      return accept(this.#adopt(saved));
    const refresh_token = saved?.tokens?.refresh_token ?? known?.tokens?.refresh_token;
    const answer = await callEndpoint(this.#deps, endpoints.refresh, {
      ...(refresh_token !== undefined && { refresh_token }),
    });
    if (answer.ok) return accept(await this.#keep(answer.value));
    if (recoveryFor(answer.code) !== "retry") await this.#end();
    return answer;
  }

  async #keep({ user, expires_in, tokens }: NewSession): Promise<void> {
    const saved = {
      user,
      expires_at: this.#deps.clock.now() + expires_in * 1000,
      ...(tokens && { tokens }),
    };
    // The old refresh token is spent: the new one is stored before it is used.
    await this.#deps.storage.put("session", KEY, saved);
    this.#adopt(saved);
  }

  /** The server says who is signed in. */
  async #confirm(user: User): Promise<void> {
    const saved = { ...(this.#saved ?? { expires_at: 0 }), user };
    await this.#deps.storage.put("session", KEY, saved);
    this.#adopt(saved);
  }

  #adopt(saved: Saved): void {
    this.#saved = saved;
    const state = this.state.get();
    const isSame = state.status === "signed_in" && JSON.stringify(state.user) === JSON.stringify(saved.user);
    if (!isSame) this.state.set({ status: "signed_in", user: saved.user });
  }

  async #end(): Promise<void> {
    this.#saved = undefined;
    this.state.set({ status: "signed_out" });
    await this.#deps.storage.delete("session", KEY);
    this.#deps.announce();
  }

  async #read(): Promise<Saved | undefined> {
    const parsed = z.safeParse(Saved, await this.#deps.storage.get("session", KEY));
    return parsed.success ? parsed.data : undefined;
  }

  #isFresh(saved: Saved): boolean {
    return saved.expires_at - MARGIN_MS > this.#deps.clock.now();
  }
}
