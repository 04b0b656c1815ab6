import { createEffect, createSignal, on, onMount, Show } from "solid-js";
import type { RoomId } from "../../protocol/ids.ts";
import { TEXT_MAX_CHARACTERS } from "../../protocol/limits.ts";
import { type Content, type Message, refuseText } from "../../protocol/message.ts";
import type { User } from "../../protocol/user.ts";
import { Icon } from "../elements/icon.tsx";
import { useMe } from "../parlor-context.ts";
import { sentence } from "../words.ts";
import { calledIn } from "./called.ts";
import "./composer.css";
import { draftOf, keepDraft } from "./drafts.ts";
import { ReplyBar } from "./reply-bar.tsx";

/** Characters left at which the counter appears. */
const COUNT_FROM = 500;

/** Where one writes. Nothing typed is ever lost: a draft per room, kept as it is typed. */
export function Composer(props: {
  readonly room_id: RoomId;
  readonly name: string;
  readonly members: readonly User[];
  readonly replyTo: Message | undefined;
  readonly onReplyTo: (message: Message | undefined) => void;
  readonly onSend: (content: Content) => void;
}) {
  const me = useMe();
  const [text, setText] = createSignal(draftOf(me().user_id, props.room_id).text);
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
  const change = (next: string): void => {
    setText(next);
    setWrong(undefined);
    keep();
  };
  const keep = (): void => {
    const draft = { text: text() };
    keepDraft(
      me().user_id,
      props.room_id,
      props.replyTo === undefined ? draft : { ...draft, reply_to: props.replyTo.message_id },
    );
  };
  const send = (): void => {
    if (!canSend()) return;
    const said = text().replace(/\s+$/u, "");
    const refused = refuseText(said);
    if (refused !== undefined) return void setWrong(sentence(refused));
    const mentions = calledIn(said, props.members);
    props.onSend({
      text: said,
      ...(props.replyTo === undefined ? {} : { reply_to: props.replyTo.message_id }),
      ...(mentions.length === 0 ? {} : { mentions }),
    });
    props.onReplyTo(undefined);
    change("");
    area.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && props.replyTo !== undefined) props.onReplyTo(undefined);
    // While an input method is composing, Enter chooses a candidate. Safari ends composing before the
    // keydown and marks it with the old keyCode instead.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    send();
  };

  createEffect(on(text, () => queueMicrotask(grow)));
  createEffect(
    on(
      () => props.replyTo,
      () => {
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
      <Show when={props.replyTo}>
        {(message) => <ReplyBar message={message()} onCancel={() => props.onReplyTo(undefined)} />}
      </Show>
      <div class="composer-line">
        <textarea
          ref={area}
          rows="1"
          dir="auto"
          aria-label={`Message to ${props.name}`}
          placeholder="Write a message"
          aria-invalid={left() < 0 || wrong() !== undefined}
          aria-describedby="composer-about"
          value={text()}
          onInput={(event) => change(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <button type="submit" class="send" aria-label="Send" aria-disabled={!canSend()}>
          <Icon name="send" size={20} />
        </button>
      </div>
      <p
        id="composer-about"
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
  left >= 0 ? `${left.toLocaleString()} characters left` : `${(-left).toLocaleString()} characters too many`;
