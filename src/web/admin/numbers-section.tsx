import { createResource, For, Show } from "solid-js";
import { callAdmin } from "../../client/admin.ts";
import { locale } from "../language/language.ts";
import { refusalText } from "../language/refusal-text.ts";
import { Wrong } from "../primitives/field.tsx";
import { useParlor } from "../state/parlor-context.ts";
import { adminWords } from "./admin-words.ts";
import styles from "./deployment.module.css";

const shown = [
  "users",
  "new_users",
  "active_users",
  "devices",
  "suspended",
  "channels",
  "open_reports",
] as const;

/** How large the deployment is. */
export function NumbersSection() {
  const parlor = useParlor();
  const [numbers] = createResource(() => callAdmin(parlor, "deploymentNumbers", {}), {
    initialValue: undefined,
  });
  const found = () => {
    const answer = numbers.latest;
    return answer?.ok ? answer.value : undefined;
  };
  const failed = () => {
    const answer = numbers.latest;
    return answer === undefined || answer.ok ? undefined : refusalText(answer);
  };
  return (
    <div class={styles.part} aria-busy={numbers.loading}>
      <Wrong text={failed()} />
      <Show when={found()}>
        {(known) => (
          <dl class={styles.numbers}>
            <For each={shown}>
              {(each) => (
                <div>
                  <dt>{adminWords().numbers[each]}</dt>
                  <dd>{known()[each].toLocaleString(locale())}</dd>
                </div>
              )}
            </For>
          </dl>
        )}
      </Show>
      <p class="soft">{adminWords().numbers.hint}</p>
    </div>
  );
}
