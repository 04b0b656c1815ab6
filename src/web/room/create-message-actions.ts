import { createMemo, createSignal } from "solid-js";
import type { Action, InboxAction } from "../../protocol/actions.ts";
import { assertNever } from "../../protocol/codes.ts";
import type { Message } from "../../protocol/message.ts";
import type { ComposerTarget } from "../composer/composer-target.ts";
import { present } from "../language/times.ts";
import { type Choice, canEdit, canReact, choicesFor, type Standing } from "../message/choices.ts";
import {
  type MenuStep,
  type MessageActions,
  type ViewedPicture,
  votesAfter,
} from "../message/message-actions.ts";
import { summarizeReceipts } from "../message/receipt-summary.ts";
import { copy } from "../primitives/copy.ts";
import { toastRefusal } from "../primitives/toast.tsx";
import { observe, useMe, useParlor } from "../state/parlor-context.ts";
import { messagePath, navigate, threadPath } from "../state/route.ts";
import { useRoom } from "./open-room.ts";

/** The menu of a message, while it is open. */
interface OpenMenu {
  readonly message: Message;
  readonly at: DOMRect;
  readonly step: MenuStep;
}

/** Everything that can be done with the messages of a room, and the menu for it. */
export function createMessageActions({ onTarget }: { readonly onTarget: (target: ComposerTarget) => void }) {
  const { room_id, kind, handle, state, room, applyAction } = useRoom();
  const parlor = useParlor();
  const me = useMe();
  const [menu, setMenu] = createSignal<OpenMenu>();
  const [viewed, setViewed] = createSignal<ViewedPicture>();

  const saved = createSavedIds();
  const receiptSummary = createReceiptSummary();
  const role = createMemo(() => state().role);
  const standing = (): Standing => ({
    me: me().user_id,
    kind,
    room: room(),
    role: role(),
    now: present(),
  });

  const apply = (action: Action): void => void applyAction(action);
  const applyToInbox = (action: InboxAction): void => void toastRefusal(parlor.applyInboxAction(action));
  const choose = (choice: Choice, message: Message): void => {
    const { message_id } = message;
    switch (choice) {
      case "reply":
        return onTarget({ kind: "reply", message });
      case "thread":
        return navigate(threadPath(room_id, message.thread ?? message_id));
      case "edit":
        return onTarget({ kind: "edit", message });
      case "copy":
        return void copy(message.text);
      case "link":
        return void copy(location.origin + messagePath(room_id, message_id));
      case "save":
      case "unsave":
        return applyToInbox({ type: "save", room_id, message_id, on: choice === "save" });
      case "pin":
      case "unpin":
        return apply({ type: "pin", message_id, on: choice === "pin" });
      case "unread":
        // Leave the room first, or the message would be read again at once.
        navigate("/");
        return applyToInbox({ type: "mark_unread", room_id, message_id });
      case "delete":
        return apply({ type: "delete", message_id });
      default:
        return assertNever(choice);
    }
  };
  const receipts = createMemo(() => state().receipts);
  const actions: MessageActions = {
    room_id,
    receiptSummary,
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
      apply({ type: "react", message_id: message.message_id, emoji, on: !mine });
    },
    vote: (message, option) =>
      apply({ type: "vote", message_id: message.message_id, options: votesAfter(message, option) }),
    applyAction: (what) => handle.applyAction(what),
    goTo: (message_id) => navigate(messagePath(room_id, message_id)),
    openMenu: (message, at, step) => setMenu({ message, at, step }),
    openPicture: (message_id, picture) => setViewed({ message_id, picture }),
    pause: (client_id, on) => handle.pause(client_id, on),
    retry: (client_id) => handle.retry(client_id),
    discard: (client_id) => handle.discard(client_id),
  };
  /** The user's last message that can still be edited. */
  const lastOwn = (): Message | undefined => state().messages.findLast((each) => canEdit(each, standing()));
  return {
    actions,
    menu,
    closeMenu: () => setMenu(undefined),
    viewed,
    closeViewer: () => setViewed(undefined),
    lastOwn,
    standing,
  };
}

/** The messages of the room that the user has saved. */
function createSavedIds() {
  const { room_id } = useRoom();
  const entries = observe(useParlor().entries("saved"));
  return createMemo(
    () =>
      new Set(
        entries().flatMap((each) =>
          each.kind === "saved" && each.room_id === room_id ? each.message_id : [],
        ),
      ),
  );
}

/** How far the others have come, which changes less often than what it is made from. */
function createReceiptSummary() {
  const { state } = useRoom();
  const me = useMe();
  return createMemo(
    () => summarizeReceipts(state().receipts, me().user_id, state().room?.member_count),
    undefined,
    { equals: (a, b) => a.delivered === b.delivered && a.read === b.read },
  );
}
