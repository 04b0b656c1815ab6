import { createMemo, createSignal } from "solid-js";
import type { Action, InboxAction } from "../../protocol/actions.ts";
import { assertNever } from "../../protocol/codes.ts";
import type { Message } from "../../protocol/message.ts";
import type { Aim } from "../composer/aim.ts";
import { copy } from "../elements/copy.ts";
import { tellRefusal } from "../elements/toast.tsx";
import { observe, useMe, useParlor } from "../parlor-context.ts";
import { messagePath, navigate, threadPath } from "../route.ts";
import { type Choice, canEdit, canReact, choicesFor, type Standing } from "../timeline/choices.ts";
import { reachOf } from "../timeline/reach.ts";
import { type MenuStep, type Talk, votesAfter } from "../timeline/talk.ts";
import { useRoom } from "./open-room.ts";

/** The menu of one message, while it is open. */
interface OpenMenu {
  readonly message: Message;
  readonly at: DOMRect;
  readonly step: MenuStep;
}

/** Everything that can be done with the messages of a room, and the menu it is done from. */
export function createTalk({ onAim }: { readonly onAim: (aim: Aim) => void }) {
  const { room_id, kind, handle, state, room, applyAction: perform } = useRoom();
  const parlor = useParlor();
  const me = useMe();
  const [menu, setMenu] = createSignal<OpenMenu>();

  const stars = observe(parlor.entries("saved"));
  const saved = createMemo(
    () =>
      new Set(
        stars().flatMap((each) => (each.kind === "saved" && each.room_id === room_id ? each.message_id : [])),
      ),
  );
  const reach = createMemo(
    () => reachOf(state().receipts, me().user_id, state().room?.member_count),
    undefined,
    { equals: (a, b) => a.delivered === b.delivered && a.read === b.read },
  );
  const role = createMemo(() => state().role);
  const standing = (): Standing => ({
    me: me().user_id,
    kind,
    room: room(),
    role: role(),
    now: Date.now(),
  });

  const applyAction = (what: Action, handles?: readonly string[]): void => void perform(what, handles);
  const note = (what: InboxAction): void => void tellRefusal(parlor.applyInboxAction(what));
  const choose = (choice: Choice, message: Message): void => {
    const { message_id } = message;
    switch (choice) {
      case "reply":
        return onAim({ kind: "reply", message });
      case "thread":
        return navigate(threadPath(room_id, message.thread ?? message_id));
      case "edit":
        return onAim({ kind: "edit", message });
      case "copy":
        return void copy(message.text);
      case "link":
        return void copy(location.origin + messagePath(room_id, message_id));
      case "save":
      case "unsave":
        return note({ type: "save", room_id, message_id, on: choice === "save" });
      case "pin":
      case "unpin":
        return applyAction({ type: "pin", message_id, on: choice === "pin" });
      case "unread":
        // Not from inside the room: it would be read again at once.
        navigate("/");
        return note({ type: "mark_unread", room_id, message_id });
      case "delete":
        return applyAction({ type: "delete", message_id });
      default:
        return assertNever(choice);
    }
  };
  const receipts = createMemo(() => state().receipts);
  const talk: Talk = {
    room_id,
    reach,
    receipts,
    isSaved: (message_id) => saved().has(message_id),
    choices: (message) =>
      choicesFor(message, standing(), {
        isSaved: saved().has(message.message_id),
        hasReceipts: receipts().size > 0,
      }),
    canReact: (message) => canReact(message, standing()),
    choose,
    react: (message, emoji) => {
      const mine = message.reactions?.some((each) => each.emoji === emoji && each.me) ?? false;
      applyAction({ type: "react", message_id: message.message_id, emoji, on: !mine });
    },
    vote: (message, option) =>
      applyAction({ type: "vote", message_id: message.message_id, options: votesAfter(message, option) }),
    perform: (what) => handle.applyAction(what),
    goTo: (message_id) => navigate(messagePath(room_id, message_id)),
    openMenu: (message, at, step) => setMenu({ message, at, step }),
    retry: (client_id) => handle.retry(client_id),
    discard: (client_id) => handle.discard(client_id),
  };
  /** The last thing one said that can still be changed. */
  const lastOwn = (): Message | undefined => state().messages.findLast((each) => canEdit(each, standing()));
  return { talk, menu, closeMenu: () => setMenu(undefined), lastOwn, standing };
}
