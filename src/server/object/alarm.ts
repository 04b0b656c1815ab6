/** An object has one alarm for all that waits: it goes off for what is due first. `at` in Unix milliseconds. */
export async function alarmBy(storage: DurableObjectStorage, at: number): Promise<void> {
  const set = await storage.getAlarm();
  if (set === null || set > at) await storage.setAlarm(at);
}
