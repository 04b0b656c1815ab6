import { createMemo, createRoot, createSignal } from "solid-js";
import { locale, words } from "./language.ts";

/** Times as people say them, in the language of the app. */
const FORMATS = {
  clock: { timeStyle: "short" },
  weekday: { weekday: "long" },
  shortWeekday: { weekday: "short" },
  shortDate: { day: "numeric", month: "short" },
  longDate: { weekday: "long", day: "numeric", month: "long" },
  fullDate: { dateStyle: "long" },
  exact: { dateStyle: "full", timeStyle: "short" },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

/** Created when first needed: each costs some milliseconds at startup. */
const formats = createRoot(() => createMemo(() => formatsOf(locale())));

function formatsOf(language: string) {
  const made = new Map<keyof typeof FORMATS, Intl.DateTimeFormat>();
  let relative: Intl.RelativeTimeFormat | undefined;
  return {
    date(how: keyof typeof FORMATS, time: number): string {
      const format = made.get(how) ?? new Intl.DateTimeFormat(language, FORMATS[how]);
      made.set(how, format);
      return format.format(time);
    },
    relative(count: number, unit: Intl.RelativeTimeFormatUnit): string {
      relative ??= new Intl.RelativeTimeFormat(language, { numeric: "auto" });
      return relative.format(count, unit);
    },
  };
}

const written = (how: keyof typeof FORMATS, time: number): string => formats().date(how, time);

let clock = (): number => Date.now();
/** The time at this moment, in Unix milliseconds. */
export const present = (): number => clock();

/** The current time, updated every minute. Whatever depends on it is redrawn. */
const [now, setNow] = createSignal(present());
const look = (): void => void setNow(present());
setInterval(look, 60_000);

/** From here on the time is that of another clock than the device's. Returns what to call when that was set. */
export function followClock(other: () => number): () => void {
  clock = other;
  look();
  return look;
}

export { now };

export const timeOfDay = (time: number): string => written("clock", time);
export const fullDate = (time: number): string => written("fullDate", time);
/** A moment in the near future, with its day unless that is today. */
export const momentOf = (time: number, present = now()): string =>
  dayOf(time) === dayOf(present) ? timeOfDay(time) : `${written("weekday", time)}, ${timeOfDay(time)}`;
export const exactTime = (time: number): string => written("exact", time);

/** A day as a number that grows by one at each local midnight. */
export const dayOf = (time: number): number => {
  const date = new Date(time);
  return Math.floor(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000);
};

const capital = (text: string): string => text.charAt(0).toLocaleUpperCase() + text.slice(1);

/** "Today", "Yesterday", "Monday", "Monday, 3 March", "3 March 2025". */
export function dayLabel(time: number, present = now()): string {
  const ago = dayOf(present) - dayOf(time);
  if (ago <= 1) return capital(formats().relative(-ago, "day"));
  if (ago < 7) return capital(written("weekday", time));
  return sameYear(time, present) ? capital(written("longDate", time)) : written("fullDate", time);
}

/** As short as a list needs it: "now", "5 min", "14:32", "Mon", "3 Mar", "3 March 2025". */
export function ago(time: number, present = now()): string {
  const minutes = Math.floor((present - time) / 60_000);
  if (minutes < 1) return words().times.now;
  if (minutes < 60) return words().times.minutes(minutes);
  const days = dayOf(present) - dayOf(time);
  if (days === 0) return timeOfDay(time);
  if (days < 7) return written("shortWeekday", time);
  return sameYear(time, present) ? written("shortDate", time) : written("fullDate", time);
}

/** How long ago something was, in full words: "now", "5 minutes ago", "yesterday", "3 March 2025". */
export function agoInWords(time: number, present = now()): string {
  const minutes = Math.max(0, Math.floor((present - time) / 60_000));
  if (minutes < 1) return formats().relative(0, "second");
  if (minutes < 60) return formats().relative(-minutes, "minute");
  const days = dayOf(present) - dayOf(time);
  if (days === 0) return formats().relative(-Math.floor(minutes / 60), "hour");
  return days < 7 ? formats().relative(-days, "day") : fullDate(time);
}

/** When somebody was last active: "last seen 5 min ago", "last seen yesterday at 14:32". */
export function lastSeen(time: number, present = now()): string {
  const t = words().times.lastSeen;
  const minutes = Math.floor((present - time) / 60_000);
  if (minutes < 1) return t.justNow;
  if (minutes < 60) return t.minutesAgo(minutes);
  const days = dayOf(present) - dayOf(time);
  if (days === 0) return t.at(timeOfDay(time));
  if (days === 1) return t.yesterday(timeOfDay(time));
  return t.on(days < 7 ? written("weekday", time) : ago(time, present));
}

const sameYear = (a: number, b: number): boolean => new Date(a).getFullYear() === new Date(b).getFullYear();
