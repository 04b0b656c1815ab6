import { type Component, lazy } from "solid-js";
import { loadLaterWords } from "./language.ts";

/**
 * A view that is loaded when it is first shown, with the words that only such views say. `prefetch` loads it
 * before, so that nobody waits when they open it.
 */
// biome-ignore lint/suspicious/noExplicitAny: as in Solid's own lazy, which else would lose the props
export function lazyView<T extends Component<any>>(load: () => Promise<T>) {
  let loading: Promise<{ default: T }> | undefined;
  const loadOnce = (): Promise<{ default: T }> => {
    loading ??= withWords(load);
    // Without a network it fails, and the next one tries again.
    loading.catch(() => (loading = undefined));
    return loading;
  };
  return Object.assign(lazy(loadOnce), { prefetch: (): void => void loadOnce().catch(() => undefined) });
}

async function withWords<T>(load: () => Promise<T>): Promise<{ default: T }> {
  const [view] = await Promise.all([load(), loadLaterWords()]);
  return { default: view };
}
