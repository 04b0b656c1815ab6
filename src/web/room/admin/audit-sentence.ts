import type { AuditEntry } from "../../../protocol/moderation.ts";
import { words } from "../../language/language.ts";

/** What somebody did, after their name. `whom` is who it was done to, where it was done to somebody. */
export function auditSentence(what: AuditEntry["what"], whom: string): string {
  const said = words().room.admin.audit.did;
  switch (what.type) {
    case "create_link":
      return said.createLink;
    case "revoke_link":
      return said.revokeLink;
    case "set_role":
      return said.setRole(whom, words().room.members.roles[what.role]);
    case "remove":
      return said.remove(whom);
    case "ban":
      return what.on ? said.ban(whom) : said.unban(whom);
    case "mute":
      return what.until === 0 ? said.unmute(whom) : said.mute(whom);
    case "answer_request":
      return what.admit ? said.admit(whom) : said.decline(whom);
    case "set_room": {
      if (what.settings.archived !== undefined) return what.settings.archived ? said.archive : said.unarchive;
      return what.settings.name === undefined ? said.settings : said.rename(what.settings.name);
    }
    case "delete":
      return said.delete(what.message_id);
    case "pin":
      return what.on ? said.pin(what.message_id) : said.unpin(what.message_id);
    case "edit":
    case "react":
    case "vote":
    case "follow":
    case "report":
      return what.type; // Nothing an admin does to others: not in the book.
  }
}
