import { Match, Show, Switch } from "solid-js";
import { laterWords } from "../../language/language.ts";
import noteStyles from "../../primitives/note.module.css";
import type { PanelName } from "../../state/route.ts";
import { useRoom } from "../open-room.ts";
import { Panel } from "../panel.tsx";
import { Audit } from "./audit.tsx";
import { Bans } from "./bans.tsx";
import { Links } from "./links.tsx";
import { Reports } from "./reports.tsx";
import { Requests } from "./requests.tsx";
import { RoomSettings } from "./room-settings.tsx";

type AdminName = Exclude<PanelName, "about" | "members" | "pins" | "search">;

/** What owners and admins set and manage. Others who open the address see that it is not for them. */
export function AdminPanel(props: { readonly name: PanelName }) {
  const { room, rights } = useRoom();
  const t = () => laterWords().room.admin;
  const is = (name: AdminName) => props.name === name;
  const title = () => {
    const known = t()[props.name as AdminName];
    return typeof known === "object" ? known.title : "";
  };
  return (
    <Panel title={title()}>
      <Show when={rights().isAdmin} fallback={<p class={noteStyles.note}>{room() && t().adminsOnly}</p>}>
        <Switch>
          <Match when={is("settings")}>
            <RoomSettings />
          </Match>
          <Match when={is("links")}>
            <Links />
          </Match>
          <Match when={is("requests")}>
            <Requests />
          </Match>
          <Match when={is("bans")}>
            <Bans />
          </Match>
          <Match when={is("reports")}>
            <Reports />
          </Match>
          <Match when={is("audit")}>
            <Audit />
          </Match>
        </Switch>
      </Show>
    </Panel>
  );
}
