import { storedChoice } from "../state/stored-choice.ts";

/** What this device does about new messages. `unasked`: the user has not decided yet. */
const desktop = storedChoice("parlor.notifications", ["unasked", "on", "off"], "unasked");
const sound = storedChoice("parlor.sound", ["on", "off"], "off");

export const desktopChoice = desktop.value;
export const soundChoice = sound.value;
export const chooseSound = sound.choose;
export const chooseDesktop = desktop.choose;
