import type { Parlor } from "../../client/index.ts";
import { kindOf, type RoomId, type UserId } from "../../protocol/ids.ts";
import type { Preview } from "../../protocol/inbox.ts";
import { withoutTurning } from "../../protocol/user.ts";
import { language, words } from "../language/language.ts";
import { plainText } from "../markdown/notation.ts";
import { navigate, roomPath } from "../state/route.ts";
import { closeDesktop, desktopState, showDesktop } from "./desktop.ts";
import { asItIsNow, type Inbox, type News, NOTHING_SEEN, newsIn, type Seen, seenIn } from "./notifiable.ts";
import { soundChoice } from "./preferences.ts";
import { chime } from "./sound.ts";
import { joinTabs } from "./tabs.ts";

/** Notifications shown at once, so that somebody who comes back after a while is not buried in them. */
const MOST = 3;

/** Notifies the user of new messages while they look elsewhere. Returns a function that stops it. */
export function startNotifier(parlor: Parlor, me: UserId): () => void {
  const tabs = joinTabs();
  let seen: Seen = NOTHING_SEEN;
  /** What the messages looked like that notifications on the screen are about. */
  const shown = new Map<RoomId, News>();
  // Messages from the time when the app was closed need no notification: they are there when it opens.
  let hasBeenLive = false;

  const inbox = (): Inbox => ({
    conversations: parlor.conversations.get(),
    mentions: parlor
      .entries("mention")
      .get()
      .filter((entry) => entry.kind === "mention"),
  });
  /** A notification says what its message says now: it follows an edit, and goes with a deletion. */
  const follow = (): void => {
    for (const [room_id, news] of shown) {
      const message = asItIsNow(inbox(), room_id, news.message);
      if (message === undefined) {
        shown.delete(room_id);
        closeDesktop(room_id);
      } else if (message.text !== news.message.text) void show({ ...news, message });
    }
  };
  const show = async (news: News): Promise<void> => {
    const { conversation, message } = news;
    const { room_id, name } = conversation;
    shown.set(room_id, news);
    const sender = await nameOf(parlor, message.sender);
    // It may have been read, edited or deleted in the meantime, or another one may have come.
    if (shown.get(room_id) !== news) return;
    const title = kindOf(room_id) === "dm" ? sender : words().primitives.inRoom(sender, withoutTurning(name));
    showDesktop(room_id, { title, body: bodyOf(message), lang: language() }, () =>
      navigate(roomPath(room_id)),
    );
  };
  const look = async (): Promise<void> => {
    const before = seen;
    const now = inbox();
    seen = seenIn(now);
    follow();
    if (!hasBeenLive) {
      hasBeenLive = parlor.connection.get().state === "live";
      return;
    }
    const news = newsIn(before, now, { me, blocked: parlor.blocked.get(), now: parlor.now() });
    // The mention may have come a moment before its room.
    const fresh = news.filter(
      ({ conversation, message }) =>
        shown.get(conversation.room_id)?.message.message_id !== message.message_id,
    );
    if (fresh.length === 0 || !(await tabs.mayNotify())) return;
    if (soundChoice() === "on") chime();
    if (desktopState() === "on") await Promise.all(fresh.slice(-MOST).map(show));
  };
  const stops = [
    ...[parlor.conversations, parlor.connection, parlor.entries("mention")].map((each) =>
      each.subscribe(() => void look()),
    ),
    () => tabs.close(),
  ];
  void look();
  return () => stops.forEach((stop) => stop());
}

const bodyOf = ({ text }: Preview): string => plainText(text);

/** A name that is known on this device, or is fetched now. */
async function nameOf(parlor: Parlor, user_id: UserId): Promise<string> {
  const person = parlor.people.get(user_id);
  const known = person.get();
  if (known !== undefined) return known.name;
  const found = await parlor.call("person", { user_id });
  return found.ok ? withoutTurning(found.value.name) : "…";
}
