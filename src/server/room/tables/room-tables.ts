import type { FileId, UserId } from "../../../protocol/ids.ts";
import { type Chance, systemChance } from "../../object/clock.ts";
import { isNewer, migrate, versionOf } from "../../object/migrations.ts";
import { Outbox } from "../../object/outbox.ts";
import { OutboxSql } from "../../object/outbox-sql.ts";
import type { Sql } from "../../object/sql.ts";
import { AuditTable } from "./audit.ts";
import { BanTable } from "./bans.ts";
import { ChangeTable } from "./changes.ts";
import { ConsentTables } from "./consent.ts";
import { type Cursor, earlier, FanOutTable } from "./fan-out.ts";
import { InviteLinkTable } from "./invite-links.ts";
import { JoinRequestTable } from "./join-requests.ts";
import type { LogTable } from "./log.ts";
import { MemberTable } from "./members.ts";
import { Messages } from "./messages.ts";
import { ROOM_SCHEMA } from "./migrations.ts";
import { ReceiptTable } from "./receipts.ts";
import { ReportTable } from "./reports.ts";
import { RoomInfoTable } from "./room-info.ts";

/** Stands for all files of a room that is deleted. */
export const ALL_FILES = "all";
export type FileTarget = FileId | typeof ALL_FILES;

/**
 * The room's database, one class per subject: each owns its tables and is the only place of their SQL.
 * Rows written are billed on this platform, so every table says what a row of it is for.
 */
export class RoomTables {
  readonly info: RoomInfoTable;
  readonly messages: Messages;
  readonly changes: ChangeTable;
  readonly members: MemberTable;
  readonly bans: BanTable;
  readonly consent: ConsentTables;
  readonly receipts: ReceiptTable;
  readonly links: InviteLinkTable;
  readonly requests: JoinRequestTable;
  readonly reports: ReportTable;
  readonly audit: AuditTable;
  readonly fanOut: FanOutTable;
  /** Users whose inbox must be told something, each with the point up to which it has been told. */
  readonly inboxes: Outbox<Cursor, UserId>;
  /** Has an entry while the directory of channels must be told this channel's state. */
  readonly directory: Outbox;
  /** In a DM: the reports that whoever runs the deployment must still get, by their number. */
  readonly dmReports: Outbox;
  /** Files that are no longer part of the room, and still have to be deleted from the bucket. */
  readonly files: Outbox<null, FileTarget>;
  readonly #sql: Sql;

  constructor(sql: Sql, chance: Chance = systemChance) {
    this.#sql = sql;
    this.info = new RoomInfoTable(sql);
    this.messages = new Messages(sql);
    this.changes = new ChangeTable(sql);
    this.members = new MemberTable(sql);
    this.bans = new BanTable(sql);
    this.consent = new ConsentTables(sql);
    this.receipts = new ReceiptTable(sql);
    this.links = new InviteLinkTable(sql);
    this.requests = new JoinRequestTable(sql);
    this.reports = new ReportTable(sql);
    this.audit = new AuditTable(sql);
    this.fanOut = new FanOutTable(sql);
    const outbox = new OutboxSql(sql);
    this.inboxes = new Outbox(outbox, { ...chance, topic: "inboxes", merge: earlier });
    this.directory = new Outbox(outbox, { ...chance, topic: "directory" });
    this.dmReports = new Outbox(outbox, { ...chance, topic: "report" });
    this.files = new Outbox(outbox, { ...chance, topic: "file" });
  }

  /** Whether a room was ever created here. Asking makes no tables, so a stray id leaves nothing behind. */
  exist(): boolean {
    return versionOf(this.#sql, ROOM_SCHEMA) > 0;
  }

  /** Whether newer code has written these tables, and a deploy was rolled back since. */
  areNewer(): boolean {
    return isNewer(this.#sql, ROOM_SCHEMA);
  }

  /** Brings the tables to the version this code knows, or makes them. */
  migrate(): void {
    migrate(this.#sql, ROOM_SCHEMA);
  }

  get log(): LogTable {
    return this.messages.log;
  }

  transaction<T>(work: () => T): T {
    return this.#sql.transaction(work);
  }
}
