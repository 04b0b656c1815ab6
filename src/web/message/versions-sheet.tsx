import { createResource, For, Match, Switch } from "solid-js";
import type { Parlor } from "../../client/index.ts";
import { accept, type Result } from "../../protocol/codes.ts";
import type { MessageId, RoomId } from "../../protocol/ids.ts";
import type { Revision } from "../../protocol/moderation.ts";
import { laterWords } from "../language/language.ts";
import { refusalText } from "../language/refusal-text.ts";
import { exactTime } from "../language/times.ts";
import dialogStyles from "../primitives/dialog.module.css";
import { Dialog } from "../primitives/dialog.tsx";
import { Wrong } from "../primitives/field.tsx";
import { useParlor } from "../state/parlor-context.ts";
import type { SheetProps } from "./sheet-props.ts";
import styles from "./sheets.module.css";

/** The earlier versions of an edited message, the newest first. For admins only. */
export function VersionsSheet(props: SheetProps) {
  const parlor = useParlor();
  const [answer] = createResource(() =>
    allRevisions(parlor, { room_id: props.actions.room_id, message_id: props.message.message_id }),
  );
  const revisions = () => {
    const now = answer.latest;
    return now?.ok ? now.value.toSorted((a, b) => b.until - a.until) : undefined;
  };
  const wrong = () => {
    const now = answer.latest;
    return now && !now.ok ? refusalText(now) : undefined;
  };
  return (
    <Dialog title={laterWords().message.versions.title} onClose={props.onClose}>
      <div class={dialogStyles.body} aria-busy={answer.loading}>
        <Switch>
          <Match when={wrong()}>
            <Wrong text={wrong()} />
          </Match>
          <Match when={revisions()?.length === 0}>
            <p class="soft">{laterWords().message.versions.none}</p>
          </Match>
          <Match when={revisions()}>
            {(all) => (
              <ol class={styles.versions}>
                <For each={all()}>
                  {({ text, until }) => (
                    <li>
                      <p class={styles.version} dir="auto">
                        {text}
                      </p>
                      <p class="soft">{laterWords().message.versions.until(exactTime(until))}</p>
                    </li>
                  )}
                </For>
              </ol>
            )}
          </Match>
        </Switch>
      </div>
    </Dialog>
  );
}

/** Page by page, since long texts come a few at a time. */
async function allRevisions(
  parlor: Parlor,
  message: { readonly room_id: RoomId; readonly message_id: MessageId },
): Promise<Result<Revision[]>> {
  const all: Revision[] = [];
  for (;;) {
    const page = await parlor.call("revisions", { ...message, after: all.at(-1)?.until ?? 0 });
    if (!page.ok) return page;
    if (page.value.revisions.length === 0) return accept(all);
    all.push(...page.value.revisions);
  }
}
