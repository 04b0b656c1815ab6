import { numbers } from "../plural.ts";

const n = numbers("en");

const seconds = (count: number) => n(count, { one: "# second", other: "# seconds" });
const minutes = (count: number) => n(count, { one: "# minute", other: "# minutes" });
const hours = (count: number) => n(count, { one: "# hour", other: "# hours" });
const days = (count: number) => n(count, { one: "# day", other: "# days" });
/** A number of seconds in the largest unit that divides it. */
const span = (total: number): string => {
  if (total % 86_400 === 0) return days(total / 86_400);
  if (total % 3_600 === 0) return hours(total / 3_600);
  return total % 60 === 0 ? minutes(total / 60) : seconds(total);
};

export const room = {
  header: {
    unnamed: "A room",
    toRooms: "Back to rooms",
    pins: "Pinned messages",
    members: "Members",
    about: "About this room",
    person: "About this person",
  },
  panel: { back: "Back", close: "Close the panel" },
  typing: {
    several: "Several people are typing …",
    typing: (who: string, count: number) => `${who} ${count === 1 ? "is" : "are"} typing …`,
  },
  cannotPost: {
    archived: "This room is archived: it can be read, nothing more.",
    adminsOnly: "Only owners and admins write here.",
    muted: "You may not write here for now.",
    mutedUntil: (time: string) => `You may write here again on ${time}.`,
  },
  notAMember: {
    back: "Back to your rooms",
    join: "Join the channel",
    channel: { title: "You are not in this channel", text: "It is public: join to read and write." },
    closed: {
      title: "This room is not open to you",
      text: "It may not exist, or you are no longer one of its members. Someone in it can bring you in.",
    },
    removed: {
      title: "You were removed from this room",
      text: "What was said in it is no longer here. Someone in it can bring you in again.",
    },
    left: { title: "You are no longer in this room", text: "You left it, or were removed from it." },
    banned: { title: "You are kept out of this room", text: "Its admins decide when you may come back." },
    deleted: { title: "This room was deleted", text: "Its owner deleted it, with all that was said in it." },
    requested: {
      title: "You have asked to join",
      text: "The admins decide. When they say yes, the channel is in your list.",
    },
  },
  about: {
    group: "Private group",
    channel: "Public channel",
    archived: "Archived",
    copyLink: "Copy a link to this channel",
    block: "Block this person",
    unblock: "Unblock this person",
    blockHint: "Who is blocked cannot write to you, nor see whether you are online.",
    blocked: "Blocked: they cannot write to you, nor see whether you are online.",
  },
  leave: {
    leave: "Leave",
    cancel: "Stay",
    confirmGroup: (name: string) => `Leave ${name}? You will need an invitation to come back.`,
    confirmChannel: (name: string) => `Leave ${name}? You can join again at any time.`,
  },
  members: {
    title: "Members",
    count: (count: number) => n(count, { one: "# member", other: "# members" }),
    invite: "Bring people in",
    find: "Find a member",
    none: (typed: string) => `No member is called “${typed}”.`,
    muted: "May not write",
    roles: { owner: "Owner", admin: "Admin", member: "Member" },
    message: (name: string) => `Message ${name}`,
    actions: (name: string) => `What to do about ${name}`,
    choices: {
      make_owner: "Make owner",
      make_admin: "Make admin",
      make_member: "Make ordinary member",
      mute_hour: "Mute for an hour",
      mute_day: "Mute for a day",
      mute: "Mute until it is lifted",
      unmute: "Let write again",
      remove: "Remove from the room",
      ban: "Ban from the room",
    },
    cancel: "Keep",
    confirm: {
      make_owner: (name: string) => `Make ${name} an owner? Only they themselves can undo that.`,
      remove: (name: string) => `Remove ${name}? They can be brought in again.`,
      ban: (name: string) => `Ban ${name}? They cannot come back until the ban is lifted.`,
    },
  },
  invite: {
    title: (name: string) => `Bring people into ${name}`,
    find: "Find people",
    submit: (count: number) =>
      count === 0 ? "Bring in" : n(count, { one: "Bring # person in", other: "Bring # people in" }),
  },
  pins: {
    title: "Pinned messages",
    none: "Nothing is pinned. Choose “Pin” at a message that all should find again.",
    noneYet: "Nothing is pinned yet.",
    unpin: "Unpin",
  },
  thread: {
    title: "Thread",
    follow: "Follow",
    following: "Following",
    loading: "Reading the replies …",
    notFound: "There is no such message in this room.",
    replies: (count: number) =>
      count === 0 ? "No replies yet" : n(count, { one: "# reply", other: "# replies" }),
    composer: (room: string) => `the thread in ${room}`,
  },
  admin: {
    title: "For owners and admins",
    adminsOnly: "Only owners and admins see this.",
    loading: "Reading …",
    settings: {
      title: "Settings",
      nameMissing: "The room needs a name.",
      topic: "Topic",
      description: "Description",
      who: "Who may …",
      permissions: {
        post: "… write",
        invite: "… bring people in",
        pin: "… pin messages",
        mention_room: "… call everyone",
      },
      audiences: { everyone: "Everyone", admins: "Owners and admins" },
      slow: "Slow mode",
      slowMode: (each: number) => (each === 0 ? "Off" : `One message in ${span(each)}`),
      edit: "Own messages can be edited",
      editWindow: (within: number) => (within === 0 ? "Not at all" : `For ${span(within)}`),
      join: "Who comes by themselves",
      joinModes: { open: "Comes in at once", request: "Asks the admins first" },
      save: "Save",
      saved: "Saved",
    },
    ownerActions: {
      title: "For owners",
      cancel: "Keep as it is",
      handOver: "Hand over to somebody else",
      confirmHandOver: (room: string, name: string) =>
        `Make ${name} the owner of ${room}? You become an admin, and only they can undo that.`,
      archive: "Archive",
      unarchive: "Bring back from the archive",
      confirmArchive: (name: string) =>
        `Archive ${name}? It can then be read and nothing else, until you bring it back.`,
      delete: "Delete",
      confirmDelete: (name: string) =>
        `Delete ${name} with all that was said in it, for everyone? This cannot be undone.`,
    },
    links: {
      title: "Invite links",
      none: "There are no links. Whoever has one can come in, as long as it lasts.",
      lifetime: "Lasts",
      lifetimeOf: (seconds: number | null) => (seconds === null ? "For ever" : span(seconds)),
      uses: "Lets in",
      usesOf: (count: number | null) =>
        count === null ? "Any number" : n(count, { one: "# person", other: "# people" }),
      create: "Make a link",
      createdAt: (time: string) => `Made on ${time}`,
      link: "The new link",
      copy: "Copy",
      shownOnce: "Copy it now: it is shown only once.",
      revoke: "End",
      usedUp: "Used up",
      expired: "Expired",
      anyUses: "Any number",
      usesLeft: (count: number) => n(count, { one: "# more person", other: "# more people" }),
      never: "for ever",
      until: (time: string) => `until ${time}`,
    },
    requests: {
      title: "Join requests",
      none: "Nobody is asking to come in.",
      open: "Everyone comes in at once. In the settings you can have them ask first.",
      requested: (time: string) => `Asked: ${time}`,
      admit: "Admit",
      decline: "Decline",
    },
    bans: {
      title: "Banned people",
      none: "Nobody is banned.",
      by: (name: string) => `Banned by ${name}`,
      unban: "Lift the ban",
    },
    reports: {
      title: "Reports",
      none: "Nobody has reported anything.",
      reported: (time: string) => `Reported a message: ${time}`,
      view: "Look",
    },
    audit: {
      title: "Audit log",
      none: "Owners and admins have done nothing yet.",
      older: "Show older",
      actions: {
        createLink: "made an invite link",
        revokeLink: "ended an invite link",
        setRole: (name: string, role: string) => `gave ${name} the role ${role}`,
        remove: (name: string) => `removed ${name}`,
        ban: (name: string) => `banned ${name}`,
        unban: (name: string) => `lifted the ban of ${name}`,
        mute: (name: string) => `muted ${name}`,
        unmute: (name: string) => `let ${name} write again`,
        admit: (name: string) => `admitted ${name}`,
        decline: (name: string) => `declined ${name}`,
        archive: "archived the room",
        unarchive: "brought the room back from the archive",
        rename: (name: string) => `renamed the room to “${name}”`,
        settings: "changed the settings",
        delete: (message: number) => `deleted message ${message}`,
        pin: (message: number) => `pinned message ${message}`,
        unpin: (message: number) => `unpinned message ${message}`,
      },
    },
  },
};
