import { createSignal, Index, Show } from "solid-js";
import { POLL_OPTION_MAX, POLL_OPTIONS_MAX } from "../../protocol/limits.ts";
import { type Content, refuseText } from "../../protocol/message.ts";
import { isBlank, isVisible } from "../../protocol/user.ts";
import { laterWords, words } from "../language/language.ts";
import { refusalText } from "../language/refusal-text.ts";
import buttonStyles from "../primitives/button.module.css";
import { classes } from "../primitives/classes.ts";
import dialogStyles from "../primitives/dialog.module.css";
import { Dialog } from "../primitives/dialog.tsx";
import fieldStyles from "../primitives/field.module.css";
import { Field, Wrong } from "../primitives/field.tsx";
import { Icon } from "../primitives/icon.tsx";
import styles from "./poll-dialog.module.css";

/** Creates a poll. A new line appears as soon as the last one is filled in. */
export function PollDialog(props: {
  readonly onAsk: (content: Content) => void;
  readonly onClose: () => void;
}) {
  const t = () => laterWords().composer.poll;
  const [question, setQuestion] = createSignal("");
  const [options, setOptions] = createSignal<readonly string[]>(["", ""]);
  const [multiple, setMultiple] = createSignal(false);
  const [wrong, setWrong] = createSignal<string>();

  const setOption = (at: number, text: string): void => {
    setWrong(undefined);
    setOptions((before) => {
      const next = before.map((each, index) => (index === at ? text : each));
      return next.at(-1)?.trim() !== "" && next.length < POLL_OPTIONS_MAX ? [...next, ""] : next;
    });
  };
  const removeOption = (at: number): void => {
    setOptions((before) => before.filter((_, index) => index !== at));
  };
  const ask = (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }): void => {
    event.preventDefault();
    const text = question().trim();
    const filled = options().flatMap((option) => (isVisible(option) ? option.trim() : []));
    const refused = refuseText(text);
    if (isBlank(text)) return void setWrong(t().questionMissing);
    if (refused !== undefined) return void setWrong(refusalText(refused));
    if (filled.length < 2) return void setWrong(t().optionsMissing);
    if (new Set(filled).size < filled.length) return void setWrong(t().duplicateOptions);
    props.onAsk({ text, poll: { options: filled, multiple: multiple() } });
    event.currentTarget.closest("dialog")?.close();
  };

  return (
    <Dialog title={words().composer.poll.new} onClose={props.onClose}>
      <form class={dialogStyles.sheet} noValidate onSubmit={ask}>
        <div class={dialogStyles.body}>
          <Field
            label={t().question}
            autocomplete="off"
            value={question()}
            onText={(text) => {
              setWrong(undefined);
              setQuestion(text);
            }}
            autofocus
          />
          <fieldset class={classes(fieldStyles.field, styles.options)}>
            <legend class={fieldStyles.label}>{t().options}</legend>
            <Index each={options()}>
              {(option, index) => (
                <div class={fieldStyles.inputRow}>
                  <input
                    class={fieldStyles.input}
                    aria-label={t().option(index + 1)}
                    placeholder={t().option(index + 1)}
                    autocomplete="off"
                    maxLength={POLL_OPTION_MAX}
                    value={option()}
                    onInput={(event) => setOption(index, event.currentTarget.value)}
                  />
                  <Show when={options().length > 2}>
                    <button
                      type="button"
                      class={buttonStyles.iconButton}
                      aria-label={t().remove(index + 1)}
                      onClick={() => removeOption(index)}
                    >
                      <Icon name="close" size={18} />
                    </button>
                  </Show>
                </div>
              )}
            </Index>
          </fieldset>
          <label class={styles.multiple}>
            <input
              type="checkbox"
              checked={multiple()}
              onChange={(event) => setMultiple(event.currentTarget.checked)}
            />
            {t().multiple}
          </label>
        </div>
        <div class={dialogStyles.footer}>
          <Wrong text={wrong()} />
          <button type="submit" class={classes(buttonStyles.button, buttonStyles.main)}>
            {t().ask}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
