import type { UserId } from "../../../protocol/ids.ts";
import { isNewer, migrate, versionOf } from "../../object/migrations.ts";
import { OutboxSql } from "../../object/outbox-sql.ts";
import type { Sql } from "../../object/sql.ts";
import { AccountTables } from "./account.ts";
import { ConversationTable } from "./conversations.ts";
import { EntryTable } from "./entries.ts";
import { LastSetTable } from "./last-set.ts";
import { INBOX_SCHEMA } from "./migrations.ts";
import { PresenceTables } from "./presence.ts";

/** Whose inbox this is, and which of its versions devices can resume from. */
interface InboxInfo {
  readonly user_id: UserId;
  /** If it changes, every device has to reload. */
  readonly epoch: string;
  /** Up to this version, it may no longer be known which entries are gone, so nobody resumes from before it. */
  readonly forgotten: number;
}

/**
 * The database of an inbox, the truth for what its user has read and keeps: one class per subject, each
 * of which owns its tables and is the only place of their SQL.
 */
export class InboxTables {
  readonly conversations: ConversationTable;
  readonly entries: EntryTable;
  readonly presence: PresenceTables;
  readonly account: AccountTables;
  readonly outbox: OutboxSql;
  readonly lastSet: LastSetTable;
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
    this.conversations = new ConversationTable(sql);
    this.entries = new EntryTable(sql);
    this.presence = new PresenceTables(sql);
    this.account = new AccountTables(sql);
    this.outbox = new OutboxSql(sql);
    this.lastSet = new LastSetTable(sql);
  }

  /** Whether this inbox was ever used. Asking makes no tables, so an id nobody has leaves nothing behind. */
  exist(): boolean {
    return versionOf(this.#sql, INBOX_SCHEMA) > 0 && this.#hasRow();
  }

  #hasRow(): boolean {
    return this.#sql.exec("SELECT 1 FROM inbox").length > 0;
  }

  /** Whether the tables were made by newer code, so that this code must not touch them. */
  areNewer(): boolean {
    return isNewer(this.#sql, INBOX_SCHEMA);
  }

  /** Brings the tables to the newest version. `user_id` and `epoch` are used only if the inbox is new. */
  migrate(user_id: UserId, epoch: string): void {
    migrate(this.#sql, INBOX_SCHEMA);
    if (this.#hasRow()) return;
    this.#sql.run("INSERT INTO inbox (one, user_id, epoch, forgotten) VALUES (1, ?, ?, 0)", user_id, epoch);
  }

  transaction<T>(work: () => T): T {
    return this.#sql.transaction(work);
  }

  info(): InboxInfo {
    const [row] = this.#sql.exec<InboxInfo>("SELECT user_id, epoch, forgotten FROM inbox");
    if (!row) throw new Error("an inbox without a row");
    return row;
  }

  putForgotten(version: number): void {
    this.#sql.exec("UPDATE inbox SET forgotten = ?", version);
  }

  lastVersion(): number {
    return Math.max(this.conversations.lastVersion(), this.entries.lastVersion());
  }
}
