/** One message in a log of the IRC disentanglement corpus. */
export interface LogLine {
  /** Its line in the file, counted from 0 as in the annotations. */
  readonly line: number;
  readonly nick: string;
  readonly text: string;
  /** Minutes since the midnight before the log begins. */
  readonly minute: number;
  /** The line this one answers, if that is a message. */
  readonly answers?: number;
  /** Nicks mentioned at the start of the text. */
  readonly mentions: readonly string[];
}

export interface Log {
  /** In the order of the file. */
  readonly lines: readonly LogLine[];
  /** Lines that are not messages: joins, leaves, new names. */
  readonly notices: number;
  /** Messages without a text. */
  readonly silent: number;
}

const HALF_DAY = 12 * 60;

const MESSAGE = /^\[(\d\d):(\d\d)\] <([^>]+)>(?: (.*))?$/s;
const ACTION = /^\[(\d\d):(\d\d)\] {1,2}\* (\S+) (.*)$/s;

/**
 * Reads a log and its annotations. `[03:41] <nick> text` is a message, `[03:41]  * nick text` an
 * action, which becomes `*text*`, as chat without `/me` writes it. All else is a notice. `A B -`
 * in the annotations says that line B answers line A; where B answers several, the nearest counts.
 */
export function readLog(raw: Uint8Array, annotations = ""): Log {
  const rows = splitLines(raw).map(decode);
  const spoken = rows.map(read);
  const nicks = new Map<string, string>();
  for (const row of spoken) if (row) nicks.set(row.nick.toLowerCase(), row.nick);
  const answers = readAnnotations(annotations);

  const lines: LogLine[] = [];
  let [minute, halfDays, notices, silent] = [0, 0, 0, 0];
  for (const [line, row] of spoken.entries()) {
    if (!row) notices++;
    else if (row.text.trim() === "") silent++;
    else {
      // Some logs have a 12-hour clock. A clock that was set back by an hour or less does not start a new half day.
      const clock = row.hour * 60 + row.minute;
      while (clock + halfDays * HALF_DAY < minute - 60) halfDays++;
      minute = clock + halfDays * HALF_DAY;
      const answered = (answers.get(line) ?? []).filter((earlier) => spoken[earlier]?.text.trim()).at(-1);
      lines.push({
        line,
        nick: row.nick,
        text: row.text,
        minute,
        mentions: mentionsIn(row.text, nicks),
        ...(answered !== undefined && { answers: answered }),
      });
    }
  }
  return { lines, notices, silent };
}

function splitLines(raw: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  let from = 0;
  for (let end = raw.indexOf(10); end >= 0; end = raw.indexOf(10, from)) {
    lines.push(raw.subarray(from, end));
    from = end + 1;
  }
  return from < raw.length ? [...lines, raw.subarray(from)] : lines;
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A line is UTF-8 or, if that is impossible, Latin-1: IRC carries bytes without an encoding. */
function decode(bytes: Uint8Array): string {
  const line = bytes.at(-1) === 13 ? bytes.subarray(0, -1) : bytes;
  try {
    return utf8.decode(line);
  } catch {
    return Buffer.from(line).toString("latin1");
  }
}

function read(row: string): { hour: number; minute: number; nick: string; text: string } | undefined {
  const [, hour, minute, nick, text = ""] = MESSAGE.exec(row) ?? [];
  if (nick !== undefined) return { hour: Number(hour), minute: Number(minute), nick, text };
  const [, actionHour, actionMinute, actor, action] = ACTION.exec(row) ?? [];
  if (actor === undefined) return undefined;
  return { hour: Number(actionHour), minute: Number(actionMinute), nick: actor, text: `*${action}*` };
}

/** For each line, the earlier lines it answers, in order. */
function readAnnotations(annotations: string): Map<number, number[]> {
  const answers = new Map<number, number[]>();
  for (const row of annotations.split("\n")) {
    const [earlier, later] = row.trim().split(/\s+/).map(Number);
    if (earlier === undefined || later === undefined || !(earlier < later)) continue; // `A A -` begins a conversation.
    answers.set(
      later,
      [...(answers.get(later) ?? []), earlier].sort((a, b) => a - b),
    );
  }
  return answers;
}

/** `ann: text`, `ann, text`, `ann, ben: text`: people of this log, in whatever case they are written. */
function mentionsIn(text: string, nicks: ReadonlyMap<string, string>): string[] {
  const found = new Set<string>();
  const start = /([^\s:,]+)[:,]\s*/y;
  for (let match = start.exec(text); match; match = start.exec(text)) {
    const nick = nicks.get((match[1] ?? "").toLowerCase());
    if (nick === undefined) break;
    found.add(nick);
  }
  return [...found];
}
