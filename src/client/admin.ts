import type { Result } from "../protocol/codes.ts";
import { type AdminEndpointName, adminEndpoints } from "../protocol/endpoints/admin-endpoints.ts";
import type { InputOf, OutputOf } from "../protocol/endpoints.ts";
import type { Parlor } from "./parlor.ts";

/**
 * For those who run a deployment: what `Parlor.call` is for everybody. Its endpoints are described in the API
 * reference under “Running a deployment”. Refused with `not_allowed` unless the user is one of them.
 */
export const callAdmin = <N extends AdminEndpointName>(
  parlor: Pick<Parlor, "request">,
  name: N,
  input: InputOf<(typeof adminEndpoints)[N]>,
): Promise<Result<OutputOf<(typeof adminEndpoints)[N]>>> => parlor.request(adminEndpoints[name], input);
