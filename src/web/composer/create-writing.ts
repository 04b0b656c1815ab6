import { createEffect, createSignal, on, untrack } from "solid-js";
import type { MessageId } from "../../protocol/ids.ts";
import { draftKey } from "../../protocol/inbox.ts";
import { TEXT_MAX_CHARACTERS } from "../../protocol/limits.ts";
import { type Content, type Message, refuseText } from "../../protocol/message.ts";
import { isBlank, type User } from "../../protocol/user.ts";
import { pickedFilesOf } from "../files/picked-files.ts";
import { refusalText } from "../language/refusal-text.ts";
import { useMe } from "../state/parlor-context.ts";
import { codeAt, wordEnd } from "./completion.ts";
import type { ComposerProps } from "./composer-props.ts";
import { createAttaching } from "./create-attaching.ts";
import { createCompletion, type Suggestion } from "./create-completion.ts";
import { createDraft } from "./create-draft.ts";
import { createEditDraft } from "./create-edit-draft.ts";
import { applyEdit, contentOf } from "./field-content.ts";
import { type Edit, insertion, linkOver } from "./format.ts";
import { mentionsIn, roomMentionIn, unknownHandlesIn } from "./mentions.ts";

/** The number of characters left at which the counter appears. */
export const COUNT_FROM = 500;
/** Milliseconds between two typing notifications. The SDK sends them even less often. */
const NOTIFY_TYPING_MS = 1_000;

/** A message being written: its text, its draft, its completion, and sending it. */
export function createWriting(props: ComposerProps, area: () => HTMLTextAreaElement) {
  const me = useMe();
  const place = untrack(() => ({ me: me().user_id, room_id: props.room_id, thread: props.thread }));
  const isEdit = () => props.target?.kind === "edit";
  const draft = createDraft(place, (next) => {
    if (isEdit()) return; // The draft waits until the edit is done.
    show(next.text);
    setReplyTo(next.reply_to);
    if (next.reply_to === undefined && props.target !== undefined) props.onTarget(undefined);
  });
  const [text, setText] = createSignal(draft.draft.text);
  /** The message that the draft replies to, while it is not loaded. */
  const [replyTo, setReplyTo] = createSignal(draft.draft.reply_to);
  const answered = () => props.target?.message.message_id ?? replyTo();
  const [wrong, setWrong] = createSignal<string>();
  const completion = createCompletion({
    room_id: place.room_id,
    members: () => props.members,
    speakers: () => props.speakers ?? [],
    canMentionRoom: () => props.canMentionRoom ?? false,
  });
  const left = () => charactersLeft(text());
  const { picked, isPreparing, mayBeEmpty, post } = createAttaching(props, pickedFilesOf(draftKey(place)));
  const canSend = () => (mayBeEmpty() || !isBlank(text())) && left() >= 0 && !isPreparing();

  const show = (next: string): void => {
    setText(next);
    setWrong(undefined);
  };
  const editDraft = createEditDraft(
    place,
    () => props.target,
    (next) => show(next),
  );
  const keep = (): void => {
    if (isEdit()) return editDraft.keep(text());
    draft.type({ text: text(), reply_to: text() === "" ? undefined : answered() });
  };
  const notifyTyping = createTypingNotifier(props);
  const change = (next: string): void => {
    show(next);
    keep();
    if (!isEdit()) notifyTyping(!isBlank(next));
  };

  const edit = editing(props, text, change);
  const send = (): void => {
    if (!canSend()) return;
    const trimmed = text().trimEnd();
    const refused = refuseText(trimmed, { mayBeEmpty: mayBeEmpty() });
    if (refused !== undefined) return void setWrong(refusalText(refused));
    const { target } = props;
    const { content, handles } = mentioning(trimmed, completion.known(), props);
    if (target?.kind === "edit") {
      editDraft.end();
      if (trimmed !== target.message.text) void edit(target.message.message_id, content, handles);
      return props.onTarget(undefined);
    }
    draft.end();
    const reply_to = answered();
    post({ ...content, ...(reply_to !== undefined && { reply_to }) }, handles);
    show("");
    setReplyTo(undefined);
    props.onTarget(undefined);
    notifyTyping(false);
    area().focus();
  };

  onTargetChange(props, (target, before) => {
    // The draft waits while a message is edited, and comes back afterwards.
    if (target?.kind === "edit") show(editDraft.text());
    else if (before?.kind === "edit") {
      show(draft.draft.text);
      setReplyTo(draft.draft.reply_to);
    }
    if (target?.kind === "reply") setReplyTo(undefined);
    keep();
    area().focus();
  });
  onceLoaded(props, replyTo, (message) => {
    setReplyTo(undefined);
    if (props.target === undefined) props.onTarget({ kind: "reply", message });
  });

  /** What is too long for a message becomes a file of the next one. */
  const attachText = (): void => {
    picked.add([new File([text()], "text.txt", { type: "text/plain" })]);
    change("");
    area().focus();
  };
  const writing = { text, wrong, left, canSend, isPreparing, picked, completion, send, attachText };
  return { ...writing, ...createInput(area, completion, change, (files) => !isEdit() && picked.add(files)) };
}

/** Counted in code points once it matters, and in UTF-16 units before, because that is quicker. */
const charactersLeft = (text: string): number =>
  TEXT_MAX_CHARACTERS - (text.length > TEXT_MAX_CHARACTERS - COUNT_FROM ? [...text].length : text.length);

/** The ways in which the text of the field changes. */
function createInput(
  area: () => HTMLTextAreaElement,
  completion: ReturnType<typeof createCompletion>,
  change: (text: string) => void,
  addFiles: (files: readonly File[]) => void,
) {
  const apply = (edit: Edit): void => applyEdit(area(), edit);
  const onInput = (event: InputEvent): void => {
    const { value, selectionStart } = area();
    change(value);
    completion.look(value, selectionStart);
    if (event.data?.endsWith(":")) void replaceCode(area()).catch(() => undefined);
  };
  const onPaste = (event: ClipboardEvent): void => {
    const files = [...(event.clipboardData?.files ?? [])];
    // Programs that copy cells or paragraphs add a picture of them: then the text is meant.
    const hasText = event.clipboardData?.types.includes("text/plain") ?? false;
    if (files.length > 0 && !hasText) {
      event.preventDefault();
      return addFiles(files);
    }
    const edit = linkOver(contentOf(area()), event.clipboardData?.getData("text/plain") ?? "");
    if (edit === undefined) return;
    event.preventDefault();
    apply(edit);
  };
  const pick = (suggestion: Suggestion): void => {
    const partialWord = completion.partialWord();
    if (partialWord === undefined) return;
    const { value: text, selectionStart } = area();
    const to = wordEnd(partialWord.kind, text, selectionStart, suggestion.insert);
    apply(insertion({ text, from: partialWord.from, to }, suggestion.insert));
    completion.close();
  };
  return { apply, onInput, onPaste, pick };
}

/** Replaces a short code that was just closed with its emoji. */
async function replaceCode(area: HTMLTextAreaElement): Promise<void> {
  const closed = codeAt(area.value, area.selectionStart);
  if (closed === undefined) return;
  const { emojiOfCode, loadEmoji } = await import("../emoji/emoji-list.ts");
  const emoji = emojiOfCode(await loadEmoji("en"), closed.code);
  // The user may have typed on in the meantime.
  const { value, selectionStart } = area;
  const to = closed.from + closed.code.length + 2;
  const now = codeAt(value, to);
  if (emoji === undefined || now?.from !== closed.from || now.code !== closed.code) return;
  const caret = Math.max(closed.from, selectionStart - (to - closed.from)) + emoji.length;
  applyEdit(area, { from: closed.from, to, insert: emoji, select: [caret, caret] });
}

/**
 * If the edit is refused, for example because the message is gone, its text stays in the field to be sent
 * anew.
 */
const editing =
  (props: ComposerProps, text: () => string, change: (text: string) => void): ComposerProps["onEdit"] =>
  async (message_id, content, handles) => {
    const isTaken = await props.onEdit(message_id, content, handles);
    if (!isTaken && props.target === undefined && text() === "") change(content.text);
    return isTaken;
  };

type Target = ComposerProps["target"];

function onTargetChange(props: ComposerProps, run: (target: Target, before: Target) => void): void {
  createEffect(on(() => props.target, run, { defer: true }));
}

/** The message a draft replies to may not be loaded yet. */
function onceLoaded(
  props: ComposerProps,
  message_id: () => MessageId | undefined,
  run: (message: Message) => void,
): void {
  createEffect(() => {
    const id = message_id();
    const message = id === undefined ? undefined : props.messageOf?.(id);
    if (message !== undefined) untrack(() => run(message));
  });
}

/** A text with those it mentions, as far as they are known here, and the handles of the others. */
function mentioning(
  text: string,
  people: readonly User[],
  { knowsAll, canMentionRoom, target }: Pick<ComposerProps, "knowsAll" | "canMentionRoom" | "target">,
): { readonly content: Pick<Content, "text" | "mentions" | "mention_room">; readonly handles: string[] } {
  const mentions = mentionsIn(text, people);
  const whole = roomMentionIn(text);
  const isKept = target?.kind === "edit" && whole === target.message.mention_room;
  const handles = knowsAll ? [] : unknownHandlesIn(text, people);
  if (whole && canMentionRoom === undefined) handles.push(whole);
  const mention_room = canMentionRoom || isKept ? whole : undefined;
  return {
    content: { text, ...(mentions.length > 0 && { mentions }), ...(mention_room && { mention_room }) },
    handles,
  };
}

/** Reports typing now and then, and the end of it at once. */
function createTypingNotifier(props: ComposerProps): (isTyping: boolean) => void {
  let notifiedAt = Number.NEGATIVE_INFINITY;
  return (isTyping) => {
    const now = performance.now();
    if (isTyping && now < notifiedAt + NOTIFY_TYPING_MS) return;
    notifiedAt = isTyping ? now : Number.NEGATIVE_INFINITY;
    props.onTyping(isTyping);
  };
}
