import { createEffect, createRoot } from "solid-js";
import { storedChoice } from "./stored-choice.ts";

export const themes = ["system", "light", "dark"] as const;
type Theme = (typeof themes)[number];
export const densities = ["comfortable", "compact"] as const;
type Density = (typeof densities)[number];

// Also read by theme.js, before the first paint.
const theme = storedChoice<Theme>("parlor.theme", themes, "system");
const density = storedChoice<Density>("parlor.density", densities, "comfortable");

export const appearance = {
  theme: theme.value,
  chooseTheme: theme.choose,
  density: density.value,
  chooseDensity: density.choose,
} as const;

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
