import { toast } from "../elements/toast.tsx";
import { words } from "../language/language.ts";

/** Puts a text where Paste finds it, and says so. */
export async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast(words().timeline.copied);
  } catch {
    toast(words().timeline.cannotCopy);
  }
}
