import { newHandle, PASSWORD } from "./person.ts";
import type { Size, Visit } from "./visit.ts";

/** Something of the app that can be looked at, and how to get there. */
export interface View {
  readonly name: string;
  /** For somebody who has not signed in; all others are the viewer's. */
  readonly isOutside?: true;
  readonly only?: Size;
  readonly open: (visit: Visit) => Promise<unknown>;
}

const LAMP = "reading lamp";
const inReading = (visit: Visit) => visit.room("reading", "When do we meet?");
const fromReading = (name: string, choice: string, words: string | RegExp): View => ({
  name,
  open: async (visit) => {
    await inReading(visit);
    await visit.menuOf(LAMP, choice);
    await visit.see(words);
  },
});
const panel = (name: string, words: string): View => ({
  name: `gardening-${name}`,
  open: (visit) => visit.room("gardening", words, `/${name}`),
});
const list = (name: string, words: string): View => ({
  name,
  open: async (visit) => {
    await visit.goto(`/${name}`);
    await visit.see(words);
  },
});
const settings = (section: string, heading: string): View => ({
  name: `settings-${section}`,
  open: async (visit) => {
    await visit.goto(`/settings/${section}`);
    await visit.dialog.getByRole("heading", { name: heading, level: 2 }).waitFor();
  },
});
const newRoom = (name: string, way: string, words: string): View => ({
  name,
  open: async (visit) => {
    await visit.home();
    await visit.press("New");
    await visit.press(way, visit.dialog);
    await visit.dialog.getByText(words).first().waitFor();
  },
});

const outside: readonly View[] = [
  { name: "sign-in", isOutside: true, open: ({ page }) => page.getByLabel("Handle").waitFor() },
  {
    name: "sign-up",
    isOutside: true,
    open: async (visit) => {
      await visit.press("Create an account");
      await visit.page.getByLabel("Handle").fill("a!");
      await visit.press("Create account");
      await visit.page.getByText("Please enter a name").waitFor();
    },
  },
  {
    name: "way-back",
    isOutside: true,
    open: async (visit) => {
      await visit.goto("/");
      await visit.press("Lost your password?");
      await visit.press("Set password and sign in");
      await visit.page.getByText("Please enter your handle").waitFor();
    },
  },
  {
    name: "reset",
    isOutside: true,
    open: async (visit) => {
      await visit.goto("/reset#token");
      await visit.page.getByText("This link works once").waitFor();
    },
  },
  {
    name: "invited",
    isOutside: true,
    open: async (visit) => {
      await visit.goto(`/join#${visit.scene.link}`);
      await visit.page.getByText("You are invited to a room").waitFor();
    },
  },
  {
    name: "first-minute",
    isOutside: true,
    open: async (visit) => {
      await visit.goto("/");
      await visit.press("Create an account");
      await visit.page.getByLabel("Name").fill("Ada");
      await visit.page.getByLabel("Handle").fill(newHandle("ada"));
      await visit.page.getByLabel("Password", { exact: true }).fill(PASSWORD);
      await visit.press("Create account");
      await visit.page.getByText("Start your first conversation").waitFor();
    },
  },
];

/** Every view of the app. A new one is one more line here: it is then looked at by the tests and in pictures. */
export const views: readonly View[] = [
  ...outside,
  {
    name: "rooms",
    open: async (visit) => {
      await visit.home();
      await visit.page.getByText("online", { exact: true }).first().waitFor({ state: "attached" });
    },
  },
  {
    name: "filter",
    open: async (visit) => {
      await visit.home();
      await visit.page.getByLabel("Filter rooms").fill("nothing like it");
    },
  },
  { name: "conversation", open: (visit) => visit.room("supper", "Elbows in") },
  {
    name: "room-menu",
    open: async (visit) => {
      await visit.room("supper", "Elbows in");
      await visit.press("Notifications");
      await visit.dialog.waitFor();
    },
  },
  {
    name: "invite",
    open: async (visit) => {
      await visit.room("supper", "@ido", "/members");
      await visit.press("Invite people");
      await visit.dialog.waitFor();
    },
  },
  {
    name: "complete",
    open: async (visit) => {
      await visit.room("supper", "Elbows in");
      // A draft of another visit may be there.
      await visit.composer.fill("");
      await visit.composer.pressSequentially("@");
      await visit.page.getByRole("option").first().waitFor();
    },
  },
  { name: "reading", open: inReading },
  {
    name: "hover",
    only: "desk",
    open: async (visit) => {
      await inReading(visit);
      await visit.page.getByRole("article").filter({ hasText: LAMP }).last().hover();
    },
  },
  {
    name: "menu",
    open: async (visit) => {
      await inReading(visit);
      await visit.menuOf(LAMP);
    },
  },
  fromReading("delete", "Delete", "Delete this message for everyone?"),
  fromReading("edit", "Edit", "Edit message"),
  fromReading("forward", "Forward", "Forward to"),
  fromReading("reacted", "Who reacted", "@aiko"),
  fromReading("seen", "Who has seen it", /^(Read|Delivered)$/),
  {
    name: "emoji",
    open: async (visit) => {
      await inReading(visit);
      await visit.press("Emoji");
      await visit.dialog.getByRole("option").first().waitFor();
    },
  },
  {
    name: "poll",
    open: async (visit) => {
      await inReading(visit);
      await visit.press("More options");
      await visit.press("Poll", visit.dialog);
      await visit.dialog.getByText("Question").waitFor();
    },
  },
  { name: "thread", open: (visit) => visit.room("reading", "She is right.", "/t/5") },
  { name: "pins", open: (visit) => visit.room("reading", "The Summer Book", "/pins") },
  {
    name: "search-room",
    open: async (visit) => {
      await visit.goto(`/r/${visit.scene.rooms.supper}/search`);
      const field = visit.page.getByRole("combobox", { name: "Search in this room" });
      await field.fill("table from:");
      await visit.page.getByRole("option").first().waitFor();
    },
  },
  {
    name: "search",
    open: async (visit) => {
      await visit.goto("/search");
      const field = visit.page.getByRole("combobox", { name: "Search messages" });
      await field.fill("after:2020 lamp");
      await visit.page.getByRole("status").getByText(/found/).waitFor();
      await visit.page.getByText("over the stairs").first().waitFor();
    },
  },
  {
    name: "search-begin",
    open: async (visit) => {
      await visit.goto("/search");
      await visit.page.getByRole("combobox", { name: "Search messages" }).fill("");
      await visit.page.getByRole("option").first().waitFor();
    },
  },
  {
    name: "report",
    open: async (visit) => {
      await inReading(visit);
      await visit.menuOf("I have two copies", "Report");
      await visit.page.getByText("What is wrong with it?").waitFor();
    },
  },
  {
    name: "reply",
    open: async (visit) => {
      await visit.withJonas();
      await visit.menuOf("Deal. Tomorrow", "Reply");
      await visit.composer.fill("About the drill:\nI think it is in the cellar.");
    },
  },
  {
    name: "typing",
    open: async (visit) => {
      await visit.withJonas();
      const typing = visit.page.getByText("Jonas Weber is typing").waitFor();
      // Typing passes: one goes on until it is seen.
      const again = setInterval(visit.scene.type, 500);
      await typing.finally(() => clearInterval(again));
    },
  },
  {
    name: "person",
    open: async (visit) => {
      await visit.withJonas();
      await visit.press("About this person");
      await visit.page.getByText("Block", { exact: true }).waitFor();
    },
  },
  panel("about", "Public channel"),
  panel("members", "@zoe"),
  panel("settings", "Slow mode"),
  panel("links", "Create link"),
  panel("requests", "Aiko Tanaka"),
  panel("bans", "Jonas Weber"),
  panel("reports", "promised to me"),
  panel("audit", "changed the settings"),
  {
    name: "member-menu",
    open: async (visit) => {
      await visit.room("gardening", "@zoe", "/members");
      await visit.press(/Actions for Zoë/);
      await visit.dialog.waitFor();
    },
  },
  list("mentions", "First tulips"),
  list("threads", "She is right."),
  list("saved", "First tulips"),
  {
    name: "unknown",
    open: async (visit) => {
      await visit.goto("/nowhere");
      await visit.see("There is nothing at this address");
    },
  },
  {
    name: "not-here",
    open: async (visit) => {
      await visit.goto(`/r/g_${"0".repeat(20)}`);
      await visit.see("You cannot open this room");
    },
  },
  {
    name: "join",
    open: async (visit) => {
      await visit.goto(`/join#${visit.scene.link}`);
      await visit.page.getByText("You are already a member of").waitFor();
    },
  },
  {
    name: "switcher",
    open: async (visit) => {
      await visit.home();
      await visit.press("Go to");
      await visit.page.getByRole("option").first().waitFor();
    },
  },
  {
    name: "new",
    open: async (visit) => {
      await visit.home();
      await visit.press("New");
      await visit.dialog.getByText("@jonas").waitFor();
    },
  },
  newRoom("new-group", "New group", "@jonas"),
  newRoom("new-channel", "New channel", "Topic"),
  newRoom("browse", "Browse", "repairs"),
  {
    name: "settings",
    only: "phone",
    open: async (visit) => {
      await visit.home();
      await visit.press(/Profile and settings/);
      await visit.dialog.getByRole("link", { name: "Privacy" }).waitFor();
    },
  },
  settings("profile", "Profile"),
  settings("appearance", "Appearance and language"),
  settings("notifications", "Notifications"),
  settings("privacy", "Privacy"),
  settings("devices", "Devices"),
  {
    name: "settings-security",
    open: async (visit) => {
      await visit.goto("/settings/security");
      // The viewer of another size may have made some already.
      await visit.page.getByRole("button", { name: /^Make (recovery|new) codes$/ }).click();
      await visit.page.getByText("These codes are shown only now").waitFor();
    },
  },
  settings("account", "Your data"),
  {
    name: "wrong-password",
    open: async (visit) => {
      await visit.goto("/settings/security");
      await visit.press("Change password");
      await visit.page.getByText("enter your current password").waitFor();
    },
  },
  {
    name: "muted",
    open: async (visit) => {
      await inReading(visit);
      await visit.press("Notifications");
      // Another visit may have done so.
      const mute = visit.dialog.getByRole("button", { name: "Mute", exact: true });
      if (await mute.isVisible()) await mute.click();
      await visit.home();
      await visit.page.getByRole("link", { name: /Reading circle.*muted/ }).waitFor();
    },
  },
  {
    name: "failed",
    open: async (visit) => {
      const text = "Shall I bring the small ladder as well?";
      await visit.refuse(text);
      await visit.load("/");
      await visit.withJonas();
      await visit.say(text);
      await visit.page.getByText("Try again").waitFor();
    },
  },
  {
    name: "offline",
    open: async (visit) => {
      await visit.withJonas();
      await visit.context.setOffline(true);
      await visit.page.getByText("You are offline").filter({ visible: true }).waitFor();
      await visit.say("See you tomorrow, then.");
      await visit.page.getByRole("log").getByLabel("Sending").last().waitFor();
    },
  },
  {
    name: "not-kept",
    open: async (visit) => {
      await visit.home();
      const room = visit.page.getByRole("link", { name: /Lamp repairs/ });
      await room.waitFor();
      await visit.context.setOffline(true);
      await room.click();
      await visit.see("not on this device yet");
    },
  },
];
