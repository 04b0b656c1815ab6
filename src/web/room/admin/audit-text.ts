import type { AuditEntry } from "../../../protocol/moderation.ts";
import { laterWords } from "../../language/language.ts";

/** What somebody did, to be read after their name. `whom` is the name of the person concerned, if any. */
export function auditText(action: AuditEntry["action"], whom: string): string {
  const t = laterWords().room.admin.audit.actions;
  switch (action.type) {
    case "create_link":
      return t.createLink;
    case "revoke_link":
      return t.revokeLink;
    case "set_role":
      return t.setRole(whom, laterWords().room.members.roles[action.role]);
    case "remove":
      return t.remove(whom);
    case "ban":
      return action.on ? t.ban(whom) : t.unban(whom);
    case "mute":
      return action.until === 0 ? t.unmute(whom) : t.mute(whom);
    case "answer_request":
      return action.admit ? t.admit(whom) : t.decline(whom);
    case "update_room": {
      if (action.settings.archived !== undefined) return action.settings.archived ? t.archive : t.unarchive;
      return action.settings.name === undefined ? t.settings : t.rename(action.settings.name);
    }
    case "delete":
      return t.delete(action.message_id);
    case "pin":
      return action.on ? t.pin(action.message_id) : t.unpin(action.message_id);
    case "edit":
    case "react":
    case "vote":
    case "follow":
    case "report":
      return action.type; // These are not admin actions, so the log never has them.
  }
}
