import type * as z from "zod/mini";

/** The path of what a schema does not accept: `action.emoji`, `mentions.3`. Empty for the whole. */
export function fieldOf(issue: z.core.$ZodIssue | undefined): string {
  if (issue === undefined) return "";
  const unknown = issue.code === "unrecognized_keys" ? issue.keys.slice(0, 1) : [];
  return [...issue.path, ...unknown].join(".");
}
