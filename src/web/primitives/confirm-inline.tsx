/** What cannot be undone is asked once more, in place; the focus is on staying. */
export function Sure(props: {
  readonly question: string;
  readonly stay: string;
  readonly go: string;
  readonly onStay: () => void;
  readonly onGo: () => void;
}) {
  return (
    <div class="sure">
      <p>{props.question}</p>
      <button
        type="button"
        class="button"
        ref={(stay) => queueMicrotask(() => stay.focus())}
        onClick={() => props.onStay()}
      >
        {props.stay}
      </button>
      <button type="button" class="button danger" onClick={() => props.onGo()}>
        {props.go}
      </button>
    </div>
  );
}
