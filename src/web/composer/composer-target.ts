import type { Message } from "../../protocol/message.ts";

/** What the composer's text is for, unless it is simply a new message. */
export type ComposerTarget = { readonly kind: "reply" | "edit"; readonly message: Message };
