const USUAL = ["👍", "❤️", "😂", "🎉", "😮", "🙏"];
/** How many of the quick reactions are recently used emoji. */
const RECENT = 2;

/** The usual reactions, with recently used emoji in place of the last ones. */
export function quickReactions(recent: readonly string[]): string[] {
  const own = recent.filter((emoji) => !USUAL.includes(emoji)).slice(0, RECENT);
  return [...USUAL.slice(0, USUAL.length - own.length), ...own];
}
