import { numbers } from "../plural.ts";

const n = numbers("en");

/** What a user reads when a request is refused. */
export const refusals = {
  tooOften: (wait: string) => `That was too often. Please try again in ${wait}.`,
  seconds: (count: number) => n(count, { one: "# second", other: "# seconds" }),
  unknown: "That did not work. Please try again.",
  /** Only those that can be explained better here than in the protocol's table of codes. */
  byCode: {
    wrong_credentials: "That handle and password do not go together.",
    handle_taken: "Somebody already has that handle. Try another one.",
    unavailable: "The server cannot be reached. Check your connection and try again.",
    internal: "Something went wrong on our side. Please try again.",
    last_owner: "You are the last owner. Somebody else has to become one before you can leave.",
  } as Readonly<Record<string, string>>,
};
