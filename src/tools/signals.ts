/** Calls `stop` at Ctrl-C, when asked to end, and when npm, which started this program, has been killed. */
export function stopWhenAsked(stop: () => unknown): void {
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && stop(), 200).unref();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stop());
}
