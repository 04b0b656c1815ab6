import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const places = [
  // The headless shell is twice as quick.
  "/usr/bin/chromium-headless-shell",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

export function findChromium(): string | undefined {
  const named = process.env.CHROME_PATH;
  return [...(named ? [named] : []), ...places].find((path) => existsSync(path));
}

/** Finds Chromium, or installs Debian's if that is possible without asking. Returns what is wrong, if anything. */
export function ensureChromium(): string | undefined {
  if (findChromium() !== undefined) return undefined;
  const advice = "Install Chromium or Chrome, or set CHROME_PATH to one, for the browser tests.";
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || !existsSync("/usr/bin/apt-get")) return `No Chromium was found. ${advice}`;
  console.error("Installing Chromium …");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  // The emoji font is for the tests that look at emoji.
  const install = [
    "install",
    "-y",
    "-qq",
    "--no-install-recommends",
    "chromium-headless-shell",
    "fonts-noto-color-emoji",
  ];
  let done = spawnSync("apt-get", ["update", "-qq"], { env, encoding: "utf8" });
  if (done.status === 0) done = spawnSync("apt-get", install, { env, encoding: "utf8" });
  return findChromium() === undefined
    ? `Chromium could not be installed. ${advice}\n${done.stderr}`
    : undefined;
}
