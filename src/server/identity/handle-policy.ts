/** Words that only whoever runs a deployment may bear, alone or as a part of a handle: `admin`, `parlor-support`. */
const STAFF_WORDS =
  "admin admins administrator sysadmin superuser root operator staff official moderator moderators " +
  "support helpdesk security system parlor webmaster";
/** The same, but harmless as a part: `bot.lover`. */
const STAFF_HANDLES =
  "mod mods help info team bot service abuse contact postmaster hostmaster noreply no-reply everyone " +
  "channel room server deleted anonymous unknown null";

/**
 * How a handle looks: two with the same skeleton can be taken for each other (UTS 39 §4, confusables.txt of
 * Unicode 17, as far as it is about the characters of a handle; capitals are folded, as in the data `0` is like
 * `O`). D1 computes the same for the column `users.skeleton`; a test compares the two.
 */
export const skeletonOf = (handle: string): string =>
  handle.replaceAll("0", "o").replaceAll("1", "l").replaceAll("m", "rn");

/** Whether a handle poses as that of staff, also where it is spelled with digits that look like letters. */
export function posesAsStaff(handle: string): boolean {
  const forms = [handle, handle.replaceAll(/^\d+|\d+$/g, "")].map(letters);
  const isStaff = (form: string) => [bare(form), ...form.split(/[._-]+/)].some((word) => WORDS.has(word));
  return HANDLES.has(bare(letters(handle))) || forms.some(isStaff);
}

/** What digits stand for in words, by their looks. Broader than a skeleton: no person has to give way to another here. */
const LETTERS: Readonly<Record<string, string>> = {
  0: "o",
  1: "i",
  3: "e",
  4: "a",
  5: "s",
  7: "t",
  8: "b",
  l: "i",
};

const letters = (text: string): string =>
  text
    .replaceAll("rn", "m")
    .replaceAll("vv", "w")
    .replaceAll(/[013-578l]/g, (char) => LETTERS[char] ?? char);
const bare = (text: string): string => text.replaceAll(/[._-]+/g, "");

const WORDS: ReadonlySet<string> = new Set(STAFF_WORDS.split(" ").map(letters));
const HANDLES: ReadonlySet<string> = new Set(STAFF_HANDLES.split(" ").map((word) => bare(letters(word))));
