import type { Parlor } from "../../client/index.ts";
import { kindOf, type UserId } from "../../protocol/ids.ts";
import { type Conversation, unread } from "../../protocol/inbox.ts";
import { withoutTurning } from "../../protocol/user.ts";
import { language, words } from "../language/language.ts";
import { navigate, roomPath } from "../state/route.ts";
import { closeDesktop, desktopState, showDesktop } from "./desktop.ts";
import { conversationsToNotify, type Heads, headsOf } from "./notifiable.ts";
import { soundChoice } from "./preferences.ts";
import { chime } from "./sound.ts";
import { joinTabs } from "./tabs.ts";

/** Notifications shown at once, so that somebody who comes back after a while is not buried in them. */
const MOST = 3;

/** Notifies the user of new messages while they look elsewhere. Returns a function that stops it. */
export function startNotifier(parlor: Parlor, me: UserId): () => void {
  const tabs = joinTabs();
  let heads: Heads = new Map();
  // Messages from the time when the app was closed need no notification: they are there when it opens.
  let hasBeenLive = false;

  const look = async (): Promise<void> => {
    const conversations = parlor.conversations.get();
    const before = heads;
    heads = headsOf(conversations);
    for (const each of conversations) if (unread(each) === 0) closeDesktop(each.room_id);
    if (!hasBeenLive) {
      hasBeenLive = parlor.connection.get().state === "live";
      return;
    }
    const news = conversationsToNotify(before, conversations, {
      me,
      blocked: parlor.blocked.get(),
      now: Date.now(),
    });
    if (news.length === 0 || !(await tabs.mayNotify())) return;
    if (soundChoice() === "on") chime();
    if (desktopState() === "on") for (const each of news.slice(-MOST)) await notify(parlor, each);
  };
  const stops = [
    parlor.conversations.subscribe(() => void look()),
    parlor.connection.subscribe(() => void look()),
    () => tabs.close(),
  ];
  void look();
  return () => stops.forEach((stop) => stop());
}

async function notify(parlor: Parlor, { room_id, name, preview }: Conversation): Promise<void> {
  if (preview === undefined) return;
  const sender = await nameOf(parlor, preview.sender);
  const title = kindOf(room_id) === "dm" ? sender : words().primitives.inRoom(sender, name);
  showDesktop(room_id, { title, body: preview.text, lang: language() }, () => navigate(roomPath(room_id)));
}

/** A name that is known on this device, or is fetched now. */
async function nameOf(parlor: Parlor, user_id: UserId): Promise<string> {
  const person = parlor.people.get(user_id);
  const known = person.get();
  if (known !== undefined) return known.name;
  const found = await parlor.call("person", { user_id });
  return found.ok ? withoutTurning(found.value.name) : "…";
}
