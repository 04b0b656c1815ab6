import { createMemo, For, Show } from "solid-js";
import { type Clause, readQuery } from "../../protocol/search/query.ts";
import { laterWords } from "../language/language.ts";
import { Icon } from "../primitives/icon.tsx";
import styles from "./search.module.css";
import { without } from "./typed.ts";

type Filter = Extract<Clause, { kind: "filter" }>;

/** The filters of a search, each with a button that removes it. */
export function Chips(props: { readonly typed: string; readonly onTyped: (typed: string) => void }) {
  const t = () => laterWords().search;
  const filters = createMemo(() =>
    readQuery(props.typed).filter(
      (clause): clause is Filter => clause.kind === "filter" && clause.value !== "",
    ),
  );
  const text = ({ operator, value, not }: Filter): string =>
    [not ? t().not : "", t().chip[operator], value].filter(Boolean).join(" ");
  return (
    <Show when={filters().length > 0}>
      <ul class={styles.chips} aria-label={t().chips}>
        <For each={filters()}>
          {(filter) => (
            <li>
              <button
                type="button"
                aria-label={t().removeFilter(text(filter))}
                onClick={() => props.onTyped(without(props.typed, filter))}
              >
                <span class={styles.operator}>
                  {filter.not ? `${t().not} ` : ""}
                  {t().chip[filter.operator]}
                </span>
                <bdi>{filter.value}</bdi>
                <Icon name="close" size={14} />
              </button>
            </li>
          )}
        </For>
      </ul>
    </Show>
  );
}
