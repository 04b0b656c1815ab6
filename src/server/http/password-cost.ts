import { type Cost, passwordCost } from "../identity/password.ts";
import type { Http } from "./answers.ts";

/** What a password hash costs in the deployment that this request has reached. */
export const costOf = ({ env, req }: Http): Cost =>
  passwordCost(env.PASSWORD_COST, new URL(req.url).hostname);
