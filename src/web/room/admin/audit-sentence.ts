import type { AuditEntry } from "../../../protocol/moderation.ts";
import { words } from "../../language/language.ts";

/** What somebody did, after their name. `whom` is who it was done to, where it was done to somebody. */
export function auditSentence(action: AuditEntry["action"], whom: string): string {
  const said = words().room.admin.audit.did;
  switch (action.type) {
    case "create_link":
      return said.createLink;
    case "revoke_link":
      return said.revokeLink;
    case "set_role":
      return said.setRole(whom, words().room.members.roles[action.role]);
    case "remove":
      return said.remove(whom);
    case "ban":
      return action.on ? said.ban(whom) : said.unban(whom);
    case "mute":
      return action.until === 0 ? said.unmute(whom) : said.mute(whom);
    case "answer_request":
      return action.admit ? said.admit(whom) : said.decline(whom);
    case "update_room": {
      if (action.settings.archived !== undefined)
        return action.settings.archived ? said.archive : said.unarchive;
      return action.settings.name === undefined ? said.settings : said.rename(action.settings.name);
    }
    case "delete":
      return said.delete(action.message_id);
    case "pin":
      return action.on ? said.pin(action.message_id) : said.unpin(action.message_id);
    case "edit":
    case "react":
    case "vote":
    case "follow":
    case "report":
      return action.type; // Nothing an admin does to others: not in the book.
  }
}
