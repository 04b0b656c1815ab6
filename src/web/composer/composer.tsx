import { createEffect, createSignal, createUniqueId, on, onMount, Show } from "solid-js";
import type { MessageId, RoomId } from "../../protocol/ids.ts";
import { TEXT_MAX_CHARACTERS } from "../../protocol/limits.ts";
import { type Content, refuseText } from "../../protocol/message.ts";
import type { User } from "../../protocol/user.ts";
import { Icon } from "../elements/icon.tsx";
import { words } from "../language/language.ts";
import { useMe } from "../parlor-context.ts";
import { sentence } from "../words.ts";
import type { Aim } from "./aim.ts";
import { AimBar } from "./aim-bar.tsx";
import { calledIn } from "./called.ts";
import "./composer.css";
import { draftOf, keepDraft } from "./drafts.ts";

/** Characters left at which the counter appears. */
const COUNT_FROM = 500;

/** Where one writes. Nothing typed is ever lost: a draft per room, kept as it is typed. */
export function Composer(props: {
  readonly room_id: RoomId;
  /** The thread it writes in, where it does. */
  readonly thread?: MessageId | undefined;
  readonly name: string;
  readonly members: readonly User[];
  readonly aim: Aim | undefined;
  readonly onAim: (aim: Aim | undefined) => void;
  readonly onSend: (content: Content) => void;
  readonly onEdit: (message_id: MessageId, content: Pick<Content, "text" | "mentions">) => void;
  /** The arrow up in an empty field: to the last own message. */
  readonly onEditLast: () => void;
  readonly onTyping: (on: boolean) => void;
}) {
  const me = useMe();
  const id = createUniqueId();
  const place = () => ({ me: me().user_id, room_id: props.room_id, thread: props.thread });
  const [text, setText] = createSignal(draftOf(place()).text);
  const [wrong, setWrong] = createSignal<string>();
  let area!: HTMLTextAreaElement;
  const left = () =>
    TEXT_MAX_CHARACTERS -
    (text().length > TEXT_MAX_CHARACTERS - COUNT_FROM ? [...text()].length : text().length);
  const canSend = () => text().trim() !== "" && left() >= 0;

  const grow = (): void => {
    area.style.height = "0";
    area.style.height = `${area.scrollHeight}px`;
  };
  const show = (next: string): void => {
    setText(next);
    setWrong(undefined);
  };
  const change = (next: string): void => {
    show(next);
    keep();
    if (props.aim?.kind !== "edit") props.onTyping(next.trim() !== "");
  };
  /** What is being changed was said already: only the new is a draft. */
  const keep = (): void => {
    if (props.aim?.kind === "edit") return;
    const draft = { text: text() };
    keepDraft(
      place(),
      props.aim === undefined ? draft : { ...draft, reply_to: props.aim.message.message_id },
    );
  };
  const send = (): void => {
    if (!canSend()) return;
    const said = text().replace(/\s+$/u, "");
    const refused = refuseText(said);
    if (refused !== undefined) return void setWrong(sentence(refused));
    const mentions = calledIn(said, props.members);
    const content = { text: said, ...(mentions.length > 0 && { mentions }) };
    const { aim } = props;
    if (aim?.kind === "edit") {
      if (said !== aim.message.text) props.onEdit(aim.message.message_id, content);
      return props.onAim(undefined);
    }
    props.onSend({ ...content, ...(aim && { reply_to: aim.message.message_id }) });
    props.onAim(undefined);
    change("");
    area.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && props.aim !== undefined) props.onAim(undefined);
    if (event.key === "ArrowUp" && text() === "" && props.aim === undefined) {
      event.preventDefault();
      props.onEditLast();
    }
    // While an input method is composing, Enter chooses a candidate. Safari ends composing before the
    // keydown and marks it with the old keyCode instead.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    send();
  };

  createEffect(on(text, () => queueMicrotask(grow)));
  createEffect(
    on(
      () => props.aim,
      (aim, before) => {
        // The draft waits while an own message is changed, and is there again afterwards.
        if (aim?.kind === "edit") show(aim.message.text);
        else if (before?.kind === "edit") show(draftOf(place()).text);
        keep();
        area.focus();
      },
      { defer: true },
    ),
  );
  // On a phone the keyboard would cover what one came to read.
  onMount(() => matchMedia("(pointer: fine)").matches && area.focus({ preventScroll: true }));

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Show when={props.aim}>{(aim) => <AimBar aim={aim()} onCancel={() => props.onAim(undefined)} />}</Show>
      <div class="composer-line">
        <textarea
          ref={area}
          rows="1"
          dir="auto"
          aria-label={`Message to ${props.name}`}
          placeholder="Write a message"
          aria-invalid={left() < 0 || wrong() !== undefined}
          aria-describedby={id}
          value={text()}
          onInput={(event) => change(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <button
          type="submit"
          class="send"
          aria-label={props.aim?.kind === "edit" ? "Save" : "Send"}
          aria-disabled={!canSend()}
        >
          <Icon name={props.aim?.kind === "edit" ? "check" : "send"} size={20} />
        </button>
      </div>
      <p
        id={id}
        class="composer-about"
        classList={{ over: left() < 0 || wrong() !== undefined }}
        role="status"
      >
        <Show when={wrong()} fallback={left() < COUNT_FROM ? about(left()) : ""}>
          {wrong()}
        </Show>
      </p>
    </form>
  );
}

const about = (left: number): string =>
  left >= 0 ? words().composer.left(left) : words().composer.tooMany(-left);
