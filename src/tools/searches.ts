import type { Project } from "./projects.ts";

/** A search that takes longer than `npm test` has time for. */
export interface Search {
  readonly about: string;
  /** Where its tests are. Mutants are no tests: they are tried against all that there are. */
  readonly project: Project | "mutants";
  /** Parts of the paths of its test files; without one, the whole project. */
  readonly files: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Variables that an option of `npm run soak` fills, by the name of that option. */
  readonly takes?: Readonly<Partial<Record<OptionName, string>>>;
}

export type OptionName = "seeds" | "from" | "kills" | "mutants" | "in" | "rules" | "minutes";

/**
 * All searches, and all variables that say how much a test does. Without them, a test does what fits into
 * `npm test`.
 *
 * - `PARLOR_SEEDS`: how many seeds of the simulation
 * - `PARLOR_SEED_BASE`: the first of them; the others follow by ones
 * - `PARLOR_KILLS`: how many kills of a server in use
 * - `PARLOR_VIEWS=all`: every view in every size and in both themes
 * - `PARLOR_VAST=full`: everything that is measured in a room of 100,000 messages
 * - `PARLOR_MUTANTS`: so many mutants, chosen by `PARLOR_SEED_BASE`; `PARLOR_MUTANTS_IN`: a part of the paths of
 *   the files to break; `PARLOR_MUTANTS_RULES=yes`: the broken rules of PROTOCOL.md instead;
 *   `PARLOR_MUTANTS_MINUTES`: when to stop
 *
 * Also, `PARLOR_SEED` runs one seed again; a failure prints it.
 */
export const SEARCHES: Readonly<Record<string, Search>> = {
  simulation: {
    about: "thousands of seeds of the simulation, and all rules broken",
    project: "simulation",
    files: [],
    takes: { seeds: "PARLOR_SEEDS", from: "PARLOR_SEED_BASE" },
  },
  faults: {
    about: "hundreds of kills of a server in use",
    project: "fault",
    files: [],
    takes: { kills: "PARLOR_KILLS" },
  },
  views: {
    about: "all views in all sizes and themes",
    project: "browser",
    files: ["test/browser/accessibility"],
    env: { PARLOR_VIEWS: "all" },
  },
  vast: {
    about: "a room of 100,000 messages",
    project: "timed",
    files: ["test/browser/vast"],
    env: { PARLOR_VAST: "full" },
  },
  mutants: {
    about: "small mistakes in the code, one at a time: which of them does no test notice?",
    project: "mutants",
    files: [],
    takes: {
      mutants: "PARLOR_MUTANTS",
      from: "PARLOR_SEED_BASE",
      in: "PARLOR_MUTANTS_IN",
      rules: "PARLOR_MUTANTS_RULES",
      minutes: "PARLOR_MUTANTS_MINUTES",
    },
  },
};
