import { spawn } from "node:child_process";

interface Outcome {
  ok: boolean;
  /** Both streams, in the order in which they came. */
  output: string;
  stdout: string;
}

/** Runs a program to its end and collects what it prints; never throws. */
export function run(program: string, args: string[], env: Record<string, string> = {}): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...env },
    });
    const seen = { output: "", stdout: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      seen.output += text;
      seen.stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      seen.output += text;
    });
    child.on("error", (error) => resolve({ ok: false, output: error.message, stdout: "" }));
    child.on("close", (code) => resolve({ ok: code === 0, ...seen }));
  });
}
