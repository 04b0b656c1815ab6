import type { AdminEndpointName } from "../../protocol/endpoints/admin-endpoints.ts";
import type { EndpointName, Request } from "../../protocol/endpoints.ts";
import { SEARCH_POINTS } from "../../protocol/limits.ts";
import type { Spending } from "../inbox/allowances.ts";

/** The points of each kind that a request costs the user who makes it. */
export type Cost = Readonly<Partial<Record<Spending, number>>>;

/** A request costs this unless the table says otherwise. */
const PLAIN: Cost = { read: 1 };

const SEARCH: Cost = { read: SEARCH_POINTS };

/** Ids that are looked up for one point. */
const IDS_PER_POINT = 10;

const lookUp = (count: number): Cost => ({ read: 1 + Math.floor(count / IDS_PER_POINT) });
const reach = (points: number): Cost => ({ read: 1, reach: points });

/**
 * What is dearer than a plain request: searches read many rows of D1, and the rest makes other objects work, a
 * point for about each of them. What a long answer costs beyond this is charged once its length is known.
 */
const costs: { readonly [N in EndpointName]?: (request: Request<N>) => Cost } = {
  searchRoom: () => SEARCH,
  // The rooms it asks are charged once it is known how many they are.
  search: () => SEARCH,
  people: () => SEARCH,
  channels: () => SEARCH,
  members: ({ query }) => (query.q === undefined ? PLAIN : SEARCH),
  membersByHandle: ({ query }) => lookUp(query.handles.length),
  peopleById: ({ query }) => lookUp(query.ids.length),
  // Writes the words by which the person is found.
  editMe: () => reach(5),
  presence: () => reach(1),
  openDm: () => reach(4),
  createRoom: ({ body }) => reach(3 + body.members.length),
  invite: ({ body }) => reach(1 + body.user_ids.length),
  join: () => reach(3),
  joinByLink: () => reach(3),
  leave: () => reach(3),
  createLink: () => reach(1),
  deleteRoom: () => reach(10),
};

/** Those of the admins read many rows, and end what may be open in many rooms. */
const adminCosts: { readonly [N in AdminEndpointName]?: Cost } = {
  adminUsers: SEARCH,
  deploymentNumbers: SEARCH,
  suspend: reach(5),
  signUserOut: reach(5),
  decideReport: reach(7),
};

export type AnyEndpointName = EndpointName | AdminEndpointName;

export function costOf(name: AnyEndpointName, request: unknown): Cost {
  const ofAdmins = (adminCosts as Readonly<Partial<Record<AnyEndpointName, Cost>>>)[name];
  // The table ties a name to its request; TypeScript cannot follow that through the look-up.
  const cost = (costs as Readonly<Partial<Record<AnyEndpointName, (request: unknown) => Cost>>>)[name];
  return ofAdmins ?? cost?.(request) ?? PLAIN;
}
