import { type Accessor, createMemo, lazy, Match, Suspense, Switch } from "solid-js";
import type { UserId } from "../protocol/ids.ts";
import type { User } from "../protocol/user.ts";
import { SignInPage } from "./sign-in/sign-in-page.tsx";
import { observe, SignedIn, useParlor, usePerson } from "./state/parlor-context.ts";
import { route } from "./state/route.ts";

// The rooms are a chunk of their own. Somebody who signs in for the first time downloads it while typing and
// not before, because whatever loads first delays the first paint.
const loadShell = () => import("./shell/shell.tsx");
const Shell = lazy(async () => ({ default: (await loadShell()).Shell }));

/** Shows the sign-in page or the rooms. The address stays the same, so a deep link survives signing in. */
export function App() {
  const parlor = useParlor();
  const session = observe(parlor.session);
  const user_id = createMemo(() => {
    const now = session();
    return now.status === "signed_in" ? now.user.user_id : undefined;
  });
  addEventListener("input", () => void loadShell(), { once: true, capture: true });
  return (
    <Switch>
      <Match when={session().status === "signed_out" || route().page === "reset"}>
        <SignInPage />
      </Match>
      <Match when={user_id()} keyed>
        {(id) => <Home user_id={id} />}
      </Match>
    </Switch>
  );
}

/**
 * The rooms of the signed-in user. Their profile comes from the people the SDK knows, so that an edit shows
 * at once.
 */
function Home(props: { readonly user_id: UserId }) {
  const { session } = useParlor();
  const profile = usePerson(() => props.user_id);
  const me = createMemo((last: User | undefined) => {
    const now = session.get();
    const known = profile() ?? (now.status === "signed_in" ? now.user : last);
    if (known === undefined) throw new Error("nobody is signed in");
    return known;
  }, undefined);
  return (
    <SignedIn.Provider value={me as Accessor<User>}>
      <Suspense>
        <Shell />
      </Suspense>
    </SignedIn.Provider>
  );
}
