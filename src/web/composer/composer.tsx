import { createEffect, createUniqueId, on, onCleanup, onMount, Show, Suspense } from "solid-js";
import { words } from "../language/language.ts";
import { lazyView } from "../language/lazy-view.ts";
import { classes } from "../primitives/classes.ts";
import { Icon } from "../primitives/icon.tsx";
import { CompletionList } from "./completion-list.tsx";
import styles from "./composer.module.css";
import type { ComposerProps } from "./composer-props.ts";
import type { ComposerTarget } from "./composer-target.ts";
import { COUNT_FROM, createWriting } from "./create-writing.ts";
import { EmojiButton } from "./emoji-button.tsx";
import { contentOf } from "./field-content.ts";
import { insertion } from "./format.ts";
import { createKeyHandlers, isPhone } from "./keys.ts";
import { MoreButton } from "./more-button.tsx";
import { TargetBar } from "./target-bar.tsx";

const Tray = lazyView(async () => (await import("../files/tray.tsx")).Tray);

const growsByItself = CSS.supports("field-sizing", "content");

/**
 * Where messages are written. Nothing typed is ever lost: the draft is stored on the device as it is typed,
 * and follows the user to other devices.
 */
export function Composer(props: ComposerProps) {
  const id = createUniqueId();
  let area!: HTMLTextAreaElement;
  let form!: HTMLFormElement;
  const writing = createWriting(props, () => area);
  const { text, left, wrong, completion } = writing;
  const keys = createKeyHandlers(writing, () => area, {
    cancel: () => {
      if (props.target === undefined) return false;
      props.onTarget(undefined);
      return true;
    },
    editLast: () => {
      if (props.target !== undefined) return false;
      props.onEditLast();
      return true;
    },
  });
  const isEdit = () => props.target?.kind === "edit";
  /** The message as it is now: it may be edited or deleted while it is being answered. */
  const current = (target: ComposerTarget): ComposerTarget => ({
    ...target,
    message: props.messageOf?.(target.message.message_id) ?? target.message,
  });
  const isWrong = () => left() < 0 || wrong() !== undefined;
  const isOpen = () => completion.suggestions().length > 0;

  const grow = (): void => {
    area.style.height = "0";
    area.style.height = `${area.scrollHeight}px`;
  };
  if (!growsByItself) createEffect(on(text, () => queueMicrotask(grow)));
  // On a phone, the keyboard would cover what the user came to read.
  onMount(() => matchMedia("(pointer: fine)").matches && area.focus({ preventScroll: true }));

  onMount(() => {
    const place = form.closest<HTMLElement>("[data-drop]") ?? form;
    const stop = new AbortController();
    onCleanup(() => stop.abort());
    void import("../files/drop.ts").then(({ takeDrops }) =>
      takeDrops(place, (files) => !isEdit() && writing.picked.add(files), stop.signal),
    );
  });

  return (
    <form
      ref={form}
      class={styles.composer}
      onSubmit={(event) => {
        event.preventDefault();
        writing.send();
      }}
    >
      <Show when={props.target}>
        {(target) => <TargetBar target={current(target())} onCancel={() => props.onTarget(undefined)} />}
      </Show>
      <Show when={!isEdit() && writing.picked.all.length > 0}>
        <Suspense>
          <Tray picked={writing.picked} />
        </Suspense>
      </Show>
      <div class={styles.line}>
        <Show when={isOpen()}>
          <CompletionList
            id={`${id}-list`}
            suggestions={completion.suggestions()}
            active={completion.active()}
            onPick={writing.pick}
          />
        </Show>
        <Show when={!isEdit()}>
          <MoreButton
            onPoll={(content) => props.onSend(content, [])}
            onFiles={(files) => writing.picked.add(files)}
          />
        </Show>
        <textarea
          ref={area}
          rows="1"
          dir="auto"
          enterkeyhint={isPhone() ? "enter" : "send"}
          aria-label={words().composer.label(props.name)}
          placeholder={words().composer.placeholder}
          aria-invalid={isWrong()}
          aria-describedby={`${id}-about`}
          aria-autocomplete="list"
          aria-controls={isOpen() ? `${id}-list` : undefined}
          aria-activedescendant={isOpen() ? `${id}-list-${completion.active()}` : undefined}
          value={text()}
          onInput={writing.onInput}
          onPaste={writing.onPaste}
          onKeyDown={keys.onKeyDown}
          onKeyUp={keys.onKeyUp}
          onClick={() => completion.look(area.value, area.selectionStart)}
          onBlur={() => completion.close()}
        />
        <EmojiButton onPick={(emoji) => writing.apply(insertion(contentOf(area), emoji))} />
        <button
          type="submit"
          class={styles.send}
          aria-label={isEdit() ? words().composer.save : words().composer.send}
          aria-disabled={!writing.canSend()}
          aria-busy={writing.isPreparing()}
        >
          <Icon name={isEdit() ? "check" : "send"} size={20} />
        </button>
      </div>
      <p id={`${id}-about`} class={classes(styles.about, isWrong() && styles.over)} role="status">
        <Show when={wrong()} fallback={left() < COUNT_FROM ? about(left()) : ""}>
          {wrong()}
        </Show>
        <Show when={left() < 0 && !isEdit()}>
          {" "}
          <button type="button" class={styles.asFile} onClick={writing.attachText}>
            {words().files.longText}
          </button>
        </Show>
        <Show when={writing.picked.problem}>{(problem) => <span>{problem()}</span>}</Show>
        <Show when={isOpen()}>
          <span class="hidden">{words().composer.suggested(completion.suggestions().length)}</span>
        </Show>
      </p>
    </form>
  );
}

const about = (left: number): string =>
  left >= 0 ? words().composer.charactersLeft(left) : words().composer.charactersTooMany(-left);
