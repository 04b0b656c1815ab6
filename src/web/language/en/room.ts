import { numbers } from "../plural.ts";

const n = numbers("en");

export const room = {
  header: {
    unnamed: "Unnamed room",
    toRooms: "Back to rooms",
    pins: "Pinned messages",
    members: "Members",
    about: "About this room",
    person: "About this person",
  },
  typing: {
    several: "Several people are typing …",
    typing: (who: string, count: number) => `${who} ${count === 1 ? "is" : "are"} typing …`,
  },
  cannotPost: {
    archived: "This room is archived. You can read it, but not write.",
    adminsOnly: "Only owners and admins can write here.",
    muted: "You are muted in this room.",
    mutedUntil: (time: string) => `You are muted until ${time}.`,
  },
  proof: {
    whole: "Checked: no message is missing, and none was altered unless it says edited.",
    part: (count: number) =>
      n(count, {
        one: "Checked: the last message was not altered unless it says edited.",
        other: "Checked: of the last # messages none is missing, and none was altered unless it says edited.",
      }),
    history_changed:
      "The server shows another history of this room than before: messages are missing or were altered.",
    log_replaced: "The server has replaced the history of this room, as after a restored backup.",
  },
  memberCount: (count: number) => n(count, { one: "# member", other: "# members" }),
};
