import { numbers } from "../plural.ts";

const n = numbers("en");

/** What a person did, as it reads after one name, after several names, and after "You". */
type Verb = readonly [one: string, several: string, you: string];
const same = (verb: string): Verb => [verb, verb, verb];
const was = (what: string): Verb => [`was ${what}`, `were ${what}`, `were ${what}`];
const is = (what: string, several: string): Verb => [
  `is now ${what}`,
  `are now ${several}`,
  `are now ${what}`,
];

export const timeline = {
  messagesIn: (room: string) => `Messages in ${room}`,
  loading: "Loading messages …",
  notOnDevice:
    "The messages of this room are not on this device yet. They will appear when you are connected.",
  loadingEarlier: "Loading earlier messages …",
  jumping: "Jumping to the message …",
  messageNotOnDevice: "That message is not on this device. Try again when you are connected.",
  newMessages: "New messages",
  toLatest: "Jump to latest",
  newCount: (count: number) => n(count, { one: "# new message", other: "# new messages" }),
  unread: (count: number) => n(count, { one: "# new message", other: "# new messages" }),
  toFirstUnread: "Jump to first unread",
  dismiss: "Dismiss",
  start: {
    dm: (name: string) => `Only you and ${name} are in this conversation.`,
    group: "This group is private. People can join by invitation only.",
    channel: "This is the beginning of a public channel. Anyone can find and join it.",
  },
  notices: {
    joined: same("joined"),
    left: same("left"),
    removed: was("removed"),
    banned: was("banned"),
    owner: is("an owner", "owners"),
    admin: is("an admin", "admins"),
    member: is("a member", "members"),
    renamed: (name: string) => same(`renamed the room to “${name}”`),
    topicRemoved: same("removed the topic"),
    topic: (topic: string) => same(`set the topic to “${topic}”`),
  },
};
