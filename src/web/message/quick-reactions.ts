const USUAL = ["👍", "❤️", "😂", "🎉", "😮", "🙏"];
/** Of those at hand, how many are the ones used last. */
const RECENT = 2;

/** The reactions at hand: the usual ones, and in the place of the last of them those used last. */
export function quickReactions(recent: readonly string[]): string[] {
  const own = recent.filter((emoji) => !USUAL.includes(emoji)).slice(0, RECENT);
  return [...USUAL.slice(0, USUAL.length - own.length), ...own];
}
