/** Sets the alarm to a time (Unix milliseconds), unless it rings earlier anyway. */
export async function alarmBy(storage: DurableObjectStorage, at: number): Promise<void> {
  const set = await storage.getAlarm();
  if (set === null || set > at) await storage.setAlarm(at);
}
