import { createEffect, createSignal, on, untrack } from "solid-js";
import type { MessageId } from "../../protocol/ids.ts";
import { draftKey } from "../../protocol/inbox.ts";
import { TEXT_MAX_CHARACTERS } from "../../protocol/limits.ts";
import { type Content, type Message, refuseText } from "../../protocol/message.ts";
import { pickedFilesOf } from "../files/picked-files.ts";
import { refusalText } from "../language/refusal-text.ts";
import { useMe } from "../state/parlor-context.ts";
import { codeAt, wordEnd } from "./completion.ts";
import type { ComposerProps } from "./composer-props.ts";
import { createCompletion, type Suggestion } from "./create-completion.ts";
import { createDraft } from "./create-draft.ts";
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
  const picked = pickedFilesOf(draftKey(place));
  /** Whether files are being made ready: what is sent meanwhile would overtake them. */
  const [isPreparing, setPreparing] = createSignal(false);
  const hasFiles = () => !isEdit() && picked.all.length > 0;
  const mayBeEmpty = () => hasFiles() || (isEdit() && props.target?.message.files !== undefined);
  const canSend = () => (mayBeEmpty() || text().trim() !== "") && left() >= 0 && !isPreparing();

  const show = (next: string): void => {
    setText(next);
    setWrong(undefined);
  };
  /** An edit changes a message that was already sent. Only a new message is a draft. */
  const keep = (): void => {
    if (isEdit()) return;
    draft.type({ text: text(), reply_to: text() === "" ? undefined : answered() });
  };
  const notifyTyping = createTypingNotifier(props);
  const change = (next: string): void => {
    show(next);
    keep();
    if (!isEdit()) notifyTyping(next.trim() !== "");
  };

  /**
   * If the edit is refused, for example because the message is gone, its text stays in the field to be sent
   * anew.
   */
  const edit: ComposerProps["onEdit"] = async (message_id, content, handles) => {
    const isTaken = await props.onEdit(message_id, content, handles);
    if (!isTaken && props.target === undefined && text() === "") change(content.text);
    return isTaken;
  };
  const sendWithFiles = async (content: Content, handles: readonly string[]): Promise<void> => {
    setPreparing(true);
    const files = await picked.take();
    props.onSend(content, handles, files);
    setPreparing(false);
  };
  const send = (): void => {
    if (!canSend()) return;
    const trimmed = text().trimEnd();
    const refused = refuseText(trimmed, { mayBeEmpty: mayBeEmpty() });
    if (refused !== undefined) return void setWrong(refusalText(refused));
    const people = completion.known();
    const mentions = mentionsIn(trimmed, people);
    const content = { text: trimmed, ...(mentions.length > 0 && { mentions }) };
    const handles = props.knowsAll ? [] : unknownHandlesIn(trimmed, people);
    const { target } = props;
    if (target?.kind === "edit") {
      if (trimmed !== target.message.text) void edit(target.message.message_id, content, handles);
      return props.onTarget(undefined);
    }
    const whole = roomMentionIn(trimmed);
    if (whole && props.canMentionRoom === undefined) handles.push(whole);
    draft.end();
    const reply_to = answered();
    const mention_room = props.canMentionRoom ? whole : undefined;
    const extras = { ...(mention_room && { mention_room }), ...(reply_to !== undefined && { reply_to }) };
    if (hasFiles()) void sendWithFiles({ ...content, ...extras }, handles);
    else props.onSend({ ...content, ...extras }, handles);
    show("");
    setReplyTo(undefined);
    props.onTarget(undefined);
    notifyTyping(false);
    area().focus();
  };

  onTargetChange(props, (target, before) => {
    // The draft waits while a message is edited, and comes back afterwards.
    if (target?.kind === "edit") show(target.message.text);
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
  const input = createInput(area, completion, change, (files) => !isEdit() && picked.add(files));
  return { text, wrong, left, canSend, isPreparing, picked, completion, send, attachText, ...input };
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
