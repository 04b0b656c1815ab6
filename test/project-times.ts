import type { Reporter, TestModule } from "vitest/node";

/** Files named at the end, of those that took longest. */
const LONGEST = 5;

/** Says at the end where the time of a run went: per project, and in which files. */
export default class ProjectTimes implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const projects = new Map<string, number[]>();
    for (const module of modules) {
      const times = projects.get(module.project.name) ?? [];
      projects.set(module.project.name, [...times, secondsOf(module)]);
    }
    if (projects.size === 0) return;
    const lines = [...projects].map(([name, times]) => {
      const sum = times.reduce((total, each) => total + each, 0);
      return `${name.padEnd(12)} ${sum.toFixed(1).padStart(6)} s in ${times.length} files`;
    });
    const longest = [...modules].sort((a, b) => secondsOf(b) - secondsOf(a)).slice(0, LONGEST);
    const named = longest.map((module) => `${module.relativeModuleId} ${secondsOf(module).toFixed(1)} s`);
    console.log(`\n${lines.join("\n")}\nLongest: ${named.join(", ")}`);
  }
}

/** Its tests, its hooks, and what it imports; that may have been beside other files. */
function secondsOf(module: TestModule): number {
  const { duration, collectDuration } = module.diagnostic();
  return (duration + collectDuration) / 1000;
}
