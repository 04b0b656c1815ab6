import { Show } from "solid-js";
import { words } from "../../language/language.ts";
import { useRoom } from "../open-room.ts";
import { Panel } from "../panel.tsx";
import { AboutPerson } from "./about-person.tsx";
import { AboutRoom } from "./about-room.tsx";

/** What the room is, and links to everything that belongs to it. */
export function AboutPanel() {
  const { kind } = useRoom();
  const t = () => words().room.header;
  return (
    <Panel title={kind === "dm" ? t().person : t().about}>
      <Show when={kind === "dm"} fallback={<AboutRoom />}>
        <AboutPerson />
      </Show>
    </Panel>
  );
}
