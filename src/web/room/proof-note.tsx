import { createMemo, Show } from "solid-js";
import { words } from "../language/language.ts";
import { Icon } from "../primitives/icon.tsx";
import styles from "./cannot-post.module.css";
import { useRoom } from "./open-room.ts";
import panelStyles from "./panel.module.css";

/** Says that the server has shown another log before. Whoever reads on should know. */
export function ProofNote() {
  const broken = createBroken();
  return (
    <div role="alert">
      <Show when={broken()}>
        <p class={styles.cannotPost}>
          <Icon name="flag" size={18} /> {broken()}
        </p>
      </Show>
    </div>
  );
}

/** Which part of the room has been checked, for those who want to know. */
export function ProofLine() {
  const { state } = useRoom();
  const broken = createBroken();
  const text = () => {
    const proof = state().proof;
    const t = words().room.proof;
    if (broken() !== undefined || proof === undefined || proof.from > proof.to) return broken();
    return proof.from === 1 ? t.whole : t.part(proof.to - proof.from + 1);
  };
  return (
    <Show when={text()}>
      <p class={panelStyles.hint}>{text()}</p>
    </Show>
  );
}

function createBroken() {
  const { state } = useRoom();
  return createMemo(() => {
    const code = state().proof?.broken?.code;
    return code && words().room.proof[code];
  });
}
