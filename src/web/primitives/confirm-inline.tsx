/** What cannot be undone is asked once more, in place; the focus is on staying. */
export function ConfirmInline(props: {
  readonly question: string;
  readonly cancel: string;
  readonly confirm: string;
  readonly onCancel: () => void;
  readonly onConfirm: () => void;
}) {
  return (
    <div class="sure">
      <p>{props.question}</p>
      <button
        type="button"
        class="button"
        ref={(cancel) => queueMicrotask(() => cancel.focus())}
        onClick={() => props.onCancel()}
      >
        {props.cancel}
      </button>
      <button type="button" class="button danger" onClick={() => props.onConfirm()}>
        {props.confirm}
      </button>
    </div>
  );
}
