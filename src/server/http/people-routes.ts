import { accept, type Result, refuse } from "../../protocol/codes.ts";
import type { User } from "../../protocol/user.ts";
import { editPerson, findPeople, findPerson, searchPeople, unknownPeople } from "../directory/people-d1.ts";
import type { Mount } from "./mount.ts";

/** The user themselves and other people. */
export function peopleRoutes(mount: Mount): void {
  mount("me", async ({ caller, env }) => own(await findPerson(env.DB, caller.user_id)));
  mount("editMe", async ({ caller, body, env }) => own(await editPerson(env.DB, caller.user_id, body)));

  mount("people", async ({ query, env }) => accept({ people: await searchPeople(env.DB, query.q) }));
  // Before the next one, which would take "by-id" for an id.
  mount("peopleById", async ({ query, env }) => accept({ people: await findPeople(env.DB, query.ids) }));
  mount("person", async ({ params, env }) => {
    const user = await findPerson(env.DB, params.user_id);
    return user ? accept(user) : refuse("not_found");
  });
  // Anyone signed in may ask, as with profiles. Users who hide, or have blocked whoever asks, look offline.
  mount("presence", async ({ params, caller, env }) => {
    const { user_id } = params;
    // Nobody's inbox is woken. While D1 is down it is asked, and says that it knows nothing.
    const unknown = await unknownPeople(env.DB, [user_id]).catch(() => []);
    return unknown.length > 0
      ? refuse("not_found")
      : accept(await env.INBOX.getByName(user_id).presenceOf(caller.user_id));
  });
}

/** A token may outlive its user by a few minutes. */
const own = (user: User | undefined): Result<User> => (user ? accept(user) : refuse("session_ended"));
