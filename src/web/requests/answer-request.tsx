import { otherMember, type UserId } from "../../protocol/ids.ts";
import type { Conversation } from "../../protocol/inbox.ts";
import { words } from "../language/language.ts";
import buttonStyles from "../primitives/button.module.css";
import { classes } from "../primitives/classes.ts";
import { toastRefusal } from "../primitives/toast.tsx";
import { useMe, useParlor } from "../state/parlor-context.ts";
import { navigate, roomPath } from "../state/route.ts";
import styles from "./requests.module.css";

/** Whoever has invited the user, or has begun the DM. */
export const askerOf = ({ room_id, invitation }: Conversation, me: UserId): UserId =>
  invitation?.by ?? otherMember(room_id, me);

/** Accepts, declines, or declines and blocks whoever asks. */
export function AnswerRequest(props: {
  readonly request: Conversation;
  /** Called once the request is gone. */
  readonly onGone?: () => void;
}) {
  const parlor = useParlor();
  const me = useMe();
  const t = () => words().rooms.requests;
  const room_id = () => props.request.room_id;
  const accept = async (): Promise<void> => {
    const accepted = props.request.invitation
      ? parlor.join(room_id())
      : parlor.applyInboxAction({ type: "accept_request", room_id: room_id() });
    if (await toastRefusal(accepted)) navigate(roomPath(room_id()));
  };
  const decline = (): void => {
    void toastRefusal(parlor.applyInboxAction({ type: "decline_request", room_id: room_id() }));
    props.onGone?.();
  };
  const block = (): void => {
    const user_id = askerOf(props.request, me().user_id);
    void toastRefusal(parlor.applyInboxAction({ type: "block", user_id, on: true }));
    decline();
  };
  return (
    <div class={styles.answers}>
      <button
        type="button"
        class={classes(buttonStyles.button, buttonStyles.main)}
        onClick={() => void accept()}
      >
        {t().accept}
      </button>
      <button type="button" class={buttonStyles.button} onClick={decline}>
        {t().decline}
      </button>
      <button type="button" class={buttonStyles.button} onClick={block}>
        {t().block}
      </button>
    </div>
  );
}
