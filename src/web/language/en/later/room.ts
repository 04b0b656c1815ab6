import { numbers } from "../../plural.ts";

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
  notAMember: {
    back: "Back to your rooms",
    join: "Join the channel",
    channel: { title: "You are not in this channel", text: "It is public: join to read and write." },
    closed: {
      title: "You cannot open this room",
      text: "It may not exist, or you are not a member. A member can invite you.",
    },
    removed: {
      title: "You were removed from this room",
      text: "Its messages are no longer on this device. A member can invite you again.",
    },
    left: { title: "You are no longer in this room", text: "You left the room or were removed from it." },
    banned: { title: "You are banned from this room", text: "Its admins decide when you can come back." },
    deleted: { title: "This room was deleted", text: "Its owner deleted it with all its messages." },
    requested: {
      title: "You have asked to join",
      text: "When an admin admits you, the channel appears in your list.",
    },
  },
  panel: { back: "Back", close: "Close the panel" },
  about: {
    group: "Private group",
    channel: "Public channel",
    archived: "Archived",
    copyLink: "Copy link to this channel",
    block: "Block",
    unblock: "Unblock",
    blockHint: "People you block cannot write to you or see whether you are online.",
    blocked: "Blocked: this person cannot write to you or see whether you are online.",
  },
  leave: {
    leave: "Leave",
    cancel: "Cancel",
    confirmGroup: (name: string) => `Leave ${name}? You will need an invitation to come back.`,
    confirmChannel: (name: string) => `Leave ${name}? You can join again at any time.`,
  },
  members: {
    title: "Members",
    invite: "Invite people",
    find: "Find a member",
    none: (typed: string) => `No member found for “${typed}”.`,
    muted: "Muted",
    roles: { owner: "Owner", admin: "Admin", member: "Member" },
    message: (name: string) => `Message ${name}`,
    actions: (name: string) => `Actions for ${name}`,
    choices: {
      make_owner: "Make owner",
      make_admin: "Make admin",
      make_member: "Make member",
      mute_hour: "Mute for 1 hour",
      mute_day: "Mute for 1 day",
      mute: "Mute until unmuted",
      unmute: "Unmute",
      remove: "Remove from room",
      ban: "Ban from room",
    },
    cancel: "Cancel",
    confirm: {
      make_owner: (name: string) => `Make ${name} an owner? Only they can undo that.`,
      remove: (name: string) => `Remove ${name}? They can be invited again.`,
      ban: (name: string) => `Ban ${name}? They cannot come back until the ban is lifted.`,
    },
  },
  invite: {
    title: (name: string) => `Invite people to ${name}`,
    find: "Find people",
    submit: (count: number) =>
      count === 0 ? "Invite" : n(count, { one: "Invite # person", other: "Invite # people" }),
    asked: (count: number) =>
      n(count, { one: "# person has to accept first.", other: "# people have to accept first." }),
  },
  pins: {
    title: "Pinned messages",
    none: "No pinned messages. Choose “Pin” in a message’s menu to keep it here for everyone.",
    noneYet: "No pinned messages yet.",
    unpin: "Unpin",
  },
  thread: {
    title: "Thread",
    follow: "Follow",
    following: "Following",
    loading: "Loading replies …",
    notFound: "That message does not exist in this room.",
    replies: (count: number) =>
      count === 0 ? "No replies yet" : n(count, { one: "# reply", other: "# replies" }),
    composer: (room: string) => `the thread in ${room}`,
  },
  admin: {
    title: "Administration",
    adminsOnly: "Only owners and admins can see this.",
    loading: "Loading …",
    settings: {
      title: "Settings",
      nameMissing: "Enter a name for the room.",
      topic: "Topic",
      description: "Description",
      who: "Who can …",
      permissions: {
        post: "… write",
        invite: "… invite people",
        pin: "… pin messages",
        mention_room: "… mention everyone",
      },
      audiences: { everyone: "Everyone", admins: "Owners and admins" },
      slow: "Slow mode",
      slowMode: (each: number) => (each === 0 ? "Off" : `One message every ${span(each)}`),
      edit: "Editing messages",
      editWindow: (within: number) => (within === 0 ? "Never" : `For ${span(within)}`),
      join: "Joining",
      joinModes: { open: "Anyone can join", request: "Admins approve requests" },
      save: "Save",
      saved: "Saved",
    },
    ownerActions: {
      title: "For owners",
      cancel: "Cancel",
      handOver: "Transfer ownership",
      confirmHandOver: (room: string, name: string) =>
        `Make ${name} the owner of ${room}? You become an admin, and only they can undo that.`,
      archive: "Archive room",
      unarchive: "Unarchive room",
      confirmArchive: (name: string) =>
        `Archive ${name}? People can still read it, but nobody can write until you unarchive it.`,
      delete: "Delete room",
      confirmDelete: (name: string) =>
        `Delete ${name} and all its messages for everyone? This cannot be undone.`,
    },
    links: {
      title: "Invite links",
      none: "No invite links. Anyone who has a link can join until it expires.",
      lifetime: "Expires after",
      lifetimeOf: (seconds: number | null) => (seconds === null ? "Never" : span(seconds)),
      uses: "Can be used by",
      usesOf: (count: number | null) =>
        count === null ? "Anyone" : n(count, { one: "# person", other: "# people" }),
      create: "Create link",
      createdAt: (time: string) => `Created on ${time}`,
      link: "New link",
      copy: "Copy",
      shownOnce: "Copy it now: it will not be shown again.",
      revoke: "Revoke",
      usedUp: "Used up",
      expired: "Expired",
      anyUses: "Anyone",
      usesLeft: (count: number) => n(count, { one: "# use left", other: "# uses left" }),
      never: "never expires",
      until: (time: string) => `until ${time}`,
    },
    requests: {
      title: "Join requests",
      none: "No join requests.",
      open: "Anyone can join. You can require approval in the settings.",
      requested: (time: string) => `Requested ${time}`,
      admit: "Admit",
      decline: "Decline",
    },
    bans: {
      title: "Banned people",
      none: "Nobody is banned.",
      by: (name: string) => `Banned by ${name}`,
      unban: "Unban",
    },
    reports: {
      title: "Reports",
      none: "No reports.",
      reported: (time: string) => `Reported a message ${time}`,
      view: "View",
    },
    audit: {
      title: "Audit log",
      none: "No entries yet.",
      older: "Show older",
      actions: {
        createLink: "created an invite link",
        revokeLink: "revoked an invite link",
        setRole: (name: string, role: string) => `changed the role of ${name} to ${role}`,
        remove: (name: string) => `removed ${name}`,
        ban: (name: string) => `banned ${name}`,
        unban: (name: string) => `unbanned ${name}`,
        mute: (name: string) => `muted ${name}`,
        unmute: (name: string) => `unmuted ${name}`,
        admit: (name: string) => `admitted ${name}`,
        decline: (name: string) => `declined the request of ${name}`,
        archive: "archived the room",
        unarchive: "unarchived the room",
        rename: (name: string) => `renamed the room to “${name}”`,
        settings: "changed the settings",
        delete: (message: number) => `deleted message ${message}`,
        pin: (message: number) => `pinned message ${message}`,
        unpin: (message: number) => `unpinned message ${message}`,
      },
    },
  },
};
