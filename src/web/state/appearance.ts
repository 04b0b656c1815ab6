import { createEffect, createRoot } from "solid-js";
import type { RoomKind } from "../../protocol/ids.ts";
import { storedChoice } from "./stored-choice.ts";

export const themes = ["system", "light", "dark"] as const;
type Theme = (typeof themes)[number];
export const densities = ["comfortable", "compact"] as const;
type Density = (typeof densities)[number];
/** How messages are drawn: as bubbles on two sides, or as lines from one, with or without room between them. */
export const layouts = ["bubbles", "comfortable", "compact"] as const;
export type Layout = (typeof layouts)[number];

// Also read by theme.js, before the first paint.
const theme = storedChoice<Theme>("parlor.theme", themes, "system");
const density = storedChoice<Density>("parlor.density", densities, "comfortable");
const dmLayout = storedChoice<Layout>("parlor.layout.dm", layouts, "bubbles");
const roomLayout = storedChoice<Layout>("parlor.layout.room", layouts, "comfortable");

export const appearance = {
  theme: theme.value,
  chooseTheme: theme.choose,
  density: density.value,
  chooseDensity: density.choose,
  /** In direct messages. */
  dmLayout: dmLayout.value,
  chooseDmLayout: dmLayout.choose,
  /** In groups and channels. */
  roomLayout: roomLayout.value,
  chooseRoomLayout: roomLayout.choose,
} as const;

export const layoutOf = (kind: RoomKind): Layout =>
  kind === "dm" ? appearance.dmLayout() : appearance.roomLayout();

createRoot(() => {
  const { dataset } = document.documentElement;
  createEffect(() => {
    if (theme.value() === "system") delete dataset.theme;
    else dataset.theme = theme.value();
  });
  createEffect(() => {
    if (density.value() === "compact") dataset.density = "compact";
    else delete dataset.density;
  });
});
