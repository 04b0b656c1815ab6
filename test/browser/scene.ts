import { v7 } from "uuid";
import type { Parlor, RoomHandle } from "../../src/client/index.ts";
import type { RoomId, UserId } from "../../src/protocol/ids.ts";
import type { Content } from "../../src/protocol/message.ts";
import { asId } from "../as-id.ts";
import { quietly, until } from "./talkative.ts";

/** A small world for screenshots: some people, and what they said to each other. */
export interface Scene {
  /** Whose eyes the pictures are seen through. */
  readonly viewer: string;
  /** The ids of some rooms. The viewer rules the gardening channel. */
  readonly rooms: { readonly supper: string; readonly reading: string; readonly gardening: string };
  /** The key of an invite link into the gardening channel. */
  readonly link: string;
  readonly close: () => void;
  /** Jonas begins to type. */
  readonly type: () => void;
}

const cast = [
  { handle: "mara", name: "Mara Lindqvist", color: "#1f6f5c", bio: "Lamps, bread and long walks." },
  { handle: "jonas", name: "Jonas Weber", color: "#b3741b", bio: "Carpenter. Ask me about chairs." },
  { handle: "aiko", name: "Aiko Tanaka", color: "#5f55ad", bio: "" },
  { handle: "priya", name: "Priya Raman", color: "#a8385a", bio: "" },
  { handle: "tomas", name: "Tomás Ferreira", color: "#3c68b0", bio: "" },
  { handle: "zoe", name: "Zoë van der Berg 🌷", color: "#3f7d3a", bio: "" },
  { handle: "ido", name: "עידו כהן", color: "#2b7f9e", bio: "" },
] as const;
type Handle = (typeof cast)[number]["handle"];

/** Who says what; a number in front answers the line so many before. */
type Line = readonly [who: Handle, text: string, answers?: number];

const supper: readonly Line[] = [
  ["jonas", "The long table is done. Eight seats, or ten if nobody minds elbows."],
  ["jonas", "Two coats of oil, so no wine on it before Friday."],
  ["aiko", "It looks wonderful!"],
  ["mara", "Then Saturday it is. Seven o'clock?"],
  ["priya", "Seven is good. I'll bring the big pot and whatever the market has."],
  ["tomas", "🍋🍅🌿"],
  ["zoe", "I have flowers, and a playlist that starts slow."],
  ["ido", "אני מביא חלה ויין. מישהו צריך הסעה מהתחנה?"],
  ["aiko", "Yes please! My train arrives at 18:40.", 1],
  ["mara", "The plan, with the address and the parking: https://example.org/supper/saturday"],
  ["tomas", "@mara the lamp over the stairs is out again, shall I look at it before people arrive?"],
  ["mara", "That would be a kindness. The ladder is behind the door.", 1],
  ["priya", "How many are we now? I count nine."],
  ["jonas", "Ten with your sister.", 1],
  ["zoe", "Ten it is. Elbows in, everyone 😄"],
];
const jonas: readonly Line[] = [
  ["jonas", "Did the new signs arrive?"],
  ["mara", "They did, and they look lovely. The brass one is a bit crooked, but nobody will notice."],
  ["jonas", "I noticed 😄"],
  ["mara", "Then you are hanging it."],
  [
    "jonas",
    "Deal. Tomorrow at nine? I'll bring the long ladder, and that drill your brother never gave back.",
  ],
  ["mara", "Nine is fine. Coffee will be ready."],
];
const garden: readonly Line[] = [
  ["priya", "The tomatoes by the south wall are ready. Please take some."],
  ["zoe", "First tulips are out. Come and see, @mara!"],
];

const circle: readonly Line[] = [
  ["aiko", "Next month's book is chosen: The Summer Book. It is short, and there is an island in it."],
  ["jonas", "I have two copies, one can go round."],
  ["mara", "Wonderful. I will bring the lamp for the dark corner."],
  ["tomas", "Is this the room for complaints about chairs?"],
  [
    "priya",
    "I am reading it to my neighbour, who likes the grandmother best. She says that nobody in books is ever that honest.",
  ],
];

/** Makes it all on a fresh server. */
export async function setScene(url: string): Promise<Scene> {
  const people = new Map<Handle, Parlor>();
  const ids = new Map<Handle, UserId>();
  for (const { handle, name, color, bio } of cast) {
    const parlor = await quietly(url, name, handle);
    const me = await parlor.call("editMe", { color, bio });
    if (!me.ok) throw new Error(me.code);
    people.set(handle, parlor);
    ids.set(handle, me.value.user_id);
  }
  const at = <T>(map: Map<Handle, T>, handle: Handle): T => {
    const found = map.get(handle);
    if (found === undefined) throw new Error(`no ${handle}`);
    return found;
  };
  const play = async (room_id: RoomId, lines: readonly Line[]): Promise<void> => {
    for (const [index, [who, text, answers]] of lines.entries()) {
      const room = at(people, who).openRoom(room_id);
      const content: Content = {
        text,
        ...(answers !== undefined && { reply_to: index + 1 - answers }),
        ...(text.includes("@mara") && { mentions: [at(ids, "mara")] }),
      };
      room.send(content);
      await until(room.state, ({ head, pending }) => head > index && pending.length === 0);
      room.close();
    }
  };
  const make = async (
    kind: "group" | "channel",
    name: string,
    topic: string,
    members: readonly Handle[],
    owner: Handle = "jonas",
  ) => {
    const room = await at(people, owner).createRoom({
      kind,
      name,
      topic,
      members: members.map((each) => at(ids, each)),
    });
    if (!room.ok) throw new Error(room.code);
    return room.value.room_id;
  };
  const dm = async (other: Handle) => {
    const room = await at(people, other).openDm(at(ids, "mara"));
    if (!room.ok) throw new Error(room.code);
    return room.value.room_id;
  };

  /** Says and does one thing, and waits until it is there. */
  const inRoom = async (who: Handle, room_id: RoomId, run: (room: RoomHandle) => unknown) => {
    const room = at(people, who).openRoom(room_id);
    await until(room.state, ({ connection }) => connection.state === "live");
    await run(room);
    await until(room.state, ({ pending }) => pending.length === 0);
    room.close();
  };
  const react = (who: Handle, room_id: RoomId, message_id: number, emoji: string) =>
    inRoom(who, room_id, (room) => room.applyAction({ type: "react", message_id, emoji, on: true }));

  /** Something for each list of an owner's: a link, a request, a report, a ban and what was done. */
  const rule = async (room_id: RoomId): Promise<string> => {
    await inRoom("zoe", room_id, (room) =>
      room.applyAction({ type: "report", message_id: 1, reason: "These tomatoes were promised to me." }),
    );
    await inRoom("mara", room_id, async (room) => {
      await room.applyAction({ type: "set_role", user_id: at(ids, "priya"), role: "admin" });
      await room.applyAction({ type: "ban", user_id: at(ids, "jonas"), on: true });
      await room.applyAction({ type: "update_room", settings: { join: "request" } });
    });
    await at(people, "aiko").join(room_id);
    await at(people, "mara").applyInboxAction({ type: "save", room_id, message_id: 2, on: true });
    const link = await at(people, "mara").call("createLink", { room_id });
    if (!link.ok) throw new Error(link.code);
    return link.value.token;
  };

  const supperRoom = await make(
    "group",
    "Saturday supper",
    "Who brings what, and who sits where",
    cast.map(({ handle }) => handle).filter((each) => each !== "jonas"),
  );
  await make("channel", "repairs", "Anything with a screw in it", []);
  await play(await dm("ido"), [["ido", "תודה על הספר! אני כבר באמצע."]]);
  await play(await dm("aiko"), [["mara", "Thank you for the tea!"]]);
  await play(await make("group", "Lamp repairs", "", ["mara", "tomas"]), [
    ["tomas", "Found the fuse. It was the fuse."],
  ]);
  const gardening = await make(
    "channel",
    "gardening",
    "Seeds, soil and the odd greenhouse",
    ["priya", "zoe", "jonas"],
    "mara",
  );
  await play(gardening, garden);
  const withJonas = await dm("jonas");
  await play(withJonas, jonas);
  const jonasRoom = at(people, "jonas").openRoom(withJonas);
  jonasRoom.markRead(jonas.length - 2);
  await play(supperRoom, supper);

  const reading = await make("group", "Reading circle", "One book a month", [
    "mara",
    "aiko",
    "tomas",
    "priya",
  ]);
  await play(reading, circle);
  await inRoom("mara", reading, (room) =>
    room.applyAction({ type: "edit", message_id: 3, text: "Wonderful. I will bring the reading lamp." }),
  );
  await inRoom("tomas", reading, (room) => room.applyAction({ type: "delete", message_id: 4 }));
  await inRoom("aiko", reading, (room) => room.applyAction({ type: "pin", message_id: 1, on: true }));
  await inRoom("mara", reading, (room) => room.applyAction({ type: "follow", message_id: 5, on: true }));
  await inRoom("jonas", reading, (room) => room.send({ text: "She is right.", thread: 5 }));
  await react("mara", reading, 1, "❤️");
  for (const who of ["jonas", "priya", "tomas"] as const) await react(who, reading, 1, "👍");
  await react("aiko", reading, 3, "🙏");
  const forwarded = await at(people, "priya").call("forward", {
    room_id: reading,
    client_id: asId(v7()),
    from_room_id: supperRoom,
    message_id: 7,
  });
  if (!forwarded.ok) throw new Error(forwarded.code);
  await inRoom("aiko", reading, (room) =>
    room.send({
      text: "When do we meet?",
      poll: { options: ["Tuesday", "Thursday", "Sunday, with cake"], multiple: true },
    }),
  );
  for (const [who, options] of [
    ["jonas", [1, 2]],
    ["priya", [2]],
    ["mara", [2]],
  ] as const)
    await inRoom(who, reading, (room) =>
      room.applyAction({ type: "vote", message_id: 8, options: [...options] }),
    );
  const link = await rule(gardening);
  const close = () => {
    for (const parlor of people.values()) parlor.close();
  };
  return {
    viewer: "mara",
    rooms: { supper: supperRoom, reading, gardening },
    link,
    close,
    type: () => jonasRoom.typing(true),
  };
}
