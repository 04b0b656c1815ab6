import type { Notice } from "../../client/index.ts";
import type { UserId } from "../../protocol/ids.ts";
import { words } from "../language/language.ts";

/**
 * One thing that happened in a room, to be read after the names of the people concerned: "Ann and Bob" +
 * "joined".
 */
export interface NoticeText {
  readonly who: readonly UserId[];
  /** For one person, for several people, and for the reader alone. */
  readonly verb: readonly [one: string, several: string, you: string];
}

/** Whether a change is shown in the timeline; all others concern only admins. */
export const hasNoticeText = (change: Notice): boolean => verbOf(change) !== undefined;

/** What happened between two messages. People to whom the same happened share one text. */
export function noticeTexts(changes: readonly Notice[]): NoticeText[] {
  const found = new Map<string, { who: UserId[]; verb: NoticeText["verb"] }>();
  for (const change of changes) {
    const verb = verbOf(change);
    if (verb === undefined) continue;
    const subject = "user_id" in change ? change.user_id : change.by;
    const known = found.get(verb[0]);
    if (known === undefined) found.set(verb[0], { who: [subject], verb });
    else if (!known.who.includes(subject)) known.who.push(subject);
  }
  return [...found.values()];
}

function verbOf(change: Notice): NoticeText["verb"] | undefined {
  const t = words().timeline.notices;
  switch (change.type) {
    case "member_joined":
      return t.joined;
    case "member_left":
      return t.left;
    case "member_removed":
      return t.removed;
    case "member_banned":
      return t.banned;
    case "role_changed":
      return t[change.role];
    case "room_changed": {
      const { name, topic } = change.settings;
      if (name !== undefined) return t.renamed(name);
      if (topic === undefined) return undefined;
      return topic === "" ? t.topicRemoved : t.topic(topic);
    }
    default:
      return undefined;
  }
}
