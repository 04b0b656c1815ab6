const RECENT = "parlor.emoji.recent";
const TONE = "parlor.emoji.tone";
/** Two rows of the picker on a desktop. */
const RECENT_MAX = 16;

/** The emoji last used on this device, the newest first. */
export function recentEmoji(): string[] {
  const kept: unknown = read(RECENT);
  return Array.isArray(kept) ? kept.filter((each) => typeof each === "string").slice(0, RECENT_MAX) : [];
}

export function rememberEmoji(emoji: string): void {
  write(RECENT, [emoji, ...recentEmoji().filter((each) => each !== emoji)].slice(0, RECENT_MAX));
}

/** The skin tone chosen on this device: 0 for none, 1 to 5 from light to dark. */
export function skinTone(): number {
  const kept = read(TONE);
  return typeof kept === "number" && kept >= 0 && kept <= 5 ? Math.trunc(kept) : 0;
}

export const chooseSkinTone = (tone: number): void => write(TONE, tone);

function read(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

function write(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Then the choice has to be made again next time.
  }
}
