import { DatabaseSync, type StatementSync } from "node:sqlite";
import { INBOX_SCHEMA } from "../../src/server/inbox/tables/migrations.ts";
import { migrate } from "../../src/server/object/migrations.ts";
import { ROOM_SCHEMA } from "../../src/server/room/tables/migrations.ts";

type Value = string | number | null;
type Statement = { readonly prepared: StatementSync; readonly writes: boolean; readonly returns: boolean };

type Kind = "room" | "inbox";
const schemas = { room: ROOM_SCHEMA, inbox: INBOX_SCHEMA };

/** Databases of finished runs, emptied: making tables anew costs more than the rest of a run. */
const pool: Record<Kind, Database[]> = { room: [], inbox: [] };

/** One SQLite database with its statements. */
class Database {
  readonly db = new DatabaseSync(":memory:");
  readonly #statements = new Map<string, Statement>();

  prepare(query: string): Statement {
    let statement = this.#statements.get(query);
    if (!statement) {
      const writes = /^\s*(?:INSERT|UPDATE|DELETE|REPLACE)/i.test(query);
      statement = {
        prepared: this.db.prepare(query),
        writes,
        returns: !writes || /\bRETURNING\b/i.test(query),
      };
      this.#statements.set(query, statement);
    }
    return statement;
  }

  /**
   * It has its tables: a run must not differ by whether its databases are new. There is a transaction open at all
   * times: what is on the disk is what was committed.
   */
  constructor(kind: Kind) {
    const { db } = this;
    migrate(
      {
        exec: <Row>(query: string, ...values: Value[]) => db.prepare(query).all(...values) as Row[],
        run: (query, ...values) => Number(db.prepare(query).run(...values).changes),
        transaction: (work) => work(),
      },
      schemas[kind],
    );
    db.exec("BEGIN");
  }

  /** The tables stay, and the note of which version they are. */
  empty(): void {
    const tables = this.prepare(
      "SELECT name, type FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite%' AND name <> 'schema_version'",
    ).prepared.all() as { name: string; type: "table" | "virtual" | "shadow" }[];
    for (const { name, type } of tables) {
      // An index empties the tables behind it by itself.
      if (type === "table") this.prepare(`DELETE FROM ${name}`).prepared.all();
      if (type === "virtual")
        this.prepare(`INSERT INTO ${name} (${name}) VALUES ('delete-all')`).prepared.run();
    }
    this.db.exec("COMMIT; BEGIN");
  }
}

/**
 * What one Durable Object keeps. Writes are in the database at once, but on the disk only after
 * `flush`: until then a crash undoes them.
 */
export class Disk {
  readonly #kind: Kind;
  readonly #database: Database;
  #depth = 0;
  #isDirty = false;
  /** Grows with each write and each undoing: what was read at one version is so until the next. */
  version = 0;
  /** Called when the first write after a flush happens. */
  onDirty = (): void => {};
  /** Asked before each write; may throw what a full disk would. */
  beforeWrite = (_isInTransaction: boolean): void => {};

  /** Disks of one kind hold the same tables. */
  constructor(kind: Kind) {
    this.#kind = kind;
    this.#database = pool[kind].pop() ?? new Database(kind);
  }

  get isDirty(): boolean {
    return this.#isDirty;
  }

  exec(query: string, ...values: Value[]): { toArray(): object[]; readonly rowsWritten: number } {
    const { prepared, writes, returns } = this.#database.prepare(query);
    if (writes) this.willWrite();
    if (!returns) return { toArray: () => [], rowsWritten: Number(prepared.run(...values).changes) };
    const rows = prepared.all(...values) as object[];
    return { toArray: () => rows, rowsWritten: writes ? rows.length : 0 };
  }

  /** For what is kept beside the tables: the alarm. */
  willWrite(): void {
    this.beforeWrite(this.#depth > 0);
    this.version++;
    if (this.#isDirty) return;
    this.#isDirty = true;
    this.onDirty();
  }

  transaction<T>(work: () => T): T {
    const level = `level_${this.#depth++}`;
    this.#database.db.exec(`SAVEPOINT ${level}`);
    try {
      const result = work();
      this.#database.db.exec(`RELEASE ${level}`);
      return result;
    } catch (error) {
      this.version++;
      this.#database.db.exec(`ROLLBACK TO ${level}; RELEASE ${level}`);
      throw error;
    } finally {
      this.#depth--;
    }
  }

  flush(): void {
    this.#database.db.exec("COMMIT; BEGIN");
    this.#isDirty = false;
  }

  undo(): void {
    this.version++;
    this.#database.db.exec("ROLLBACK; BEGIN");
    this.#isDirty = false;
  }

  /** Gives the database back for another run. */
  release(): void {
    this.undo();
    this.#database.empty();
    pool[this.#kind].push(this.#database);
  }
}
