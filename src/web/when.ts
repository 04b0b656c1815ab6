import { createSignal } from "solid-js";

/** Times as people say them, in the browser's language. */
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: "long" });
const shortWeekday = new Intl.DateTimeFormat(undefined, { weekday: "short" });
const shortDate = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const longDate = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const fullDate = new Intl.DateTimeFormat(undefined, { dateStyle: "long" });
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "short" });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });

/** The present, to the minute: what depends on it is redrawn when it has moved on. */
const [now, setNow] = createSignal(Date.now());
setInterval(() => setNow(Date.now()), 60_000);

export { now };

export const timeOfDay = (time: number): string => clock.format(time);
export const exactTime = (time: number): string => exact.format(time);

/** A day as a number that grows by one each local midnight. */
export const dayOf = (time: number): number => {
  const date = new Date(time);
  return Math.floor(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000);
};

const capital = (text: string): string => text.charAt(0).toLocaleUpperCase() + text.slice(1);

/** "Today", "Yesterday", "Monday", "Monday, 3 March", "3 March 2025". */
export function dayLabel(time: number, present = now()): string {
  const ago = dayOf(present) - dayOf(time);
  if (ago <= 1) return capital(relative.format(-ago, "day"));
  if (ago < 7) return capital(weekday.format(time));
  return sameYear(time, present) ? capital(longDate.format(time)) : fullDate.format(time);
}

/** As short as a list needs: "now", "5 min", "14:32", "Mon", "3 Mar", "3 March 2025". */
export function ago(time: number, present = now()): string {
  const minutes = Math.floor((present - time) / 60_000);
  if (minutes < 1) return "now";
  if (minutes < 60) return `${minutes} min`;
  const days = dayOf(present) - dayOf(time);
  if (days === 0) return timeOfDay(time);
  if (days < 7) return shortWeekday.format(time);
  return sameYear(time, present) ? shortDate.format(time) : fullDate.format(time);
}

/** When somebody was last there: "last seen 5 min ago", "last seen yesterday at 14:32". */
export function lastSeen(time: number, present = now()): string {
  const minutes = Math.floor((present - time) / 60_000);
  if (minutes < 1) return "last seen just now";
  if (minutes < 60) return `last seen ${minutes} min ago`;
  const days = dayOf(present) - dayOf(time);
  if (days === 0) return `last seen at ${timeOfDay(time)}`;
  if (days === 1) return `last seen yesterday at ${timeOfDay(time)}`;
  return `last seen on ${days < 7 ? weekday.format(time) : ago(time, present)}`;
}

const sameYear = (a: number, b: number): boolean => new Date(a).getFullYear() === new Date(b).getFullYear();
