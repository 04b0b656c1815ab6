/**
 * Seeds that once failed, and what they showed. A change of the simulation may make one harmless;
 * what it showed has a test of its own as well.
 */
export const knownSeeds: readonly { readonly seed: number; readonly showed: string }[] = [
  { seed: 9797519, showed: "an answer to a retry hid what the round that was running had left out" },
  { seed: 10, showed: "what was typed into a room after a removal waited for ever" },
  {
    seed: 569,
    showed: "fan-out to an inbox that failed once waits minutes where others of the room fail too",
  },
  { seed: 1651, showed: "a repeated frame brought back a room that had been left since" },
  {
    seed: 1677,
    showed: "fan-out of a room read anew went on with the old one's memory, and forgot who had left",
  },
  { seed: 2, showed: "one lost call left a person's presence unknown until the lease was renewed" },
  { seed: 4, showed: "a thread whose page did not come stayed incomplete while the connection held" },
  { seed: 9, showed: "a debt noted while a round was under way hid what that round could not tell" },
  { seed: 101, showed: "whoever was no longer blocked still saw nobody there" },
  { seed: 122, showed: "a mention was lost to whoever got a new role just after it and could not be told" },
  { seed: 846, showed: "who had marked as unread, left and came back found all unread from before the mark" },
  { seed: 1541, showed: "a room stayed closed to who was back in, where its refusal was late" },
  { seed: 1150, showed: "who hid for a moment stayed hidden where the two reports overtook each other" },
  { seed: 3690, showed: "of two devices that asked at once how somebody is, one was shown nothing" },
  { seed: 4332, showed: "who hid stayed there for watchers where the clock of their inbox had gone back" },
  {
    seed: 3663,
    showed:
      "a thread was expected to be read still for who left the room and came back, which it need not be",
  },
  {
    seed: 3136,
    showed: "a send that was refused, and taken when the network repeated it, was expected to keep its place",
  },
];
