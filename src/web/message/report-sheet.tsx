import { createSignal, createUniqueId } from "solid-js";
import { REASON_MAX } from "../../protocol/limits.ts";
import { laterWords } from "../language/language.ts";
import { refusalText } from "../language/refusal-text.ts";
import buttonStyles from "../primitives/button.module.css";
import { classes } from "../primitives/classes.ts";
import dialogStyles from "../primitives/dialog.module.css";
import { Dialog } from "../primitives/dialog.tsx";
import fieldStyles from "../primitives/field.module.css";
import { Wrong } from "../primitives/field.tsx";
import { toast } from "../primitives/toast.tsx";
import type { SheetProps } from "./sheet-props.ts";

/** Reports a message to the admins of the room. */
export function ReportSheet(props: SheetProps) {
  const id = createUniqueId();
  const [reason, setReason] = createSignal("");
  const [wrong, setWrong] = createSignal<string>();
  const report = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const { message_id } = props.message;
    const result = await props.actions.applyAction({ type: "report", message_id, reason: reason().trim() });
    if (!result.ok) return void setWrong(refusalText(result));
    toast(laterWords().message.reporting.done);
    props.onClose();
  };
  return (
    <Dialog title={laterWords().message.reporting.title} onClose={props.onClose}>
      <form class={dialogStyles.sheet} onSubmit={report}>
        <div class={dialogStyles.body}>
          <p class="soft">{laterWords().message.reporting.about}</p>
          <div class={fieldStyles.field}>
            <label for={id}>{laterWords().message.reporting.reason}</label>
            <textarea
              id={id}
              class={fieldStyles.input}
              maxLength={REASON_MAX}
              ref={(area) => setTimeout(() => area.focus())}
              onInput={(event) => setReason(event.currentTarget.value)}
            />
          </div>
        </div>
        <div class={dialogStyles.footer}>
          <Wrong text={wrong()} />
          <button type="submit" class={classes(buttonStyles.button, buttonStyles.main)}>
            {laterWords().message.reporting.send}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
