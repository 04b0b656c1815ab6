import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Action } from "../../../src/protocol/actions.ts";
import { type EndpointName, endpoints } from "../../../src/protocol/endpoints.ts";
import type { UserId } from "../../../src/protocol/ids.ts";
import { rules } from "../../../src/protocol/policy.ts";
import { RoomUp } from "../../../src/protocol/room-frames.ts";
import { asId } from "../../as-id.ts";
import { Asker, type Outcome } from "./asking.ts";
import {
  type Asked,
  actions,
  covered,
  ELSEWHERE,
  type Expected,
  frames,
  reading,
  routes,
  socket,
} from "./operations.ts";
import {
  inPolicy,
  isChanged,
  makeScene,
  type Scene,
  SITUATIONS,
  type Situation,
  STANDINGS,
  type StandingName,
  someone,
} from "./scenes.ts";

/**
 * Who may do what, tried for real: in each situation the subject asks for everything there is, and
 * each answer is compared with what the policy's table says. What was refused must have changed
 * nothing, what was allowed must have done something.
 */

const NEWCOMER = someone();
/** Somebody new for each situation: all that is asked would be more than one user may ask at once. */
let subject_id: UserId;
let subject: Asker;
let source: Scene;

beforeAll(async () => {
  await env.DB.prepare(
    "INSERT INTO users (user_id, handle, name, color, created_at) VALUES (?1, ?1, ?1, '#000000', 0)",
  )
    .bind(NEWCOMER)
    .run();
});
beforeEach(async () => {
  subject_id = someone();
  subject = await Asker.as(subject_id);
  source = await makeScene({ kind: "group", state: "open", standing: "member" }, subject_id);
});

// ---- asking ---------------------------------------------------------------------------------------

/** By frame, the socket must have let one in first; what is not answered is refused in silence. */
const overSocket =
  (expected: Expected, isAnswered = true): Case["expected"] =>
  (standing, room) => {
    const refusal = expected(standing, room);
    return socket(standing, room) ?? (refusal && !isAnswered ? "silence" : refusal);
  };

/** One thing to ask: how, and what must come of it. */
interface Case extends Pick<Asked<unknown>, "changes"> {
  readonly name: string;
  readonly expected: (...asked: Parameters<Expected>) => Outcome | undefined;
  readonly ask: (scene: Scene) => Promise<Outcome>;
}

const endpointOf = (name: string): EndpointName => name.split(" ")[0] as EndpointName;

function cases(): Case[] {
  const asFrame = (action: object): RoomUp => ({
    type: "action",
    client_id: asId(uuidv7()),
    action: action as Action,
  });
  return [
    ...Object.entries(routes(NEWCOMER, source)).map(([name, { what, ...rest }]) => ({
      name: `HTTP ${name}`,
      ...rest,
      ask: (scene: Scene) => subject.call(endpointOf(name), scene, what(scene)),
    })),
    {
      name: "HTTP forward out of it",
      expected: reading,
      changes: false,
      ask: ({ room_id }: Scene) =>
        subject.call("forward", source, { client_id: asId(uuidv7()), from_room_id: room_id, message_id: 2 }),
    },
    ...Object.entries(actions).flatMap(([name, { what, expected, changes }]) => [
      {
        name: `HTTP action ${name}`,
        expected,
        changes,
        ask: (scene: Scene) => subject.call("applyAction", scene, { action: what(scene) }),
      },
      {
        name: `frame action ${name}`,
        expected: overSocket(expected),
        changes,
        ask: (scene: Scene) => subject.transmit(scene, asFrame(what(scene))),
      },
    ]),
    ...Object.entries(frames).map(([name, { what, expected, changes }]) => ({
      name: `frame ${name}`,
      expected: overSocket(expected, name !== "typing" && name !== "receipt"),
      changes,
      ask: (scene: Scene) => subject.transmit(scene, what(scene)),
    })),
  ];
}

// ---- comparing ------------------------------------------------------------------------------------

type Told = Record<string, string>;

/** Asks for one thing in a room of its own, where it is to change something. */
async function inOwnRoom(situation: Situation, ask: Case["ask"]): Promise<string> {
  const scene = await makeScene(situation, subject_id);
  const outcome = await ask(scene);
  return outcome + ((await isChanged(scene)) ? ", changed" : "");
}

/** Asks for all that must change nothing, in one room. Only where something did is it worth looking what it was. */
async function inOneRoom(situation: Situation, asked: readonly Case[], isClose = false): Promise<Told> {
  let scene = await makeScene(situation, subject_id);
  const got: Told = {};
  for (const { name, ask } of asked) {
    got[name] = await ask(scene);
    if (!isClose || !(await isChanged(scene))) continue;
    got[name] += ", changed";
    scene = await makeScene(situation, subject_id);
  }
  return !isClose && (await isChanged(scene)) ? inOneRoom(situation, asked, true) : got;
}

/** Strictness is tried with what it is about: all else is as in an open room. */
function isTried(situation: Situation, { expected }: Case): boolean {
  if (situation.state !== "strict") return true;
  return (Object.keys(STANDINGS) as StandingName[]).some((standing) => {
    const [person, room] = inPolicy({ ...situation, standing });
    return expected(person, room) !== expected(...inPolicy({ ...situation, standing, state: "open" }));
  });
}

describe.each(SITUATIONS)("ACTION3: in a $kind that is $state, $standing", (situation: Situation) => {
  it("may do what the table says, and nothing else", async () => {
    const [standing, room] = inPolicy(situation);
    const tried = cases().filter((each) => isTried(situation, each));
    const all = tried.map((each) => ({ ...each, refusal: each.expected(standing, room) }));
    const isToChange = ({ refusal, changes }: (typeof all)[number]) =>
      refusal === undefined && (changes === true || (changes === "for strangers" && !standing.role));
    const wanted = all.map((each) => [
      each.name,
      (each.refusal ?? "ok") + (isToChange(each) ? ", changed" : ""),
    ]);
    const quiet = all.filter((each) => !isToChange(each));
    // Two rooms, since one counts how fast actions come.
    const [http, frames] = [true, false].map((isHttp) =>
      quiet.filter(({ name }) => name.startsWith("HTTP") === isHttp),
    );
    const got = await Promise.all([
      inOneRoom(situation, http ?? []),
      inOneRoom(situation, frames ?? []),
      ...all
        .filter(isToChange)
        .map(async ({ name, ask }): Promise<Told> => ({ [name]: await inOwnRoom(situation, ask) })),
    ]);
    expect(Object.assign({}, ...got)).toEqual(Object.fromEntries(wanted));
  });
});

describe("the matrix is complete", () => {
  const typesOf = (union: {
    def: { options: readonly { shape: { type: { def: { values: unknown[] } } } }[] };
  }) => union.def.options.map(({ shape }) => String(shape.type.def.values[0])).sort();
  const firstWords = (names: readonly string[]) => [
    ...new Set(names.map((name) => name.split(" ")[0] ?? "")),
  ];

  it("has each action, each frame, each endpoint and each line of the policy", () => {
    const actionTypes = [...new Set(Object.values(actions).map(({ what }) => (what(source) as Action).type))];
    expect(actionTypes.sort()).toEqual(typesOf(Action as never));
    expect([...firstWords(Object.keys(frames)), "action"].sort()).toEqual(typesOf(RoomUp as never));
    const tried = firstWords(Object.keys(routes(NEWCOMER, source)));
    expect([...tried, ...ELSEWHERE].sort()).toEqual(Object.keys(endpoints).sort());
    expect([...covered].sort()).toEqual(Object.keys(rules).sort());
  });
});
