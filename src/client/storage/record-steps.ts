/**
 * How records of pending items were written by earlier versions, and what brings them up to date. What
 * is not sent yet must outlive every update of the app, so steps are only ever added. Each record carries
 * the number of steps it has behind it (`form`), so a tab that still runs old code may write beside one
 * that runs new code, and nothing is lost if an update is rolled back: a record with a higher number is
 * left alone until code that knows it runs again.
 */

const OLD_ACTION = "act";

type StoredRecord = Readonly<Record<string, unknown>>;

const steps: readonly ((record: StoredRecord) => StoredRecord)[] = [
  // 1: 0.1.0 called an action `act`, and some types had other names.
  ({ [OLD_ACTION]: action, ...record }) =>
    isRecord(action) ? { ...record, action: withNewType(action) } : record,
];

const NEW_TYPES: StoredRecord = {
  set_room: "update_room",
  star: "save",
  forget_thread: "dismiss_thread",
  set: "update_settings",
};

const withNewType = (action: StoredRecord): StoredRecord => ({
  ...action,
  type: NEW_TYPES[String(action.type)] ?? action.type,
});

/** The form in which records are written now. */
export const RECORD_FORM = steps.length;

/** A record as it would be written now; undefined for something else, and for a record of a later form. */
export function upToDate(record: unknown): StoredRecord | undefined {
  if (!isRecord(record)) return undefined;
  const { form = 0, ...found } = record;
  if (typeof form !== "number" || form > RECORD_FORM) return undefined;
  return steps.slice(form).reduce((before, step) => step(before), found);
}

const isRecord = (value: unknown): value is StoredRecord => typeof value === "object" && value !== null;
