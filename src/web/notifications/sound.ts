/**
 * Two soft notes, synthesised on the spot, so there is nothing to download. Frequencies in Hz, times in
 * seconds.
 */
const NOTES = [
  { frequency: 659.25, at: 0 },
  { frequency: 987.77, at: 0.11 },
] as const;
const LENGTH = 0.5;
const LOUDNESS = 0.08;

let context: AudioContext | undefined;

/** Plays the chime. A browser in which nobody has pressed anything yet stays silent. */
export function chime(): void {
  if (!("AudioContext" in globalThis)) return;
  context ??= new AudioContext();
  const { currentTime, destination } = context;
  void context.resume();
  for (const { frequency, at } of NOTES) {
    const start = currentTime + at;
    const tone = new OscillatorNode(context, { type: "sine", frequency });
    const volume = new GainNode(context, { gain: 0 });
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(LOUDNESS, start + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, start + LENGTH);
    tone.connect(volume).connect(destination);
    tone.start(start);
    tone.stop(start + LENGTH);
  }
}
