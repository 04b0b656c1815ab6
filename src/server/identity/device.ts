/** What a device is called in the list of signed-in devices. */
export interface Device {
  /** The browser, or the kind of program. */
  readonly client: string;
  /** The operating system. */
  readonly system: string;
}

// The first match counts: most browsers also claim to be the ones they descend from.
const CLIENTS: readonly (readonly [RegExp, string])[] = [
  [/\bEdgA?\/|\bEdgiOS\//, "Edge"],
  [/\bOPR\/|\bOPT\//, "Opera"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\bVivaldi\//, "Vivaldi"],
  [/\bFirefox\/|\bFxiOS\//, "Firefox"],
  [/\b(?:Headless)?Chrome\/|\bCriOS\/|\bChromium\//, "Chrome"],
  [/\bSafari\//, "Safari"],
  [/^node$|\bundici\b|\bNode\.js\b/i, "Node"],
  [/^curl\//, "curl"],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\biPhone\b|\biPod\b/, "iPhone"],
  [/\biPad\b/, "iPad"],
  [/\bAndroid\b/, "Android"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bWindows\b/, "Windows"],
  [/\bMacintosh\b|\bMac OS X\b/, "macOS"],
  [/\bLinux\b|\bX11\b/, "Linux"],
];

/**
 * What a User-Agent header says. Only names from the lists above come out of it, so nothing a stranger
 * made up is ever stored or shown; a name is empty if it is not known.
 */
export function deviceOf(userAgent: string | undefined): Device {
  const named = (list: typeof CLIENTS): string =>
    list.find(([pattern]) => pattern.test(userAgent ?? ""))?.[1] ?? "";
  return { client: named(CLIENTS), system: named(SYSTEMS) };
}

/** A device in a few words, for a list. */
export const nameOfDevice = ({ client, system }: Device): string =>
  [client, system].filter((part) => part !== "").join(", ") || "Passkey";
