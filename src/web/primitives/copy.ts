import { words } from "../language/language.ts";
import { toast } from "./toast.tsx";

/** Copies a text to the clipboard, and says so. */
export async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast(words().primitives.copied);
  } catch {
    toast(words().primitives.cannotCopy);
  }
}
