import type { Message } from "../../protocol/message.ts";

/** What the composer's text is for, where it is not simply something new. */
export type ComposerTarget = { readonly kind: "reply" | "edit"; readonly message: Message };
