import { createMemo, createRoot, createSignal } from "solid-js";
import { locale, words } from "./language/language.ts";

/** Times as people say them, in the language of the app. */
const formats = createRoot(() =>
  createMemo(() => {
    const date = (how: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale(), how);
    return {
      clock: date({ timeStyle: "short" }),
      weekday: date({ weekday: "long" }),
      shortWeekday: date({ weekday: "short" }),
      shortDate: date({ day: "numeric", month: "short" }),
      longDate: date({ weekday: "long", day: "numeric", month: "long" }),
      fullDate: date({ dateStyle: "long" }),
      exact: date({ dateStyle: "full", timeStyle: "short" }),
      relative: new Intl.RelativeTimeFormat(locale(), { numeric: "auto" }),
    };
  }),
);

/** The present, to the minute: what depends on it is redrawn when it has moved on. */
const [now, setNow] = createSignal(Date.now());
setInterval(() => setNow(Date.now()), 60_000);

export { now };

export const timeOfDay = (time: number): string => formats().clock.format(time);
export const fullDate = (time: number): string => formats().fullDate.format(time);
/** A moment soon: with its day, unless that is today. */
export const momentOf = (time: number, present = now()): string =>
  dayOf(time) === dayOf(present) ? timeOfDay(time) : `${formats().weekday.format(time)}, ${timeOfDay(time)}`;
export const exactTime = (time: number): string => formats().exact.format(time);

/** A day as a number that grows by one each local midnight. */
export const dayOf = (time: number): number => {
  const date = new Date(time);
  return Math.floor(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000);
};

const capital = (text: string): string => text.charAt(0).toLocaleUpperCase() + text.slice(1);

/** "Today", "Yesterday", "Monday", "Monday, 3 March", "3 March 2025". */
export function dayLabel(time: number, present = now()): string {
  const ago = dayOf(present) - dayOf(time);
  if (ago <= 1) return capital(formats().relative.format(-ago, "day"));
  if (ago < 7) return capital(formats().weekday.format(time));
  return sameYear(time, present) ? capital(formats().longDate.format(time)) : formats().fullDate.format(time);
}

/** As short as a list needs: "now", "5 min", "14:32", "Mon", "3 Mar", "3 March 2025". */
export function ago(time: number, present = now()): string {
  const minutes = Math.floor((present - time) / 60_000);
  if (minutes < 1) return words().times.now;
  if (minutes < 60) return words().times.minutes(minutes);
  const days = dayOf(present) - dayOf(time);
  if (days === 0) return timeOfDay(time);
  if (days < 7) return formats().shortWeekday.format(time);
  return sameYear(time, present) ? formats().shortDate.format(time) : formats().fullDate.format(time);
}

/** How long ago something was, in whole words: "now", "5 minutes ago", "yesterday", "3 March 2025". */
export function agoInWords(time: number, present = now()): string {
  const { relative } = formats();
  const minutes = Math.max(0, Math.floor((present - time) / 60_000));
  if (minutes < 1) return relative.format(0, "second");
  if (minutes < 60) return relative.format(-minutes, "minute");
  const days = dayOf(present) - dayOf(time);
  if (days === 0) return relative.format(-Math.floor(minutes / 60), "hour");
  return days < 7 ? relative.format(-days, "day") : fullDate(time);
}

/** When somebody was last there: "last seen 5 min ago", "last seen yesterday at 14:32". */
export function lastSeen(time: number, present = now()): string {
  const said = words().times.lastSeen;
  const minutes = Math.floor((present - time) / 60_000);
  if (minutes < 1) return said.justNow;
  if (minutes < 60) return said.minutesAgo(minutes);
  const days = dayOf(present) - dayOf(time);
  if (days === 0) return said.at(timeOfDay(time));
  if (days === 1) return said.yesterday(timeOfDay(time));
  return said.on(days < 7 ? formats().weekday.format(time) : ago(time, present));
}

const sameYear = (a: number, b: number): boolean => new Date(a).getFullYear() === new Date(b).getFullYear();
