/** Calls to other objects under way at once. */
const CALLS_AT_ONCE = 50;

/** Asks many objects the same. Those that could not be asked, or had no answer, are left out. */
export async function askEach<Id, Answer>(
  ids: readonly Id[],
  ask: (id: Id) => Promise<Answer | undefined>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let start = 0; start < ids.length; start += CALLS_AT_ONCE) {
    const settled = await Promise.allSettled(ids.slice(start, start + CALLS_AT_ONCE).map(ask));
    for (const one of settled)
      if (one.status === "fulfilled" && one.value !== undefined) answers.push(one.value);
  }
  return answers;
}
